//! Throughput of data volumes: only gp3 takes one, and it needs IOPS for it.

use crate::broker::Rule;
use crate::broker::attributes::VOLUMES;
use crate::broker::case::Case;
use crate::broker::volume::{Figure, Volume};
use crate::rule::{Level, RuleId, Violation};
use kafkaws_catalog::ebs::{Throughput, VolumeType};
use kafkaws_catalog::source;

/// Other types have what follows from their size or IOPS.
pub(crate) const VOLUME_THROUGHPUT_NOT_TAKEN: Rule = Rule {
    id: RuleId("volume-throughput-not-taken"),
    title: "The volume type takes no throughput",
    reason: "Only gp3 has a throughput of its own; that of the others follows from size or IOPS, and \
         EBS refuses another.",
    source: source::EBS_TYPES,
    default_level: Level::Error,
    attributes: &[VOLUMES],
    judge: |case| each(case, not_taken),
};

/// Within the bounds, and with the IOPS that it takes.
pub(crate) const VOLUME_THROUGHPUT_RANGE: Rule = Rule {
    id: RuleId("volume-throughput-range"),
    title: "The volume cannot have so much throughput",
    reason: "A gp3 volume has 125 to 2,000 MiB/s, and at most 1 MiB/s for every 4 IOPS.",
    source: source::EBS_TYPES,
    default_level: Level::Error,
    attributes: &[VOLUMES],
    judge: |case| each(case, out_of_range),
};

fn each(
    case: &Case<'_>,
    judge: impl Fn(&Volume<'_>, &'static VolumeType, i64) -> Option<Violation>,
) -> Vec<Violation> {
    let volumes = case.volumes().unwrap_or_default();
    let changing = volumes
        .iter()
        .filter(|volume| volume.changes(&["type", "iops", "throughput"]));
    let judged = changing.filter_map(|volume| match volume.throughput() {
        Figure::Set(throughput) => judge(volume, volume.kind()?, throughput),
        Figure::Unset | Figure::Unknown => None,
    });
    judged.collect()
}

fn not_taken(volume: &Volume<'_>, kind: &VolumeType, throughput: i64) -> Option<Violation> {
    let taken = matches!(kind.throughput, Throughput::Chosen { .. });
    (!taken).then(|| {
        Violation::at(
            volume.at("throughput"),
            format!("throughput = {throughput} on {}.", kind.name),
            "Remove throughput, or use gp3.",
        )
    })
}

fn out_of_range(volume: &Volume<'_>, kind: &VolumeType, throughput: i64) -> Option<Violation> {
    let Throughput::Chosen { range, iops_each } = &kind.throughput else {
        return None;
    };
    let (least, most) = (i64::from(*range.start()), i64::from(*range.end()));
    if !(least..=most).contains(&throughput) {
        return Some(Violation::at(
            volume.at("throughput"),
            format!(
                "{throughput} MiB/s, and {} has {least} to {most}.",
                kind.name
            ),
            format!("Write throughput = {least} to {most}."),
        ));
    }
    too_few_iops(volume, throughput, (*iops_each).into())
}

fn too_few_iops(volume: &Volume<'_>, throughput: i64, iops_each: i64) -> Option<Violation> {
    let iops = volume.effective_iops()?;
    let needed = throughput.saturating_mul(iops_each);
    (iops >= 0 && needed > iops).then(|| {
        Violation::at(
            volume.at("throughput"),
            format!("{throughput} MiB/s with {iops} IOPS."),
            format!(
                "Write iops = {needed} or more, or throughput = {} or less.",
                iops / iops_each
            ),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::broker::observed::Observed;
    use crate::broker::testing::*;
    use kafkaws_schema::Value;

    const WRONG: &[&str] = &["volumes[0].throughput"];

    fn with(kind: &str, iops: Value, throughput: impl Into<Value>) -> [(&'static str, Value); 1] {
        one_volume(&[
            ("type", kind.into()),
            ("iops", iops),
            ("throughput", throughput.into()),
        ])
    }

    #[test]
    fn only_gp3_takes_one() {
        let rows: &[Row<'_>] = &[
            (&with("st1", Value::Null, 250), WRONG),
            (&with("io2", 4000.into(), 1000), WRONG),
            (&with("gp2", Value::Null, 250), WRONG),
            (&with("gp3", Value::Null, 250), &[]),
            (&with("gp9", Value::Null, 250), &[]),
            (&with("st1", Value::Null, Value::unknown()), &[]),
            (&with("st1", Value::Null, Value::Null), &[]),
        ];
        creates(&VOLUME_THROUGHPUT_NOT_TAKEN, &Observed::default(), rows);
    }

    #[test]
    fn as_much_as_type_and_iops_allow() {
        let rows: &[Row<'_>] = &[
            (&with("gp3", Value::Null, 124), WRONG),
            (&with("gp3", Value::Null, 125), &[]),
            (&with("gp3", Value::Null, 750), &[]),
            (&with("gp3", Value::Null, 751), WRONG),
            (&with("gp3", 4000.into(), 1000), &[]),
            (&with("gp3", 3999.into(), 1000), WRONG),
            (&with("gp3", 8000.into(), 2000), &[]),
            (&with("gp3", 80_000.into(), 2001), WRONG),
            (&with("gp3", Value::unknown(), 2000), &[]),
            (&with("io2", 4000.into(), 9999), &[]),
        ];
        creates(&VOLUME_THROUGHPUT_RANGE, &Observed::default(), rows);
    }

    #[test]
    fn the_advice_has_both_ways_out() {
        let planned = broker(&with("gp3", Value::Null, 1000));
        let said = says(
            &VOLUME_THROUGHPUT_RANGE,
            None,
            &planned,
            &Observed::default(),
        );
        assert!(
            said[0]
                .detail
                .contains("iops = 4000 or more, or throughput = 750 or less")
        );
    }

    #[test]
    fn fewer_iops_wake_it() {
        let before = with("gp3", 4000.into(), 1000);
        let rows: &[Row<'_>] = &[
            (&with("gp3", 3000.into(), 1000), WRONG),
            (&with("gp3", 4000.into(), 1000), &[]),
        ];
        updates(
            &VOLUME_THROUGHPUT_RANGE,
            &Observed::default(),
            &before,
            rows,
        );
    }
}
