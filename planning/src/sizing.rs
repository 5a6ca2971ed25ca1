//! The smallest single volume that holds a share of what a broker needs.

use std::fmt;

use kafkaws_catalog::ebs::{Iops, Throughput, VolumeType};

use crate::ceiling::Limit;
use crate::layout::{Share, VolumeKind};
use crate::need::{GIB, operation_bytes};

const MIB: u128 = 1 << 20;

/// What decided the size of a volume.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SizedBy {
    /// The data.
    Data,
    /// The throughput: st1 has it by size.
    Throughput,
    /// The IOPS: a GiB carries only so many.
    Iops,
    /// The least size of the type.
    Minimum,
}

/// Why a type cannot serve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsuitable {
    /// The type.
    pub kind: VolumeKind,
    /// As many volumes as the instance takes.
    pub volumes: u32,
    /// What even they do not reach.
    pub limit: Limit,
}

/// One volume.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Volume {
    pub(crate) size_gib: u32,
    pub(crate) iops: Option<u32>,
    pub(crate) throughput_mib: Option<u32>,
    pub(crate) sized_by: SizedBy,
}

/// What a throughput takes of a type.
struct Throughputs {
    chosen_mib: Option<u32>,
    least_iops: u128,
    least_gib: u128,
}

/// The smallest volume of the type that holds `share`.
///
/// # Errors
/// The limit of the type that is in the way.
pub(crate) fn volume(kind: &VolumeType, share: &Share) -> Result<Volume, Limit> {
    let Throughputs {
        chosen_mib,
        least_iops,
        least_gib: throughput_gib,
    } = throughput(&kind.throughput, share).ok_or(Limit::VolumeThroughput)?;
    let operation = operation_bytes(share.average_io_kib, kind.operation_kib());
    let operations = share.moved_bytes.div_ceil(share.volumes * operation);
    let (iops, iops_gib) = iops(&kind.iops, operations.max(least_iops)).ok_or(Limit::Iops)?;
    let data_gib = share.data_bytes.div_ceil(share.volumes * GIB);
    let (size_gib, sized_by) = size(kind, data_gib, throughput_gib, iops_gib)?;
    Ok(Volume {
        size_gib,
        iops,
        throughput_mib: chosen_mib,
        sized_by,
    })
}

fn throughput(kind: &Throughput, share: &Share) -> Option<Throughputs> {
    let (moved, volumes) = (share.moved_bytes, share.volumes);
    let (cap, found) = match kind {
        Throughput::Chosen { range, iops_each } => {
            let mib = u32::try_from(moved.div_ceil(volumes * MIB)).ok()?;
            let mib = mib.max(*range.start());
            let iops = u128::from(mib) * u128::from(*iops_each);
            (*range.end(), Throughputs::iops(iops, Some(mib)))
        }
        Throughput::ByIops { milli_each, cap } => {
            let each = u128::from((*milli_each).max(1)) * MIB * volumes;
            let iops = moved.saturating_mul(1_000).div_ceil(each);
            (*cap, Throughputs::iops(iops, None))
        }
        Throughput::UpTo(cap) => (*cap, Throughputs::iops(0, None)),
        Throughput::BySize {
            base_per_tib, cap, ..
        } => {
            // A GiB carries a 1024th of what a TiB does, so MiB become KiB.
            let bytes_per_gib = u128::from((*base_per_tib).max(1)) * 1024;
            (
                *cap,
                Throughputs::size(moved.div_ceil(bytes_per_gib * volumes)),
            )
        }
    };
    (moved <= u128::from(cap) * MIB * volumes).then_some(found)
}

impl Throughputs {
    fn iops(least_iops: u128, chosen_mib: Option<u32>) -> Self {
        Self {
            chosen_mib,
            least_iops,
            least_gib: 0,
        }
    }

    fn size(least_gib: u128) -> Self {
        Self {
            chosen_mib: None,
            least_iops: 0,
            least_gib,
        }
    }
}

/// The IOPS to choose, and the size in GiB that carries them.
fn iops(kind: &Iops, operations: u128) -> Option<(Option<u32>, u128)> {
    let operations = u32::try_from(operations).ok()?;
    match kind {
        Iops::Chosen {
            range,
            per_gib,
            default,
        } => {
            let iops = operations.max(*range.start());
            let free = default.is_some_and(|default| iops <= default);
            let gib = if free { 1 } else { iops.div_ceil(*per_gib) };
            range.contains(&iops).then_some((Some(iops), gib.into()))
        }
        Iops::BySize { per_gib, range } => {
            let gib = operations.div_ceil((*per_gib).max(1));
            (operations <= *range.end()).then_some((None, gib.into()))
        }
        Iops::Fixed(iops) => (operations <= *iops).then_some((None, 1)),
    }
}

fn size(
    kind: &VolumeType,
    data: u128,
    throughput: u128,
    iops: u128,
) -> Result<(u32, SizedBy), Limit> {
    let mut largest = (u128::from(*kind.size_gib.start()), SizedBy::Minimum);
    for (gib, reason) in [
        (data, SizedBy::Data),
        (throughput, SizedBy::Throughput),
        (iops, SizedBy::Iops),
    ] {
        if gib > largest.0 {
            largest = (gib, reason);
        }
    }
    match u32::try_from(largest.0) {
        Ok(gib) if kind.size_gib.contains(&gib) => Ok((gib, largest.1)),
        _ => Err(Limit::Size),
    }
}

impl fmt::Display for Unsuitable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, limit) = (self.kind.name(), self.limit);
        match self.volumes {
            _ if limit == Limit::InstanceEbsIops => {
                write!(f, "{kind} takes more operations per second than {limit}")
            }
            1 => write!(f, "one {kind} volume has too little {limit}"),
            volumes => write!(f, "{volumes} {kind} volumes have too little {limit}"),
        }
    }
}
