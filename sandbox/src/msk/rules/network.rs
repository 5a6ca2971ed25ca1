//! Subnets and security groups.

use std::collections::BTreeSet;

use super::Verdict;
use crate::ec2::Subnet;
use crate::msk::shape::BrokerNodeGroupInfo;
use crate::refusal::Refusal;
use crate::world::Area;

/// Two or three subnets that exist, in one VPC, each in its own zone. Source: developer guide,
/// "Create a cluster"; text on zones: hashicorp/terraform-provider-aws 9658.
pub(in crate::msk) fn subnets(area: &Area, ids: &[String]) -> Verdict {
    let refuse = |message: String| Err(Refusal::bad_request(message).parameter("clientSubnets"));
    let mut found: Vec<&Subnet> = Vec::new();
    for id in ids {
        match area.network.subnets.get(id) {
            Some(subnet) => found.push(subnet),
            None => return refuse(format!("The subnet ID {id} does not exist.")),
        }
    }
    let vpcs: BTreeSet<&str> = found.iter().map(|subnet| subnet.vpc.as_str()).collect();
    let zones: BTreeSet<&str> = found.iter().map(|subnet| subnet.zone_id.as_str()).collect();
    match () {
        () if !(2..=3).contains(&ids.len()) => {
            refuse("Specify either two or three client subnets.".into())
        }
        () if vpcs.len() > 1 => refuse("All client subnets must be in the same VPC.".into()),
        () if zones.len() < ids.len() => {
            refuse("The client subnets must be in different Availability Zones.".into())
        }
        // Service model, ClientSubnets.
        () if zones.contains("use1-az3") => {
            refuse("Client subnets can't occupy the Availability Zone with ID use1-az3.".into())
        }
        () => Ok(()),
    }
}

/// Groups that exist, in the VPC of the subnets.
pub(in crate::msk) fn security_groups(area: &Area, group: &BrokerNodeGroupInfo) -> Verdict {
    let subnet = group
        .client_subnets
        .first()
        .and_then(|id| area.network.subnets.get(id));
    let vpc = subnet.map(|subnet| subnet.vpc.as_str());
    let foreign = group.security_groups.iter().flatten().find(|id| {
        let found = area.network.groups.get(*id);
        found.is_none_or(|found| Some(found.vpc.as_str()) != vpc)
    });
    match foreign {
        None => Ok(()),
        Some(id) => {
            let message = format!("The security group {id} does not exist in the VPC.");
            Err(Refusal::bad_request(message).parameter("securityGroups"))
        }
    }
}

/// Public access needs an internet gateway behind every subnet.
pub(in crate::msk) fn subnets_are_public(area: &Area, group: &BrokerNodeGroupInfo) -> Verdict {
    let subnet = |id: &String| area.network.subnets.get(id);
    match group
        .client_subnets
        .iter()
        .filter_map(subnet)
        .all(|s| area.network.is_public(s))
    {
        true => Ok(()),
        false => {
            let message = "Public access needs client subnets with a route to an internet gateway.";
            Err(Refusal::bad_request(message).parameter("publicAccess"))
        }
    }
}
