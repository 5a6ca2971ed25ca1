//! Partitions per broker against what the broker type carries, before the changes that AWS refuses
//! to overloaded brokers. It refuses late: users have waited two hours for it.

use crate::cluster::Rule;
use crate::cluster::attributes::{
    CONFIGURATION_ARN, CONFIGURATION_REVISION, INSTANCE_TYPE, KAFKA_VERSION, SERVER_PROPERTIES,
};
use crate::cluster::case::Case;
use crate::rule::{Level, RuleId, Violation};
use kafkaws_catalog::{BrokerType, source};
use std::cmp::Ordering;

/// Above the maximum AWS refuses.
pub(crate) const PARTITIONS_MAXIMUM: Rule = Rule {
    id: RuleId("partitions-maximum"),
    title: "The brokers hold more partitions than AWS allows for this change",
    reason: "Above the maximum of a broker type AWS refuses to change the configuration or the \
         Kafka version, and to move to a smaller type.",
    source: source::BEST_PRACTICES,
    default_level: Level::Error,
    attributes: TRIGGERS,
    judge: maximum,
};

/// Above the recommendation a rolling restart hurts.
pub(crate) const PARTITIONS_RECOMMENDED: Rule = Rule {
    id: RuleId("partitions-recommended"),
    title: "The brokers hold more partitions than AWS recommends",
    reason: "This change restarts every broker; with this many partitions each restart takes long \
         and loads the others.",
    source: source::BEST_PRACTICES,
    default_level: Level::Warn,
    attributes: TRIGGERS,
    judge: recommended,
};

const TRIGGERS: &[&str] = &[
    KAFKA_VERSION,
    INSTANCE_TYPE,
    SERVER_PROPERTIES,
    CONFIGURATION_ARN,
    CONFIGURATION_REVISION,
];

const ADVICE: &str = "Move to a larger instance_type first (growing is never blocked), or delete \
     topics, reduce their partitions by recreating them, or add brokers and reassign.";

/// The type that the brokers have when a change is made, and the change.
///
/// The provider grows the type before it does anything else, unless the old Kafka version cannot
/// run the new type: then the version is upgraded on the old one. A smaller type decides by itself,
/// since everything must fit into it in the end.
fn type_in_force(case: &Case<'_>) -> Option<(BrokerType, &'static str)> {
    let (before, after) = (case.prior_broker()?, case.broker()?);
    let shrinks = carries(&after)?.cmp(&carries(&before)?) == Ordering::Less;
    if shrinks {
        return Some((after, INSTANCE_TYPE));
    }
    let change = TRIGGERS
        .iter()
        .find(|&&change| change != INSTANCE_TYPE && case.changed(change))?;
    let type_waits = before != after && !case.prior_version()?.supports(&after);
    Some((if type_waits { before } else { after }, change))
}

fn carries(broker: &BrokerType) -> Option<u32> {
    broker.limits().map(|limits| limits.maximum_partitions)
}

fn maximum(case: &Case<'_>) -> Option<Violation> {
    let held = case.observed.partitions_per_broker?;
    let (broker, change) = type_in_force(case)?;
    let most = carries(&broker).filter(|&most| held > most)?;
    let detail =
        format!("A broker holds {held} partitions, and the maximum of {broker} is {most}.");
    Some(Violation::new(change, detail, ADVICE))
}

/// Silent above the maximum, where the other rule speaks.
fn recommended(case: &Case<'_>) -> Option<Violation> {
    let held = case.observed.partitions_per_broker?;
    let (broker, change) = type_in_force(case)?;
    let limits = broker.limits()?;
    let (least, most) = (limits.recommended_partitions, limits.maximum_partitions);
    (held > least && held <= most).then(|| {
        let detail = format!(
            "A broker holds {held} partitions, and AWS recommends up to {least} on {broker}."
        );
        Violation::new(change, detail, ADVICE)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::observed::Observed;
    use crate::cluster::testing::*;
    use kafkaws_schema::Value;

    fn holding(partitions: u32) -> Observed {
        Observed {
            partitions_per_broker: Some(partitions),
            ..Observed::default()
        }
    }

    fn version(text: &str) -> (&'static str, Value) {
        (KAFKA_VERSION, text.into())
    }

    fn broker(text: &str) -> (&'static str, Value) {
        (INSTANCE_TYPE, text.into())
    }

    /// kafka.m7g.large carries 1000 by recommendation and 1500 at most.
    #[test]
    fn the_limits_of_the_type_hold_before_an_upgrade() {
        let upgrade = [version("3.9.x")];
        for (held, maximum, recommended) in [
            (1000, false, false),
            (1001, false, true),
            (1500, false, true),
            (1501, true, false),
        ] {
            let path = |wrong: bool| wrong.then_some(KAFKA_VERSION);
            updates(
                &PARTITIONS_MAXIMUM,
                &holding(held),
                &[],
                &[(&upgrade, path(maximum))],
            );
            updates(
                &PARTITIONS_RECOMMENDED,
                &holding(held),
                &[],
                &[(&upgrade, path(recommended))],
            );
        }
    }

    #[test]
    fn which_changes_are_held_up() {
        let properties = (SERVER_PROPERTIES, Value::from("num.partitions=3"));
        let revision = (CONFIGURATION_REVISION, Value::from(3));
        updates(
            &PARTITIONS_MAXIMUM,
            &holding(2000),
            &[],
            &[
                (&[], None),
                (&[(NUMBER_OF_BROKER_NODES, Value::from(6))], None),
                (&[(VOLUME_SIZE, Value::from(500))], None),
                (&[properties], Some(SERVER_PROPERTIES)),
                (&[revision], Some(CONFIGURATION_REVISION)),
                (
                    &[(CONFIGURATION_REVISION, Value::unknown())],
                    Some(CONFIGURATION_REVISION),
                ),
                (&[version("3.9.x"), broker("kafka.m99.large")], None),
                (&[version("3.9.x"), (INSTANCE_TYPE, Value::unknown())], None),
            ],
        );
        updates(
            &PARTITIONS_MAXIMUM,
            &Observed::default(),
            &[],
            &[(&[version("3.9.x")], None)],
        );
        creates(&PARTITIONS_MAXIMUM, &holding(2000), &[(&[], None)]);
    }

    #[test]
    fn growing_is_never_held_up_and_helps() {
        let rows: &[Row<'_>] = &[
            (&[broker("kafka.m7g.2xlarge")], None),
            (&[broker("kafka.m7g.2xlarge"), version("3.9.x")], None),
            (&[broker("kafka.m7g.xlarge")], None),
            (
                &[broker("kafka.m7g.xlarge"), version("3.9.x")],
                Some(KAFKA_VERSION),
            ),
        ];
        updates(&PARTITIONS_MAXIMUM, &holding(2000), &[], rows);
    }

    #[test]
    fn a_smaller_type_must_carry_them() {
        let before = [broker("kafka.m7g.4xlarge")];
        let rows: &[Row<'_>] = &[
            (&[broker("kafka.m7g.2xlarge")], None),
            (&[broker("kafka.m7g.large")], Some(INSTANCE_TYPE)),
            (
                &[broker("kafka.m7g.large"), version("3.9.x")],
                Some(INSTANCE_TYPE),
            ),
        ];
        updates(&PARTITIONS_MAXIMUM, &holding(2000), &before, rows);
    }

    /// M7g needs a version that the cluster does not have yet: it is upgraded on the old type.
    #[test]
    fn a_type_that_waits_for_the_version_does_not_help() {
        let before = [broker("kafka.m5.large"), version("3.2.0")];
        let rows: &[Row<'_>] = &[
            (
                &[broker("kafka.m7g.4xlarge"), version("3.6.0")],
                Some(KAFKA_VERSION),
            ),
            (&[broker("kafka.m5.4xlarge"), version("3.6.0")], None),
        ];
        updates(&PARTITIONS_MAXIMUM, &holding(2000), &before, rows);
    }
}
