//! EC2 instance types that brokers run on: what EBS, the network and local disks give each of them
//! (source of every figure: `INSTANCE_TYPES`).
//!
//! A type that is missing here is not refused anywhere. Callers take its figures from
//! DescribeInstanceTypes, or from the user.

mod general_purpose;
mod memory_optimized;
mod storage_optimized;
mod table;
#[cfg(test)]
mod tests;

use crate::source::{self, Source};
use std::fmt;

/// One instance type. Bandwidths are in Mbit/s (decimal), as the API has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InstanceType {
    /// `m7g.2xlarge`.
    pub name: &'static str,
    /// What its images must be built for.
    pub architecture: Architecture,
    /// Virtual CPUs.
    pub vcpus: u32,
    /// Memory in MiB.
    pub memory_mib: u32,
    /// What it can move to and from all its EBS volumes together.
    pub ebs: EbsCapacity,
    /// What it can move over the network, each way. EBS has bandwidth of its own beside it.
    pub network: NetworkCapacity,
    /// How many volumes can be attached.
    pub attachments: Attachments,
    /// Disks of the host, whose content is gone once the instance stops.
    pub instance_store: Option<InstanceStore>,
}

/// Processor architecture, in the API's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Architecture {
    /// `arm64`: Graviton.
    Arm64,
    /// `x86_64`.
    X86_64,
}

/// EBS performance of an instance. The baseline lasts; smaller sizes reach the maximum for 30 minutes
/// a day, so nothing should be planned on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EbsCapacity {
    /// Sustained, in Mbit/s.
    pub baseline_mbps: u32,
    /// In bursts, in Mbit/s.
    pub maximum_mbps: u32,
    /// Sustained operations per second.
    pub baseline_iops: u32,
    /// Operations per second in bursts.
    pub maximum_iops: u32,
}

/// Network performance of an instance, each way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NetworkCapacity {
    /// Sustained, in Mbit/s.
    pub baseline_mbps: u32,
    /// In bursts, in Mbit/s.
    pub peak_mbps: u32,
}

/// The limit on attached volumes, root volume included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attachments {
    /// Most volumes, with one network interface and the type's own instance store attached.
    pub maximum: u32,
    /// Whether network interfaces take places from the same limit.
    pub shared_with_interfaces: bool,
}

/// Local disks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InstanceStore {
    /// How many.
    pub disks: u32,
    /// Size of each in GB (decimal).
    pub disk_gb: u32,
    /// What they are made of.
    pub medium: Medium,
}

/// What a local disk is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Medium {
    /// NVMe flash.
    Ssd,
    /// Spinning disk.
    Hdd,
}

impl InstanceType {
    /// Where the figures come from.
    pub const SOURCE: Source = source::INSTANCE_TYPES;

    /// The type of this name, if it is in the table.
    pub fn named(name: &str) -> Option<&'static InstanceType> {
        all().find(|known| known.name == name)
    }

    /// The family: `m7g` of `m7g.2xlarge`.
    pub fn family(&self) -> &'static str {
        self.name
            .split_once('.')
            .map_or(self.name, |(family, _)| family)
    }

    /// Whether it earns CPU credits, and slows down when they are spent.
    pub fn is_burstable(&self) -> bool {
        self.family().starts_with('t')
    }

    /// How it can boot. Graviton knows UEFI only.
    pub fn boot_modes(&self) -> &'static [&'static str] {
        match self.architecture {
            Architecture::Arm64 => &["uefi"],
            Architecture::X86_64 => &["legacy-bios", "uefi"],
        }
    }
}

impl InstanceStore {
    /// All disks together, in GB (decimal).
    pub fn total_gb(&self) -> u32 {
        self.disks * self.disk_gb
    }
}

/// Every type in the table.
pub fn all() -> impl Iterator<Item = &'static InstanceType> {
    [
        general_purpose::TYPES,
        memory_optimized::TYPES,
        storage_optimized::TYPES,
    ]
    .into_iter()
    .flatten()
}

impl fmt::Display for Architecture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Arm64 => "arm64",
            Self::X86_64 => "x86_64",
        })
    }
}

impl fmt::Display for Medium {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ssd => "ssd",
            Self::Hdd => "hdd",
        })
    }
}
