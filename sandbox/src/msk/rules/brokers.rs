//! Number and size of brokers.

use super::{Verdict, ensure};
use crate::msk::broker_type::{BrokerType, Family};
use crate::msk::cluster::Cluster;
use crate::msk::kafka_version::{KafkaVersion, at_least};
use crate::msk::shape::Rebalancing;
use crate::refusal::Refusal;

/// Brokers per cluster with ZooKeeper and with KRaft. Source: developer guide, "Quota".
const QUOTA: (i64, i64) = (30, 60);

const COUNT: &str = "numberOfBrokerNodes";
const TARGET_COUNT: &str = "targetNumberOfBrokerNodes";

pub(in crate::msk) fn known(size: &str) -> Result<&'static BrokerType, Refusal> {
    BrokerType::find(size).ok_or_else(|| {
        let message = format!("Unsupported InstanceType {size}.");
        Refusal::bad_request(message).parameter("instanceType")
    })
}

/// A multiple of the zones. Source: developer guide, "Create a cluster"; text: hashicorp/aws 9658.
pub(in crate::msk) fn count(brokers: i64, zones: usize) -> Verdict {
    let zones = i64::try_from(zones).unwrap_or(i64::MAX);
    ensure(
        brokers > 0 && zones > 0 && brokers % zones == 0,
        COUNT,
        || {
            format!(
                "The number of broker nodes must be a multiple of Availability Zones in the Client \
             Subnets parameter: {brokers} brokers, {zones} zones."
            )
        },
    )
}

pub(in crate::msk) fn quota(brokers: i64, version: &KafkaVersion) -> Verdict {
    let most = if version.is_kraft() { QUOTA.1 } else { QUOTA.0 };
    ensure(brokers <= most, COUNT, || {
        format!("The request would exceed the number of brokers per cluster: at most {most}.")
    })
}

/// Source: developer guide, "Express brokers".
pub(in crate::msk) fn express_needs_three_zones(size: &BrokerType, zones: usize) -> Verdict {
    ensure(
        !size.is_express() || zones == 3,
        "clientSubnets",
        || "Express brokers need client subnets in three Availability Zones.",
    )
}

pub(in crate::msk) fn rebalancing_is_for_express(
    size: &BrokerType,
    rebalancing: Option<&Rebalancing>,
) -> Verdict {
    ensure(
        rebalancing.is_none() || size.is_express(),
        "rebalancing",
        || "Intelligent rebalancing is supported for Express brokers only.",
    )
}

/// Growth is free, and shrinking takes one broker from each zone at a time, on Kafka 2.8.1 and later
/// and not on t3.small. Source: developer guide, "Remove a broker".
pub(in crate::msk) fn count_change(cluster: &Cluster, target: i64) -> Verdict {
    let spec = &cluster.spec;
    let zones = i64::try_from(spec.broker_node_group_info.client_subnets.len()).unwrap_or(0);
    if target > spec.number_of_broker_nodes {
        return Ok(());
    }
    ensure(
        at_least(spec.kafka_version(), "2.8.1"),
        TARGET_COUNT,
        || "Removing brokers needs Apache Kafka 2.8.1 or later.",
    )?;
    ensure(
        spec.instance_type() != "kafka.t3.small",
        TARGET_COUNT,
        || "You can't remove brokers of type kafka.t3.small.",
    )?;
    ensure(
        spec.number_of_broker_nodes - target == zones,
        TARGET_COUNT,
        || "You can remove exactly one broker from each Availability Zone at a time.",
    )
}

/// The brokers that a shrink takes away: in every zone one without partitions, the newest first.
/// Source: developer guide, "Remove a broker".
pub(in crate::msk) fn removable(cluster: &Cluster) -> Result<Vec<u32>, Refusal> {
    let subnets = &cluster.spec.broker_node_group_info.client_subnets;
    subnets
        .iter()
        .map(|subnet| removable_in(cluster, subnet))
        .collect()
}

fn removable_in(cluster: &Cluster, subnet: &str) -> Result<u32, Refusal> {
    let empty = |id: &u32| cluster.partitions_of(*id) == Some(0);
    let there = cluster
        .brokers
        .iter()
        .filter(|broker| broker.subnet == subnet);
    there.map(|broker| broker.id).filter(empty).max().ok_or_else(|| {
        let message = format!(
            "No broker in subnet {subnet} is free of partitions. Move the partitions away from one \
             broker in each Availability Zone, then try again."
        );
        Refusal::bad_request(message).parameter(TARGET_COUNT)
    })
}

/// Which size may become which. Source: developer guide, "Update the broker size".
pub(in crate::msk) fn type_change(from: &BrokerType, to: &BrokerType) -> Verdict {
    ensure(
        from.is_express() == to.is_express(),
        "targetInstanceType",
        || "You can't change between Standard and Express brokers.",
    )?;
    let to_t3 = to.family == Family::T3 && from.family != Family::T3;
    ensure(!to_t3, "targetInstanceType", || {
        format!("You can't change {} to {}.", from.name, to.name)
    })
}

/// Above the maximum of a size MSK refuses a change of configuration, of version, and to that size.
/// Source: developer guide, best practices; text: hashicorp/terraform-provider-aws 17332.
pub(in crate::msk) fn partitions_fit(cluster: &Cluster, size: &BrokerType) -> Verdict {
    ensure(
        cluster.most_partitions() <= size.partitions,
        "clusterArn",
        || {
            "The number of partitions per broker is above the recommended limit. \
         Add more brokers and rebalance your partitions, then try again."
        },
    )
}
