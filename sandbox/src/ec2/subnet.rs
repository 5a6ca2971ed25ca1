//! Subnets.

use super::change::{Made, check_cidr, depends, overlap, required, tags_of};
use super::network::{Subnet, Vpc};
use super::render;
use super::vpc::{contains, done, existing, find, invalid};
use super::zones::{Zone, zones};
use crate::id;
use crate::query::{Form, Xml};
use crate::refusal::Refusal;
use crate::world::Area;

pub(super) fn create(area: &mut Area, form: &Form) -> Made {
    let cidr = required(form, "CidrBlock")?.to_owned();
    check_cidr(&cidr, 16..=28, "InvalidSubnet.Range")?;
    let vpc = existing(area, required(form, "VpcId")?)?.clone();
    free(area, &vpc, &cidr)?;
    let zone = zone(area, form)?;
    let subnet = Subnet {
        id: id::random("subnet"),
        vpc: vpc.id,
        cidr,
        zone: zone.name,
        zone_id: zone.id,
        is_default: false,
        map_public_ip: false,
        tags: tags_of(form, "subnet"),
    };
    let mut xml = Xml::default();
    xml.nest("subnet", |xml| render::subnet(xml, area, &subnet));
    area.network.subnets.insert(subnet.id.clone(), subnet);
    Ok(xml)
}

/// Inside the VPC, and away from its other subnets.
fn free(area: &Area, vpc: &Vpc, cidr: &str) -> Result<(), Refusal> {
    if !contains(vpc, cidr) {
        let message = format!("The CIDR '{cidr}' is invalid.");
        return Err(Refusal::new(400, "InvalidSubnet.Range", message));
    }
    let taken = |subnet: &&Subnet| subnet.vpc == vpc.id && overlap(&subnet.cidr, cidr);
    match area.network.subnets.values().find(taken) {
        None => Ok(()),
        Some(Subnet { id, .. }) => {
            let message = format!("The CIDR '{cidr}' conflicts with another subnet: {id}");
            Err(Refusal::new(400, "InvalidSubnet.Conflict", message))
        }
    }
}

/// The zone by name or id; the first when neither is given.
fn zone(area: &Area, form: &Form) -> Result<Zone, Refusal> {
    let (name, zone_id) = (form.get("AvailabilityZone"), form.get("AvailabilityZoneId"));
    let fits = |zone: &Zone| {
        name.is_none_or(|name| zone.name == name) && zone_id.is_none_or(|id| zone.id == id)
    };
    let wanted = name.or(zone_id).unwrap_or_default();
    let zone = zones(&area.region).into_iter().find(fits);
    zone.ok_or_else(|| invalid("availabilityZone", wanted))
}

/// Network interfaces keep a subnet in use.
pub(super) fn delete(area: &mut Area, form: &Form) -> Made {
    let id = required(form, "SubnetId")?;
    find(&mut area.network.subnets, id)?;
    if area
        .interfaces()
        .iter()
        .any(|interface| interface.subnet == id)
    {
        return Err(depends("subnet", id));
    }
    area.network.subnets.remove(id);
    for table in area.network.route_tables.values_mut() {
        table.associations.retain(|_, subnet| subnet != id);
    }
    Ok(done())
}

pub(super) fn modify(area: &mut Area, form: &Form) -> Made {
    let subnet = find(&mut area.network.subnets, required(form, "SubnetId")?)?;
    if let Some(value) = form.get("MapPublicIpOnLaunch.Value") {
        subnet.map_public_ip = value == "true";
    }
    Ok(done())
}
