//! DescribeNetworkInterfaces, and an interface in XML.

use super::{Held, Interface};
use crate::ec2::change::Made;
use crate::ec2::desk::Desk;
use crate::ec2::filter::{Listed, looked_at, select, write};
use crate::ec2::life;
use crate::ec2::network::Tags;
use crate::ec2::phase::Named;
use crate::ec2::render::tags;
use crate::query::Xml;
use crate::world::Area;

pub(in crate::ec2) fn describe(desk: &mut Desk<'_>) -> Made {
    let own = desk.area.compute.interfaces.values();
    let ids = looked_at(own, desk.form, &["status", "attachment.status"]);
    let hidden = life::look_at_interfaces(desk, &ids);
    let mut all = desk.area.interfaces();
    all.retain(|interface| !hidden.contains(&interface.id));
    // Zone and VPC are the subnet's: a filter on them is a filter on the interface too.
    let placed: Vec<Placed<'_>> = all
        .iter()
        .map(|one| Placed {
            area: desk.area,
            one,
        })
        .collect();
    let page = select(placed.iter(), desk.form)?;
    Ok(write("networkInterfaceSet", page, |xml, placed| {
        render(xml, desk.area, placed.one)
    }))
}

struct Placed<'a> {
    area: &'a Area,
    one: &'a Interface,
}

pub(in crate::ec2) fn render(xml: &mut Xml, area: &Area, interface: &Interface) {
    let subnet = area.subnet_of(interface);
    let name = interface.private_name(&area.region);
    xml.text("networkInterfaceId", &interface.id);
    xml.text("subnetId", &interface.subnet);
    xml.maybe("vpcId", subnet.map(|subnet| subnet.vpc.as_str()));
    xml.maybe(
        "availabilityZone",
        subnet.map(|subnet| subnet.zone.as_str()),
    );
    xml.maybe(
        "availabilityZoneId",
        subnet.map(|subnet| subnet.zone_id.as_str()),
    );
    xml.text("description", &interface.description);
    xml.text("ownerId", &area.account);
    xml.text(
        "requesterId",
        if interface.managed {
            "amazon-msk"
        } else {
            &area.account
        },
    );
    xml.bool("requesterManaged", interface.managed);
    xml.text("status", interface.status());
    xml.text("interfaceType", "interface");
    xml.text("macAddress", interface.mac());
    xml.text("privateIpAddress", &interface.address);
    xml.text("privateDnsName", &name);
    xml.bool("sourceDestCheck", interface.source_dest_check);
    groups(xml, area, &interface.groups);
    if let Some(held) = &interface.attachment {
        xml.nest("attachment", |xml| render_held(xml, area, held));
    }
    association(xml, interface);
    xml.items("privateIpAddressesSet", [interface], |xml, interface| {
        xml.text("privateIpAddress", &interface.address);
        xml.text("privateDnsName", &name);
        xml.bool("primary", true);
        association(xml, interface);
    });
    xml.nest("ipv6AddressesSet", |_| ());
    tags(xml, &interface.tags);
}

fn association(xml: &mut Xml, interface: &Interface) {
    if let Some(address) = &interface.public_address {
        xml.nest("association", |xml| {
            xml.text("publicIp", address);
            xml.text("publicDnsName", "");
            xml.text("ipOwnerId", "amazon");
        });
    }
}

fn render_held(xml: &mut Xml, area: &Area, held: &Held) {
    xml.text("attachmentId", &held.id);
    xml.text("instanceId", &held.instance);
    xml.text("instanceOwnerId", &area.account);
    xml.text("deviceIndex", held.device_index.to_string());
    xml.text("networkCardIndex", "0");
    xml.text("status", held.phase.state.name());
    xml.text("attachTime", held.at.iso());
    xml.bool("deleteOnTermination", held.delete_on_termination);
}

/// Security groups by id and name.
pub(in crate::ec2) fn groups(xml: &mut Xml, area: &Area, ids: &[String]) {
    xml.items("groupSet", ids, |xml, id| {
        xml.text("groupId", id);
        let group = area.network.groups.get(id);
        xml.maybe("groupName", group.map(|group| group.name.as_str()));
    });
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
        if let Some(member) = filter.strip_prefix("attachment.") {
            return held_values(self.attachment.as_ref(), member);
        }
        Some(match filter {
            "network-interface-id" => vec![self.id.clone()],
            "subnet-id" => vec![self.subnet.clone()],
            "group-id" => self.groups.clone(),
            "description" => vec![self.description.clone()],
            "status" => vec![self.status().to_owned()],
            "private-ip-address" | "addresses.private-ip-address" => vec![self.address.clone()],
            "mac-address" => vec![self.mac()],
            "interface-type" => vec!["interface".to_owned()],
            "requester-managed" => vec![self.managed.to_string()],
            "source-dest-check" => vec![self.source_dest_check.to_string()],
            // The subnet's, which only `Placed` knows.
            "vpc-id" | "availability-zone" => Vec::new(),
            _ => return None,
        })
    }
}

fn held_values(held: Option<&Held>, member: &str) -> Option<Vec<String>> {
    let value: fn(&Held) -> String = match member {
        "attachment-id" => |held| held.id.clone(),
        "instance-id" => |held| held.instance.clone(),
        "device-index" => |held| held.device_index.to_string(),
        "status" => |held| held.phase.state.name().to_owned(),
        "delete-on-termination" => |held| held.delete_on_termination.to_string(),
        // Of the account, which is the only one that holds any.
        "instance-owner-id" => return Some(Vec::new()),
        _ => return None,
    };
    Some(held.map(value).into_iter().collect())
}

impl Listed for Placed<'_> {
    const ID_PARAMETER: &'static str = Interface::ID_PARAMETER;
    const NOT_FOUND: &'static str = Interface::NOT_FOUND;
    const NOUN: &'static str = Interface::NOUN;

    fn id(&self) -> &str {
        &self.one.id
    }

    fn tags(&self) -> &Tags {
        &self.one.tags
    }

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        let subnet = self.area.subnet_of(self.one);
        match filter {
            "vpc-id" => Some(
                subnet
                    .map(|subnet| subnet.vpc.clone())
                    .into_iter()
                    .collect(),
            ),
            "availability-zone" => Some(subnet.map(|one| one.zone.clone()).into_iter().collect()),
            "owner-id" => Some(vec![self.area.account.clone()]),
            other => self.one.values(other),
        }
    }
}
