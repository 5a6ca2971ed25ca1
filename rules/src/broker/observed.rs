//! What was read from EC2 for a judgement. All of it is optional: a policy may deny it, and a rule
//! that needs what is not there is silent.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;
use std::time::Duration;

/// Facts about one broker or stack.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Observed {
    /// The planned instance type. Without it, or when it is another type, rules take figures from
    /// the catalogue, which does not know where a type is offered.
    pub instance_type: Option<InstanceType>,
    /// The planned image. Ignored when it is another one.
    pub image: Option<Image>,
    /// The planned subnets, by id. One may be missing.
    pub subnets: BTreeMap<String, Subnet>,
    /// For a stack: the subnet of each of its brokers, by broker id, as the plan places them.
    pub placement: BTreeMap<i64, String>,
    /// Data volumes of this broker or stack that exist.
    pub volumes: Vec<Volume>,
    /// Brokers of the same cluster that this resource does not own, with the id of their zone.
    pub others: BTreeMap<i64, String>,
}

/// An instance type. `From<&kafkaws_catalog::InstanceType>` gives what the catalogue knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InstanceType {
    /// `m7g.2xlarge`.
    pub name: String,
    /// `arm64`, `x86_64`; empty when not known.
    pub architectures: BTreeSet<String>,
    /// `uefi`, `legacy-bios`; empty when not known.
    pub boot_modes: BTreeSet<String>,
    /// What all its EBS volumes share.
    pub ebs: Option<EbsCapacity>,
    /// How many volumes it takes.
    pub attachments: Option<Attachments>,
    /// All disks of the host together, in GB (decimal). 0: it has none. `None`: not known.
    pub instance_store_gb: Option<u64>,
    /// Whether it only boots images with ENA.
    pub ena_required: Option<bool>,
    /// Whether it slows down once its CPU credits are spent.
    pub burstable: Option<bool>,
    /// Ids of the zones that offer it, such as `euw1-az1`. Empty: the Region does not have it.
    pub zones: Option<BTreeSet<String>>,
}

/// EBS performance of an instance. The baseline lasts; smaller sizes reach the maximum for 30 minutes
/// a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EbsCapacity {
    /// Sustained, in Mbit/s (decimal).
    pub baseline_mbps: u32,
    /// In bursts, in Mbit/s.
    pub maximum_mbps: u32,
    /// Sustained operations per second.
    pub baseline_iops: u32,
    /// Operations per second in bursts.
    pub maximum_iops: u32,
}

/// The limit on attached volumes, root volume included, beside one network interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attachments {
    /// Most volumes.
    pub maximum: u32,
    /// Whether network interfaces take places from the same limit.
    pub shared_with_interfaces: bool,
}

/// An image. Words are EC2's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// `ami-0123456789abcdef0`.
    pub id: String,
    /// Whether it can be launched.
    pub state: ImageState,
    /// `arm64` or `x86_64`.
    pub architecture: Option<String>,
    /// `uefi`, `legacy-bios` or `uefi-preferred`; `None`: whatever the instance type does by itself.
    pub boot_mode: Option<String>,
    /// `ebs` or `instance-store`.
    pub root_device_type: Option<String>,
    /// The volume type of its root, such as `gp3`.
    pub root_volume_type: Option<String>,
    /// Whether it has drivers for enhanced networking.
    pub ena_support: Option<bool>,
}

/// The state of an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImageState {
    /// It can be launched.
    Available,
    /// EC2 shows no image of this id to this account in this Region.
    NotFound,
    /// `pending`, `deregistered`, `disabled`, `failed`, ….
    Other(String),
}

/// A subnet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subnet {
    /// Availability Zone ID, such as `use1-az1`.
    pub zone_id: Option<String>,
    /// IPv4 range, `10.0.1.0/24`.
    pub cidr_block: Option<String>,
    /// Addresses in use, with who uses them (an interface's id). Of the planned addresses it must say
    /// all that are in use by others; the interfaces of this broker or stack are not among them.
    pub taken: BTreeMap<Ipv4Addr, String>,
}

/// A data volume that exists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Volume {
    /// Its broker.
    pub broker_id: i64,
    /// Its name in `volumes`.
    pub name: String,
    /// `vol-0123456789abcdef0`.
    pub volume_id: String,
    /// `gp3`.
    pub kind: Option<String>,
    /// In GiB.
    pub size: Option<i64>,
    /// Operations per second.
    pub iops: Option<i64>,
    /// In MiB/s.
    pub throughput: Option<i64>,
    /// Its last modification, if it ever had one.
    pub modification: Option<Modification>,
    /// How long ago each modification of the last 24 hours began, when all of them are known.
    /// DescribeVolumesModifications only tells the last.
    pub modifications: Option<Vec<Duration>>,
}

/// A modification of a volume.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Modification {
    /// How far it is.
    pub state: ModificationState,
    /// In percent.
    pub progress: Option<i64>,
    /// How long ago it began.
    pub age: Option<Duration>,
}

/// The state of a modification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModificationState {
    /// The new size is not there yet.
    Modifying,
    /// The new size is there, the new performance is on its way.
    Optimizing,
    /// Done.
    Completed,
    /// Nothing changed.
    Failed,
}

impl ModificationState {
    /// EC2's word; `None` for one that it may add.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "modifying" => Some(Self::Modifying),
            "optimizing" => Some(Self::Optimizing),
            "completed" => Some(Self::Completed),
            "failed" => Some(Self::Failed),
            _ => None,
        }
    }

    /// Whether EC2 refuses another one meanwhile.
    pub fn is_running(self) -> bool {
        matches!(self, Self::Modifying | Self::Optimizing)
    }
}

impl From<&kafkaws_catalog::InstanceType> for InstanceType {
    fn from(known: &kafkaws_catalog::InstanceType) -> Self {
        let store = known.instance_store.map_or(0, |store| store.total_gb());
        Self {
            name: known.name.to_owned(),
            architectures: BTreeSet::from([known.architecture.to_string()]),
            boot_modes: known.boot_modes().iter().map(ToString::to_string).collect(),
            ebs: Some(EbsCapacity {
                baseline_mbps: known.ebs.baseline_mbps,
                maximum_mbps: known.ebs.maximum_mbps,
                baseline_iops: known.ebs.baseline_iops,
                maximum_iops: known.ebs.maximum_iops,
            }),
            attachments: Some(Attachments {
                maximum: known.attachments.maximum,
                shared_with_interfaces: known.attachments.shared_with_interfaces,
            }),
            instance_store_gb: Some(store.into()),
            ena_required: None,
            burstable: Some(known.is_burstable()),
            zones: None,
        }
    }
}
