//! Replication factors and in-sync replicas against the brokers that there are.

use crate::broker::Rule;
use crate::broker::attributes::{NUMBER_OF_BROKER_NODES, PROPERTIES};
use crate::broker::case::Case;
use crate::field::path;
use crate::replicas::{self, FACTORS, Pair};
use crate::rule::{Level, RuleId, Violation};
use kafkaws_catalog::source;

/// A replica for each, at most.
pub(crate) const BROKER_REPLICATION_FACTOR: Rule = Rule {
    id: RuleId("broker-replication-factor"),
    title: "A replication factor is larger than the number of brokers",
    reason: "Kafka puts the replicas of a partition on different brokers and creates no topic, not \
         even its own for offsets and transactions, that has more replicas than there are brokers.",
    source: source::KAFKA_BROKER_CONFIGS,
    default_level: Level::Warn,
    attributes: &[NUMBER_OF_BROKER_NODES, PROPERTIES],
    judge: more_than_brokers,
};

/// The minimum can be met.
pub(crate) const BROKER_MIN_ISR: Rule = Rule {
    id: RuleId("broker-min-isr"),
    title: "More in-sync replicas are required than there are replicas by default",
    reason: "A producer that waits for all acknowledgements (acks=all) could never write to such a \
         topic.",
    source: source::KAFKA_BROKER_CONFIGS,
    default_level: Level::Error,
    attributes: &[PROPERTIES],
    judge: |case| pair(case, Pair::asks_too_much),
};

/// The minimum can be met while a broker restarts.
pub(crate) const BROKER_MIN_ISR_HEADROOM: Rule = Rule {
    id: RuleId("broker-min-isr-headroom"),
    title: "Producers stop whenever one of the brokers restarts",
    reason: "Brokers are replaced one by one. With as many in-sync replicas required as there are, \
         acks=all fails meanwhile.",
    source: source::KAFKA_REPLICATION,
    default_level: Level::Warn,
    attributes: &[PROPERTIES],
    judge: |case| pair(case, Pair::is_tight),
};

/// Kafka's own defaults: factor and minimum of topics, and of the transaction log.
const DEFAULTS: [(i64, i64); 2] = [(1, 1), (3, 2)];

/// What Kafka uses for its own topics when nothing is set.
const DEFAULT_OF_OWN_TOPICS: i64 = 3;

/// Brokers of the cluster outside of this stack count as well.
fn more_than_brokers(case: &Case<'_>) -> Vec<Violation> {
    let Some(wanted) = case.number(NUMBER_OF_BROKER_NODES) else {
        return Vec::new();
    };
    let others = i64::try_from(case.observed.others.len()).unwrap_or(i64::MAX);
    let brokers = wanted.saturating_add(others);
    let default = |name: &str| match name {
        "default.replication.factor" => 1,
        _ => DEFAULT_OF_OWN_TOPICS,
    };
    let factors = FACTORS
        .iter()
        .filter_map(|name| Some((*name, case.property(name).number_or(default(name))?)));
    let above = factors.filter(|(_, factor)| *factor > brokers);
    above
        .map(|(name, factor)| {
            Violation::at(
                path(PROPERTIES).key(name),
                format!("{name} is {factor} and the cluster has {brokers} brokers."),
                format!("Set {name} to {brokers} or less, or have {factor} brokers or more."),
            )
        })
        .collect()
}

/// The pairs of properties that are wrong.
fn pair(case: &Case<'_>, wrong: fn(&Pair) -> bool) -> Vec<Violation> {
    let pairs = replicas::pairs(|name| case.property(name), DEFAULTS);
    let found = pairs.iter().filter(|pair| wrong(pair));
    let violation = |pair: &Pair| {
        let at = path(PROPERTIES).key(pair.minimum_name);
        Violation::at(at, pair.detail(), pair.advice())
    };
    found.map(violation).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::broker::observed::Observed;
    use crate::broker::testing::*;
    use kafkaws_schema::Value;

    const FACTOR: &str = "default.replication.factor";

    fn set(pairs: &[(&str, &str)]) -> (&'static str, Value) {
        (PROPERTIES, properties(pairs))
    }

    #[test]
    fn no_more_replicas_than_brokers() {
        let rule = &BROKER_REPLICATION_FACTOR;
        let topics: &[&str] = &["properties[\"default.replication.factor\"]"];
        let own: &[&str] = &[
            "properties[\"offsets.topic.replication.factor\"]",
            "properties[\"transaction.state.log.replication.factor\"]",
        ];
        let brokers = |count: i64| (NUMBER_OF_BROKER_NODES, Value::from(count));
        let small = set(&[(FACTORS[1], "1"), (FACTORS[2], "1")]);
        let rows: &[Row<'_>] = &[
            (&[], &[]),
            (&[set(&[(FACTOR, "4")])], topics),
            (&[set(&[]), brokers(1)], own),
            (&[small, brokers(1)], &[]),
            (&[set(&[(FACTOR, "many")])], &[]),
            (&[(PROPERTIES, Value::unknown()), brokers(1)], &[]),
            (
                &[
                    (NUMBER_OF_BROKER_NODES, Value::unknown()),
                    set(&[(FACTOR, "9")]),
                ],
                &[],
            ),
        ];
        creates_stack(rule, &Observed::default(), rows);
        let others = [(1001, "euw1-az1".to_owned())].into();
        let beside = Observed {
            others,
            ..Observed::default()
        };
        creates_stack(rule, &beside, &[(&[set(&[(FACTOR, "4")])], &[])]);
        creates(
            rule,
            &Observed::default(),
            &[(&[set(&[(FACTOR, "9")])], &[])],
        );
    }

    #[test]
    fn no_more_in_sync_than_there_are() {
        let wrong: &[&str] = &["properties[\"min.insync.replicas\"]"];
        let rows: &[Row<'_>] = &[
            (&[set(&[(FACTOR, "3"), ("min.insync.replicas", "2")])], &[]),
            (
                &[set(&[(FACTOR, "3"), ("min.insync.replicas", "4")])],
                wrong,
            ),
            (&[set(&[("min.insync.replicas", "2")])], wrong),
            (
                &[set(&[("transaction.state.log.min.isr", "4")])],
                &["properties[\"transaction.state.log.min.isr\"]"],
            ),
            (&[set(&[])], &[]),
            (&[(PROPERTIES, Value::unknown())], &[]),
        ];
        creates(&BROKER_MIN_ISR, &Observed::default(), rows);
    }

    #[test]
    fn a_broker_may_restart() {
        let wrong: &[&str] = &["properties[\"min.insync.replicas\"]"];
        let rows: &[Row<'_>] = &[
            (
                &[set(&[(FACTOR, "3"), ("min.insync.replicas", "3")])],
                wrong,
            ),
            (&[set(&[(FACTOR, "3"), ("min.insync.replicas", "2")])], &[]),
            (&[set(&[(FACTOR, "1"), ("min.insync.replicas", "1")])], &[]),
        ];
        creates(&BROKER_MIN_ISR_HEADROOM, &Observed::default(), rows);
    }
}
