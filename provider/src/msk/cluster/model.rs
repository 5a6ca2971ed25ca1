//! What users write about a cluster, what AWS assigns to it, and what the provider remembers.

use std::collections::BTreeMap;

use kafkaws_schema::{Bounded, Choice, Model};
use serde::{Deserialize, Serialize};

use crate::config::GoDuration;
use crate::msk::cluster::brokers::BrokerNodeGroupInfo;
use crate::msk::cluster::monitoring::{EnhancedMonitoring, LoggingInfo, OpenMonitoring};
use crate::msk::cluster::security::{ClientAuthentication, EncryptionInfo};
use crate::msk::types::{Arn, ClusterName, KafkaVersion};

/// A provisioned Amazon MSK cluster, with Standard or Express brokers.
///
/// One apply carries any mix of changes: they are made one after another, in the order that Amazon MSK's
/// preconditions ask for, and only where AWS differs from what is planned, so that an apply that was
/// interrupted is completed by the next. A change that only a new cluster could satisfy is refused when
/// it is planned, unless `allow_replacement` is set: data is never destroyed by surprise.
#[derive(Clone, Debug, PartialEq, Model)]
pub struct MskCluster {
    /// Name of the cluster, unique in the account and Region.
    #[tf(replace)]
    pub cluster_name: ClusterName,

    /// Version of Apache Kafka. A newer one is rolled through the brokers; there is no way back to an older one.
    /// `3.9.x.kraft` and 4.0 or later keep their metadata in KRaft, the others in ZooKeeper.
    #[tf(replace_when = crate::msk::cluster::irreversible::downgrades)]
    pub kafka_version: KafkaVersion,

    /// How many brokers there are in all: a multiple of the number of subnets. AWS's quota is 30 with
    /// ZooKeeper and 60 with KRaft, and can be raised.
    pub number_of_broker_nodes: Bounded<1, 1000>,

    /// The brokers, their network and their storage.
    pub broker_node_group_info: BrokerNodeGroupInfo,

    /// Where old log segments go. Left out, it stays as it is; a new cluster begins with `LOCAL`.
    /// There is no way back from `TIERED`.
    #[tf(computed, replace_when = crate::msk::cluster::irreversible::leaves_tiered)]
    pub storage_mode: Option<StorageMode>,

    /// How clients prove who they are. Without any of it, clients need not.
    #[tf(default = ClientAuthentication::default())]
    pub client_authentication: ClientAuthentication,

    /// How data is encrypted at rest and on its way.
    #[tf(default = EncryptionInfo::default())]
    pub encryption_info: EncryptionInfo,

    /// A revision of an MSK configuration that the brokers use. Left out, it shows the one in use, which
    /// is the provider's own where `server_properties` is given.
    #[tf(computed)]
    pub configuration_info: Option<ConfigurationInfo>,

    /// Broker properties in the format of Kafka's `server.properties`. The provider keeps them in an MSK
    /// configuration of its own, makes the revisions, and attaches them, together with a new
    /// `kafka_version` in one rolling update. Not together with `configuration_info`. Order, spacing and
    /// comments do not count as a change. Taking the attribute away leaves the properties in force and
    /// stops managing them.
    pub server_properties: Option<String>,

    /// How finely CloudWatch metrics are reported.
    #[tf(default = EnhancedMonitoring::Default)]
    pub enhanced_monitoring: EnhancedMonitoring,

    /// Metrics for Prometheus.
    #[tf(default = OpenMonitoring::default())]
    pub open_monitoring: OpenMonitoring,

    /// Where the brokers' logs are delivered.
    #[tf(default = LoggingInfo::default())]
    pub logging_info: LoggingInfo,

    /// Automatic spreading of partitions over Express brokers. Left out, it stays as AWS has it.
    #[tf(computed)]
    pub rebalancing: Option<Rebalancing>,

    /// Whether clients may reach ZooKeeper. AWS does not report it, so a change made elsewhere is not
    /// seen; left out, it stays as it is. It must be off before a move to KRaft.
    pub zookeeper_access: Option<ZookeeperAccess>,

    /// Tags of the cluster. The provider block's `default_tags` are added; see `tags_all`.
    #[tf(default = BTreeMap::new())]
    pub tags: BTreeMap<String, String>,

    /// Whether a plan that destroys or replaces the cluster is refused. It is judged by the value in
    /// the state, so turning it off is an apply of its own.
    #[tf(default = false)]
    pub deletion_protection: bool,

    /// Whether a change that AWS cannot make in place may destroy the cluster **with its data** and
    /// create another. Without it such a change is an error that names the attribute.
    #[tf(default = false)]
    pub allow_replacement: bool,

    /// How long to wait for AWS. Left out, the waits grow with the number of brokers.
    pub timeouts: Option<Timeouts>,
}

/// Where old log segments go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum StorageMode {
    /// The brokers' own volumes.
    Local,
    /// The brokers' volumes for recent data, and a low-cost tier without a size limit behind them.
    Tiered,
}

/// A revision of an MSK configuration.
#[derive(Clone, Debug, PartialEq, Eq, Model)]
pub struct ConfigurationInfo {
    /// ARN of the configuration.
    pub arn: Arn,
    /// Revision of it, from 1.
    pub revision: Bounded<1, { i64::MAX }>,
}

/// Automatic spreading of partitions over Express brokers.
#[derive(Clone, Debug, PartialEq, Eq, Model)]
pub struct Rebalancing {
    /// Whether partitions are moved. Tools that reassign partitions can be used only while it is `PAUSED`.
    pub status: RebalancingStatus,
}

/// Whether partitions are moved automatically.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum RebalancingStatus {
    /// Partitions are moved when the cluster grows or shrinks, and when load is uneven.
    Active,
    /// Partitions stay where they are.
    Paused,
}

/// Whether clients may reach ZooKeeper.
#[derive(Clone, Debug, PartialEq, Eq, Model)]
pub struct ZookeeperAccess {
    /// Whether the ZooKeeper nodes take connections from the cluster's VPC.
    pub enabled: bool,
}

/// How long to wait for AWS.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub struct Timeouts {
    /// For a cluster to come up, such as `2h`. Default: 2h and 2m per broker. When it runs out the
    /// cluster is kept, and the next apply goes on waiting.
    pub create: Option<GoDuration>,
    /// For each single change, such as `4h30m`. Default: 2h and 15m per broker.
    pub update: Option<GoDuration>,
    /// For the cluster to be gone. Default: 2h.
    pub delete: Option<GoDuration>,
}

/// What AWS assigns to the cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
#[outputs(of = MskCluster)]
pub struct Outputs {
    /// ARN of the cluster.
    #[tf(stable)]
    pub arn: Option<String>,
    /// ARN of the cluster, by the name that configurations of `aws_msk_cluster` refer to.
    #[tf(stable)]
    pub id: Option<String>,
    /// UUID of the cluster: the last part of its ARN, which IAM policies for topics and groups name.
    #[tf(stable)]
    pub cluster_uuid: Option<String>,
    /// All tags of the cluster, those of `default_tags` included, those of `ignore_tags` left out.
    #[tf(volatile)]
    pub tags_all: Option<BTreeMap<String, String>>,
    /// Brokers to begin with, without encryption and without authentication (port 9092). Like every
    /// list of bootstrap brokers it is sorted, and stays as it is until brokers, authentication,
    /// encryption or connectivity change, although AWS names other brokers at each request.
    #[tf(changes_with = [number_of_broker_nodes, client_authentication, encryption_info])]
    pub bootstrap_brokers: Option<String>,
    /// Brokers to begin with, over TLS (port 9094).
    #[tf(changes_with = [number_of_broker_nodes, client_authentication, encryption_info])]
    pub bootstrap_brokers_tls: Option<String>,
    /// Brokers to begin with, over TLS with SASL/IAM (port 9098).
    #[tf(changes_with = [number_of_broker_nodes, client_authentication, encryption_info])]
    pub bootstrap_brokers_sasl_iam: Option<String>,
    /// Brokers to begin with, over TLS with SASL/SCRAM (port 9096).
    #[tf(changes_with = [number_of_broker_nodes, client_authentication, encryption_info])]
    pub bootstrap_brokers_sasl_scram: Option<String>,
    /// Brokers to begin with from the internet, over mutual TLS (port 9194).
    #[tf(changes_with = [number_of_broker_nodes, client_authentication, encryption_info])]
    pub bootstrap_brokers_public_tls: Option<String>,
    /// Brokers to begin with from the internet, over TLS with SASL/IAM (port 9198).
    #[tf(changes_with = [number_of_broker_nodes, client_authentication, encryption_info])]
    pub bootstrap_brokers_public_sasl_iam: Option<String>,
    /// Brokers to begin with from the internet, over TLS with SASL/SCRAM (port 9196).
    #[tf(changes_with = [number_of_broker_nodes, client_authentication, encryption_info])]
    pub bootstrap_brokers_public_sasl_scram: Option<String>,
    /// Brokers to begin with from other VPCs, over mutual TLS.
    #[tf(changes_with = [number_of_broker_nodes, client_authentication, encryption_info])]
    pub bootstrap_brokers_vpc_connectivity_tls: Option<String>,
    /// Brokers to begin with from other VPCs, over TLS with SASL/IAM.
    #[tf(changes_with = [number_of_broker_nodes, client_authentication, encryption_info])]
    pub bootstrap_brokers_vpc_connectivity_sasl_iam: Option<String>,
    /// Brokers to begin with from other VPCs, over TLS with SASL/SCRAM.
    #[tf(changes_with = [number_of_broker_nodes, client_authentication, encryption_info])]
    pub bootstrap_brokers_vpc_connectivity_sasl_scram: Option<String>,
    /// ZooKeeper nodes, sorted (port 2181). Null for a cluster with KRaft: a move to it is the only thing that changes them.
    #[tf(changes_with = [kafka_version])]
    pub zookeeper_connect_string: Option<String>,
    /// ZooKeeper nodes over TLS, sorted (port 2182). Null for a cluster with KRaft.
    #[tf(changes_with = [kafka_version])]
    pub zookeeper_connect_string_tls: Option<String>,
}

/// What the provider remembers beside the state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Private {
    /// Set from the first call of a create until everything planned is in force: the next plan then makes
    /// the missing outputs unknown, and its update goes on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unfinished: bool,
    /// Inputs as they were last applied. When AWS moves one of them by itself and the configuration still says
    /// what was applied, nobody asked for the way back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applied: Option<Applied>,
    /// The configuration that carries `server_properties`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owned: Option<OwnedConfiguration>,
}

/// The irreversible inputs of the last apply, as the configuration had them; of a cluster that was imported or moved in, as it
/// was then.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applied {
    /// `kafka_version`.
    pub kafka_version: String,
    /// `storage_mode`, where it was set.
    pub storage_mode: Option<String>,
}

impl From<&MskCluster> for Applied {
    fn from(cluster: &MskCluster) -> Self {
        Self {
            kafka_version: cluster.kafka_version.to_string(),
            storage_mode: cluster.storage_mode.map(|mode| mode.as_str().to_owned()),
        }
    }
}

/// A configuration that the provider made for one cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnedConfiguration {
    /// ARN of it.
    pub arn: String,
    /// Revision that carries the applied properties.
    pub revision: i64,
    /// Configurations of ours that ran out of revisions: destroyed with the cluster.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub older: Vec<String>,
}
