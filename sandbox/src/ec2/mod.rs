//! EC2, as far as a cluster's network needs it.

mod change;
mod describe;
mod filter;
mod gateway;
mod group;
mod group_rule;
mod interface;
mod network;
mod render;
mod subnet;
mod vpc;
mod zones;

use crate::gateway::Asked;
use crate::http::{Reply, Request};
use crate::query::{Form, Xml};
use crate::refusal::Refusal;
use crate::sts::query_code;
use crate::world::{Area, World};

pub(crate) use interface::Interface;
pub(crate) use network::{Network, Subnet};

const NAMESPACE: &str = "http://ec2.amazonaws.com/doc/2016-11-15/";

/// The operation, and the first id that it names.
pub(crate) fn identify(request: &Request) -> (String, Option<String>) {
    let form = Form::of(request);
    let ids = [
        "VpcId",
        "SubnetId",
        "GroupId",
        "RouteTableId",
        "InternetGatewayId",
        "ResourceId",
    ];
    let first = |name: &&str| {
        form.get(name)
            .map(str::to_owned)
            .or_else(|| form.list(name).into_iter().next())
    };
    (form.action().to_owned(), ids.iter().find_map(first))
}

type Handler = fn(&mut Area, &Form) -> Result<Xml, Refusal>;

pub(crate) fn answer(
    world: &mut World,
    asked: &Asked,
    request: &Request,
) -> Result<Reply, Refusal> {
    let form = Form::of(request);
    let handler = handler(&asked.operation).ok_or_else(|| unknown(&asked.operation))?;
    if form.get("DryRun") == Some("true") {
        let message = "Request would have succeeded, but DryRun flag is set.";
        return Err(Refusal::new(412, "DryRunOperation", message));
    }
    let area = world.area(&asked.caller.account, &asked.caller.region);
    let mut xml = Xml::default();
    xml.text("requestId", uuid::Uuid::new_v4().to_string());
    let answer = handler(area, &form)?;
    Ok(xml
        .then(answer)
        .reply(&format!("{}Response", asked.operation), NAMESPACE, 200))
}

fn handler(operation: &str) -> Option<Handler> {
    reading(operation)
        .or_else(|| of_network(operation))
        .or_else(|| of_groups(operation))
}

fn reading(operation: &str) -> Option<Handler> {
    Some(match operation {
        "DescribeAvailabilityZones" => describe::availability_zones,
        "DescribeInternetGateways" => describe::internet_gateways,
        "DescribeNetworkAcls" => describe::network_acls,
        "DescribeNetworkInterfaces" => interface::describe,
        "DescribeRouteTables" => describe::route_tables,
        "DescribeSecurityGroupRules" => group_rule::describe,
        "DescribeSecurityGroups" => describe::security_groups,
        "DescribeSubnets" => describe::subnets,
        "DescribeVpcAttribute" => vpc::describe_attribute,
        "DescribeVpcs" => describe::vpcs,
        _ => return None,
    })
}

fn of_network(operation: &str) -> Option<Handler> {
    Some(match operation {
        "AssociateRouteTable" => gateway::associate,
        "AttachInternetGateway" => gateway::attach_gateway,
        "CreateInternetGateway" => gateway::create_gateway,
        "CreateRoute" => gateway::create_route,
        "CreateRouteTable" => gateway::create_table,
        "CreateSubnet" => subnet::create,
        "CreateVpc" => vpc::create,
        "DeleteInternetGateway" => gateway::delete_gateway,
        "DeleteRoute" => gateway::delete_route,
        "DeleteRouteTable" => gateway::delete_table,
        "DeleteSubnet" => subnet::delete,
        "DeleteVpc" => vpc::delete,
        "DetachInternetGateway" => gateway::detach_gateway,
        "DisassociateRouteTable" => gateway::disassociate,
        "ModifySubnetAttribute" => subnet::modify,
        "ModifyVpcAttribute" => vpc::modify_attribute,
        _ => return None,
    })
}

fn of_groups(operation: &str) -> Option<Handler> {
    Some(match operation {
        "AuthorizeSecurityGroupEgress" => group::authorize_egress,
        "AuthorizeSecurityGroupIngress" => group::authorize_ingress,
        "CreateSecurityGroup" => group::create,
        "CreateTags" => change::create_tags,
        "DeleteSecurityGroup" => group::delete,
        "DeleteTags" => change::delete_tags,
        "RevokeSecurityGroupEgress" => group::revoke_egress,
        "RevokeSecurityGroupIngress" => group::revoke_ingress,
        _ => return None,
    })
}

fn unknown(operation: &str) -> Refusal {
    let message = format!("The action {operation} is not valid for this web service.");
    Refusal::new(400, "InvalidAction", message)
}

/// A refusal in EC2's XML, which differs from STS's.
pub(crate) fn refuse(refusal: &Refusal) -> Reply {
    let mut xml = Xml::default();
    xml.nest("Errors", |xml| {
        xml.nest("Error", |xml| {
            xml.text("Code", query_code(&refusal.code));
            xml.text("Message", &refusal.message);
        });
    });
    xml.text("RequestID", uuid::Uuid::new_v4().to_string());
    xml.reply("Response", NAMESPACE, refusal.status)
}
