//! Replication factors and in-sync replicas against the broker count.

use crate::attributes::{
    CLIENT_SUBNETS, CONFIGURATION_ARN, CONFIGURATION_REVISION, NUMBER_OF_BROKER_NODES,
    SERVER_PROPERTIES,
};
use crate::case::Case;
use crate::rule::{Level, Rule, RuleId, Violation};
use kafkaws_catalog::source;

/// A replica for each, at most.
pub(crate) const REPLICATION_FACTOR_BROKERS: Rule = Rule {
    id: RuleId("replication-factor-brokers"),
    title: "A replication factor is larger than the cluster",
    reason: "Kafka puts the replicas of a partition on different brokers and creates no topic, not even its internal \
             ones, that has more replicas than there are brokers.",
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
    reason: "AWS advises three replicas on three zones and two on two, so that every zone has a copy.",
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
    reason: "A producer that waits for all acknowledgements (acks=all) could never write to such a topic.",
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
    reason: "AWS restarts brokers one by one for patches and for most changes. With min.insync.replicas equal to the \
             replication factor, acks=all fails meanwhile; AWS advises at most one less.",
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

/// Properties that set a replication factor.
const FACTORS: &[&str] = &[
    "default.replication.factor",
    "offsets.topic.replication.factor",
    "transaction.state.log.replication.factor",
];

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

/// A pair of properties: how many replicas there are, and how many must be in sync.
struct Pair {
    factor_name: &'static str,
    factor: i64,
    minimum_name: &'static str,
    minimum: i64,
}

/// The pairs of which at least one half is set: MSK's own defaults need no judgement. What is not set
/// has MSK's default, three and two on three zones, two and one on two.
fn pairs(case: &Case<'_>) -> Option<Vec<Pair>> {
    let zones = i64::try_from(case.zones()?).ok()?;
    let names = [
        ("default.replication.factor", "min.insync.replicas"),
        (
            "transaction.state.log.replication.factor",
            "transaction.state.log.min.isr",
        ),
    ];
    let pairs = names.into_iter().filter_map(|(factor_name, minimum_name)| {
        let (factor, minimum) = (case.property(factor_name), case.property(minimum_name));
        factor.number().or(minimum.number())?;
        let (factor, minimum) = (factor.number_or(zones)?, minimum.number_or(zones - 1)?);
        Some(Pair {
            factor_name,
            factor,
            minimum_name,
            minimum,
        })
    });
    Some(pairs.collect())
}

impl Pair {
    fn violation(&self) -> Violation {
        let Self {
            factor_name,
            factor,
            minimum_name,
            minimum,
        } = self;
        let wanted = (factor - 1).max(1);
        Violation::new(
            SERVER_PROPERTIES,
            format!("{minimum_name} is {minimum} and {factor_name} is {factor}."),
            format!("Set {minimum_name}={wanted}, or raise {factor_name}."),
        )
    }
}

fn min_isr_above(case: &Case<'_>) -> Option<Violation> {
    let pairs = pairs(case)?;
    pairs
        .iter()
        .find(|pair| pair.minimum > pair.factor)
        .map(Pair::violation)
}

/// A single replica has no headroom to give; that is [`REPLICATION_FACTOR_ZONES`]' business.
fn min_isr_headroom(case: &Case<'_>) -> Option<Violation> {
    let pairs = pairs(case)?;
    let tight = |pair: &&Pair| pair.minimum == pair.factor && pair.factor > 1;
    pairs.iter().find(tight).map(Pair::violation)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observed::Observed;
    use crate::testing::*;
    use kafkaws_schema::Value;

    fn text(text: &str) -> (&'static str, Value) {
        (SERVER_PROPERTIES, text.into())
    }

    /// Judges clusters of three brokers in three zones, or two in two, by their properties.
    fn properties_say(rule: &Rule, rows: &[(i64, &str, bool)]) {
        for (zones, properties, wrong) in rows {
            let subnets = ["subnet-a", "subnet-b", "subnet-c"];
            let subnets = texts(&subnets[..usize::try_from(*zones).unwrap()]);
            let edits = [
                text(properties),
                (NUMBER_OF_BROKER_NODES, (*zones).into()),
                (CLIENT_SUBNETS, subnets),
            ];
            creates(
                rule,
                &Observed::default(),
                &[(&edits, wrong.then_some(SERVER_PROPERTIES))],
            );
        }
        let unknown = [(SERVER_PROPERTIES, Value::unknown())];
        creates(rule, &Observed::default(), &[(&unknown, None), (&[], None)]);
    }

    #[test]
    fn no_more_replicas_than_brokers() {
        let rows = [
            (3, "default.replication.factor=3", false),
            (3, "default.replication.factor=4", true),
            (2, "default.replication.factor=3", true),
            (2, "offsets.topic.replication.factor=3", true),
            (2, "transaction.state.log.replication.factor=3", true),
            (2, "default.replication.factor=2", false),
            (3, "default.replication.factor=many", false),
        ];
        properties_say(&REPLICATION_FACTOR_BROKERS, &rows);
    }

    /// Taking brokers away wakes the rule as well.
    #[test]
    fn a_smaller_cluster_wakes_it() {
        let before = [
            text("default.replication.factor=6"),
            (NUMBER_OF_BROKER_NODES, Value::from(6)),
        ];
        let rows: &[Row<'_>] = &[
            (
                &[(NUMBER_OF_BROKER_NODES, Value::from(3))],
                Some(SERVER_PROPERTIES),
            ),
            (&[], None),
        ];
        updates(
            &REPLICATION_FACTOR_BROKERS,
            &Observed::default(),
            &before,
            rows,
        );
    }

    #[test]
    fn a_copy_in_every_zone() {
        let rows = [
            (3, "default.replication.factor=3", false),
            (3, "default.replication.factor=2", true),
            (2, "default.replication.factor=2", false),
            (2, "default.replication.factor=1", true),
            (3, "num.partitions=2", false),
        ];
        properties_say(&REPLICATION_FACTOR_ZONES, &rows);
    }

    #[test]
    fn no_more_in_sync_than_there_are() {
        let rows = [
            (
                3,
                "default.replication.factor=3\nmin.insync.replicas=2",
                false,
            ),
            (
                2,
                "default.replication.factor=2\nmin.insync.replicas=1",
                false,
            ),
            (3, "min.insync.replicas=4", true),
            (3, "min.insync.replicas=3", false),
            (2, "min.insync.replicas=3", true),
            (3, "default.replication.factor=1", true),
            (
                3,
                "default.replication.factor=1\nmin.insync.replicas=1",
                false,
            ),
            (
                3,
                "transaction.state.log.min.isr=3\ntransaction.state.log.replication.factor=2",
                true,
            ),
        ];
        properties_say(&MIN_ISR_ABOVE_REPLICATION_FACTOR, &rows);
    }

    #[test]
    fn a_broker_may_restart() {
        let rows = [
            (
                3,
                "default.replication.factor=3\nmin.insync.replicas=2",
                false,
            ),
            (
                3,
                "default.replication.factor=3\nmin.insync.replicas=3",
                true,
            ),
            (3, "min.insync.replicas=3", true),
            (3, "default.replication.factor=2", true),
            (
                2,
                "default.replication.factor=2\nmin.insync.replicas=2",
                true,
            ),
            (
                2,
                "default.replication.factor=2\nmin.insync.replicas=1",
                false,
            ),
            (
                3,
                "default.replication.factor=1\nmin.insync.replicas=1",
                false,
            ),
            (3, "min.insync.replicas=4", false),
        ];
        properties_say(&MIN_ISR_HEADROOM, &rows);
    }

    #[test]
    fn unknown_zones_are_not_judged() {
        let edits = [
            text("min.insync.replicas=9"),
            (CLIENT_SUBNETS, Value::unknown()),
        ];
        creates(
            &MIN_ISR_ABOVE_REPLICATION_FACTOR,
            &Observed::default(),
            &[(&edits, None)],
        );
    }
}
