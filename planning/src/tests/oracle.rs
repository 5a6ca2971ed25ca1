//! Whether AWS would accept a layout, and whether it carries a need.

use crate::{Layout, Need, VolumeKind};

/// The largest volume of each type: size in GiB, IOPS, MiB/s.
pub(super) fn largest(kind: VolumeKind, volumes: u32) -> Layout {
    let (size_gib, iops, throughput_mib) = match kind {
        VolumeKind::Gp3 => (65_536, Some(80_000), Some(2_000)),
        VolumeKind::St1 => (16_384, None, None),
        VolumeKind::Io2 => (65_536, Some(256_000), None),
    };
    Layout {
        kind,
        volumes,
        size_gib,
        iops,
        throughput_mib,
        sized_by: crate::SizedBy::Data,
    }
}

/// Whether every limit and ratio of the type is kept.
pub(super) fn legal(layout: &Layout) -> bool {
    let size = u64::from(layout.size_gib);
    match (layout.kind, layout.iops, layout.throughput_mib) {
        (VolumeKind::Gp3, Some(iops), Some(mib)) => {
            (1..=65_536).contains(&size)
                && (3_000..=80_000).contains(&iops)
                && (iops == 3_000 || u64::from(iops) <= 500 * size)
                && (125..=2_000).contains(&mib)
                && f64::from(mib) <= 0.25 * f64::from(iops)
        }
        (VolumeKind::Io2, Some(iops), None) => {
            (4..=65_536).contains(&size)
                && (100..=256_000).contains(&iops)
                && u64::from(iops) <= 1_000 * size
        }
        (VolumeKind::St1, None, None) => (125..=16_384).contains(&size),
        _ => false,
    }
}

/// Whether it holds the data, the throughput and the operations.
pub(super) fn holds(layout: &Layout, need: &Need) -> bool {
    let volumes = u128::from(layout.volumes);
    let moved = need.volume_throughput().bytes_per_second();
    let (iops, largest_kib) = match layout.kind {
        VolumeKind::St1 => (500, 1_024),
        VolumeKind::Gp3 | VolumeKind::Io2 => (layout.iops.unwrap_or(0), 256),
    };
    let kib = need.average_io_kib.unwrap_or(largest_kib).min(largest_kib);
    volumes * (u128::from(layout.size_gib) << 30) >= need.data_bytes
        && volumes * milli_bytes_per_second(layout) >= moved * 1_000
        && volumes * u128::from(iops) * u128::from(kib) * 1_024 >= moved
}

/// What one volume sustains, in thousandths of a byte per second.
fn milli_bytes_per_second(layout: &Layout) -> u128 {
    let mib = 1_000u128 << 20;
    match layout.kind {
        VolumeKind::Gp3 => u128::from(layout.throughput_mib.unwrap_or(0)) * mib,
        VolumeKind::St1 => (u128::from(layout.size_gib) * 40 * mib / 1_024).min(500 * mib),
        VolumeKind::Io2 => {
            let by_iops = u128::from(layout.iops.unwrap_or(0)) * 256 * mib / 1_000;
            by_iops.min(4_000 * mib)
        }
    }
}
