//! EBS volume types: sizes, IOPS and throughput (source of every figure: `EBS_TYPES`).

use std::ops::RangeInclusive;
use std::time::Duration;

/// Bounds of one volume type.
#[derive(Clone, Debug, PartialEq)]
pub struct VolumeType {
    /// The API's name.
    pub name: &'static str,
    /// Size in GiB.
    pub size_gib: RangeInclusive<u32>,
    /// Operations per second.
    pub iops: Iops,
    /// Throughput in MiB/s.
    pub throughput: Throughput,
    /// Whether an instance can boot from it.
    pub bootable: bool,
}

/// Where the IOPS of a volume come from.
#[derive(Clone, Debug, PartialEq)]
pub enum Iops {
    /// Chosen. `per_gib`: the most for each GiB of size. `default`: what AWS gives when none is
    /// said (`None`: one must be said).
    Chosen {
        /// Bounds.
        range: RangeInclusive<u32>,
        /// The most for each GiB.
        per_gib: u32,
        /// What AWS gives when none is said.
        default: Option<u32>,
    },
    /// Grows with the size: so many per GiB, within the bounds. Must not be said.
    BySize {
        /// For each GiB.
        per_gib: u32,
        /// Bounds.
        range: RangeInclusive<u32>,
    },
    /// A property of the type. Must not be said.
    Fixed(u32),
}

/// Where the throughput of a volume comes from. MiB/s throughout.
#[derive(Clone, Debug, PartialEq)]
pub enum Throughput {
    /// Chosen, and at most a share of the IOPS.
    Chosen {
        /// Bounds; the lower one is what AWS gives when none is said.
        range: RangeInclusive<u32>,
        /// IOPS needed for each MiB/s.
        iops_each: u32,
    },
    /// A share of the IOPS, up to `cap`.
    ByIops {
        /// Thousandths of a MiB/s for each operation per second.
        milli_each: u32,
        /// Never more than this.
        cap: u32,
    },
    /// Whatever the IOPS allow, up to this.
    UpTo(u32),
    /// Baseline and burst for each TiB, up to `cap`.
    BySize {
        /// Sustained for each TiB.
        base_per_tib: u32,
        /// While burst credits last, for each TiB.
        burst_per_tib: u32,
        /// Never more than this.
        cap: u32,
    },
}

/// Every current type.
pub const VOLUME_TYPES: &[VolumeType] = &[GP3, GP2, IO2, IO1, ST1, SC1];

/// General purpose, performance chosen apart from size. AWS raised the maxima in 2025.
pub const GP3: VolumeType = VolumeType {
    name: "gp3",
    size_gib: 1..=65_536,
    iops: Iops::Chosen {
        range: 3_000..=80_000,
        per_gib: 500,
        default: Some(3_000),
    },
    throughput: Throughput::Chosen {
        range: 125..=2_000,
        iops_each: 4,
    },
    bootable: true,
};

/// General purpose, the API's default when no type is said.
pub const GP2: VolumeType = VolumeType {
    name: "gp2",
    size_gib: 1..=16_384,
    iops: Iops::BySize {
        per_gib: 3,
        range: 100..=16_000,
    },
    throughput: Throughput::UpTo(250),
    bootable: true,
};

/// Provisioned IOPS (Block Express on Nitro).
pub const IO2: VolumeType = VolumeType {
    name: "io2",
    size_gib: 4..=65_536,
    iops: Iops::Chosen {
        range: 100..=256_000,
        per_gib: 1_000,
        default: None,
    },
    throughput: Throughput::ByIops {
        milli_each: 256,
        cap: 4_000,
    },
    bootable: true,
};

/// Provisioned IOPS, the earlier generation.
pub const IO1: VolumeType = VolumeType {
    name: "io1",
    size_gib: 4..=16_384,
    iops: Iops::Chosen {
        range: 100..=64_000,
        per_gib: 50,
        default: None,
    },
    throughput: Throughput::UpTo(1_000),
    bootable: true,
};

/// Throughput-optimized disk: one operation is 1 MiB.
pub const ST1: VolumeType = VolumeType {
    name: "st1",
    size_gib: 125..=16_384,
    iops: Iops::Fixed(500),
    throughput: Throughput::BySize {
        base_per_tib: 40,
        burst_per_tib: 250,
        cap: 500,
    },
    bootable: false,
};

/// Cold disk.
pub const SC1: VolumeType = VolumeType {
    name: "sc1",
    size_gib: 125..=16_384,
    iops: Iops::Fixed(250),
    throughput: Throughput::BySize {
        base_per_tib: 12,
        burst_per_tib: 80,
        cap: 250,
    },
    bootable: false,
};

/// The most that EBS counts as one operation when consecutive ones are merged, in KiB: SSD types
/// (source: `EBS_IO`).
pub const SSD_OPERATION_KIB: u32 = 256;

/// The same for HDD types (source: `EBS_IO`).
pub const HDD_OPERATION_KIB: u32 = 1_024;

/// How many modifications of one volume EBS takes within [`MODIFICATION_WINDOW`] (source:
/// `EBS_MODIFY`).
pub const MODIFICATIONS_PER_WINDOW: usize = 4;

/// The rolling window of [`MODIFICATIONS_PER_WINDOW`].
pub const MODIFICATION_WINDOW: Duration = Duration::from_secs(24 * 60 * 60);

impl VolumeType {
    /// The type of this name, if it is one of today's.
    pub fn named(name: &str) -> Option<&'static VolumeType> {
        VOLUME_TYPES.iter().find(|kind| kind.name == name)
    }

    /// The most that counts as one operation, in KiB.
    pub fn operation_kib(&self) -> u32 {
        match self.throughput {
            Throughput::BySize { .. } => HDD_OPERATION_KIB,
            _ => SSD_OPERATION_KIB,
        }
    }

    /// The throughput in MiB/s that a volume has when none is said; `None` for a type that takes none.
    pub fn least_throughput(&self) -> Option<u32> {
        match &self.throughput {
            Throughput::Chosen { range, .. } => Some(*range.start()),
            _ => None,
        }
    }

    /// The IOPS that a volume of this size can have: a range to choose from, or the one figure that
    /// follows from type and size. What AWS gives when none is said may go beyond the share of a
    /// small volume.
    pub fn iops_range(&self, size_gib: u32) -> RangeInclusive<u32> {
        match &self.iops {
            Iops::Chosen { range, per_gib, .. } => {
                let most = per_gib.saturating_mul(size_gib);
                *range.start()..=most.clamp(*range.start(), *range.end())
            }
            Iops::BySize { per_gib, range } => {
                let one = per_gib.saturating_mul(size_gib);
                let one = one.clamp(*range.start(), *range.end());
                one..=one
            }
            Iops::Fixed(one) => *one..=*one,
        }
    }

    /// Sustained throughput in MiB/s, rounded down, of a volume with this size, these IOPS and, for
    /// gp3, this chosen throughput. A type that does not go by one of them ignores it; gp3 without a
    /// throughput has its least.
    pub fn sustained_throughput(&self, size_gib: u32, iops: u32, chosen: Option<u32>) -> u32 {
        match &self.throughput {
            Throughput::Chosen { range, .. } => chosen.unwrap_or(*range.start()),
            Throughput::ByIops { milli_each, cap } => {
                let share = u64::from(*milli_each) * u64::from(iops) / 1_000;
                u32::try_from(share).map_or(*cap, |share| share.min(*cap))
            }
            Throughput::UpTo(most) => *most,
            Throughput::BySize {
                base_per_tib, cap, ..
            } => per_tib(*base_per_tib, size_gib).min(*cap),
        }
    }

    /// Throughput in MiB/s while burst credits last; the sustained one where nothing bursts.
    pub fn burst_throughput(&self, size_gib: u32, iops: u32, chosen: Option<u32>) -> u32 {
        match &self.throughput {
            Throughput::BySize {
                burst_per_tib, cap, ..
            } => per_tib(*burst_per_tib, size_gib).min(*cap),
            _ => self.sustained_throughput(size_gib, iops, chosen),
        }
    }
}

fn per_tib(each: u32, size_gib: u32) -> u32 {
    u32::try_from(u64::from(each) * u64::from(size_gib) / 1024).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
