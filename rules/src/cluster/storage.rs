//! Broker storage grows, in steps, and never shrinks.

use crate::cluster::Rule;
use crate::cluster::attributes::VOLUME_SIZE;
use crate::cluster::case::Case;
use crate::levels::Levels;
use crate::report::report;
use crate::rule::{Level, RuleId, Violation};
use kafkaws_catalog::{msk, source};
use kafkaws_schema::Diagnostic;

/// A smaller size changes nothing.
pub(crate) const STORAGE_SHRINK: Rule = Rule {
    id: RuleId("storage-shrink"),
    title: "Broker storage does not shrink",
    reason: "AWS only grows the volumes of brokers, so volume_size is the least that you want and \
         the cluster keeps what it has.",
    source: source::UPDATE_STORAGE,
    default_level: Level::Warn,
    attributes: &[VOLUME_SIZE],
    judge: shrink,
};

/// A step of at least 10 GiB.
pub(crate) const STORAGE_GROWTH_STEP: Rule = Rule {
    id: RuleId("storage-growth-step"),
    title: "Broker storage grows by at least 10 GiB",
    reason: "AWS refuses a smaller step, and any further step within the hours after one.",
    source: source::UPDATE_STORAGE,
    default_level: Level::Error,
    attributes: &[VOLUME_SIZE],
    judge: growth_step,
};

/// The warning for a plan that keeps the `actual` size because the configuration wants less, for
/// the pass that puts the prior size back: the rule itself then sees nothing change.
pub fn smaller_than_it_is(actual: i64, wanted: i64, levels: &Levels) -> Option<Diagnostic> {
    let violation = (wanted < actual).then(|| kept(actual, wanted))?;
    report(&STORAGE_SHRINK, violation, levels.of(&STORAGE_SHRINK))
}

fn kept(actual: i64, wanted: i64) -> Violation {
    Violation::new(
        VOLUME_SIZE,
        format!("volume_size is {wanted} GiB and the brokers have {actual} GiB, which they keep."),
        format!("Write volume_size = {actual} to make the configuration say what is there."),
    )
}

fn shrink(case: &Case<'_>) -> Option<Violation> {
    let (before, after) = (case.prior_number(VOLUME_SIZE)?, case.number(VOLUME_SIZE)?);
    (after < before).then(|| kept(before, after))
}

/// Measured against what the brokers have: storage autoscaling may have grown it past the state.
fn growth_step(case: &Case<'_>) -> Option<Violation> {
    let before = case.prior_number(VOLUME_SIZE)?;
    let actual = case.observed.volume_size.unwrap_or(before).max(before);
    let wanted = case.number(VOLUME_SIZE)?;
    let least = actual.saturating_add(msk::LEAST_STORAGE_GROWTH_GIB);
    (wanted > actual && wanted < least).then(|| {
        let detail = format!("From {actual} GiB to {wanted} GiB.");
        let advice = format!(
            "Write volume_size = {least} or more. {}, so take what you need at once.",
            msk::STORAGE_COOL_DOWN
        );
        Violation::new(VOLUME_SIZE, detail, advice)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::observed::Observed;
    use crate::cluster::testing::*;
    use kafkaws_schema::Value;

    fn size(gib: i64) -> [(&'static str, Value); 1] {
        [(VOLUME_SIZE, gib.into())]
    }

    #[test]
    fn smaller_is_said_and_changes_nothing() {
        let rows: &[Row<'_>] = &[
            (&size(99), Some(VOLUME_SIZE)),
            (&size(100), None),
            (&size(200), None),
        ];
        updates(&STORAGE_SHRINK, &Observed::default(), &size(100), rows);
    }

    #[test]
    fn the_warning_for_a_kept_size_follows_the_level() {
        let usual = Levels::default();
        let warning = smaller_than_it_is(2662, 1000, &usual).unwrap();
        assert!(!warning.is_error());
        assert!(
            warning
                .detail
                .contains("volume_size is 1000 GiB and the brokers have 2662 GiB")
        );
        assert_eq!(smaller_than_it_is(1000, 1000, &usual), None);
        let off = Levels::parse([("storage-shrink", "off")]).unwrap();
        assert_eq!(smaller_than_it_is(2662, 1000, &off), None);
    }

    #[test]
    fn steps_of_ten() {
        let rule = &STORAGE_GROWTH_STEP;
        let small = Some(VOLUME_SIZE);
        let rows: &[Row<'_>] = &[
            (&size(101), small),
            (&size(109), small),
            (&size(110), None),
            (&size(100), None),
            (&size(50), None),
            (&[(VOLUME_SIZE, Value::unknown())], None),
            (&[(VOLUME_SIZE, Value::Null)], None),
        ];
        updates(rule, &Observed::default(), &size(100), rows);
        creates(rule, &Observed::default(), &[(&size(1), None)]);
    }

    /// Autoscaling grew the brokers to 150 GiB behind the state's 100.
    #[test]
    fn steps_count_from_what_the_brokers_have() {
        let grown = Observed {
            volume_size: Some(150),
            ..Observed::default()
        };
        let rows: &[Row<'_>] = &[
            (&size(150), None),
            (&size(120), None),
            (&size(155), Some(VOLUME_SIZE)),
            (&size(160), None),
        ];
        updates(&STORAGE_GROWTH_STEP, &grown, &size(100), rows);
    }

    #[test]
    fn the_advice_has_the_size_and_the_cool_down() {
        let (prior, planned) = (cluster(&size(100)), cluster(&size(105)));
        let said = says(
            &STORAGE_GROWTH_STEP,
            Some(&prior),
            &planned,
            &Observed::default(),
        )
        .unwrap();
        assert!(said.detail.contains("volume_size = 110"), "{}", said.detail);
        assert!(said.detail.contains("6 hours"), "{}", said.detail);
    }
}
