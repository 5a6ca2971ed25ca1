//! What users write.

use kafkaws_planning::Workload;
use kafkaws_schema::{Bounded, Model};

use super::figures::{MebibytesPerSecond, MonthlyPrice};

/// A plan of the storage of self-managed brokers: for each of gp3, st1 and io2 the smallest volumes
/// that hold the data and the throughput of a cluster, and which of them to take.
///
/// It is computed from AWS's published limits alone: no call is made, and the same inputs give the
/// same plan. The volumes of one type are alike; the fewest that do are planned, since Kafka fills
/// many volumes unevenly. Instances and volumes are planned on what they sustain, not on bursts. What
/// is taken for granted is listed in `assumptions`.
#[derive(Clone, Debug, Model)]
pub struct StoragePlan {
    /// What all producers together write, in MiB/s, as compressed on the wire and before replication.
    pub ingress_mib_per_second: MebibytesPerSecond,
    /// How many times consumers read each byte: the number of consumer groups that read everything.
    #[tf(default = Bounded::new(1))]
    pub consumer_fan_out: Bounded<0, 1000>,
    /// Copies of each byte, the leader's included.
    #[tf(default = Bounded::new(3))]
    pub replication_factor: Bounded<1, 15>,
    /// How long data is kept, in hours.
    #[tf(default = Bounded::new(168))]
    pub retention_hours: Bounded<1, 876_000>,
    /// How many brokers the cluster has.
    #[tf(default = Bounded::new(3))]
    pub brokers: Bounded<1, 10_000>,
    /// The EC2 instance type of the brokers, such as `m7g.2xlarge`. Of a type that the provider's
    /// catalogue does not have, give both bandwidths too.
    pub instance_type: Option<String>,
    /// What an instance sustains to EBS, in Mbit/s: `BaselineBandwidthInMbps` in DescribeInstanceTypes.
    /// Default: from the catalogue.
    pub ebs_bandwidth_mbps: Option<Bounded<1, 1_000_000>>,
    /// What an instance sustains over the network each way, in Mbit/s. Default: from the catalogue.
    pub network_bandwidth_mbps: Option<Bounded<1, 10_000_000>>,
    /// Growth of the ingress to leave room for, in percent.
    #[tf(default = Bounded::new(i64_of(Workload::GROWTH_HEADROOM_PERCENT)))]
    pub growth_headroom_percent: Bounded<0, 10_000>,
    /// Share of what consumers and followers read that comes from the volumes and not from the page
    /// cache, in percent. Readers that keep up need none; a consumer that starts from the beginning
    /// and a broker that catches up need all.
    #[tf(default = Bounded::new(i64_of(Workload::DISK_READ_PERCENT)))]
    pub disk_read_percent: Bounded<0, 100>,
    /// How full volumes may become, in percent.
    #[tf(default = Bounded::new(i64_of(Workload::DISK_USED_PERCENT)))]
    pub disk_used_percent: Bounded<1, 100>,
    /// Mean size of the operations that reach a volume, in KiB, where it was measured: with thousands of
    /// partitions on a broker they become small, and IOPS the limit. Default: EBS merges them into its
    /// largest, 256 KiB on gp3 and io2, 1 MiB on st1.
    pub average_io_kib: Option<Bounded<4, 1024>>,
    /// Prices of a month. The types that serve are ranked by price if each of them has one.
    pub prices: Option<VolumePrices>,
}

/// Prices by volume type, in any currency.
#[derive(Clone, Debug, Model)]
pub struct VolumePrices {
    /// Of gp3.
    pub gp3: Option<VolumeTypePrices>,
    /// Of st1.
    pub st1: Option<VolumeTypePrices>,
    /// Of io2.
    pub io2: Option<VolumeTypePrices>,
}

/// Prices of one volume type for a month.
#[derive(Clone, Debug, Model)]
pub struct VolumeTypePrices {
    /// For each GiB.
    pub gib_month: MonthlyPrice,
    /// For each IOPS beyond those that come with a volume: 3,000 with gp3, none with io2. Default: 0.
    pub iops_month: Option<MonthlyPrice>,
    /// For each MiB/s beyond the 125 that come with a gp3 volume. Default: 0.
    pub mib_per_second_month: Option<MonthlyPrice>,
}

const fn i64_of(percent: u32) -> i64 {
    percent as i64
}
