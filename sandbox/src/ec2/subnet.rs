//! Subnets, internet gateways and route tables.

use std::collections::BTreeMap;

use super::change::{Made, check_cidr, depends, overlap, required, tags_of};
use super::network::{InternetGateway, RouteTable, Subnet};
use super::render;
use super::vpc::{contains, done, existing, find, invalid};
use super::zones::zones;
use crate::id;
use crate::query::{Form, Xml};
use crate::refusal::Refusal;
use crate::world::Area;

pub(super) fn create(area: &mut Area, form: &Form) -> Made {
    let cidr = required(form, "CidrBlock")?.to_owned();
    check_cidr(&cidr, 16..=28, "InvalidSubnet.Range")?;
    let vpc = existing(area, required(form, "VpcId")?)?.clone();
    if !contains(&vpc, &cidr) {
        return Err(Refusal::new(
            400,
            "InvalidSubnet.Range",
            format!("The CIDR '{cidr}' is invalid."),
        ));
    }
    let taken = |subnet: &&Subnet| subnet.vpc == vpc.id && overlap(&subnet.cidr, &cidr);
    if let Some(other) = area.network.subnets.values().find(taken) {
        let message = format!(
            "The CIDR '{cidr}' conflicts with another subnet: {}",
            other.id
        );
        return Err(Refusal::new(400, "InvalidSubnet.Conflict", message));
    }
    let all = zones(&area.region);
    let (name, zone_id) = (form.get("AvailabilityZone"), form.get("AvailabilityZoneId"));
    let fits = |zone: &&super::zones::Zone| {
        name.is_none_or(|name| zone.name == name) && zone_id.is_none_or(|id| zone.id == id)
    };
    let wanted = name.or(zone_id).unwrap_or_default();
    let zone = all
        .iter()
        .find(fits)
        .ok_or_else(|| invalid("availabilityZone", wanted))?;
    let subnet = Subnet {
        id: id::random("subnet"),
        vpc: vpc.id,
        cidr,
        zone: zone.name.clone(),
        zone_id: zone.id.clone(),
        is_default: false,
        map_public_ip: false,
        tags: tags_of(form, "subnet"),
    };
    let mut xml = Xml::default();
    xml.nest("subnet", |xml| render::subnet(xml, area, &subnet));
    area.network.subnets.insert(subnet.id.clone(), subnet);
    Ok(xml)
}

/// The brokers' network interfaces keep a subnet in use.
pub(super) fn delete(area: &mut Area, form: &Form) -> Made {
    let id = required(form, "SubnetId")?;
    find(&mut area.network.subnets, id)?;
    let brokers = area
        .clusters
        .values()
        .flat_map(|cluster| cluster.interfaces());
    if brokers.into_iter().any(|interface| interface.subnet == id) {
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

pub(super) fn create_gateway(area: &mut Area, form: &Form) -> Made {
    let id = id::random("igw");
    let gateway = InternetGateway {
        id,
        vpc: None,
        tags: tags_of(form, "internet-gateway"),
    };
    let mut xml = Xml::default();
    xml.nest("internetGateway", |xml| {
        render::gateway(xml, area, &gateway)
    });
    area.network.gateways.insert(gateway.id.clone(), gateway);
    Ok(xml)
}

pub(super) fn attach_gateway(area: &mut Area, form: &Form) -> Made {
    let vpc = existing(area, required(form, "VpcId")?)?.id.clone();
    let gateway = find(
        &mut area.network.gateways,
        required(form, "InternetGatewayId")?,
    )?;
    if gateway.vpc.is_some() {
        let message = format!("resource {} is already attached", gateway.id);
        return Err(Refusal::new(400, "Resource.AlreadyAssociated", message));
    }
    gateway.vpc = Some(vpc);
    Ok(done())
}

pub(super) fn detach_gateway(area: &mut Area, form: &Form) -> Made {
    let gateway = find(
        &mut area.network.gateways,
        required(form, "InternetGatewayId")?,
    )?;
    let vpc = required(form, "VpcId")?;
    if gateway.vpc.as_deref() != Some(vpc) {
        let message = format!("resource {} is not attached to network {vpc}", gateway.id);
        return Err(Refusal::new(400, "Gateway.NotAttached", message));
    }
    gateway.vpc = None;
    Ok(done())
}

pub(super) fn delete_gateway(area: &mut Area, form: &Form) -> Made {
    let id = required(form, "InternetGatewayId")?;
    if find(&mut area.network.gateways, id)?.vpc.is_some() {
        return Err(depends("internetGateway", id));
    }
    area.network.gateways.remove(id);
    Ok(done())
}

pub(super) fn create_table(area: &mut Area, form: &Form) -> Made {
    let vpc = existing(area, required(form, "VpcId")?)?.clone();
    let table = RouteTable {
        id: id::random("rtb"),
        vpc: vpc.id,
        main: false,
        associations: BTreeMap::new(),
        routes: BTreeMap::from([(vpc.cidr, "local".to_owned())]),
        tags: tags_of(form, "route-table"),
    };
    let mut xml = Xml::default();
    xml.nest("routeTable", |xml| render::route_table(xml, area, &table));
    area.network.route_tables.insert(table.id.clone(), table);
    Ok(xml)
}

pub(super) fn delete_table(area: &mut Area, form: &Form) -> Made {
    let id = required(form, "RouteTableId")?;
    let table = find(&mut area.network.route_tables, id)?;
    if table.main || !table.associations.is_empty() {
        return Err(depends("routeTable", id));
    }
    area.network.route_tables.remove(id);
    Ok(done())
}

/// Only routes to internet gateways: NAT and the rest is not simulated.
pub(super) fn create_route(area: &mut Area, form: &Form) -> Made {
    let gateway = required(form, "GatewayId")?.to_owned();
    find(&mut area.network.gateways, &gateway)?;
    let destination = required(form, "DestinationCidrBlock")?.to_owned();
    let table = find(
        &mut area.network.route_tables,
        required(form, "RouteTableId")?,
    )?;
    if table.routes.contains_key(&destination) {
        let message = format!("The route identified by {destination} already exists.");
        return Err(Refusal::new(400, "RouteAlreadyExists", message));
    }
    table.routes.insert(destination, gateway);
    Ok(done())
}

pub(super) fn delete_route(area: &mut Area, form: &Form) -> Made {
    let destination = required(form, "DestinationCidrBlock")?;
    let table = find(
        &mut area.network.route_tables,
        required(form, "RouteTableId")?,
    )?;
    match table.routes.remove(destination) {
        Some(_) => Ok(done()),
        None => {
            let message = format!("no route with destination {destination}");
            Err(Refusal::new(400, "InvalidRoute.NotFound", message))
        }
    }
}

pub(super) fn associate(area: &mut Area, form: &Form) -> Made {
    let subnet = find(&mut area.network.subnets, required(form, "SubnetId")?)?
        .id
        .clone();
    let wanted = required(form, "RouteTableId")?;
    let mut tables = area.network.route_tables.values();
    if tables.any(|table| table.associations.values().any(|other| *other == subnet)) {
        let message = format!("the subnet {subnet} is already associated with a route table");
        return Err(Refusal::new(400, "Resource.AlreadyAssociated", message));
    }
    let id = id::random("rtbassoc");
    let table = find(&mut area.network.route_tables, wanted)?;
    table.associations.insert(id.clone(), subnet);
    let mut xml = Xml::default();
    xml.text("associationId", id);
    xml.nest("associationState", |xml| xml.text("state", "associated"));
    Ok(xml)
}

pub(super) fn disassociate(area: &mut Area, form: &Form) -> Made {
    let id = required(form, "AssociationId")?;
    let mut tables = area.network.route_tables.values_mut();
    match tables.any(|table| table.associations.remove(id).is_some()) {
        true => Ok(done()),
        false => {
            let message = format!("The association ID '{id}' does not exist");
            Err(Refusal::new(400, "InvalidAssociationID.NotFound", message))
        }
    }
}
