//! Number and size of brokers.

use super::Verdict;
use crate::msk::broker_type::{BrokerType, Family};
use crate::msk::cluster::Cluster;
use crate::msk::kafka_version::{KafkaVersion, at_least};
use crate::msk::shape::Rebalancing;
use crate::refusal::Refusal;

/// Brokers per cluster with ZooKeeper and with KRaft. Source: developer guide, "Quota".
const QUOTA: (i64, i64) = (30, 60);

pub(in crate::msk) fn known(size: &str) -> Result<&'static BrokerType, Refusal> {
    BrokerType::find(size).ok_or_else(|| {
        let message = format!("Unsupported InstanceType {size}.");
        Refusal::bad_request(message).parameter("instanceType")
    })
}

/// A multiple of the zones. Source: developer guide, "Create a cluster"; text: hashicorp/aws 9658.
pub(in crate::msk) fn count(brokers: i64, zones: usize) -> Verdict {
    let zones = i64::try_from(zones).unwrap_or(i64::MAX);
    match brokers > 0 && zones > 0 && brokers % zones == 0 {
        true => Ok(()),
        false => {
            let message = format!(
                "The number of broker nodes must be a multiple of Availability Zones in the Client \
                 Subnets parameter: {brokers} brokers, {zones} zones."
            );
            Err(Refusal::bad_request(message).parameter("numberOfBrokerNodes"))
        }
    }
}

pub(in crate::msk) fn quota(brokers: i64, version: &KafkaVersion) -> Verdict {
    let most = if version.is_kraft() { QUOTA.1 } else { QUOTA.0 };
    match brokers <= most {
        true => Ok(()),
        false => {
            let message = format!(
                "The request would exceed the number of brokers per cluster: at most {most}."
            );
            Err(Refusal::bad_request(message).parameter("numberOfBrokerNodes"))
        }
    }
}

/// Source: developer guide, "Express brokers".
pub(in crate::msk) fn express_needs_three_zones(size: &BrokerType, zones: usize) -> Verdict {
    match size.is_express() && zones != 3 {
        false => Ok(()),
        true => {
            let message = "Express brokers need client subnets in three Availability Zones.";
            Err(Refusal::bad_request(message).parameter("clientSubnets"))
        }
    }
}

pub(in crate::msk) fn rebalancing_is_for_express(
    size: &BrokerType,
    rebalancing: Option<&Rebalancing>,
) -> Verdict {
    match rebalancing.is_some() && !size.is_express() {
        false => Ok(()),
        true => {
            let message = "Intelligent rebalancing is supported for Express brokers only.";
            Err(Refusal::bad_request(message).parameter("rebalancing"))
        }
    }
}

/// Growth is free, and shrinking takes one broker from each zone at a time, on Kafka 2.8.1 and later
/// and not on t3.small. Source: developer guide, "Remove a broker".
pub(in crate::msk) fn count_change(cluster: &Cluster, target: i64) -> Verdict {
    let spec = &cluster.spec;
    let zones = i64::try_from(spec.broker_node_group_info.client_subnets.len()).unwrap_or(0);
    if target > spec.number_of_broker_nodes {
        return Ok(());
    }
    let refuse =
        |message: &str| Err(Refusal::bad_request(message).parameter("targetNumberOfBrokerNodes"));
    match () {
        () if !at_least(spec.kafka_version(), "2.8.1") => {
            refuse("Removing brokers needs Apache Kafka 2.8.1 or later.")
        }
        () if spec.instance_type() == "kafka.t3.small" => {
            refuse("You can't remove brokers of type kafka.t3.small.")
        }
        () if target < zones => {
            refuse("A cluster must keep at least one broker in each Availability Zone.")
        }
        () if spec.number_of_broker_nodes - target != zones => {
            refuse("You can remove exactly one broker from each Availability Zone at a time.")
        }
        () => Ok(()),
    }
}

/// The brokers that a shrink takes away: in every zone one without partitions, the newest first.
/// Source: developer guide, "Remove a broker".
pub(in crate::msk) fn removable(cluster: &Cluster) -> Result<Vec<u32>, Refusal> {
    let empty = |id: &u32| cluster.partitions.get(id).copied().unwrap_or(0) == 0;
    let in_zone = |subnet: &String| {
        let there = cluster
            .brokers
            .iter()
            .filter(|broker| broker.subnet == *subnet);
        there.map(|broker| broker.id).filter(empty).max().ok_or_else(|| {
            let message = format!(
                "No broker in subnet {subnet} is free of partitions. Move the partitions away from \
                 one broker in each Availability Zone, then try again."
            );
            Refusal::bad_request(message).parameter("targetNumberOfBrokerNodes")
        })
    };
    cluster
        .spec
        .broker_node_group_info
        .client_subnets
        .iter()
        .map(in_zone)
        .collect()
}

/// Which size may become which. Source: developer guide, "Update the broker size".
pub(in crate::msk) fn type_change(from: &BrokerType, to: &BrokerType) -> Verdict {
    let refuse =
        |message: String| Err(Refusal::bad_request(message).parameter("targetInstanceType"));
    if from.is_express() != to.is_express() {
        return refuse("You can't change between Standard and Express brokers.".into());
    }
    if to.family == Family::T3 && from.family != Family::T3 {
        return refuse(format!("You can't change {} to {}.", from.name, to.name));
    }
    Ok(())
}

/// Above the maximum of a size MSK refuses a change of configuration, of version, and to that size.
/// Source: developer guide, best practices; text: hashicorp/terraform-provider-aws 17332.
pub(in crate::msk) fn partitions_fit(cluster: &Cluster, size: &BrokerType) -> Verdict {
    match cluster.most_partitions() <= size.partitions {
        true => Ok(()),
        false => {
            let message = "The number of partitions per broker is above the recommended limit. \
                Add more brokers and rebalance your partitions, then try again.";
            Err(Refusal::bad_request(message))
        }
    }
}
