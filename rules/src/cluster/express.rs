//! What Express brokers have, and what they have instead.

use crate::cluster::Rule;
use crate::cluster::attributes::{
    CLIENT_SUBNETS, CONFIGURATION_ARN, CONFIGURATION_REVISION, INSTANCE_TYPE, KAFKA_VERSION,
    NUMBER_OF_BROKER_NODES, REBALANCING, SERVER_PROPERTIES, STORAGE_INFO, STORAGE_MODE,
};
use crate::cluster::case::Case;
use crate::field::{Field, Setting};
use crate::rule::{Level, RuleId, Violation};
use kafkaws_catalog::{BrokerType, msk, source};

/// Three zones.
pub(crate) const EXPRESS_ZONES: Rule = Rule {
    id: RuleId("express-zones"),
    title: "Express brokers need three Availability Zones",
    reason: "Express keeps three copies of everything, one in each zone.",
    source: source::BROKER_TYPES,
    default_level: Level::Error,
    attributes: &[INSTANCE_TYPE, CLIENT_SUBNETS],
    judge: zones,
};

/// Three brokers.
pub(crate) const EXPRESS_BROKER_COUNT: Rule = Rule {
    id: RuleId("express-broker-count"),
    title: "An Express cluster has at least three brokers",
    reason: "Express keeps three copies of everything, each on a broker of its own.",
    source: source::AWS_TOOLKIT,
    default_level: Level::Error,
    attributes: &[INSTANCE_TYPE, NUMBER_OF_BROKER_NODES],
    judge: broker_count,
};

/// No volumes.
pub(crate) const EXPRESS_STORAGE_INFO: Rule = Rule {
    id: RuleId("express-storage-info"),
    title: "Express brokers take no storage_info",
    reason: "Express storage grows by itself and is paid for by use, so there is no volume to \
         size.",
    source: source::BROKER_TYPES,
    default_level: Level::Error,
    attributes: &[INSTANCE_TYPE, STORAGE_INFO],
    judge: storage_info,
};

/// No tiers.
pub(crate) const EXPRESS_STORAGE_MODE: Rule = Rule {
    id: RuleId("express-storage-mode"),
    title: "Express brokers take no storage_mode",
    reason: "Express manages where records are kept; tiers are a matter of Standard brokers.",
    source: source::BROKER_TYPES,
    default_level: Level::Error,
    attributes: &[INSTANCE_TYPE, STORAGE_MODE],
    judge: storage_mode,
};

/// A version that Express has.
pub(crate) const EXPRESS_KAFKA_VERSION: Rule = Rule {
    id: RuleId("express-kafka-version"),
    title: "Express brokers cannot run this Kafka version",
    reason: "Express has Kafka 3.6, and 3.8 and later; with KRaft 3.9 and later.",
    source: source::BROKER_TYPES,
    default_level: Level::Error,
    attributes: &[INSTANCE_TYPE, KAFKA_VERSION],
    judge: kafka_version,
};

/// Properties that Express fixes.
pub(crate) const EXPRESS_READ_ONLY_PROPERTIES: Rule = Rule {
    id: RuleId("express-read-only-properties"),
    title: "Express brokers fix this property themselves",
    reason: "Express sets it to keep the cluster available and durable, and does not use your \
         value.",
    source: source::EXPRESS_READ_ONLY,
    default_level: Level::Warn,
    attributes: &[
        INSTANCE_TYPE,
        SERVER_PROPERTIES,
        CONFIGURATION_ARN,
        CONFIGURATION_REVISION,
    ],
    judge: read_only_properties,
};

/// Rebalancing belongs to Express.
pub(crate) const REBALANCING_BROKER_TYPE: Rule = Rule {
    id: RuleId("rebalancing-broker-type"),
    title: "Standard brokers have no intelligent rebalancing",
    reason: "AWS moves partitions by itself on Express brokers only.",
    source: source::REBALANCING,
    default_level: Level::Error,
    attributes: &[INSTANCE_TYPE, REBALANCING],
    judge: rebalancing,
};

/// Read-only on Express (source: `EXPRESS_READ_ONLY`, and AWS's toolkit, which has it as a table).
const READ_ONLY: &[&str] = &[
    "broker.id",
    "broker.rack",
    "default.replication.factor",
    "fetch.max.bytes",
    "group.max.size",
    "inter.broker.listener.name",
    "inter.broker.protocol.version",
    "listeners",
    "log.message.format.version",
    "min.insync.replicas",
    "num.io.threads",
    "num.network.threads",
    "replica.fetch.response.max.bytes",
    "request.timeout.ms",
    "transaction.state.log.min.isr",
    "transaction.state.log.replication.factor",
    "unclean.leader.election.enable",
];

fn express(case: &Case<'_>) -> Option<BrokerType> {
    case.broker().filter(BrokerType::is_express)
}

fn zones(case: &Case<'_>) -> Option<Violation> {
    let broker = express(case)?;
    let zones = case.zones().filter(|&zones| zones != msk::EXPRESS_ZONES)?;
    let detail = format!("instance_type is {broker} and client_subnets has {zones} subnets.");
    Some(Violation::new(
        CLIENT_SUBNETS,
        detail,
        "Give three client_subnets, each in a zone of its own.",
    ))
}

fn broker_count(case: &Case<'_>) -> Option<Violation> {
    let broker = express(case)?;
    let least = msk::EXPRESS_REPLICATION_FACTOR;
    let brokers = case
        .number(NUMBER_OF_BROKER_NODES)
        .filter(|&brokers| brokers < least)?;
    let detail = format!("instance_type is {broker} and number_of_broker_nodes is {brokers}.");
    Some(Violation::new(
        NUMBER_OF_BROKER_NODES,
        detail,
        "Write number_of_broker_nodes = 3 or a multiple of it.",
    ))
}

/// Judged where it was set: an object whose attributes are all null says nothing.
fn storage_info(case: &Case<'_>) -> Option<Violation> {
    let broker = express(case)?;
    let Field::Known(info) = case.field(STORAGE_INFO) else {
        return None;
    };
    let mut says_something = false;
    info.walk(&mut |_, value| says_something |= value.as_i64().is_some());
    says_something.then(|| {
        let detail = format!("instance_type is {broker} and storage_info is set.");
        Violation::new(
            STORAGE_INFO,
            detail,
            "Leave storage_info out, or use a kafka.* instance_type.",
        )
    })
}

fn storage_mode(case: &Case<'_>) -> Option<Violation> {
    let broker = express(case)?;
    let Field::Known(mode) = case.field(STORAGE_MODE) else {
        return None;
    };
    let detail = format!(
        "instance_type is {broker} and storage_mode is {}.",
        mode.as_str()?
    );
    Some(Violation::new(
        STORAGE_MODE,
        detail,
        "Leave storage_mode out, or use a kafka.* instance_type.",
    ))
}

fn kafka_version(case: &Case<'_>) -> Option<Violation> {
    let broker = express(case)?;
    let version = case
        .version()
        .filter(|version| !version.supports_express())?;
    let detail = format!("instance_type is {broker} and kafka_version is {version}.");
    Some(Violation::new(
        KAFKA_VERSION,
        detail,
        "Write kafka_version = \"3.9.x\" or \"3.9.x.kraft\".",
    ))
}

fn read_only_properties(case: &Case<'_>) -> Option<Violation> {
    let broker = express(case)?;
    let is_set = |name: &&&str| matches!(case.property(name), Setting::Set(_));
    let set: Vec<&str> = READ_ONLY.iter().filter(is_set).copied().collect();
    (!set.is_empty()).then(|| {
        let detail = format!(
            "instance_type is {broker} and the configuration sets {}.",
            set.join(", ")
        );
        Violation::new(
            SERVER_PROPERTIES,
            detail,
            "Remove what Express decides from the configuration.",
        )
    })
}

fn rebalancing(case: &Case<'_>) -> Option<Violation> {
    let broker = case.broker().filter(|broker| !broker.is_express())?;
    let Field::Known(status) = case.field(REBALANCING) else {
        return None;
    };
    let detail = format!(
        "instance_type is {broker} and rebalancing.status is {}.",
        status.as_str()?
    );
    Some(Violation::new(
        REBALANCING,
        detail,
        "Leave rebalancing out, or use an express.* instance_type.",
    ))
}

#[cfg(test)]
mod tests;
