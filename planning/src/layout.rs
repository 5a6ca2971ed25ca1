//! Volumes of one type, alike, under one broker.

use kafkaws_catalog::ebs::{GP3, IO2, ST1, VolumeType};

use crate::need::Need;
use crate::sizing::{self, SizedBy, Unsuitable};

/// The volume types that are compared, in the order in which they are preferred where no price
/// decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum VolumeKind {
    /// Performance apart from size: either grows alone and online.
    Gp3,
    /// The least price for a GiB, throughput only by size, and slow for what is not sequential.
    St1,
    /// The most performance and durability in one volume, at the highest price.
    Io2,
}

impl VolumeKind {
    /// All of them, in order.
    pub const ALL: [Self; 3] = [Self::Gp3, Self::St1, Self::Io2];

    /// Its limits.
    pub fn limits(self) -> &'static VolumeType {
        match self {
            Self::Gp3 => &GP3,
            Self::St1 => &ST1,
            Self::Io2 => &IO2,
        }
    }

    /// The API's name.
    pub fn name(self) -> &'static str {
        self.limits().name
    }
}

/// The data volumes of one broker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Their type.
    pub kind: VolumeKind,
    /// How many, all alike.
    pub volumes: u32,
    /// Size of each in GiB.
    pub size_gib: u32,
    /// IOPS of each; `None` where the type does not let choose.
    pub iops: Option<u32>,
    /// Throughput of each in MiB/s; `None` where the type does not let choose.
    pub throughput_mib: Option<u32>,
    /// What made each volume as large as it is.
    pub sized_by: SizedBy,
}

impl Layout {
    /// The smallest layout that holds `need`: the fewest volumes, then the least size, throughput and
    /// IOPS of each. Fewer volumes come first because Kafka places partitions over log directories
    /// by number and not by size, so that many volumes fill unevenly.
    ///
    /// # Errors
    /// When `most_volumes` of the type are too few.
    pub fn smallest(kind: VolumeKind, need: &Need, most_volumes: u32) -> Result<Self, Unsuitable> {
        let mut reason = None;
        for volumes in 1..=most_volumes.max(1) {
            match sizing::volume(kind.limits(), &need.of_one_in(volumes)) {
                Ok(volume) => {
                    let sizing::Volume {
                        size_gib,
                        iops,
                        throughput_mib,
                        sized_by,
                    } = volume;
                    return Ok(Self {
                        kind,
                        volumes,
                        size_gib,
                        iops,
                        throughput_mib,
                        sized_by,
                    });
                }
                Err(limit) => reason = Some(limit),
            }
        }
        Err(Unsuitable {
            kind,
            volumes: most_volumes.max(1),
            limit: reason.unwrap_or(crate::Limit::Size),
        })
    }

    /// Size of all volumes together, in GiB.
    pub fn total_gib(&self) -> u64 {
        u64::from(self.volumes) * u64::from(self.size_gib)
    }

    /// What all volumes together sustain, in MiB/s, rounded down for each.
    pub fn sustained_mib(&self) -> u64 {
        let one = self.kind.limits().sustained_throughput(
            self.size_gib,
            self.iops.unwrap_or_default(),
            self.throughput_mib,
        );
        u64::from(self.volumes) * u64::from(one)
    }

    /// What all volumes together reach while burst credits last, in MiB/s; as much as they sustain
    /// where nothing bursts.
    pub fn burst_mib(&self) -> u64 {
        let one = self.kind.limits().burst_throughput(
            self.size_gib,
            self.iops.unwrap_or_default(),
            self.throughput_mib,
        );
        u64::from(self.volumes) * u64::from(one)
    }
}

/// What one of several like volumes has to hold. The division comes last, so that nothing is rounded
/// twice.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Share {
    /// Of all volumes, in bytes.
    pub(crate) data_bytes: u128,
    /// Of all volumes, in bytes per second.
    pub(crate) moved_bytes: u128,
    /// How many volumes share it.
    pub(crate) volumes: u128,
    pub(crate) average_io_kib: Option<u32>,
}

impl Need {
    /// The share of one volume among `volumes`.
    pub(crate) fn of_one_in(&self, volumes: u32) -> Share {
        Share {
            data_bytes: self.data_bytes,
            moved_bytes: self.volume_throughput().bytes_per_second(),
            volumes: u128::from(volumes.max(1)),
            average_io_kib: self.average_io_kib,
        }
    }
}
