//! Which Kafka version can be had, and on which brokers.

use crate::cluster::Rule;
use crate::cluster::attributes::{INSTANCE_TYPE, KAFKA_VERSION};
use crate::cluster::case::Case;
use crate::rule::{Level, RuleId, Violation};
use kafkaws_catalog::{KafkaVersion, source};
use std::cmp::Ordering;

/// The broker type runs this version.
pub(crate) const KAFKA_VERSION_BROKER_TYPE: Rule = Rule {
    id: RuleId("kafka-version-broker-type"),
    title: "This broker type cannot run this Kafka version",
    reason: "M7g brokers need Kafka 2.8.2, or 3.3.2 and later; kafka.t3.small brokers have no \
         KRaft.",
    source: source::BROKER_SIZES,
    default_level: Level::Error,
    attributes: &[KAFKA_VERSION, INSTANCE_TYPE],
    judge: broker_type,
};

/// AWS offers the version.
pub(crate) const KAFKA_VERSION_OFFERED: Rule = Rule {
    id: RuleId("kafka-version-offered"),
    title: "AWS does not offer this Kafka version",
    reason: "ListKafkaVersions of this Region does not have it, so a cluster of this version \
         cannot be created.",
    source: source::KAFKA_VERSIONS,
    default_level: Level::Error,
    attributes: &[KAFKA_VERSION],
    judge: offered,
};

/// The version is not at its end.
pub(crate) const KAFKA_VERSION_DEPRECATED: Rule = Rule {
    id: RuleId("kafka-version-deprecated"),
    title: "AWS has deprecated this Kafka version",
    reason: "When the support of a version ends, AWS upgrades its clusters by itself, at a time \
         that it chooses.",
    source: source::KAFKA_VERSIONS,
    default_level: Level::Warn,
    attributes: &[KAFKA_VERSION],
    judge: deprecated,
};

/// AWS upgrades this cluster to the version.
pub(crate) const KAFKA_VERSION_UPGRADE_PATH: Rule = Rule {
    id: RuleId("kafka-version-upgrade-path"),
    title: "AWS does not upgrade this cluster to this Kafka version",
    reason: "GetCompatibleKafkaVersions for this cluster does not name it as a target.",
    source: source::VERSION_UPGRADES,
    default_level: Level::Error,
    attributes: &[KAFKA_VERSION],
    judge: upgrade_path,
};

fn broker_type(case: &Case<'_>) -> Option<Violation> {
    let (version, broker) = (case.version()?, case.broker()?);
    if broker.is_express() || version.supports(&broker) {
        return None;
    }
    let (attribute, advice) = if broker.is_burstable() {
        (
            INSTANCE_TYPE,
            "Use kafka.m7g.large or kafka.m5.large, or a version with ZooKeeper such as 3.9.x.",
        )
    } else {
        (
            KAFKA_VERSION,
            "Use kafka_version = \"3.6.0\" or a later one, or a kafka.m5 type of the same size.",
        )
    };
    let detail = format!("kafka_version is {version} and instance_type is {broker}.");
    Some(Violation::new(attribute, detail, advice))
}

/// The status of the planned version in ListKafkaVersions: `None` without the list,
/// `Some(None)` when the list lacks it.
fn status<'c>(case: &'c Case<'_>, version: &KafkaVersion) -> Option<Option<&'c bool>> {
    Some(case.observed.kafka_versions.as_ref()?.get(version))
}

/// Only for a new cluster: where one runs, the targets of its upgrade say more.
fn offered(case: &Case<'_>) -> Option<Violation> {
    let version = case.version().filter(|_| case.creates())?;
    if status(case, &version)?.is_some() {
        return None;
    }
    let versions = case.observed.kafka_versions.iter().flatten();
    let active = versions
        .filter(|(_, active)| **active)
        .map(|(version, _)| version);
    let detail = format!("kafka_version is {version}.");
    Some(Violation::new(
        KAFKA_VERSION,
        detail,
        format!("Write one of {}.", join(active)),
    ))
}

fn deprecated(case: &Case<'_>) -> Option<Violation> {
    let version = case.version()?;
    if status(case, &version)? != Some(&false) {
        return None;
    }
    let versions = case.observed.kafka_versions.iter().flatten();
    let later = versions
        .filter(|(offered, active)| {
            **active && offered.compare_release(&version) == Ordering::Greater
        })
        .map(|(offered, _)| offered);
    let detail = format!("kafka_version is {version}.");
    Some(Violation::new(
        KAFKA_VERSION,
        detail,
        format!("Prefer one of {}.", join(later)),
    ))
}

/// A downgrade is not judged here: only a new cluster could satisfy it.
fn upgrade_path(case: &Case<'_>) -> Option<Violation> {
    let (before, after) = (case.prior_version()?, case.version()?);
    let targets = case.observed.compatible_versions.as_ref()?;
    if after == before
        || after.compare_release(&before) == Ordering::Less
        || targets.contains(&after)
    {
        return None;
    }
    let advice = if targets.is_empty() {
        format!("Keep kafka_version = \"{before}\": AWS names no target at present.")
    } else {
        format!(
            "Write one of {}; a version further ahead may take two upgrades.",
            join(targets)
        )
    };
    Some(Violation::new(
        KAFKA_VERSION,
        format!("From {before} to {after}."),
        advice,
    ))
}

fn join<'v>(versions: impl IntoIterator<Item = &'v KafkaVersion>) -> String {
    let quoted: Vec<String> = versions
        .into_iter()
        .map(|version| format!("\"{version}\""))
        .collect();
    if quoted.is_empty() {
        "the versions of `aws kafka list-kafka-versions`".to_owned()
    } else {
        quoted.join(", ")
    }
}

#[cfg(test)]
mod tests;
