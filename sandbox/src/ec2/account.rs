//! What an account may have.

use super::change::Made;
use super::desk::Desk;
use crate::query::Xml;

pub(super) fn attributes(desk: &mut Desk<'_>) -> Made {
    let wanted = desk.form.list("AttributeName");
    let default_vpc = desk.area.network.vpcs.values().find(|vpc| vpc.is_default);
    let default_vpc = default_vpc.map_or("none", |vpc| &vpc.id);
    let all = [
        ("supported-platforms", "VPC"),
        ("default-vpc", default_vpc),
        ("max-instances", "20"),
        ("vpc-max-security-groups-per-interface", "5"),
        ("max-elastic-ips", "5"),
        ("vpc-max-elastic-ips", "5"),
    ];
    let shown = all
        .iter()
        .filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|one| one == name));
    let mut xml = Xml::default();
    xml.items("accountAttributeSet", shown, |xml, (name, value)| {
        xml.text("attributeName", name);
        xml.items("attributeValueSet", [value], |xml, value| {
            xml.text("attributeValue", value)
        });
    });
    Ok(xml)
}
