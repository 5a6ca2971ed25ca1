//! Network interfaces: those of the brokers, and of nobody else.

use super::filter::{Listed, select, write};
use super::network::Tags;
use crate::query::{Form, Xml};
use crate::refusal::Refusal;
use crate::world::Area;

/// The interface that MSK keeps in a customer's subnet for a broker.
#[derive(Clone, Debug)]
pub(crate) struct Interface {
    pub(crate) id: String,
    pub(crate) subnet: String,
    pub(crate) groups: Vec<String>,
    pub(crate) address: String,
    pub(crate) description: String,
    pub(crate) tags: Tags,
}

pub(super) fn describe(area: &mut Area, form: &Form) -> Result<Xml, Refusal> {
    let all: Vec<Interface> = area
        .clusters
        .values()
        .flat_map(|cluster| cluster.interfaces())
        .collect();
    let page = select(all.iter(), form)?;
    Ok(write("networkInterfaceSet", page, |xml, interface| {
        render(xml, area, interface)
    }))
}

fn render(xml: &mut Xml, area: &Area, interface: &Interface) {
    let subnet = area.network.subnets.get(&interface.subnet);
    xml.text("networkInterfaceId", &interface.id);
    xml.text("subnetId", &interface.subnet);
    xml.maybe("vpcId", subnet.map(|subnet| subnet.vpc.as_str()));
    xml.maybe(
        "availabilityZone",
        subnet.map(|subnet| subnet.zone.as_str()),
    );
    xml.text("description", &interface.description);
    xml.text("ownerId", &area.account);
    xml.text("requesterId", "amazon-msk");
    xml.bool("requesterManaged", true);
    xml.text("status", "in-use");
    xml.text("interfaceType", "interface");
    xml.text("privateIpAddress", &interface.address);
    xml.bool("sourceDestCheck", true);
    xml.items("groupSet", &interface.groups, |xml, group| {
        xml.text("groupId", group);
        let name = area
            .network
            .groups
            .get(group)
            .map(|group| group.name.as_str());
        xml.maybe("groupName", name);
    });
    super::render::tags(xml, &interface.tags);
}

impl Listed for Interface {
    const ID_PARAMETER: &'static str = "NetworkInterfaceId";
    const NOT_FOUND: &'static str = "InvalidNetworkInterfaceID.NotFound";
    const NOUN: &'static str = "networkInterface ID";

    fn id(&self) -> &str {
        &self.id
    }

    fn tags(&self) -> &Tags {
        &self.tags
    }

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        Some(match filter {
            "network-interface-id" => vec![self.id.clone()],
            "subnet-id" => vec![self.subnet.clone()],
            "group-id" => self.groups.clone(),
            "description" => vec![self.description.clone()],
            "status" => vec!["in-use".to_owned()],
            // No instance ever holds them.
            "attachment.instance-id" | "attachment.instance-owner-id" => Vec::new(),
            "requester-managed" => vec!["true".to_owned()],
            _ => return None,
        })
    }
}
