//! What all volumes of a broker share: the bandwidth of its instance.

use crate::broker::Rule;
use crate::broker::attributes::{INSTANCE_TYPE, VOLUMES};
use crate::broker::case::Case;
use crate::broker::observed::{EbsCapacity, InstanceType};
use crate::broker::volume::Volume;
use crate::field::path;
use crate::rule::{Level, RuleId, Violation};
use kafkaws_catalog::ebs::Iops;
use kafkaws_catalog::source;
use kafkaws_schema::Path;

/// No more than the instance moves for ever.
pub(crate) const VOLUMES_ABOVE_INSTANCE: Rule = Rule {
    id: RuleId("volumes-above-instance"),
    title: "The volumes can do more than the instance",
    reason: "All volumes of an instance share its EBS bandwidth. The baseline lasts; smaller sizes \
         reach their maximum for 30 minutes a day, and a broker that follows its leaders writes all \
         day.",
    source: source::EBS_OPTIMIZED,
    default_level: Level::Warn,
    attributes: &[VOLUMES, INSTANCE_TYPE],
    judge: above_instance,
};

fn above_instance(case: &Case<'_>) -> Vec<Violation> {
    let volumes = case.volumes().unwrap_or_default();
    let Some((instance, ebs)) = case.instance_type().and_then(with_ebs) else {
        return Vec::new();
    };
    // Nobody could buy less than one volume of the least: the advice would be a larger instance only.
    if matches!(volumes.as_slice(), [one] if one.is_least()) {
        return Vec::new();
    }
    let name = instance.name.as_str();
    let at = where_they_are(&volumes);
    let throughput = throughput_above(&volumes, &ebs, name, at.clone());
    throughput
        .into_iter()
        .chain(iops_above(&volumes, &ebs, name, at))
        .collect()
}

fn with_ebs(instance: &InstanceType) -> Option<(&InstanceType, EbsCapacity)> {
    Some((instance, instance.ebs?))
}

fn where_they_are(volumes: &[Volume<'_>]) -> Path {
    match volumes {
        [one] => one.path(),
        _ => path(VOLUMES),
    }
}

fn throughput_above(
    volumes: &[Volume<'_>],
    ebs: &EbsCapacity,
    instance: &str,
    at: Path,
) -> Option<Violation> {
    let each = volumes.iter().map(Volume::sustained_throughput);
    let wanted: u64 = each.map(|one| one.map(u64::from)).sum::<Option<u64>>()?;
    let baseline = mib_per_second(ebs.baseline_mbps);
    (wanted > baseline).then(|| {
        let maximum = mib_per_second(ebs.maximum_mbps);
        let detail = format!(
            "The volumes sustain {wanted} MiB/s, and {instance} moves {baseline} MiB/s ({maximum} in bursts)."
        );
        Violation::at(at, detail, "Use a larger instance type, or volumes with less throughput.")
    })
}

/// HDD volumes count operations of 1 MiB and run out of throughput first.
fn iops_above(
    volumes: &[Volume<'_>],
    ebs: &EbsCapacity,
    instance: &str,
    at: Path,
) -> Option<Violation> {
    let is_ssd = |volume: &&Volume<'_>| {
        volume
            .kind()
            .is_none_or(|kind| !matches!(kind.iops, Iops::Fixed(_)))
    };
    let each = volumes.iter().filter(is_ssd).map(Volume::effective_iops);
    let wanted = each.sum::<Option<i64>>()?;
    (wanted > i64::from(ebs.baseline_iops)).then(|| {
        let detail = format!(
            "The volumes have {wanted} IOPS, and {instance} does {} ({} in bursts).",
            ebs.baseline_iops, ebs.maximum_iops
        );
        Violation::at(
            at,
            detail,
            "Use a larger instance type, or volumes with fewer IOPS.",
        )
    })
}

/// The API counts bits in decimal, volumes count MiB.
fn mib_per_second(mbps: u32) -> u64 {
    u64::from(mbps) * 1_000_000 / 8 / 1_048_576
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::broker::observed::Observed;
    use crate::broker::testing::*;
    use kafkaws_schema::Value;

    /// gp3 volumes with this throughput and the IOPS it takes.
    fn gp3(count: usize, throughput: i64) -> Value {
        let one = |number: usize| {
            volume(&[
                ("name", format!("data-{number}").into()),
                ("iops", (throughput * 4).max(3000).into()),
                ("throughput", throughput.into()),
            ])
        };
        Value::list((0..count).map(one))
    }

    /// m7g.2xlarge: 2,500 Mbps are 298 MiB/s, and 12,000 IOPS.
    #[test]
    fn together_no_more_than_the_baseline() {
        let (several, one): (&[&str], &[&str]) = (&["volumes"], &["volumes[0]"]);
        let on =
            |instance: &str, volumes: Value| [(VOLUMES, volumes), (INSTANCE_TYPE, instance.into())];
        let unknown = one_volume(&[("throughput", Value::unknown())]);
        let rows: &[Row<'_>] = &[
            (&on("m7g.2xlarge", gp3(1, 298)), &[]),
            (&on("m7g.2xlarge", gp3(1, 299)), one),
            (&on("m7g.2xlarge", gp3(2, 149)), &[]),
            (&on("m7g.2xlarge", gp3(2, 150)), several),
            (&on("m7g.large", gp3(2, 125)), &["volumes", "volumes"]),
            (&on("x99.large", gp3(9, 1000)), &[]),
            (&unknown, &[]),
        ];
        creates(&VOLUMES_ABOVE_INSTANCE, &Observed::default(), rows);
    }

    #[test]
    fn iops_are_counted_too() {
        let with =
            |kind: &str, iops: i64| one_volume(&[("type", kind.into()), ("iops", iops.into())]);
        let rows: &[Row<'_>] = &[
            (&with("gp3", 12_000), &[]),
            (&with("gp3", 12_001), &["volumes[0]"]),
            (&with("io2", 1000), &[]),
        ];
        creates(&VOLUMES_ABOVE_INSTANCE, &Observed::default(), rows);
    }

    #[test]
    fn the_least_that_one_can_buy_is_no_mistake() {
        let on_large = |edits: Edits<'_>| {
            [
                (VOLUMES, Value::list([volume(edits)])),
                (INSTANCE_TYPE, Value::from("m7g.large")),
            ]
        };
        let st1 = on_large(&[("type", "st1".into()), ("size", 4096.into())]);
        let rows: &[Row<'_>] = &[
            (&on_large(&[]), &[]),
            (&on_large(&[("type", "gp2".into())]), &[]),
            (&on_large(&[("throughput", 200.into())]), &["volumes[0]"]),
            (&st1, &["volumes[0]"]),
        ];
        creates(&VOLUMES_ABOVE_INSTANCE, &Observed::default(), rows);
    }

    #[test]
    fn a_smaller_type_wakes_it() {
        let before = [(VOLUMES, gp3(1, 250))];
        let rows: &[Row<'_>] = &[
            (&[(INSTANCE_TYPE, "m7g.xlarge".into())], &["volumes[0]"]),
            (&[(INSTANCE_TYPE, "r7g.2xlarge".into())], &[]),
            (&[], &[]),
        ];
        updates(&VOLUMES_ABOVE_INSTANCE, &Observed::default(), &before, rows);
    }
}
