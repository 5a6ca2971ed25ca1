//! What users write about a stack.

use std::collections::{BTreeMap, BTreeSet};

use kafkaws_schema::{Bounded, Model};

use super::ids::BrokerIds;
use crate::broker::health_check::HealthCheck;
use crate::broker::listeners::Listener;
use crate::broker::types::{
    AmiId, InstanceProfile, InstanceType, KeyName, PlacementGroup, PrivateIp,
};
use crate::broker::volumes::Volume;
use crate::config::GoDuration;
use crate::msk::types::{ClusterName, SecurityGroupId, SubnetId};

/// Brokers of one range of ids on EC2, which are alike, as one unit: spread over Availability Zones, grown, shrunk, and changed one at a
/// time.
///
/// A broker is its id, its network interface and its data volumes; the instance can be replaced. A change that takes
/// brokers down is rolled: broken brokers first, then by id, one at a time, each behind the health check. When it does not
/// pass, the roll stops, `brokers` says what each broker runs, and the next apply carries on. A broker whose instance
/// is gone, stopped, impaired or about to lose its host shows in a plan, and an apply brings it back with its address and its
/// data.
///
/// Two stacks of one `cluster_name` with ranges that do not overlap are how a cluster moves to other hardware: make the
/// second, move the partitions, remove the first.
#[derive(Clone, Debug, PartialEq, Model)]
pub struct BrokerStack {
    /// Name of the Kafka cluster that the brokers belong to. It is decided when the stack is made.
    pub cluster_name: ClusterName,

    /// The broker ids that the stack may use. It is decided when the stack is made.
    #[tf(default = BrokerIds::usual())]
    pub broker_ids: BrokerIds,

    /// How many brokers there are. They have the lowest ids of the range: growing adds ids, and shrinking removes the highest
    /// ones, which must not hold partitions any more.
    pub number_of_broker_nodes: Bounded<1, 1000>,

    /// Subnets to spread new brokers over, by their Availability Zones and broker ids. The order means nothing. A broker stays in its subnet
    /// for as long as it lives.
    pub subnet_ids: Vec<SubnetId>,

    /// Private IP addresses by broker id. Brokers that are not named get any of their subnet. A broker keeps its address for as long
    /// as it lives.
    pub private_ips: Option<BTreeMap<String, PrivateIp>>,

    /// Image of the brokers. Another one replaces the root volume of a running broker, which reboots.
    pub ami: AmiId,

    /// EC2 instance type, such as `m7g.large`. Another one stops and starts each broker.
    pub instance_type: InstanceType,

    /// Security groups of the brokers' network interfaces. Left out, the VPC's default group.
    #[tf(computed)]
    pub security_groups: Option<BTreeSet<SecurityGroupId>>,

    /// Name or ARN of the instance profile. Another one launches each broker anew, onto its network interface and volumes.
    pub iam_instance_profile: Option<InstanceProfile>,

    /// Name of the key pair for SSH. Another one launches each broker anew.
    pub key_name: Option<KeyName>,

    /// Placement group that the brokers are launched into. In one with partitions AWS spreads them. Another one launches each
    /// broker anew.
    pub placement_group: Option<PlacementGroup>,

    /// Data volumes of every broker.
    pub volumes: Vec<Volume>,

    /// Broker properties of Kafka. New ones stop and start each broker.
    #[tf(default = BTreeMap::new())]
    pub properties: BTreeMap<String, String>,

    /// Environment variables of the brokers' process. Not for secrets: who may read an instance's user data reads them.
    #[tf(default = BTreeMap::new())]
    pub environment: BTreeMap<String, String>,

    /// Where every broker takes connections.
    #[tf(default = Listener::usual())]
    pub listeners: Vec<Listener>,

    /// When the next broker may be touched.
    #[tf(default = HealthCheck::default())]
    pub health_check: HealthCheck,

    /// Tags of instances, network interfaces and volumes. The provider block's `default_tags` are added; see `tags_all`.
    #[tf(default = BTreeMap::new())]
    pub tags: BTreeMap<String, String>,

    /// Whether EC2 refuses to terminate the instances, and a plan that destroys the stack is refused. A plan judges it by the value in the
    /// state, so turning it off is an apply of its own.
    #[tf(default = false)]
    pub disable_api_termination: bool,

    /// Whether the data volumes of a broker that is removed are deleted with it. Otherwise they stay, tagged with its identity, and a
    /// broker that is made with the same id takes them over.
    #[tf(default = false)]
    pub delete_volumes_on_destroy: bool,

    /// Whether a volume that is no longer in `volumes` may be taken from the brokers.
    #[tf(default = false)]
    pub allow_volume_removal: bool,

    /// Whether brokers may be removed although Kafka could not be asked whether they hold partitions, or said that they do: **their data may
    /// be lost**. Kafka is asked when a stack shrinks, and when a whole stack goes while the cluster has other brokers. Before a destroy this must
    /// have been applied.
    #[tf(default = false)]
    pub allow_unverified: bool,

    /// How long to wait for AWS. The health check has a limit of its own.
    pub timeouts: Option<Timeouts>,
}

/// How long AWS may take with each broker.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub struct Timeouts {
    /// To make one, such as `30m`. Default: 20m.
    pub create: Option<GoDuration>,
    /// To change one. Default: 60m.
    pub update: Option<GoDuration>,
    /// To remove one. Default: 20m.
    pub delete: Option<GoDuration>,
}

impl BrokerStack {
    /// The ids of the brokers that are wanted, ascending; empty when the range has not room for as many, which a plan refuses.
    pub(crate) fn wanted_ids(&self) -> Vec<i64> {
        self.broker_ids
            .of(self.number_of_broker_nodes.get())
            .unwrap_or_default()
    }
}
