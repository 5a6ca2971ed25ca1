//! EBS volume types: sizes, IOPS and throughput (source of every figure: `EBS_TYPES`).

use std::ops::RangeInclusive;

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
    throughput: Throughput::UpTo(4_000),
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

impl VolumeType {
    /// The type of this name, if it is one of today's.
    pub fn named(name: &str) -> Option<&'static VolumeType> {
        VOLUME_TYPES.iter().find(|kind| kind.name == name)
    }

    /// Sustained throughput in MiB/s of a volume of this size with these IOPS and, for gp3, this
    /// chosen throughput. A type whose throughput is not chosen ignores `chosen`.
    pub fn sustained_throughput(&self, size_gib: u32, chosen: Option<u32>) -> u32 {
        match &self.throughput {
            Throughput::Chosen { range, .. } => chosen.unwrap_or(*range.start()),
            Throughput::UpTo(most) => *most,
            Throughput::BySize {
                base_per_tib, cap, ..
            } => per_tib(*base_per_tib, size_gib).min(*cap),
        }
    }

    /// Throughput in MiB/s while burst credits last; the sustained one where nothing bursts.
    pub fn burst_throughput(&self, size_gib: u32, chosen: Option<u32>) -> u32 {
        match &self.throughput {
            Throughput::BySize {
                burst_per_tib, cap, ..
            } => per_tib(*burst_per_tib, size_gib).min(*cap),
            _ => self.sustained_throughput(size_gib, chosen),
        }
    }
}

fn per_tib(each: u32, size_gib: u32) -> u32 {
    u32::try_from(u64::from(each) * u64::from(size_gib) / 1024).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// AWS's own table of st1, by TiB: base and burst.
    #[test]
    fn st1_is_as_aws_tabulates_it() {
        for (size_gib, base, burst) in [
            (128, 5, 31),
            (512, 20, 125),
            (1024, 40, 250),
            (2048, 80, 500),
            (5120, 200, 500),
            (10_240, 400, 500),
            (16_384, 500, 500),
        ] {
            assert_eq!(ST1.sustained_throughput(size_gib, None), base, "{size_gib}");
            assert_eq!(ST1.burst_throughput(size_gib, Some(9)), burst, "{size_gib}");
        }
        assert_eq!(SC1.sustained_throughput(16_384, None), 192);
    }

    #[test]
    fn only_gp3_chooses_its_throughput() {
        for kind in VOLUME_TYPES {
            let chosen = matches!(kind.throughput, Throughput::Chosen { .. });
            assert_eq!(chosen, kind.name == "gp3");
            assert_eq!(VolumeType::named(kind.name), Some(kind));
        }
        assert_eq!(GP3.sustained_throughput(500, None), 125);
        assert_eq!(GP3.sustained_throughput(500, Some(700)), 700);
        assert_eq!(VolumeType::named("standard"), None);
    }
}
