//! What users write about a broker, and what AWS assigns to it.

use std::collections::{BTreeMap, BTreeSet};

use kafkaws_schema::{Bounded, Choice, Model};

use crate::broker::health_check::HealthCheck;
use crate::broker::irreversible;
use crate::broker::listeners::Listener;
use crate::broker::types::{
    AmiId, InstanceProfile, InstanceType, KeyName, PlacementGroup, PrivateIp,
};
use crate::broker::volumes::Volume;
use crate::config::GoDuration;
use crate::msk::types::{ClusterName, SecurityGroupId, SubnetId};

/// A Kafka broker on EC2 whose data outlives its instance.
///
/// The network interface with its private IP address and the data volumes are the broker; the instance is launched onto them and can be
/// replaced. A broker whose instance is gone, stopped, impaired or scheduled for retirement shows in the plan, and apply
/// starts it, moves it to another host, or launches another instance in the same Availability Zone onto the same interface and
/// volumes. Nothing is copied. A new image replaces the root volume of the running instance; new boot data or another instance
/// type stops it and starts it again. Several brokers that are changed one after another are a `kafkaws_broker_stack`.
///
/// Destroying the broker leaves its data volumes, unless `delete_volumes_on_destroy` is set: a broker that is made with the same
/// `cluster_name` and `broker_id` in the same Availability Zone takes them over.
#[derive(Clone, Debug, PartialEq, Model)]
pub struct Broker {
    /// Name of the Kafka cluster that the broker belongs to.
    #[tf(replace)]
    pub cluster_name: ClusterName,

    /// Id of the broker in its cluster. Its volumes, its interface and its instance are tagged with it.
    #[tf(replace)]
    pub broker_id: Bounded<0, 2_147_483_647>,

    /// Image that the broker boots from. Another one replaces the root volume of the running instance, which reboots.
    pub ami: AmiId,

    /// EC2 instance type, such as `m7g.large`. Another one stops the instance and starts it again; where the zone has no room for it, it
    /// is started with the type that it had.
    pub instance_type: InstanceType,

    /// Subnet of the broker, which decides the Availability Zone of its volumes.
    #[tf(replace)]
    pub subnet_id: SubnetId,

    /// Security groups of the broker's network interface. Left out, the VPC's default group.
    #[tf(computed)]
    pub security_groups: Option<BTreeSet<SecurityGroupId>>,

    /// Private IPv4 address of the broker, which it keeps for as long as it lives. Left out, any of the subnet.
    #[tf(computed, replace)]
    pub private_ip: Option<PrivateIp>,

    /// Name or ARN of the instance profile. Another one launches another instance onto the interface and the volumes.
    pub iam_instance_profile: Option<InstanceProfile>,

    /// Name of the key pair for SSH. Another one launches another instance onto the interface and the volumes.
    pub key_name: Option<KeyName>,

    /// Placement group to launch into. Another one launches another instance onto the interface and the volumes.
    pub placement_group: Option<PlacementGroup>,

    /// Partition of a partition placement group. Left out, AWS chooses.
    pub placement_partition_number: Option<Bounded<1, 7>>,

    /// Data volumes of the broker.
    #[tf(replace_when = irreversible::remakes)]
    pub volumes: Vec<Volume>,

    /// Broker properties of Kafka. New ones stop the instance and start it again.
    #[tf(default = BTreeMap::new())]
    pub properties: BTreeMap<String, String>,

    /// Environment variables of the broker's process. Not for secrets: who may read an instance's user data reads them.
    #[tf(default = BTreeMap::new())]
    pub environment: BTreeMap<String, String>,

    /// Where the broker takes connections.
    #[tf(default = Listener::usual())]
    pub listeners: Vec<Listener>,

    /// How the provider finds out that the broker does its work.
    #[tf(default = HealthCheck::default())]
    pub health_check: HealthCheck,

    /// Tags of the instance, the network interface and the volumes. The provider block's `default_tags` are added; see
    /// `tags_all`.
    #[tf(default = BTreeMap::new())]
    pub tags: BTreeMap<String, String>,

    /// Whether EC2 refuses to terminate the instance, and a plan that destroys the broker is refused. A plan judges it by the value in the
    /// state, so turning it off is an apply of its own.
    #[tf(default = false)]
    pub disable_api_termination: bool,

    /// Whether the data volumes are deleted with the broker. Otherwise they stay, tagged with its identity, and a broker that
    /// is made with the same identity takes them over.
    #[tf(default = false)]
    pub delete_volumes_on_destroy: bool,

    /// Whether a change that only another broker could satisfy may destroy this one and make another. Without it such a
    /// change is an error that names the attribute.
    #[tf(default = false)]
    pub allow_replacement: bool,

    /// Whether a volume that is no longer in `volumes` may be taken from the broker. It stays, tagged as after a destroy, unless
    /// `delete_volumes_on_destroy` is set.
    #[tf(default = false)]
    pub allow_volume_removal: bool,

    /// How long to wait for AWS. The health check has a limit of its own.
    pub timeouts: Option<Timeouts>,
}

/// How long to wait for AWS.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub struct Timeouts {
    /// For each step of making the broker, such as `45m`. Default: 30m.
    pub create: Option<GoDuration>,
    /// For each step of a change. Default: 30m.
    pub update: Option<GoDuration>,
    /// For the broker to be gone. Default: 30m.
    pub delete: Option<GoDuration>,
}

/// What AWS assigns to the broker.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[outputs(of = Broker)]
pub struct Outputs {
    /// `cluster_name/broker_id`.
    #[tf(stable)]
    pub id: Option<String>,
    /// Id of the instance. Null while there is none.
    #[tf(volatile)]
    pub instance_id: Option<String>,
    /// Id of the network interface, which stays when the instance is replaced.
    #[tf(volatile)]
    pub network_interface_id: Option<String>,
    /// Private IPv4 address, which stays when the instance is replaced.
    #[tf(volatile)]
    pub address: Option<String>,
    /// Name of the Availability Zone, such as `eu-west-1a`.
    #[tf(volatile)]
    pub availability_zone: Option<String>,
    /// Id of the Availability Zone, such as `euw1-az1`, which means the same place in every account: the broker's rack.
    #[tf(volatile)]
    pub availability_zone_id: Option<String>,
    /// `host:port` of the first listener.
    #[tf(volatile)]
    pub endpoint: Option<String>,
    /// Ids of the data volumes by name.
    #[tf(volatile)]
    pub volume_ids: Option<BTreeMap<String, String>>,
    /// What each data volume can do on this instance, by name.
    #[tf(volatile)]
    pub volume_performance: Option<BTreeMap<String, VolumePerformance>>,
    /// Hash of the boot data that the instance has.
    #[tf(volatile)]
    pub boot_hash: Option<String>,
    /// `OK`; or what refresh found, which the next apply repairs: `STOPPED`, `IMPAIRED` (a status check fails), `RETIRING` (AWS has
    /// scheduled the end of its host), `MISSING` (the instance is gone), `INCOMPLETE` (the apply that made it was cut off), `UNPROVEN` (its health check
    /// has not passed since it was made or taken down).
    #[tf(volatile)]
    pub health: Option<String>,
    /// All tags of the broker, those of `default_tags` included, those of `ignore_tags` left out.
    #[tf(volatile)]
    pub tags_all: Option<BTreeMap<String, String>>,
}

/// What a data volume can do on this instance.
#[derive(Clone, Debug, PartialEq, Eq, Model)]
pub struct VolumePerformance {
    /// Sustained operations per second.
    pub iops: i64,
    /// Sustained throughput in MiB/s.
    pub baseline_throughput: i64,
    /// Throughput in MiB/s while burst credits last.
    pub burst_throughput: i64,
    /// What limits the sustained figures. All volumes of an instance share what it can do.
    pub limited_by: LimitedBy,
}

/// What limits a volume.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum LimitedBy {
    /// Its own type, size and provisioned figures.
    Volume,
    /// What the instance type moves to and from EBS.
    Instance,
}
