//! The data source `kafkaws_msk_cluster`: a cluster as AWS has it now, with what a state must not hold because it moves by
//! itself.

use std::collections::{BTreeMap, BTreeSet};

use kafkaws_plugin::{Cx, DataSource};
use kafkaws_schema::{Diagnostic, Diagnostics, Model, Path};

use crate::aws::cloud::Cloud;
use crate::aws::error::AwsError;
use crate::msk::cluster::api::{self, Seen};
use crate::msk::cluster::model::Outputs;
use crate::msk::cluster::{bootstrap, lookup, tags};
use crate::msk::types::{ClusterName, cluster_uuid_of};

/// A provisioned Amazon MSK cluster as it is now, whoever manages it.
///
/// It also has what moves by itself and would be drift in a resource's state: the revision of the cluster, its state, and the
/// actual size of its volumes.
#[derive(Clone, Debug, Model)]
pub struct NamedCluster {
    /// Name of the cluster.
    pub cluster_name: ClusterName,
}

/// What AWS says.
#[derive(Clone, Debug, Model)]
#[outputs(of = NamedCluster)]
pub struct ClusterFound {
    /// ARN of the cluster.
    #[tf(volatile)]
    pub arn: String,
    /// UUID of the cluster: the last part of its ARN, which IAM policies for topics and groups name.
    #[tf(volatile)]
    pub cluster_uuid: Option<String>,
    /// What the cluster is doing: `ACTIVE`, `CREATING`, `UPDATING`, `HEALING`, `MAINTENANCE`, `REBOOTING_BROKER`, `DELETING` or `FAILED`.
    #[tf(volatile)]
    pub state: String,
    /// Revision of the cluster, which update operations of the AWS API ask for.
    #[tf(volatile)]
    pub current_version: Option<String>,
    /// Version of Apache Kafka.
    #[tf(volatile)]
    pub kafka_version: String,
    /// How many brokers there are.
    #[tf(volatile)]
    pub number_of_broker_nodes: i64,
    /// Size of every broker.
    #[tf(volatile)]
    pub instance_type: String,
    /// Subnets of the brokers.
    #[tf(volatile)]
    pub client_subnets: BTreeSet<String>,
    /// Security groups of the brokers.
    #[tf(volatile)]
    pub security_groups: BTreeSet<String>,
    /// Actual size of each broker's volume in GiB, growth by autoscaling included. Null for Express brokers.
    #[tf(volatile)]
    pub volume_size: Option<i64>,
    /// Where old log segments go: `LOCAL` or `TIERED`. Null for Express brokers.
    #[tf(volatile)]
    pub storage_mode: Option<String>,
    /// ARN of the configuration in use. Null for MSK's own.
    #[tf(volatile)]
    pub configuration_arn: Option<String>,
    /// Revision of the configuration in use.
    #[tf(volatile)]
    pub configuration_revision: Option<i64>,
    /// Tags of the cluster.
    #[tf(volatile)]
    pub tags: BTreeMap<String, String>,
    /// Brokers to begin with, without encryption and without authentication (port 9092). Every list of bootstrap brokers is
    /// sorted; of a cluster with many brokers AWS names some at random.
    #[tf(volatile)]
    pub bootstrap_brokers: Option<String>,
    /// Brokers to begin with, over TLS (port 9094).
    #[tf(volatile)]
    pub bootstrap_brokers_tls: Option<String>,
    /// Brokers to begin with, over TLS with SASL/IAM (port 9098).
    #[tf(volatile)]
    pub bootstrap_brokers_sasl_iam: Option<String>,
    /// Brokers to begin with, over TLS with SASL/SCRAM (port 9096).
    #[tf(volatile)]
    pub bootstrap_brokers_sasl_scram: Option<String>,
    /// Brokers to begin with from the internet, over mutual TLS (port 9194).
    #[tf(volatile)]
    pub bootstrap_brokers_public_tls: Option<String>,
    /// Brokers to begin with from the internet, over TLS with SASL/IAM (port 9198).
    #[tf(volatile)]
    pub bootstrap_brokers_public_sasl_iam: Option<String>,
    /// Brokers to begin with from the internet, over TLS with SASL/SCRAM (port 9196).
    #[tf(volatile)]
    pub bootstrap_brokers_public_sasl_scram: Option<String>,
    /// ZooKeeper nodes, sorted (port 2181). Null for a cluster with KRaft.
    #[tf(volatile)]
    pub zookeeper_connect_string: Option<String>,
    /// ZooKeeper nodes over TLS, sorted (port 2182). Null for a cluster with KRaft.
    #[tf(volatile)]
    pub zookeeper_connect_string_tls: Option<String>,
}

/// The data source type.
#[derive(Debug)]
pub struct ClusterSource;

impl DataSource for ClusterSource {
    const NAME: &'static str = "msk_cluster";
    const SUBCATEGORY: &'static str = "Amazon MSK";

    type Cloud = Cloud;
    type Inputs = NamedCluster;
    type Outputs = ClusterFound;

    async fn read(cx: &Cx<Cloud>, inputs: NamedCluster) -> Result<ClusterFound, Diagnostics> {
        let cloud = cx.cloud()?;
        let name = inputs.cluster_name.to_string();
        let doing = format!("reading MSK cluster {name:?}");
        let told = |error: AwsError| error.diagnostic(&doing);
        let found = lookup::named(cx, cloud, &name, lookup::DOUBTFUL)
            .await
            .map_err(told)?;
        let found = found.ok_or_else(|| absent(&doing))?;
        let seen = api::seen(&found, None)
            .map_err(|unreadable| Diagnostic::error(&doing, format!("{unreadable}.")))?;
        let lists = match bootstrap::answers(&seen.state) {
            true => bootstrap::bootstrap(cloud, &seen.arn).await.map_err(told)?,
            false => Outputs::default(),
        };
        let tags = tags::managed(cloud, &seen.tags, &BTreeMap::new());
        Ok(reported(seen, lists, tags))
    }
}

fn absent(doing: &str) -> Diagnostic {
    let detail =
        "There is no such cluster in the account and Region that the provider is configured for.";
    Diagnostic::error(doing, detail).at(Path::root().attribute("cluster_name"))
}

fn reported(seen: Seen, lists: Outputs, tags: BTreeMap<String, String>) -> ClusterFound {
    let brokers = seen.cluster.broker_node_group_info;
    let texts = |ids: Vec<String>| ids.into_iter().collect();
    let configuration = seen.cluster.configuration_info.as_ref();
    ClusterFound {
        cluster_uuid: cluster_uuid_of(&seen.arn).map(str::to_owned),
        arn: seen.arn,
        state: seen.state.as_str().to_owned(),
        current_version: seen.current_version,
        kafka_version: seen.cluster.kafka_version.to_string(),
        number_of_broker_nodes: seen.cluster.number_of_broker_nodes.get(),
        instance_type: brokers.instance_type.to_string(),
        client_subnets: texts(
            brokers
                .client_subnets
                .iter()
                .flatten()
                .map(|id| id.to_string())
                .collect(),
        ),
        security_groups: texts(
            brokers
                .security_groups
                .iter()
                .flatten()
                .map(|id| id.to_string())
                .collect(),
        ),
        volume_size: seen.volume_size,
        storage_mode: seen
            .cluster
            .storage_mode
            .map(|mode| mode.as_str().to_owned()),
        configuration_arn: configuration.map(|info| info.arn.to_string()),
        configuration_revision: configuration.map(|info| info.revision.get()),
        tags,
        bootstrap_brokers: lists.bootstrap_brokers,
        bootstrap_brokers_tls: lists.bootstrap_brokers_tls,
        bootstrap_brokers_sasl_iam: lists.bootstrap_brokers_sasl_iam,
        bootstrap_brokers_sasl_scram: lists.bootstrap_brokers_sasl_scram,
        bootstrap_brokers_public_tls: lists.bootstrap_brokers_public_tls,
        bootstrap_brokers_public_sasl_iam: lists.bootstrap_brokers_public_sasl_iam,
        bootstrap_brokers_public_sasl_scram: lists.bootstrap_brokers_public_sasl_scram,
        zookeeper_connect_string: seen.zookeeper_connect_string,
        zookeeper_connect_string_tls: seen.zookeeper_connect_string_tls,
    }
}
