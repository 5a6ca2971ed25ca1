//! The Describe calls.

use super::filter::{Listed, select, write};
use super::network::{InternetGateway, RouteTable, SecurityGroup, Subnet, Tags, Vpc};
use super::render;
use super::zones::{Zone, zones};
use crate::query::{Filter, Form, Xml};
use crate::refusal::Refusal;
use crate::world::Area;

/// A page of those that the request asks for.
fn list<'a, T: Listed + 'a>(
    area: &Area,
    form: &Form,
    name: &str,
    all: impl Iterator<Item = &'a T>,
    render: fn(&mut Xml, &Area, &T),
) -> Result<Xml, Refusal> {
    let page = select(all, form)?;
    Ok(write(name, page, |xml, one| render(xml, area, one)))
}

pub(super) fn vpcs(area: &mut Area, form: &Form) -> Result<Xml, Refusal> {
    let all = area.network.vpcs.values();
    list(area, form, "vpcSet", all, render::vpc)
}

pub(super) fn subnets(area: &mut Area, form: &Form) -> Result<Xml, Refusal> {
    let all = area.network.subnets.values();
    list(area, form, "subnetSet", all, render::subnet)
}

pub(super) fn security_groups(area: &mut Area, form: &Form) -> Result<Xml, Refusal> {
    let all = area.network.groups.values();
    list(area, form, "securityGroupInfo", all, render::security_group)
}

pub(super) fn internet_gateways(area: &mut Area, form: &Form) -> Result<Xml, Refusal> {
    let all = area.network.gateways.values();
    list(area, form, "internetGatewaySet", all, render::gateway)
}

pub(super) fn route_tables(area: &mut Area, form: &Form) -> Result<Xml, Refusal> {
    let all = area.network.route_tables.values();
    list(area, form, "routeTableSet", all, render::route_table)
}

/// Only the default ACL of each VPC, which allows everything.
pub(super) fn network_acls(area: &mut Area, form: &Form) -> Result<Xml, Refusal> {
    let filters = form.filters();
    let wanted = |vpc: &&Vpc| {
        filters.iter().all(|filter| match filter.name.as_str() {
            "vpc-id" => filter.values.contains(&vpc.id),
            "default" => filter.values.iter().any(|value| value == "true"),
            _ => false,
        })
    };
    let mut xml = Xml::default();
    let vpcs = area.network.vpcs.values().filter(wanted);
    xml.items("networkAclSet", vpcs, |xml, vpc| {
        render::default_acl(xml, area, vpc)
    });
    Ok(xml)
}

/// Zones have neither tags nor pages, and two kinds of id.
pub(super) fn availability_zones(area: &mut Area, form: &Form) -> Result<Xml, Refusal> {
    let (names, ids, filters) = (form.list("ZoneName"), form.list("ZoneId"), form.filters());
    let all = zones(&area.region);
    if let Some(name) = names
        .iter()
        .find(|name| !all.iter().any(|zone| zone.name == **name))
    {
        let message = format!("Invalid availability zone: [{name}]");
        return Err(Refusal::new(400, "InvalidParameterValue", message));
    }
    let chosen = all.iter().filter(|zone| {
        (names.is_empty() || names.contains(&zone.name))
            && (ids.is_empty() || ids.contains(&zone.id))
            && filters.iter().all(|filter| zone_passes(area, zone, filter))
    });
    let mut xml = Xml::default();
    xml.items("availabilityZoneInfo", chosen, |xml, zone| {
        render::zone(xml, area, zone)
    });
    Ok(xml)
}

fn zone_passes(area: &Area, zone: &Zone, filter: &Filter) -> bool {
    let value = match filter.name.as_str() {
        "zone-id" => zone.id.as_str(),
        "zone-name" => zone.name.as_str(),
        "region-name" | "group-name" => area.region.as_str(),
        "zone-type" => "availability-zone",
        "state" => "available",
        "opt-in-status" => "opt-in-not-required",
        _ => return false,
    };
    filter.values.iter().any(|wanted| wanted == value)
}

impl Listed for Vpc {
    const ID_PARAMETER: &'static str = "VpcId";
    const NOT_FOUND: &'static str = "InvalidVpcID.NotFound";
    const NOUN: &'static str = "vpc ID";

    fn id(&self) -> &str {
        &self.id
    }

    fn tags(&self) -> &Tags {
        &self.tags
    }

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        Some(vec![match filter {
            "vpc-id" => self.id.clone(),
            "cidr" | "cidr-block-association.cidr-block" => self.cidr.clone(),
            "is-default" | "isDefault" => self.is_default.to_string(),
            "state" => "available".into(),
            _ => return None,
        }])
    }
}

impl Listed for Subnet {
    const ID_PARAMETER: &'static str = "SubnetId";
    const NOT_FOUND: &'static str = "InvalidSubnetID.NotFound";
    const NOUN: &'static str = "subnet ID";

    fn id(&self) -> &str {
        &self.id
    }

    fn tags(&self) -> &Tags {
        &self.tags
    }

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        Some(vec![match filter {
            "subnet-id" => self.id.clone(),
            "vpc-id" => self.vpc.clone(),
            "availability-zone" | "availabilityZone" => self.zone.clone(),
            "availability-zone-id" | "availabilityZoneId" => self.zone_id.clone(),
            "cidr-block" | "cidrBlock" | "cidr" => self.cidr.clone(),
            "default-for-az" | "defaultForAz" => self.is_default.to_string(),
            "map-public-ip-on-launch" => self.map_public_ip.to_string(),
            "state" => "available".into(),
            _ => return None,
        }])
    }
}

impl Listed for SecurityGroup {
    const ID_PARAMETER: &'static str = "GroupId";
    const NOT_FOUND: &'static str = "InvalidGroup.NotFound";
    const NOUN: &'static str = "security group";

    fn id(&self) -> &str {
        &self.id
    }

    fn tags(&self) -> &Tags {
        &self.tags
    }

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        Some(vec![match filter {
            "group-id" => self.id.clone(),
            "group-name" => self.name.clone(),
            "vpc-id" => self.vpc.clone(),
            "description" => self.description.clone(),
            _ => return None,
        }])
    }
}

impl Listed for InternetGateway {
    const ID_PARAMETER: &'static str = "InternetGatewayId";
    const NOT_FOUND: &'static str = "InvalidInternetGatewayID.NotFound";
    const NOUN: &'static str = "internetGateway ID";

    fn id(&self) -> &str {
        &self.id
    }

    fn tags(&self) -> &Tags {
        &self.tags
    }

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        match filter {
            "internet-gateway-id" => Some(vec![self.id.clone()]),
            "attachment.vpc-id" => Some(self.vpc.iter().cloned().collect()),
            _ => None,
        }
    }
}

impl Listed for RouteTable {
    const ID_PARAMETER: &'static str = "RouteTableId";
    const NOT_FOUND: &'static str = "InvalidRouteTableID.NotFound";
    const NOUN: &'static str = "routeTable ID";

    fn id(&self) -> &str {
        &self.id
    }

    fn tags(&self) -> &Tags {
        &self.tags
    }

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        Some(match filter {
            "route-table-id" => vec![self.id.clone()],
            "vpc-id" => vec![self.vpc.clone()],
            "association.main" => vec![self.main.to_string()],
            "association.subnet-id" => self.associations.values().cloned().collect(),
            "association.route-table-association-id" => self.associations.keys().cloned().collect(),
            "route.gateway-id" => self.routes.values().cloned().collect(),
            "route.destination-cidr-block" => self.routes.keys().cloned().collect(),
            _ => return None,
        })
    }
}
