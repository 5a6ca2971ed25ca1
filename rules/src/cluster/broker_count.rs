//! How many brokers, and how they may become fewer.

use crate::cluster::Rule;
use crate::cluster::attributes::{CLIENT_SUBNETS, KAFKA_VERSION, NUMBER_OF_BROKER_NODES};
use crate::cluster::case::Case;
use crate::rule::{Level, RuleId, Violation};
use kafkaws_catalog::{msk, source};

/// The same number of brokers in each zone.
pub(crate) const BROKER_COUNT_MULTIPLE_OF_ZONES: Rule = Rule {
    id: RuleId("broker-count-multiple-of-zones"),
    title: "The broker count does not divide among the Availability Zones",
    reason: "AWS places the same number of brokers in each zone, and number_of_broker_nodes \
         counts all of them.",
    source: source::CREATE_CLUSTER,
    default_level: Level::Error,
    attributes: &[NUMBER_OF_BROKER_NODES, CLIENT_SUBNETS],
    judge: multiple_of_zones,
};

/// The quota of a cluster.
pub(crate) const BROKER_COUNT_QUOTA: Rule = Rule {
    id: RuleId("broker-count-quota"),
    title: "More brokers than AWS allows a cluster without a quota increase",
    reason: "The quota is 30 brokers with ZooKeeper and 60 with KRaft; AWS raises it on request.",
    source: source::QUOTAS,
    default_level: Level::Warn,
    attributes: &[NUMBER_OF_BROKER_NODES],
    judge: quota,
};

/// One broker in each zone goes at a time.
pub(crate) const BROKER_REMOVAL_STEP: Rule = Rule {
    id: RuleId("broker-removal-step"),
    title: "Too many brokers removed at once",
    reason: "AWS removes one broker in each Availability Zone per operation.",
    source: source::REMOVE_BROKER,
    default_level: Level::Warn,
    attributes: &[NUMBER_OF_BROKER_NODES],
    judge: removal_step,
};

/// Removal exists in this version.
pub(crate) const BROKER_REMOVAL_KAFKA_VERSION: Rule = Rule {
    id: RuleId("broker-removal-kafka-version"),
    title: "Brokers of this Kafka version cannot be removed",
    reason: "AWS removes brokers from clusters that run Kafka 2.8.1 or later.",
    source: source::REMOVE_BROKER,
    default_level: Level::Error,
    attributes: &[NUMBER_OF_BROKER_NODES],
    judge: removal_kafka_version,
};

/// Removal exists for this type.
pub(crate) const BROKER_REMOVAL_BROKER_TYPE: Rule = Rule {
    id: RuleId("broker-removal-broker-type"),
    title: "Brokers of this type cannot be removed",
    reason: "AWS removes brokers of the M5 and M7g families, not of T3.",
    source: source::REMOVE_BROKER,
    default_level: Level::Error,
    attributes: &[NUMBER_OF_BROKER_NODES],
    judge: removal_broker_type,
};

/// Removal needs empty brokers.
pub(crate) const BROKER_REMOVAL_EMPTY: Rule = Rule {
    id: RuleId("broker-removal-empty"),
    title: "Brokers can be removed only when they hold no partitions",
    reason: "AWS chooses brokers that hold nothing but its own canary topics, one in each zone, \
         and fails the operation when there is none.",
    source: source::REMOVE_BROKER,
    default_level: Level::Warn,
    attributes: &[NUMBER_OF_BROKER_NODES],
    judge: removal_empty,
};

fn multiple_of_zones(case: &Case<'_>) -> Option<Violation> {
    let (brokers, zones) = (case.number(NUMBER_OF_BROKER_NODES)?, case.zones()?);
    let each = i64::try_from(zones).ok()?;
    if brokers > 0 && brokers % each == 0 {
        return None;
    }
    let lower = brokers / each * each;
    let nearest = if lower > 0 {
        format!("{lower} or {}", lower + each)
    } else {
        each.to_string()
    };
    Some(Violation::new(
        NUMBER_OF_BROKER_NODES,
        format!("{brokers} brokers in {zones} subnets, each of which is in a zone of its own."),
        format!(
            "Write number_of_broker_nodes = {nearest}, or give another number of client_subnets."
        ),
    ))
}

fn quota(case: &Case<'_>) -> Option<Violation> {
    let (brokers, version) = (case.number(NUMBER_OF_BROKER_NODES)?, case.version()?);
    let quota = msk::brokers_per_cluster(version.metadata_mode());
    (brokers > quota).then(|| {
        let detail = format!("{brokers} brokers with Kafka {version}, whose quota is {quota}.");
        let advice =
            "Ask for a higher quota in the Service Quotas console first, or use larger brokers.";
        Violation::new(NUMBER_OF_BROKER_NODES, detail, advice)
    })
}

/// Brokers before and after, when they become fewer.
fn removal(case: &Case<'_>) -> Option<(i64, i64)> {
    let (before, after) = (
        case.prior_number(NUMBER_OF_BROKER_NODES)?,
        case.number(NUMBER_OF_BROKER_NODES)?,
    );
    (after < before).then_some((before, after))
}

fn removal_step(case: &Case<'_>) -> Option<Violation> {
    let (before, after) = removal(case)?;
    let zones = i64::try_from(case.zones()?).ok()?;
    (before - after > zones).then(|| {
        Violation::new(
            NUMBER_OF_BROKER_NODES,
            format!("From {before} to {after} brokers in {zones} zones."),
            format!(
                "Write number_of_broker_nodes = {}, apply, and go on from there.",
                before - zones
            ),
        )
    })
}

/// The planned version: an upgrade in the same plan comes first.
fn removal_kafka_version(case: &Case<'_>) -> Option<Violation> {
    let (before, after) = removal(case)?;
    let version = case
        .version()
        .filter(|version| !version.supports_broker_removal())?;
    Some(Violation::new(
        NUMBER_OF_BROKER_NODES,
        format!("From {before} to {after} brokers with Kafka {version}."),
        format!("Keep number_of_broker_nodes = {before}, or set a later {KAFKA_VERSION}."),
    ))
}

fn removal_broker_type(case: &Case<'_>) -> Option<Violation> {
    let (before, after) = removal(case)?;
    let broker = case
        .broker()
        .filter(kafkaws_catalog::BrokerType::is_burstable)?;
    Some(Violation::new(
        NUMBER_OF_BROKER_NODES,
        format!("From {before} to {after} brokers of type {broker}."),
        format!(
            "Keep number_of_broker_nodes = {before}, or move to kafka.m7g.large or kafka.m5.large \
                 first."
        ),
    ))
}

fn removal_empty(case: &Case<'_>) -> Option<Violation> {
    let (before, after) = removal(case)?;
    Some(Violation::new(
        NUMBER_OF_BROKER_NODES,
        format!("From {before} to {after} brokers."),
        "Move every partition off the brokers that are to go (kafka-reassign-partitions or Cruise \
             Control) before you apply.",
    ))
}

#[cfg(test)]
mod tests;
