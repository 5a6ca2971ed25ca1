//! How far a layout goes before brokers or volumes must be added.

use std::fmt;

use kafkaws_catalog::ebs::{Iops, Throughput};

use crate::layout::Layout;
use crate::machine::Machine;
use crate::need::{GIB, Need, operation_bytes};
use crate::rate::Rate;
use crate::workload::Workload;

/// What runs out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Size of the volumes.
    Size,
    /// IOPS of the volumes.
    Iops,
    /// Throughput of the volumes.
    VolumeThroughput,
    /// The instance's bandwidth to EBS.
    InstanceEbsBandwidth,
    /// The instance's operations per second on EBS.
    InstanceEbsIops,
    /// The instance's network bandwidth.
    Network,
}

/// The first limit that growing ingress meets, with every volume grown online to the most of its
/// type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ceiling {
    /// What runs out first.
    pub limit: Limit,
    /// The ingress of the whole cluster at which it does, rounded down.
    pub ingress: Rate,
}

impl Ceiling {
    /// The ceiling of a layout on a machine.
    pub fn of(workload: &Workload, need: &Need, layout: &Layout, machine: &Machine) -> Self {
        let grown = workload
            .ingress
            .scaled_down((100 + workload.growth_headroom_percent).into(), 100);
        let mut lowest = Self {
            limit: Limit::Network,
            ingress: carried(
                grown,
                machine.network.bytes_per_second(),
                need.network().bytes_per_second(),
            ),
        };
        for (limit, available, needed) in of_volumes(need, layout)
            .into_iter()
            .chain(of_instance(need, layout, machine))
        {
            let ingress = carried(grown, available, needed);
            if ingress <= lowest.ingress {
                lowest = Self { limit, ingress };
            }
        }
        lowest
    }
}

fn carried(ingress: Rate, available: u128, needed: u128) -> Rate {
    ingress.scaled_down(available, needed)
}

/// Limit, the bytes there are at most, the bytes needed: of all volumes together.
fn of_volumes(need: &Need, layout: &Layout) -> [(Limit, u128, u128); 3] {
    let kind = layout.kind.limits();
    let all = |one: u32| u128::from(one) * u128::from(layout.volumes);
    let iops = match &kind.iops {
        Iops::Chosen { range, .. } | Iops::BySize { range, .. } => *range.end(),
        Iops::Fixed(iops) => *iops,
    };
    let throughput = match &kind.throughput {
        Throughput::Chosen { range, .. } => *range.end(),
        Throughput::ByIops { cap, .. } | Throughput::UpTo(cap) | Throughput::BySize { cap, .. } => {
            *cap
        }
    };
    let moved = need.volume_throughput().bytes_per_second();
    [
        (Limit::Iops, all(iops) * operation(need, layout), moved),
        (Limit::VolumeThroughput, all(throughput) << 20, moved),
        (
            Limit::Size,
            all(*kind.size_gib.end()) * GIB,
            need.data_bytes,
        ),
    ]
}

/// The same of the instance.
fn of_instance(need: &Need, layout: &Layout, machine: &Machine) -> Vec<(Limit, u128, u128)> {
    let moved = need.volume_throughput().bytes_per_second();
    let iops = machine.ebs_iops.map(|iops| {
        let bytes = u128::from(iops) * operation(need, layout);
        (Limit::InstanceEbsIops, bytes, moved)
    });
    let bandwidth = machine.ebs.bytes_per_second();
    iops.into_iter()
        .chain([(Limit::InstanceEbsBandwidth, bandwidth, moved)])
        .collect()
}

fn operation(need: &Need, layout: &Layout) -> u128 {
    operation_bytes(need.average_io_kib, layout.kind.limits().operation_kib())
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Size => "size",
            Self::Iops => "IOPS",
            Self::VolumeThroughput => "throughput",
            Self::InstanceEbsBandwidth => "the instance's EBS bandwidth",
            Self::InstanceEbsIops => "the instance's EBS IOPS",
            Self::Network => "the instance's network bandwidth",
        })
    }
}
