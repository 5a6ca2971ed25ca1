//! What users read.

use kafkaws_schema::{Choice, Model, Number};

use super::model::StoragePlan;

/// The plan.
#[derive(Clone, Debug, Model)]
#[outputs(of = StoragePlan)]
pub struct StoragePlanned {
    /// The first of `options`.
    #[tf(volatile)]
    pub recommended: PlannedVolumes,
    /// The volume types that serve, in rank: by price where each has one, else gp3, st1, io2.
    #[tf(volatile)]
    pub options: Vec<PlannedVolumes>,
    /// The volume types that do not serve.
    #[tf(volatile)]
    pub unsuitable: Vec<UnsuitableType>,
    /// What each broker must hold and move, headroom included.
    #[tf(volatile)]
    pub per_broker: BrokerLoad,
    /// What the instance sustains.
    #[tf(volatile)]
    pub instance: InstanceCapacity,
    /// Whether the local disks of the instance would serve in place of EBS.
    #[tf(volatile)]
    pub instance_store: InstanceStorePlan,
    /// What the plan takes for granted, in sentences.
    #[tf(volatile)]
    pub assumptions: Vec<String>,
    /// The pages that the figures come from.
    #[tf(volatile)]
    pub sources: Vec<String>,
}

/// The data volumes of one broker, all alike.
#[derive(Clone, Debug, Model)]
pub struct PlannedVolumes {
    /// The volume type.
    pub r#type: String,
    /// How many volumes a broker has.
    pub volume_count: i64,
    /// Size of each volume in GiB.
    pub size: i64,
    /// IOPS of each volume; null where the type does not let choose.
    pub iops: Option<i64>,
    /// Throughput of each volume in MiB/s; null where the type does not let choose.
    pub throughput: Option<i64>,
    /// What a broker's volumes sustain together, in MiB/s.
    pub sustained_throughput: i64,
    /// What they reach together while burst credits last, in MiB/s.
    pub burst_throughput: i64,
    /// What decided the size.
    pub sized_by: SizeReason,
    /// What runs out first when the ingress grows and the volumes are grown with it, online, to the most
    /// of their type.
    pub limited_by: PlanLimit,
    /// The ingress of the cluster at which it does, in MiB/s.
    pub maximum_ingress_mib_per_second: Number,
    /// What the volumes of all brokers cost a month; null without a price for the type.
    pub monthly_price: Option<Number>,
    /// Why the volumes are as they are, and why they have this rank, in sentences.
    pub reasons: Vec<String>,
}

/// A volume type that does not serve.
#[derive(Clone, Debug, Model)]
pub struct UnsuitableType {
    /// The volume type.
    pub r#type: String,
    /// What it lacks.
    pub limited_by: PlanLimit,
    /// The same in words.
    pub reason: String,
}

/// What one broker must hold and move. Rates are rounded up to a hundredth.
#[derive(Clone, Debug, Model)]
pub struct BrokerLoad {
    /// Size of its volumes together in GiB.
    pub data_gib: i64,
    /// Written to its volumes, in MiB/s.
    pub write_mib_per_second: Number,
    /// Read from its volumes, in MiB/s.
    pub disk_read_mib_per_second: Number,
    /// Received from producers and leaders, in MiB/s.
    pub network_in_mib_per_second: Number,
    /// Sent to consumers and followers, in MiB/s.
    pub network_out_mib_per_second: Number,
    /// The longest that a written byte can stay in the page cache, in seconds, if all memory were page
    /// cache; null where the memory is not known.
    pub page_cache_seconds: Option<i64>,
}

/// What an instance sustains.
#[derive(Clone, Debug, Model)]
pub struct InstanceCapacity {
    /// To EBS, in MiB/s.
    pub ebs_mib_per_second: Number,
    /// Operations per second on EBS; null where they are not known.
    pub ebs_iops: Option<i64>,
    /// Over the network each way, in MiB/s.
    pub network_mib_per_second: Number,
    /// Volumes that can be attached beside the root volume.
    pub data_volumes: i64,
}

/// Instance store in place of EBS.
#[derive(Clone, Debug, Model)]
pub struct InstanceStorePlan {
    /// Whether the instance's own disks hold the data, and copies on other brokers replace what they lose.
    pub serves: bool,
    /// Why, or why not.
    pub reason: String,
    /// The instance store of the instance in GiB.
    pub available_gib: i64,
    /// The smallest instance types of the catalogue whose disks would hold the data.
    pub instance_types: Vec<String>,
    /// What it means to keep data on instance store, in sentences.
    pub trade_offs: Vec<String>,
}

/// What decided the size of a volume.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum SizeReason {
    /// The data.
    Data,
    /// The throughput, which st1 has by size.
    Throughput,
    /// The IOPS, of which a GiB carries only so many.
    Iops,
    /// The least size of the type.
    Minimum,
}

/// What runs out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum PlanLimit {
    /// The size of the volumes: more volumes or brokers are needed.
    Size,
    /// The IOPS of the volumes: more volumes or brokers are needed.
    Iops,
    /// The throughput of the volumes: more volumes or brokers are needed.
    VolumeThroughput,
    /// The instance's bandwidth to EBS: a larger instance type or more brokers are needed.
    InstanceEbsBandwidth,
    /// The instance's operations per second on EBS: a larger instance type or more brokers are needed.
    InstanceEbsIops,
    /// The instance's network bandwidth: a larger instance type or more brokers are needed.
    Network,
}
