//! What EC2 says about networks.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ec2::types::{Filter, Route, RouteTable};

use super::{NetworkError, Subnet, Vpc};
use crate::aws::connection::Connection;
use crate::aws::error::{AwsError, AwsErrorKind};

const VPCS: &str = "ec2:DescribeVpcs";
const SUBNETS: &str = "ec2:DescribeSubnets";
const ZONES: &str = "ec2:DescribeAvailabilityZones";
const GROUPS: &str = "ec2:DescribeSecurityGroups";
const ROUTES: &str = "ec2:DescribeRouteTables";
const INTERNET_GATEWAY: &str = "igw-";

fn filter(name: impl Into<String>, values: &[String]) -> Filter {
    Filter::builder()
        .name(name)
        .set_values(Some(values.to_vec()))
        .build()
}

fn one(name: &str, value: &str) -> Filter {
    filter(name, &[value.to_string()])
}

pub(super) async fn default_vpc(connection: &Connection) -> Result<Vpc, NetworkError> {
    match first_vpc(connection, one("is-default", "true")).await? {
        Some(vpc) => Ok(vpc),
        None => Err(NetworkError::NoDefaultVpc {
            region: connection.region().await?.to_string(),
        }),
    }
}

/// By filter rather than by id: an id of the wrong form or of another account is then no error of
/// its own but a VPC that is not there.
pub(super) async fn vpc(connection: &Connection, id: &str) -> Result<Vpc, NetworkError> {
    let found = first_vpc(connection, one("vpc-id", id)).await?;
    found.ok_or_else(|| NetworkError::NoSuchVpc { id: id.to_string() })
}

async fn first_vpc(connection: &Connection, filter: Filter) -> Result<Option<Vpc>, AwsError> {
    let call = connection
        .ec2()
        .await?
        .describe_vpcs()
        .filters(filter)
        .send();
    let answer = call.await.map_err(AwsError::during(VPCS))?;
    Ok(answer
        .vpcs
        .unwrap_or_default()
        .into_iter()
        .next()
        .map(|vpc| Vpc {
            id: vpc.vpc_id.unwrap_or_default(),
            cidr_block: vpc.cidr_block.unwrap_or_default(),
        }))
}

pub(super) async fn zones(connection: &Connection) -> Result<BTreeMap<String, String>, AwsError> {
    let call = connection.ec2().await?.describe_availability_zones().send();
    let answer = call.await.map_err(AwsError::during(ZONES))?;
    let zones = answer.availability_zones.unwrap_or_default().into_iter();
    Ok(zones
        .filter_map(|zone| zone.zone_id.zip(zone.zone_name))
        .collect())
}

pub(super) async fn subnets_of(
    connection: &Connection,
    vpc_id: &str,
    tags: &[(String, String)],
) -> Result<Vec<Subnet>, AwsError> {
    let tagged = tags
        .iter()
        .map(|(key, value)| one(&format!("tag:{key}"), value));
    let filters = [one("vpc-id", vpc_id), one("state", "available")]
        .into_iter()
        .chain(tagged);
    let call = connection
        .ec2()
        .await?
        .describe_subnets()
        .set_filters(Some(filters.collect()));
    subnets(call).await
}

pub(super) async fn subnets_by_id(
    connection: &Connection,
    ids: &[String],
) -> Result<Vec<Subnet>, AwsError> {
    // Without ids DescribeSubnets returns every subnet of the region.
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let call = connection
        .ec2()
        .await?
        .describe_subnets()
        .set_subnet_ids(Some(ids.to_vec()));
    let mut found = subnets(call).await?;
    found.sort_by(|a, b| (&a.zone_id, &a.id).cmp(&(&b.zone_id, &b.id)));
    Ok(found)
}

async fn subnets(
    call: aws_sdk_ec2::operation::describe_subnets::builders::DescribeSubnetsFluentBuilder,
) -> Result<Vec<Subnet>, AwsError> {
    let pages = call.into_paginator().items().send();
    let found: Result<Vec<_>, _> = pages.collect().await;
    Ok(found
        .map_err(AwsError::during(SUBNETS))?
        .into_iter()
        .map(subnet)
        .collect())
}

fn subnet(subnet: aws_sdk_ec2::types::Subnet) -> Subnet {
    Subnet {
        id: subnet.subnet_id.unwrap_or_default(),
        vpc_id: subnet.vpc_id.unwrap_or_default(),
        availability_zone: subnet.availability_zone.unwrap_or_default(),
        zone_id: subnet.availability_zone_id.unwrap_or_default(),
        cidr_block: subnet.cidr_block.unwrap_or_default(),
        default_for_az: subnet.default_for_az.unwrap_or_default(),
    }
}

pub(super) async fn default_security_group(
    connection: &Connection,
    vpc_id: &str,
) -> Result<String, AwsError> {
    let call = connection.ec2().await?.describe_security_groups();
    let call = call
        .filters(one("vpc-id", vpc_id))
        .filters(one("group-name", "default"))
        .send();
    let answer = call.await.map_err(AwsError::during(GROUPS))?;
    let groups = answer.security_groups.unwrap_or_default();
    let id = groups.into_iter().next().and_then(|group| group.group_id);
    id.ok_or_else(|| {
        let message = format!("The VPC {vpc_id} has no default security group.");
        AwsError::new(GROUPS, AwsErrorKind::Missing, message)
    })
}

pub(super) async fn public_subnets(
    connection: &Connection,
    vpc_id: &str,
    ids: &[String],
) -> Result<BTreeSet<String>, AwsError> {
    let call = connection
        .ec2()
        .await?
        .describe_route_tables()
        .filters(one("vpc-id", vpc_id));
    let tables: Result<Vec<_>, _> = call.into_paginator().items().send().collect().await;
    let tables = tables.map_err(AwsError::during(ROUTES))?;
    Ok(ids
        .iter()
        .filter(|id| is_public(&tables, id))
        .cloned()
        .collect())
}

/// A subnet without a table of its own uses the VPC's main one.
fn is_public(tables: &[RouteTable], subnet_id: &str) -> bool {
    let own = |table: &&RouteTable| {
        table
            .associations()
            .iter()
            .any(|link| link.subnet_id() == Some(subnet_id))
    };
    let main = |table: &&RouteTable| {
        table
            .associations()
            .iter()
            .any(|link| link.main() == Some(true))
    };
    let table = tables.iter().find(own).or_else(|| tables.iter().find(main));
    table.is_some_and(|table| table.routes().iter().any(leads_out))
}

fn leads_out(route: &Route) -> bool {
    let everywhere = route.destination_cidr_block() == Some("0.0.0.0/0")
        || route.destination_ipv6_cidr_block() == Some("::/0");
    everywhere
        && route
            .gateway_id()
            .is_some_and(|id| id.starts_with(INTERNET_GATEWAY))
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_ec2::types::RouteTableAssociation;

    fn table(association: RouteTableAssociation, gateway: &str) -> RouteTable {
        let local = Route::builder()
            .destination_cidr_block("10.0.0.0/16")
            .gateway_id("local");
        let out = Route::builder()
            .destination_cidr_block("0.0.0.0/0")
            .gateway_id(gateway);
        let table = RouteTable::builder().associations(association);
        table.routes(local.build()).routes(out.build()).build()
    }

    #[test]
    fn a_subnet_is_public_by_its_own_table_or_else_the_main_one() {
        let main = RouteTableAssociation::builder().main(true).build();
        let own = RouteTableAssociation::builder()
            .main(false)
            .subnet_id("subnet-a")
            .build();
        let tables = [table(main, "nat-1"), table(own, "igw-1")];
        assert!(is_public(&tables, "subnet-a"));
        assert!(!is_public(&tables, "subnet-b"));
        let main = RouteTableAssociation::builder().main(true).build();
        assert!(is_public(&[table(main, "igw-1")], "subnet-b"));
        assert!(!is_public(&[], "subnet-b"));
    }
}
