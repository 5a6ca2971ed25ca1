//! Subnets and security groups.

use std::collections::BTreeSet;

use super::{Verdict, ensure};
use crate::ec2::Subnet;
use crate::msk::shape::BrokerNodeGroupInfo;
use crate::world::Area;

const SUBNETS: &str = "clientSubnets";

/// Two or three subnets that exist, in one VPC, each in its own zone. Source: developer guide,
/// "Create a cluster"; text on zones: hashicorp/terraform-provider-aws 9658.
pub(in crate::msk) fn subnets(area: &Area, ids: &[String]) -> Verdict {
    let found: Vec<&Subnet> = ids
        .iter()
        .filter_map(|id| area.network.subnets.get(id))
        .collect();
    ensure(found.len() == ids.len(), SUBNETS, || {
        format!("A subnet ID of {ids:?} does not exist.")
    })?;
    ensure(
        (2..=3).contains(&ids.len()),
        SUBNETS,
        || "Specify either two or three client subnets.",
    )?;
    let vpcs: BTreeSet<&str> = found.iter().map(|subnet| subnet.vpc.as_str()).collect();
    ensure(
        vpcs.len() == 1,
        SUBNETS,
        || "All client subnets must be in the same VPC.",
    )?;
    let zones: BTreeSet<&str> = found.iter().map(|subnet| subnet.zone_id.as_str()).collect();
    ensure(
        zones.len() == ids.len(),
        SUBNETS,
        || "The client subnets must be in different Availability Zones.",
    )?;
    // Service model, ClientSubnets.
    ensure(
        !zones.contains("use1-az3"),
        SUBNETS,
        || "Client subnets can't occupy the Availability Zone with ID use1-az3.",
    )
}

/// Groups that exist, in the VPC of the subnets.
pub(in crate::msk) fn security_groups(area: &Area, group: &BrokerNodeGroupInfo) -> Verdict {
    let subnet = group
        .client_subnets
        .first()
        .and_then(|id| area.network.subnets.get(id));
    let vpc = subnet.map(|subnet| subnet.vpc.as_str());
    group.security_groups.iter().flatten().try_for_each(|id| {
        let found = area.network.groups.get(id).map(|found| found.vpc.as_str());
        ensure(found.is_some() && found == vpc, "securityGroups", || {
            format!("The security group {id} does not exist in the VPC.")
        })
    })
}

/// Public access needs an internet gateway behind every subnet.
pub(in crate::msk) fn subnets_are_public(area: &Area, group: &BrokerNodeGroupInfo) -> Verdict {
    let subnets = group
        .client_subnets
        .iter()
        .filter_map(|id| area.network.subnets.get(id));
    let public = subnets
        .into_iter()
        .all(|subnet| area.network.is_public(subnet));
    ensure(
        public,
        "publicAccess",
        || "Public access needs client subnets with a route to an internet gateway.",
    )
}
