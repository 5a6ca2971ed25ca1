//! When EBS refuses to modify a volume: while a modification runs, and after four in a day.

use crate::broker::Rule;
use crate::broker::attributes::{BROKERS, VOLUMES};
use crate::broker::case::Case;
use crate::broker::observed::{self, Modification, ModificationState};
use crate::broker::volume::{Figure, Volume};
use crate::rule::{Level, RuleId, Violation};
use kafkaws_catalog::{ebs, source};
use std::time::Duration;

/// One at a time.
pub(crate) const VOLUME_MODIFICATION_RUNNING: Rule = Rule {
    id: RuleId("volume-modification-running"),
    title: "The volume is being modified already",
    reason: "EBS takes no modification of a volume before the one before has completed, which it \
         cannot cancel and which may take more than a day for a large volume.",
    source: source::EBS_MODIFY,
    default_level: Level::Error,
    attributes: &[VOLUMES, BROKERS],
    judge: |case| each(case, running),
};

/// Four a day.
pub(crate) const VOLUME_MODIFICATION_QUOTA: Rule = Rule {
    id: RuleId("volume-modification-quota"),
    title: "The volume has been modified as often as a day allows",
    reason: "EBS takes four modifications of a volume in any 24 hours.",
    source: source::EBS_MODIFY,
    default_level: Level::Error,
    attributes: &[VOLUMES, BROKERS],
    judge: |case| each(case, quota_spent),
};

/// Judges the volumes that this plan modifies. Of a stack, one that an earlier apply has modified
/// already is not.
fn each(
    case: &Case<'_>,
    judge: fn(&Volume<'_>, &observed::Volume) -> Option<Violation>,
) -> Vec<Violation> {
    let planned = case.volumes().unwrap_or_default();
    let of = |actual: &observed::Volume| {
        let wanted = planned
            .iter()
            .find(|volume| volume.name() == Some(actual.name.as_str()))?;
        differs(wanted, actual).then(|| judge(wanted, actual))?
    };
    case.observed.volumes.iter().filter_map(of).collect()
}

/// Whether ModifyVolume would be called. What is unknown on either side is no reason to call it.
fn differs(wanted: &Volume<'_>, actual: &observed::Volume) -> bool {
    let other_kind = wanted
        .kind()
        .zip(actual.kind.as_deref())
        .is_some_and(|(wanted, actual)| wanted.name != actual);
    let grows = wanted.size() > actual.size && actual.size.is_some();
    let figure = |wanted: Option<i64>, actual: Option<i64>| {
        wanted
            .zip(actual)
            .is_some_and(|(wanted, actual)| wanted != actual)
    };
    let throughput = match wanted.throughput() {
        Figure::Set(throughput) => Some(throughput),
        Figure::Unset => wanted
            .kind()
            .and_then(|kind| kind.least_throughput())
            .map(i64::from),
        Figure::Unknown => None,
    };
    let iops = wanted.chosen_iops();
    other_kind || grows || figure(iops, actual.iops) || figure(throughput, actual.throughput)
}

fn running(wanted: &Volume<'_>, actual: &observed::Volume) -> Option<Violation> {
    let modification = actual.modification.as_ref()?;
    modification.state.is_running().then(|| {
        let detail = format!("{} is {}.", name(actual), progress(modification));
        let advice = "Apply again once DescribeVolumesModifications says `completed`. Next time, \
             change size, type, iops and throughput together: that is one modification.";
        Violation::at(wanted.path(), detail, advice)
    })
}

fn progress(modification: &Modification) -> String {
    let state = match modification.state {
        ModificationState::Modifying => "modifying",
        _ => "optimizing",
    };
    let done = modification
        .progress
        .map(|percent| format!(", {percent} % done"))
        .unwrap_or_default();
    let begun = modification
        .age
        .map(|age| format!(", begun {} ago", hours_and_minutes(age)))
        .unwrap_or_default();
    format!("{state}{done}{begun}")
}

/// Silent while one runs: that one has to complete first.
fn quota_spent(wanted: &Volume<'_>, actual: &observed::Volume) -> Option<Violation> {
    let runs = running(wanted, actual).is_some();
    let in_a_day = |age: &&Duration| **age < ebs::MODIFICATION_WINDOW;
    let ages = actual.modifications.as_ref()?.iter().filter(in_a_day);
    let mut ages: Vec<_> = ages.copied().collect();
    ages.sort_unstable();
    let fourth = *ages.get(ebs::MODIFICATIONS_PER_WINDOW - 1)?;
    (!runs).then(|| {
        let left = ebs::MODIFICATION_WINDOW.saturating_sub(fourth);
        let detail = format!(
            "{} was modified {} times in 24 hours.",
            name(actual),
            ages.len()
        );
        let advice = format!("Apply again in {}.", hours_and_minutes(left));
        Violation::at(wanted.path(), detail, advice)
    })
}

fn name(actual: &observed::Volume) -> String {
    let observed::Volume {
        volume_id,
        broker_id,
        name,
        ..
    } = actual;
    format!("{volume_id} (\"{name}\" of broker {broker_id})")
}

/// Rounded up to a minute: one that is told to wait must not come too early.
fn hours_and_minutes(time: Duration) -> String {
    let minutes = time.as_secs().div_ceil(60);
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::broker::observed::Observed;
    use crate::broker::testing::*;
    use kafkaws_schema::Value;

    const WRONG: &[&str] = &["volumes[0]"];
    const HOUR: Duration = Duration::from_secs(3600);

    /// The usual volume as it is.
    fn actual() -> observed::Volume {
        observed::Volume {
            broker_id: 1,
            name: "data".into(),
            volume_id: "vol-1".into(),
            kind: Some("gp3".into()),
            size: Some(500),
            iops: Some(3000),
            throughput: Some(125),
            ..observed::Volume::default()
        }
    }

    fn in_state(state: ModificationState) -> Observed {
        let modification = Modification {
            state,
            progress: Some(40),
            age: Some(HOUR + HOUR / 2),
        };
        observed(observed::Volume {
            modification: Some(modification),
            ..actual()
        })
    }

    fn observed(volume: observed::Volume) -> Observed {
        Observed {
            volumes: vec![volume],
            ..Observed::default()
        }
    }

    #[test]
    fn one_at_a_time() {
        let rule = &VOLUME_MODIFICATION_RUNNING;
        for (state, wrong) in [
            (ModificationState::Modifying, WRONG),
            (ModificationState::Optimizing, WRONG),
            (ModificationState::Completed, &[]),
            (ModificationState::Failed, &[]),
        ] {
            let rows: &[Row<'_>] = &[
                (&one_volume(&[("size", 600.into())]), wrong),
                (&one_volume(&[("type", "st1".into())]), wrong),
                (&one_volume(&[("iops", 4000.into())]), wrong),
                (&one_volume(&[("throughput", 250.into())]), wrong),
                (&one_volume(&[("encrypted", false.into())]), &[]),
                (&one_volume(&[("size", Value::unknown())]), &[]),
            ];
            updates(rule, &in_state(state), &[], rows);
        }
        let more = one_volume(&[("size", 600.into())]);
        updates(rule, &Observed::default(), &[], &[(&more, &[])]);
        updates(rule, &observed(actual()), &[], &[(&more, &[])]);
    }

    #[test]
    fn the_text_says_which_volume_and_how_far_it_is() {
        let planned = broker(&one_volume(&[("size", 600.into())]));
        let seen = in_state(ModificationState::Optimizing);
        let said = says(
            &VOLUME_MODIFICATION_RUNNING,
            Some(&broker(&[])),
            &planned,
            &seen,
        );
        let text = "vol-1 (\"data\" of broker 1) is optimizing, 40 % done, begun 1 h 30 min ago";
        assert!(said[0].detail.contains(text), "{}", said[0].detail);
    }

    /// The first apply grew the volume of broker 1 and stopped: nothing is to be done to it.
    #[test]
    fn what_has_arrived_is_not_modified_again() {
        let mut seen = in_state(ModificationState::Optimizing);
        seen.volumes[0].size = Some(600);
        let unmodified = observed::Volume {
            broker_id: 2,
            ..actual()
        };
        seen.volumes.push(unmodified);
        let before = stack(&[(BROKERS, Value::from("before"))]);
        let wanted = one_volume(&[("size", 600.into())]);
        let planned = stack(&wanted);
        let said = says(&VOLUME_MODIFICATION_RUNNING, Some(&before), &planned, &seen);
        assert!(said.is_empty(), "{said:#?}");
    }

    #[test]
    fn four_a_day() {
        let rule = &VOLUME_MODIFICATION_QUOTA;
        let spent = |hours: &[u32]| {
            let modifications = Some(hours.iter().map(|hours| HOUR * *hours).collect());
            observed(observed::Volume {
                modifications,
                ..actual()
            })
        };
        let more = one_volume(&[("size", 600.into())]);
        let rows = |expected| [(more.as_slice(), expected)];
        updates(rule, &spent(&[1, 2, 3, 4]), &[], &rows(WRONG));
        updates(rule, &spent(&[1, 2, 3]), &[], &rows(&[]));
        updates(rule, &spent(&[1, 2, 3, 24]), &[], &rows(&[]));
        updates(rule, &spent(&[1, 2, 3, 4, 5]), &[], &rows(WRONG));
        updates(rule, &spent(&[1, 2, 3, 4]), &[], &[(&[], &[])]);
    }

    #[test]
    fn the_text_says_how_long_to_wait() {
        let modifications = [20, 23, 1, 5].map(|hours| HOUR * hours);
        let seen = observed(observed::Volume {
            modifications: Some(modifications.to_vec()),
            ..actual()
        });
        let planned = broker(&one_volume(&[("size", 600.into())]));
        let said = says(
            &VOLUME_MODIFICATION_QUOTA,
            Some(&broker(&[])),
            &planned,
            &seen,
        );
        assert!(
            said[0].detail.contains("Apply again in 1 h."),
            "{}",
            said[0].detail
        );
    }

    #[test]
    fn minutes_are_rounded_up() {
        for (seconds, text) in [
            (1, "1 min"),
            (3600, "1 h"),
            (3601, "1 h 1 min"),
            (0, "0 min"),
        ] {
            assert_eq!(hours_and_minutes(Duration::from_secs(seconds)), text);
        }
    }
}
