//! IOPS of data volumes: where a type takes them, and how many.

use crate::broker::Rule;
use crate::broker::attributes::VOLUMES;
use crate::broker::case::Case;
use crate::broker::volume::{Figure, Volume};
use crate::rule::{Level, RuleId, Violation};
use kafkaws_catalog::ebs::{Iops, VolumeType};
use kafkaws_catalog::source;
use std::ops::RangeInclusive;

/// io1 and io2 have none of their own.
pub(crate) const VOLUME_IOPS_REQUIRED: Rule = Rule {
    id: RuleId("volume-iops-required"),
    title: "The volume type needs iops",
    reason: "io1 and io2 have no IOPS of their own: AWS provisions, and bills, those that you write.",
    source: source::EBS_TYPES,
    default_level: Level::Error,
    attributes: &[VOLUMES],
    judge: |case| each(case, required),
};

/// Other types have those of their size.
pub(crate) const VOLUME_IOPS_NOT_TAKEN: Rule = Rule {
    id: RuleId("volume-iops-not-taken"),
    title: "The volume type takes no iops",
    reason: "The IOPS of gp2, st1 and sc1 follow from type and size, and EBS refuses others.",
    source: source::EBS_TYPES,
    default_level: Level::Error,
    attributes: &[VOLUMES],
    judge: |case| each(case, not_taken),
};

/// Within the type's bounds, and not too many for the size.
pub(crate) const VOLUME_IOPS_RANGE: Rule = Rule {
    id: RuleId("volume-iops-range"),
    title: "The volume cannot have so many IOPS",
    reason: "EBS bounds the IOPS of a volume by its type, and by its size: 500 per GiB of gp3, 1,000 \
         of io2, 50 of io1.",
    source: source::EBS_TYPES,
    default_level: Level::Error,
    attributes: &[VOLUMES],
    judge: |case| each(case, out_of_range),
};

fn each(
    case: &Case<'_>,
    judge: impl Fn(&Volume<'_>, &'static VolumeType) -> Option<Violation>,
) -> Vec<Violation> {
    let volumes = case.volumes().unwrap_or_default();
    let changing = volumes
        .iter()
        .filter(|volume| volume.changes(&["type", "size", "iops"]));
    changing
        .filter_map(|volume| judge(volume, volume.kind()?))
        .collect()
}

fn required(volume: &Volume<'_>, kind: &VolumeType) -> Option<Violation> {
    let Iops::Chosen {
        range,
        default: None,
        ..
    } = &kind.iops
    else {
        return None;
    };
    (volume.iops() == Figure::Unset).then(|| {
        let (least, most) = range.clone().into_inner();
        Violation::at(
            volume.at("iops"),
            format!("{} without iops.", kind.name),
            format!("Write iops = {least} to {most}, or use gp3, which has 3,000 at no charge."),
        )
    })
}

fn not_taken(volume: &Volume<'_>, kind: &VolumeType) -> Option<Violation> {
    let taken = matches!(kind.iops, Iops::Chosen { .. });
    let Figure::Set(iops) = volume.iops() else {
        return None;
    };
    (!taken).then(|| {
        let detail = format!("iops = {iops} on {}.", kind.name);
        Violation::at(volume.at("iops"), detail, "Remove iops, or use gp3.")
    })
}

fn out_of_range(volume: &Volume<'_>, kind: &VolumeType) -> Option<Violation> {
    let Iops::Chosen { range, per_gib, .. } = &kind.iops else {
        return None;
    };
    let Figure::Set(iops) = volume.iops() else {
        return None;
    };
    let (detail, advice) = out_of_bounds(kind.name, range, iops)
        .or_else(|| too_many_for_size(kind, iops, volume.size()?, *per_gib))?;
    Some(Violation::at(volume.at("iops"), detail, advice))
}

fn out_of_bounds(kind: &str, range: &RangeInclusive<u32>, iops: i64) -> Option<(String, String)> {
    let (least, most) = (i64::from(*range.start()), i64::from(*range.end()));
    (!(least..=most).contains(&iops)).then(|| {
        let detail = format!("iops = {iops}, and {kind} has {least} to {most}.");
        (detail, format!("Write iops = {least} to {most}."))
    })
}

/// A size of which the type has none is another rule's to refuse.
fn too_many_for_size(
    kind: &VolumeType,
    iops: i64,
    size: i64,
    per_gib: u32,
) -> Option<(String, String)> {
    let (size, iops) = (u32::try_from(size).ok()?, u32::try_from(iops).ok()?);
    let (most, needed) = (*kind.iops_range(size).end(), iops.div_ceil(per_gib));
    (iops > most).then(|| {
        let detail = format!(
            "iops = {iops} on {size} GiB, and {} has {per_gib} for each GiB.",
            kind.name
        );
        let advice = format!("Write iops = {most} or less, or size = {needed} or more.");
        (detail, advice)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::broker::observed::Observed;
    use crate::broker::testing::*;
    use kafkaws_schema::Value;

    const WRONG: &[&str] = &["volumes[0].iops"];

    fn with(kind: &str, size: i64, iops: impl Into<Value>) -> [(&'static str, Value); 1] {
        one_volume(&[
            ("type", kind.into()),
            ("size", size.into()),
            ("iops", iops.into()),
        ])
    }

    #[test]
    fn provisioned_types_need_them() {
        let rows: &[Row<'_>] = &[
            (&with("io1", 100, Value::Null), WRONG),
            (&with("io2", 100, Value::Null), WRONG),
            (&with("io2", 100, 3000), &[]),
            (&with("io2", 100, Value::unknown()), &[]),
            (&with("gp3", 100, Value::Null), &[]),
            (&with("st1", 500, Value::Null), &[]),
        ];
        creates(&VOLUME_IOPS_REQUIRED, &Observed::default(), rows);
    }

    #[test]
    fn types_that_go_by_size_take_none() {
        let rows: &[Row<'_>] = &[
            (&with("gp2", 100, 3000), WRONG),
            (&with("st1", 500, 500), WRONG),
            (&with("sc1", 500, 250), WRONG),
            (&with("st1", 500, Value::unknown()), &[]),
            (&with("gp3", 100, 3000), &[]),
            (&with("io2", 100, 3000), &[]),
            (&with("gp9", 100, 3000), &[]),
        ];
        creates(&VOLUME_IOPS_NOT_TAKEN, &Observed::default(), rows);
    }

    #[test]
    fn as_many_as_type_and_size_allow() {
        let rows: &[Row<'_>] = &[
            (&with("gp3", 1, 3000), &[]),
            (&with("gp3", 500, 2999), WRONG),
            (&with("gp3", 10, 5000), &[]),
            (&with("gp3", 10, 5001), WRONG),
            (&with("gp3", 160, 80_000), &[]),
            (&with("gp3", 65_536, 80_001), WRONG),
            (&with("io2", 4, 4000), &[]),
            (&with("io2", 4, 4001), WRONG),
            (&with("io2", 300, 256_001), WRONG),
            (&with("io1", 10, 500), &[]),
            (&with("io1", 10, 501), WRONG),
            (&with("io1", 10, 99), WRONG),
            (&with("gp3", 10, Value::unknown()), &[]),
            (&with("gp2", 10, 5), &[]),
            (&with("io2", -4, 4001), &[]),
        ];
        creates(&VOLUME_IOPS_RANGE, &Observed::default(), rows);
        let size_later = one_volume(&[("size", Value::unknown()), ("iops", 80_000.into())]);
        creates(
            &VOLUME_IOPS_RANGE,
            &Observed::default(),
            &[(&size_later, &[])],
        );
    }

    #[test]
    fn the_advice_has_both_ways_out() {
        let planned = broker(&with("gp3", 10, 20_000));
        let said = says(&VOLUME_IOPS_RANGE, None, &planned, &Observed::default());
        assert!(
            said[0]
                .detail
                .contains("iops = 5000 or less, or size = 40 or more")
        );
    }

    /// A volume that was imported as it is, beside one that changes.
    #[test]
    fn what_stays_is_not_judged() {
        let odd = with("gp3", 10, 20_000);
        let tagged = one_volume(&[
            ("size", 10.into()),
            ("iops", 20_000.into()),
            ("encrypted", false.into()),
        ]);
        let rows: &[Row<'_>] = &[(&tagged, &[]), (&with("gp3", 11, 20_000), WRONG)];
        updates(&VOLUME_IOPS_RANGE, &Observed::default(), &odd, rows);
    }
}
