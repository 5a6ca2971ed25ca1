//! Partitions per broker against what the broker type carries, before the changes that AWS refuses to
//! overloaded brokers. It refuses late: users have waited two hours for it.

use crate::attributes::{
    CONFIGURATION_ARN, CONFIGURATION_REVISION, INSTANCE_TYPE, KAFKA_VERSION, SERVER_PROPERTIES,
};
use crate::case::Case;
use crate::rule::{Level, Rule, RuleId, Violation};
use kafkaws_catalog::{BrokerType, source};
use std::cmp::Ordering;

/// Above the maximum AWS refuses.
pub(crate) const PARTITIONS_MAXIMUM: Rule = Rule {
    id: RuleId("partitions-maximum"),
    title: "The brokers hold more partitions than AWS allows for this change",
    reason: "Above the maximum of a broker type AWS refuses to change the configuration or the Kafka version, and to \
             move to a smaller type.",
    source: source::BEST_PRACTICES,
    default_level: Level::Error,
    attributes: TRIGGERS,
    judge: maximum,
};

/// Above the recommendation a rolling restart hurts.
pub(crate) const PARTITIONS_RECOMMENDED: Rule = Rule {
    id: RuleId("partitions-recommended"),
    title: "The brokers hold more partitions than AWS recommends",
    reason: "This change restarts every broker; with this many partitions each restart takes long and loads the others.",
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

const ADVICE: &str = "Move to a larger instance_type first (growing is never blocked), or delete topics, reduce their \
                      partitions by recreating them, or add brokers and reassign.";

/// The type that the brokers have when a change is made, and the change.
///
/// The provider grows the type before it does anything else, unless the old Kafka version cannot run
/// the new type: then the version is upgraded on the old one. A smaller type decides by itself, since
/// everything must fit into it in the end.
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
