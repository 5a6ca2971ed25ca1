//! VPCs: making, changing and taking them away.

use super::change::{Made, check_cidr, depends, required, tags_of, within};
use super::filter::{Listed, not_found};
use super::network::Vpc;
use super::render;
use crate::id;
use crate::query::{Form, Xml};
use crate::refusal::Refusal;
use crate::world::Area;

pub(super) fn create(area: &mut Area, form: &Form) -> Made {
    let cidr = required(form, "CidrBlock")?.to_owned();
    // A VPC has 16 to 65536 addresses.
    check_cidr(&cidr, 16..=28, "InvalidVpc.Range")?;
    let vpc = Vpc {
        id: id::random("vpc"),
        cidr,
        is_default: false,
        dns_support: true,
        dns_hostnames: false,
        tags: tags_of(form, "vpc"),
    };
    area.network.add_vpc(vpc.clone());
    let mut xml = Xml::default();
    xml.nest("vpc", |xml| render::vpc(xml, area, &vpc));
    Ok(xml)
}

pub(super) fn delete(area: &mut Area, form: &Form) -> Made {
    let id = required(form, "VpcId")?;
    existing(area, id)?;
    let network = &area.network;
    let used = network.subnets.values().any(|subnet| subnet.vpc == id)
        || network
            .groups
            .values()
            .any(|group| group.vpc == id && group.name != "default")
        || network
            .gateways
            .values()
            .any(|gateway| gateway.vpc.as_deref() == Some(id))
        || network
            .route_tables
            .values()
            .any(|table| table.vpc == id && !table.main);
    if used {
        return Err(depends("vpc", id));
    }
    area.network.vpcs.remove(id);
    area.network.groups.retain(|_, group| group.vpc != id);
    area.network.route_tables.retain(|_, table| table.vpc != id);
    Ok(done())
}

pub(super) fn describe_attribute(area: &mut Area, form: &Form) -> Made {
    let vpc = existing(area, required(form, "VpcId")?)?;
    let attribute = required(form, "Attribute")?;
    let value = match attribute {
        "enableDnsSupport" => vpc.dns_support,
        "enableDnsHostnames" => vpc.dns_hostnames,
        "enableNetworkAddressUsageMetrics" => false,
        other => return Err(invalid("attribute", other)),
    };
    let mut xml = Xml::default();
    xml.text("vpcId", &vpc.id);
    xml.nest(attribute, |xml| xml.bool("value", value));
    Ok(xml)
}

pub(super) fn modify_attribute(area: &mut Area, form: &Form) -> Made {
    let vpc = existing(area, required(form, "VpcId")?)?;
    let switch = |name: &str| {
        form.get(&format!("{name}.Value"))
            .map(|value| value == "true")
    };
    vpc.dns_support = switch("EnableDnsSupport").unwrap_or(vpc.dns_support);
    vpc.dns_hostnames = switch("EnableDnsHostnames").unwrap_or(vpc.dns_hostnames);
    Ok(done())
}

/// The VPC of that id, or the error that EC2 has for it.
pub(super) fn existing<'a>(area: &'a mut Area, id: &str) -> Result<&'a mut Vpc, Refusal> {
    area.network
        .vpcs
        .get_mut(id)
        .ok_or_else(|| not_found::<Vpc>(id))
}

/// Where a new subnet's range must lie.
pub(super) fn contains(vpc: &Vpc, cidr: &str) -> bool {
    within(cidr, &vpc.cidr)
}

/// The answer of a call that only succeeds.
pub(super) fn done() -> Xml {
    let mut xml = Xml::default();
    xml.bool("return", true);
    xml
}

pub(super) fn invalid(parameter: &str, value: &str) -> Refusal {
    let message = format!("Value ({value}) for parameter {parameter} is invalid.");
    Refusal::new(400, "InvalidParameterValue", message)
}

/// An entry of some kind by id, or its kind's error.
pub(super) fn find<'a, T: Listed>(
    entries: &'a mut std::collections::BTreeMap<String, T>,
    id: &str,
) -> Result<&'a mut T, Refusal> {
    entries.get_mut(id).ok_or_else(|| not_found::<T>(id))
}
