//! When EBS refuses to modify a volume: while a modification runs, and after four in a day.

use crate::broker::Rule;
use crate::broker::attributes::{BROKERS, VOLUMES};
use crate::broker::case::Case;
use crate::broker::observed::{self, Modification, ModificationState};
use crate::broker::volume::Volume;
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

/// What ModifyVolume changes, as far as it is known.
#[derive(Default)]
struct Figures<'a> {
    kind: Option<&'a str>,
    size: Option<i64>,
    iops: Option<i64>,
    throughput: Option<i64>,
}

impl<'a> Figures<'a> {
    fn written(volume: &Volume<'_>) -> Self {
        Self {
            kind: volume.kind().map(|kind| kind.name),
            size: volume.size(),
            iops: volume.chosen_iops(),
            throughput: volume.chosen_throughput(),
        }
    }

    /// What EC2 says goes before what the state remembers.
    fn found(actual: &'a observed::Volume, remembered: Self) -> Self {
        Self {
            kind: actual.kind.as_deref().or(remembered.kind),
            size: actual.size.or(remembered.size),
            iops: actual.iops.or(remembered.iops),
            throughput: actual.throughput.or(remembered.throughput),
        }
    }
}

/// Whether ModifyVolume would be called. What is unknown on either side is no reason to call it, and
/// what a type takes none of is compared for no type.
fn differs(wanted: &Volume<'_>, actual: &observed::Volume) -> bool {
    let remembered = wanted.before().as_ref().map(Figures::written);
    let found = Figures::found(actual, remembered.unwrap_or_default());
    let wanted = Figures::written(wanted);
    differ(wanted.kind, found.kind)
        || differ(wanted.size, found.size)
        || differ(wanted.iops, found.iops)
        || differ(wanted.throughput, found.throughput)
}

fn differ<T: PartialEq>(wanted: Option<T>, found: Option<T>) -> bool {
    wanted
        .zip(found)
        .is_some_and(|(wanted, found)| wanted != found)
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
mod tests;
