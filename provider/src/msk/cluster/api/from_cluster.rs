//! From what AWS reports to the model.

use std::collections::BTreeMap;

use aws_sdk_kafka::types;

use super::parts;
use crate::msk::cluster::brokers::{BrokerNodeGroupInfo, ConnectivityInfo};
use crate::msk::cluster::model::{ConfigurationInfo, MskCluster, Rebalancing};

/// A cluster as AWS reports it.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub arn: String,
    pub state: types::ClusterState,
    /// AWS's reason for a FAILED state.
    pub state_reason: Option<String>,
    /// Revision of the cluster: every update names it, and moves it.
    pub current_version: Option<String>,
    /// The model as AWS has it, except what only the provider knows, which is the prior's.
    pub cluster: MskCluster,
    /// Size of the volumes in GiB as AWS has it; the model's is a floor.
    pub volume_size: Option<i64>,
    /// All tags, those of the provider's own included.
    pub tags: BTreeMap<String, String>,
    pub zookeeper_connect_string: Option<String>,
    pub zookeeper_connect_string_tls: Option<String>,
    /// Kept for updates of the other logs.
    pub authorizer_logs: Option<types::AuthorizerLogs>,
}

/// AWS reported something that the model cannot hold.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unreadable {
    /// A value that this version of the provider does not know.
    #[error(
        "AWS reports {attribute} = {value:?}, which this version of the provider does not know"
    )]
    Value {
        attribute: &'static str,
        value: String,
    },
    /// An attribute that an answer about a cluster must have.
    #[error("AWS reports no {attribute}")]
    Absent { attribute: &'static str },
    /// A serverless cluster.
    #[error("it is a serverless cluster, and kafkaws_msk_cluster is for provisioned ones")]
    Serverless,
}

/// Reads a cluster. `prior` fills in what AWS does not report, or does not report in this state.
pub(crate) fn seen(
    cluster: &types::Cluster,
    prior: Option<&MskCluster>,
) -> Result<Seen, Unreadable> {
    let provisioned = cluster.provisioned().ok_or(match cluster.cluster_type() {
        Some(types::ClusterType::Serverless) => Unreadable::Serverless,
        _ => Unreadable::Absent {
            attribute: "provisioned",
        },
    })?;
    Ok(Seen {
        arn: parts::present("cluster_arn", cluster.cluster_arn())?.to_owned(),
        state: cluster
            .state()
            .cloned()
            .unwrap_or(types::ClusterState::Active),
        state_reason: cluster.state_info().and_then(reason),
        current_version: cluster.current_version().map(str::to_owned),
        cluster: model(cluster, provisioned, prior)?,
        volume_size: volume_size(provisioned),
        tags: cluster
            .tags()
            .into_iter()
            .flatten()
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect(),
        zookeeper_connect_string: provisioned.zookeeper_connect_string().map(parts::sorted),
        zookeeper_connect_string_tls: provisioned
            .zookeeper_connect_string_tls()
            .map(parts::sorted),
        authorizer_logs: provisioned
            .logging_info()
            .and_then(|l| l.authorizer_logs().cloned()),
    })
}

fn reason(info: &types::StateInfo) -> Option<String> {
    let parts: Vec<&str> = [info.code(), info.message()]
        .into_iter()
        .flatten()
        .collect();
    (!parts.is_empty()).then(|| parts.join(": "))
}

fn volume_size(provisioned: &types::Provisioned) -> Option<i64> {
    let storage = provisioned.broker_node_group_info()?.storage_info()?;
    storage.ebs_storage_info()?.volume_size().map(i64::from)
}

fn model(
    cluster: &types::Cluster,
    provisioned: &types::Provisioned,
    prior: Option<&MskCluster>,
) -> Result<MskCluster, Unreadable> {
    let software = provisioned.current_broker_software_info();
    let version = software.and_then(|s| s.kafka_version());
    let count = parts::present(
        "number_of_broker_nodes",
        provisioned.number_of_broker_nodes(),
    )?;
    let authentication = parts::authentication(provisioned.client_authentication())?;
    Ok(MskCluster {
        cluster_name: parts::parsed(
            "cluster_name",
            parts::present("cluster_name", cluster.cluster_name())?,
        )?,
        kafka_version: match (version, prior) {
            (Some(version), _) => parts::parsed("kafka_version", version)?,
            (None, Some(prior)) => prior.kafka_version.clone(),
            (None, None) => {
                return Err(Unreadable::Absent {
                    attribute: "kafka_version",
                });
            }
        },
        number_of_broker_nodes: parts::bounded("number_of_broker_nodes", i64::from(count))?,
        broker_node_group_info: brokers(provisioned, prior.map(|p| &p.broker_node_group_info))?,
        storage_mode: provisioned
            .storage_mode()
            .map(|mode| parts::parsed("storage_mode", mode.as_str()))
            .transpose()?,
        client_authentication: authentication,
        encryption_info: parts::encryption(provisioned.encryption_info())?,
        configuration_info: configuration(software)?,
        server_properties: prior.and_then(|p| p.server_properties.clone()),
        enhanced_monitoring: parts::monitoring(provisioned.enhanced_monitoring())?,
        open_monitoring: parts::open_monitoring(provisioned.open_monitoring()),
        logging_info: parts::logging(provisioned.logging_info(), prior.map(|p| &p.logging_info)),
        rebalancing: provisioned
            .rebalancing()
            .and_then(|r| r.status())
            .map(rebalancing)
            .transpose()?,
        zookeeper_access: prior.and_then(|p| p.zookeeper_access.clone()),
        tags: prior.map(|p| p.tags.clone()).unwrap_or_default(),
        deletion_protection: prior.is_some_and(|p| p.deletion_protection),
        allow_replacement: prior.is_some_and(|p| p.allow_replacement),
        timeouts: prior.and_then(|p| p.timeouts.clone()),
    })
}

fn brokers(
    provisioned: &types::Provisioned,
    prior: Option<&BrokerNodeGroupInfo>,
) -> Result<BrokerNodeGroupInfo, Unreadable> {
    let info = parts::present(
        "broker_node_group_info",
        provisioned.broker_node_group_info(),
    )?;
    let instance_type = parts::present("instance_type", info.instance_type())?;
    Ok(BrokerNodeGroupInfo {
        instance_type: parts::parsed("instance_type", instance_type)?,
        client_subnets: Some(parts::set("client_subnets", info.client_subnets())?),
        security_groups: parts::filled(parts::set("security_groups", info.security_groups())?)
            .or_else(|| prior.and_then(|p| p.security_groups.clone())),
        az_distribution: parts::az_distribution(info.broker_az_distribution())?,
        storage_info: parts::storage(
            info.storage_info(),
            prior.and_then(|p| p.storage_info.as_ref()),
        )?,
        connectivity_info: match info.connectivity_info() {
            Some(connectivity) => parts::connectivity(connectivity)?,
            None => ConnectivityInfo::default(),
        },
    })
}

fn configuration(
    software: Option<&types::BrokerSoftwareInfo>,
) -> Result<Option<ConfigurationInfo>, Unreadable> {
    let arn = software.and_then(|s| s.configuration_arn());
    let revision = software.and_then(|s| s.configuration_revision());
    let (Some(arn), Some(revision)) = (arn, revision) else {
        return Ok(None);
    };
    Ok(Some(ConfigurationInfo {
        arn: parts::parsed("configuration_info.arn", arn)?,
        revision: parts::bounded("configuration_info.revision", revision)?,
    }))
}

fn rebalancing(status: &types::RebalancingStatus) -> Result<Rebalancing, Unreadable> {
    Ok(Rebalancing {
        status: parts::parsed("rebalancing.status", status.as_str())?,
    })
}
