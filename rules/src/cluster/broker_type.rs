//! Which broker type may become which. Between Standard and Express there is only a new cluster
//! (see [`crate::cluster::replacement`]); a size that is too small for its partitions is a rule of
//! [`crate::cluster::partitions`].

use crate::cluster::Rule;
use crate::cluster::attributes::INSTANCE_TYPE;
use crate::cluster::case::Case;
use crate::rule::{Level, RuleId, Violation};
use kafkaws_catalog::{TypeChangeRefusal, source};

/// Nothing becomes T3.
pub(crate) const BROKER_TYPE_BURSTABLE: Rule = Rule {
    id: RuleId("broker-type-burstable"),
    title: "A running cluster cannot be moved to burstable brokers",
    reason: "AWS changes T3 to M5 or M7g, and M5 and M7g to each other, but nothing to T3.",
    source: source::UPDATE_BROKER_TYPE,
    default_level: Level::Error,
    attributes: &[INSTANCE_TYPE],
    judge: burstable,
};

fn burstable(case: &Case<'_>) -> Option<Violation> {
    let (before, after) = (case.prior_broker()?, case.broker()?);
    if before.may_become(&after) != Err(TypeChangeRefusal::Burstable) {
        return None;
    }
    let detail = format!("From {before} to {after}.");
    Some(Violation::new(
        INSTANCE_TYPE,
        detail,
        format!("Keep instance_type = \"{before}\", or use kafka.m7g.large."),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::observed::Observed;
    use crate::cluster::testing::*;
    use kafkaws_schema::Value;

    #[test]
    fn nothing_becomes_burstable() {
        let to = |broker: &str| [(INSTANCE_TYPE, broker.into())];
        let nothing = Observed::default();
        let rule = &BROKER_TYPE_BURSTABLE;
        let rows: &[Row<'_>] = &[
            (&to("kafka.t3.small"), Some(INSTANCE_TYPE)),
            (&to("kafka.m5.large"), None),
            (&to("express.m7g.large"), None),
            (&[(INSTANCE_TYPE, Value::unknown())], None),
            (&[], None),
        ];
        updates(rule, &nothing, &[], rows);
        updates(
            rule,
            &nothing,
            &to("kafka.t3.small"),
            &[(&to("kafka.m5.large"), None), (&[], None)],
        );
        creates(rule, &nothing, &[(&to("kafka.t3.small"), None)]);
    }
}
