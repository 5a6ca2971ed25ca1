//! Internet gateways and route tables: what makes a subnet public.

use std::collections::BTreeMap;

use super::change::{Made, depends, required, tags_of};
use super::network::{InternetGateway, RouteTable};
use super::render;
use super::vpc::{done, existing, find};
use crate::id;
use crate::query::{Form, Xml};
use crate::refusal::Refusal;
use crate::world::Area;

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
