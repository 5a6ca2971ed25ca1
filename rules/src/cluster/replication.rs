//! Replication factors and in-sync replicas against the broker count.

use crate::cluster::Rule;
use crate::cluster::attributes::{
    CLIENT_SUBNETS, CONFIGURATION_ARN, CONFIGURATION_REVISION, NUMBER_OF_BROKER_NODES,
    SERVER_PROPERTIES,
};
use crate::cluster::case::Case;
use crate::replicas::{self, FACTORS, Pair};
use crate::rule::{Level, RuleId, Violation};
use kafkaws_catalog::source;

/// A replica for each, at most.
pub(crate) const REPLICATION_FACTOR_BROKERS: Rule = Rule {
    id: RuleId("replication-factor-brokers"),
    title: "A replication factor is larger than the cluster",
    reason: "Kafka puts the replicas of a partition on different brokers and creates no topic, \
         not even its internal ones, that has more replicas than there are brokers.",
    source: source::CONFIGURATION_PROPERTIES,
    default_level: Level::Error,
    attributes: &[
        NUMBER_OF_BROKER_NODES,
        SERVER_PROPERTIES,
        CONFIGURATION_ARN,
        CONFIGURATION_REVISION,
    ],
    judge: more_than_brokers,
};

/// As many replicas as zones.
pub(crate) const REPLICATION_FACTOR_ZONES: Rule = Rule {
    id: RuleId("replication-factor-zones"),
    title: "Topics do not survive the loss of an Availability Zone",
    reason: "AWS advises three replicas on three zones and two on two, so that every zone has a \
         copy.",
    source: source::BEST_PRACTICES,
    default_level: Level::Warn,
    attributes: &[
        CLIENT_SUBNETS,
        SERVER_PROPERTIES,
        CONFIGURATION_ARN,
        CONFIGURATION_REVISION,
    ],
    judge: fewer_than_zones,
};

/// The minimum can be met.
pub(crate) const MIN_ISR_ABOVE_REPLICATION_FACTOR: Rule = Rule {
    id: RuleId("min-isr-above-replication-factor"),
    title: "More in-sync replicas are required than there are replicas",
    reason: "A producer that waits for all acknowledgements (acks=all) could never write to such \
         a topic.",
    source: source::CONFIGURATION_PROPERTIES,
    default_level: Level::Error,
    attributes: &[
        CLIENT_SUBNETS,
        SERVER_PROPERTIES,
        CONFIGURATION_ARN,
        CONFIGURATION_REVISION,
    ],
    judge: min_isr_above,
};

/// The minimum can be met while a broker restarts.
pub(crate) const MIN_ISR_HEADROOM: Rule = Rule {
    id: RuleId("min-isr-headroom"),
    title: "Producers stop whenever a broker restarts",
    reason: "AWS restarts brokers one by one for patches and for most changes. With \
         min.insync.replicas equal to the replication factor, acks=all fails meanwhile; AWS \
         advises at most one less.",
    source: source::BEST_PRACTICES,
    default_level: Level::Warn,
    attributes: &[
        CLIENT_SUBNETS,
        SERVER_PROPERTIES,
        CONFIGURATION_ARN,
        CONFIGURATION_REVISION,
    ],
    judge: min_isr_headroom,
};

fn more_than_brokers(case: &Case<'_>) -> Option<Violation> {
    let brokers = case.number(NUMBER_OF_BROKER_NODES)?;
    let factors = FACTORS
        .iter()
        .filter_map(|name| Some((*name, case.property(name).number()?)));
    let (name, factor) = factors.into_iter().find(|(_, factor)| *factor > brokers)?;
    Some(Violation::new(
        SERVER_PROPERTIES,
        format!("{name} is {factor} and the cluster has {brokers} brokers."),
        format!("Set {name} to {brokers} or less, or number_of_broker_nodes to {factor} or more."),
    ))
}

fn fewer_than_zones(case: &Case<'_>) -> Option<Violation> {
    let zones = i64::try_from(case.zones()?).ok()?;
    let factor = case.property("default.replication.factor").number()?;
    (factor < zones).then(|| {
        let detail =
            format!("default.replication.factor is {factor} and the cluster spans {zones} zones.");
        let advice = format!(
            "Set default.replication.factor={zones}, or remove the line: it is the default."
        );
        Violation::new(SERVER_PROPERTIES, detail, advice)
    })
}

/// MSK's own defaults: three and two on three zones, two and one on two.
fn pairs(case: &Case<'_>) -> Option<Vec<Pair>> {
    let zones = i64::try_from(case.zones()?).ok()?;
    let defaults = (zones, zones - 1);
    Some(replicas::pairs(|name| case.property(name), [defaults; 2]))
}

fn violation(pair: &Pair) -> Violation {
    Violation::new(SERVER_PROPERTIES, pair.detail(), pair.advice())
}

fn min_isr_above(case: &Case<'_>) -> Option<Violation> {
    let pairs = pairs(case)?;
    pairs
        .iter()
        .find(|pair| pair.asks_too_much())
        .map(violation)
}

/// A single replica has no headroom to give; that is [`REPLICATION_FACTOR_ZONES`]' business.
fn min_isr_headroom(case: &Case<'_>) -> Option<Violation> {
    let pairs = pairs(case)?;
    pairs.iter().find(|pair| pair.is_tight()).map(violation)
}

#[cfg(test)]
mod tests;
