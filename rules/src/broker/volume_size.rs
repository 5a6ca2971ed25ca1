//! Sizes of data volumes: within their type's bounds, and never smaller than they are.

use crate::broker::Rule;
use crate::broker::attributes::VOLUMES;
use crate::broker::case::Case;
use crate::broker::volume::Volume;
use crate::levels::Levels;
use crate::report::report;
use crate::rule::{Level, RuleId, Violation};
use kafkaws_catalog::source;
use kafkaws_schema::{Diagnostic, Path};

/// Within the type's bounds.
pub(crate) const VOLUME_SIZE: Rule = Rule {
    id: RuleId("volume-size"),
    title: "The volume type has no such size",
    reason: "Every EBS volume type has a smallest and a largest size; st1 and sc1 begin at 125 GiB.",
    source: source::EBS_TYPES,
    default_level: Level::Error,
    attributes: &[VOLUMES],
    judge: size,
};

/// Never smaller.
pub(crate) const VOLUME_SHRINK: Rule = Rule {
    id: RuleId("volume-shrink"),
    title: "A volume does not shrink",
    reason: "EBS grows volumes and never makes one smaller.",
    source: source::EBS_MODIFY,
    default_level: Level::Error,
    attributes: &[VOLUMES],
    judge: shrink,
};

fn size(case: &Case<'_>) -> Vec<Violation> {
    let volumes = case.volumes().unwrap_or_default();
    let changing = volumes
        .iter()
        .filter(|volume| volume.changes(&["type", "size"]));
    changing.filter_map(out_of_bounds).collect()
}

fn out_of_bounds(volume: &Volume<'_>) -> Option<Violation> {
    let (kind, size) = (volume.kind()?, volume.size()?);
    let (least, most) = (
        i64::from(*kind.size_gib.start()),
        i64::from(*kind.size_gib.end()),
    );
    (!(least..=most).contains(&size)).then(|| {
        let name = kind.name;
        Violation::at(
            volume.at("size"),
            format!("{size} GiB, and {name} has {least} to {most} GiB."),
            format!("Write a size of {least} to {most}, or another type."),
        )
    })
}

fn shrink(case: &Case<'_>) -> Vec<Violation> {
    let volumes = case.volumes().unwrap_or_default();
    let smaller = |volume: &Volume<'_>| {
        let (wanted, actual) = (volume.size()?, largest(case, volume)?);
        (wanted < actual && volume.changes(&["size"])).then(|| {
            let advice = format!(
                "Write size = {actual} or more. To move to a smaller volume, add one with another \
                 name, move the data with Kafka's reassignment, and remove this one."
            );
            Violation::at(volume.at("size"), sizes(wanted, actual), advice)
        })
    };
    volumes.iter().filter_map(smaller).collect()
}

/// The size that it has: on several brokers, the largest.
fn largest(case: &Case<'_>, volume: &Volume<'_>) -> Option<i64> {
    let of_this = case
        .observed
        .volumes
        .iter()
        .filter(|actual| Some(actual.name.as_str()) == volume.name());
    of_this
        .filter_map(|actual| actual.size)
        .chain(volume.prior_size())
        .max()
        .filter(|_| volume.existed())
}

fn sizes(wanted: i64, actual: i64) -> String {
    format!("{wanted} GiB, and the volume has {actual} GiB.")
}

/// The warning for a plan that keeps the `actual` size of the volume at `path` (such as `volumes[0]`)
/// because the configuration wants less, for the pass that puts the prior size back: the rule itself
/// then sees nothing change. Silent where `volume-shrink` is off.
pub fn smaller_than_it_is(
    path: &Path,
    actual: i64,
    wanted: i64,
    levels: &Levels,
) -> Option<Diagnostic> {
    if wanted >= actual || levels.of(&VOLUME_SHRINK) == Level::Off {
        return None;
    }
    let violation = Violation::at(
        path.attribute("size"),
        format!("{} It keeps them.", sizes(wanted, actual)),
        format!("Write size = {actual} to make the configuration say what is there."),
    );
    report(&VOLUME_SHRINK, violation, Level::Warn)
}

#[cfg(test)]
mod tests;
