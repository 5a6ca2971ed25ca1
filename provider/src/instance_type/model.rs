//! What users write and read.

use kafkaws_schema::{Model, Number};

use crate::broker::types::InstanceType as InstanceTypeName;

/// What an EC2 instance type gives a Kafka broker: bandwidth to its volumes and its clients, room for
/// volumes, local disks, and where it can run.
///
/// EC2 is asked, so that types appear here on the day that AWS offers them.
#[derive(Clone, Debug, Model)]
pub struct InstanceType {
    /// The name of the type, such as `m7g.2xlarge`.
    pub instance_type: InstanceTypeName,
}

/// What EC2 says of it.
#[derive(Clone, Debug, Model)]
#[outputs(of = InstanceType)]
pub struct InstanceTypeFound {
    /// Virtual CPUs.
    #[tf(volatile)]
    pub vcpus: i64,
    /// Memory in MiB.
    #[tf(volatile)]
    pub memory_mib: i64,
    /// What all its EBS volumes share; null for a type without bandwidth of its own for EBS.
    #[tf(volatile)]
    pub ebs: Option<EbsBandwidth>,
    /// How many EBS volumes can be attached; null where EC2 does not tell.
    #[tf(volatile)]
    pub attachments: Option<VolumeAttachments>,
    /// What it can move over the network, beside EBS.
    #[tf(volatile)]
    pub network: NetworkBandwidth,
    /// Disks of the host, which are empty after every stop; null for a type without.
    #[tf(volatile)]
    pub instance_store: Option<InstanceStore>,
    /// Architectures that images can be built for: `arm64`, `x86_64`.
    #[tf(volatile)]
    pub architectures: Vec<String>,
    /// How it boots: `uefi`, `legacy-bios`.
    #[tf(volatile)]
    pub boot_modes: Vec<String>,
    /// The hypervisor: `nitro` or `xen`; null for bare metal.
    #[tf(volatile)]
    pub hypervisor: Option<String>,
    /// Whether it is bare metal.
    #[tf(volatile)]
    pub bare_metal: bool,
    /// Whether it lives on CPU credits and slows down once they are spent.
    #[tf(volatile)]
    pub burstable: bool,
    /// Whether it is of a current generation.
    #[tf(volatile)]
    pub current_generation: bool,
    /// Names of the availability zones that offer it, in the order of `availability_zone_ids`.
    #[tf(volatile)]
    pub availability_zones: Vec<String>,
    /// Ids of the availability zones that offer it, such as `euw1-az1`, in order. Zones that the account
    /// has not enabled are left out.
    #[tf(volatile)]
    pub availability_zone_ids: Vec<String>,
}

/// EBS performance of an instance. The baseline lasts; where the maximum is higher, it is there for 30
/// minutes a day.
#[derive(Clone, Debug, Model)]
pub struct EbsBandwidth {
    /// Sustained bandwidth in Mbit/s, as EC2 has it.
    pub baseline_bandwidth_mbps: i64,
    /// Bandwidth in bursts, in Mbit/s.
    pub maximum_bandwidth_mbps: i64,
    /// The baseline bandwidth in MiB/s, the unit of volumes, rounded down to two places.
    pub baseline_throughput_mib_per_second: Number,
    /// The maximum bandwidth in MiB/s, rounded down to two places.
    pub maximum_throughput_mib_per_second: Number,
    /// Sustained operations per second.
    pub baseline_iops: i64,
    /// Operations per second in bursts.
    pub maximum_iops: i64,
}

/// A limit on attached EBS volumes.
#[derive(Clone, Debug, Model)]
pub struct VolumeAttachments {
    /// Most volumes, the root volume included, beside one network interface.
    pub maximum: i64,
    /// Whether every further network interface takes the place of a volume.
    pub shared_with_interfaces: bool,
}

/// Network performance of an instance, each way.
#[derive(Clone, Debug, Model)]
pub struct NetworkBandwidth {
    /// EC2's words: `Up to 15 Gigabit`.
    pub performance: String,
    /// Sustained bandwidth in Gbit/s, of all network cards; null where EC2 does not tell.
    pub baseline_gbps: Option<Number>,
    /// Bandwidth in bursts, in Gbit/s; null where EC2 does not tell.
    pub peak_gbps: Option<Number>,
}

/// Disks of the host.
#[derive(Clone, Debug, Model)]
pub struct InstanceStore {
    /// All disks together, in GB (decimal).
    pub total_gb: i64,
    /// Whether they are NVMe devices.
    pub nvme: bool,
    /// The disks, by kind.
    pub disks: Vec<InstanceStoreDisk>,
}

/// Disks that are alike.
#[derive(Clone, Debug, Model)]
pub struct InstanceStoreDisk {
    /// How many.
    pub disk_count: i64,
    /// Size of each in GB (decimal).
    pub size_gb: i64,
    /// `ssd` or `hdd`.
    pub medium: String,
}
