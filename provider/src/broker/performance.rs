//! What a data volume can do, and whether it or the instance is what ends it.

use std::collections::BTreeMap;

use kafkaws_catalog::{InstanceType, ebs};

use crate::broker::model::{LimitedBy, VolumePerformance};
use crate::broker::volumes::Volume;

/// Mbit (decimal) in a MiB: EC2's bandwidths and EBS's throughputs have different units.
const MBIT_PER_MIB: f64 = 8.388_608;

/// By name. Of a type that the catalogue does not have only the volumes' own limits are known.
pub(crate) fn performance(
    volumes: &[Volume],
    instance_type: &str,
) -> BTreeMap<String, VolumePerformance> {
    let instance = InstanceType::named(instance_type);
    let figures = volumes
        .iter()
        .filter_map(|volume| Some((volume.name.to_string(), of(volume, instance)?)));
    figures.collect()
}

fn of(volume: &Volume, instance: Option<&InstanceType>) -> Option<VolumePerformance> {
    let kind = ebs::VolumeType::named(volume.r#type.as_str())?;
    let size = u32::try_from(volume.size.get()).ok()?;
    let number = |said: Option<i64>| said.and_then(|said| u32::try_from(said).ok());
    let iops = number(volume.wanted_iops()).unwrap_or(*kind.iops_range(size).end());
    let chosen = number(volume.wanted_throughput());
    let (baseline, burst) = (
        kind.sustained_throughput(size, iops, chosen),
        kind.burst_throughput(size, iops, chosen),
    );
    let Some(ebs) = instance.map(|instance| instance.ebs) else {
        return Some(told(iops, baseline, burst, LimitedBy::Volume));
    };
    let (most, peak) = (mib(ebs.baseline_mbps), mib(ebs.maximum_mbps));
    // A disk's operations are up to 1 MiB: its throughput is what counts, as for the instance's bandwidth.
    let ends = most < baseline || ebs.baseline_iops < iops;
    let limit = if ends {
        LimitedBy::Instance
    } else {
        LimitedBy::Volume
    };
    Some(told(
        iops.min(ebs.baseline_iops),
        baseline.min(most),
        burst.min(peak),
        limit,
    ))
}

fn told(iops: u32, baseline: u32, burst: u32, limited_by: LimitedBy) -> VolumePerformance {
    VolumePerformance {
        iops: iops.into(),
        baseline_throughput: baseline.into(),
        burst_throughput: burst.into(),
        limited_by,
    }
}

/// Rounded down: nobody gets more.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a few thousand, and positive"
)]
fn mib(mbps: u32) -> u32 {
    (f64::from(mbps) / MBIT_PER_MIB) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::broker::node::testing::volume;

    fn figures(volume: Volume, kind: &str) -> VolumePerformance {
        performance(&[volume], kind).remove("data").unwrap()
    }

    #[test]
    fn a_small_instance_ends_a_volume() {
        // m7g.large: 630 Mbit/s and 3,600 IOPS sustained.
        let small = figures(volume("data", []), "m7g.large");
        assert_eq!(small, told(3000, 75, 125, LimitedBy::Instance));
        let large = figures(volume("data", []), "m7g.4xlarge");
        assert_eq!(large, told(3000, 125, 125, LimitedBy::Volume));
    }

    #[test]
    fn a_disk_has_its_throughput_by_size_and_bursts() {
        let disk = volume("data", [("type", "st1".into()), ("size", 1024.into())]);
        let figures = figures(disk, "m7g.4xlarge");
        assert_eq!(figures, told(500, 40, 250, LimitedBy::Volume));
    }

    #[test]
    fn of_a_type_that_nobody_knows_the_volumes_figures_are_told() {
        let figures = figures(volume("data", []), "x99.large");
        assert_eq!(figures, told(3000, 125, 125, LimitedBy::Volume));
    }
}
