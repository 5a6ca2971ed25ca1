//! From the model to what the API is asked for.

use std::collections::BTreeSet;

use aws_sdk_kafka::types;

use crate::msk::cluster::brokers::{
    BrokerNodeGroupInfo, ConnectivityInfo, EbsStorageInfo, NetworkType, ProvisionedThroughput,
    StorageInfo, VpcClientAuthentication,
};
use crate::msk::cluster::model::{ConfigurationInfo, MskCluster};
use crate::msk::cluster::monitoring::{BrokerLogs, LoggingInfo, OpenMonitoring};
use crate::msk::cluster::security::{ClientAuthentication, EncryptionInfo};

/// What CreateClusterV2 is asked for. Public access, access from other VPCs and ZooKeeper access are left
/// out: AWS refuses them at creation, and the steps after it bring them.
pub(crate) fn create_request(
    cluster: &MskCluster,
    configuration: Option<types::ConfigurationInfo>,
) -> types::ProvisionedRequest {
    let MskCluster {
        cluster_name: _,
        kafka_version,
        number_of_broker_nodes,
        broker_node_group_info,
        storage_mode,
        client_authentication,
        encryption_info,
        configuration_info: _, // resolved by the caller, who also makes the one of `server_properties`
        server_properties: _,
        enhanced_monitoring,
        open_monitoring: open,
        logging_info,
        rebalancing,
        zookeeper_access: _,
        tags: _, // beside the provisioned part
        deletion_protection: _,
        allow_replacement: _,
        timeouts: _,
    } = cluster;
    types::ProvisionedRequest::builder()
        .kafka_version(kafka_version.to_string())
        .number_of_broker_nodes(count(number_of_broker_nodes.get()))
        .broker_node_group_info(brokers(broker_node_group_info))
        .set_storage_mode(storage_mode.map(|mode| types::StorageMode::from(mode.as_str())))
        .client_authentication(authentication(client_authentication))
        .encryption_info(encryption(encryption_info))
        .set_configuration_info(configuration)
        .enhanced_monitoring(types::EnhancedMonitoring::from(
            enhanced_monitoring.as_str(),
        ))
        .set_open_monitoring((*open != OpenMonitoring::default()).then(|| open_monitoring(open)))
        .set_logging_info(
            (*logging_info != LoggingInfo::default()).then(|| logging(logging_info, None)),
        )
        .set_rebalancing(
            rebalancing
                .as_ref()
                .map(|r| rebalancing_status(r.status.as_str())),
        )
        .build()
}

fn brokers(info: &BrokerNodeGroupInfo) -> types::BrokerNodeGroupInfo {
    let BrokerNodeGroupInfo {
        instance_type,
        client_subnets,
        security_groups,
        az_distribution,
        storage_info,
        connectivity_info,
    } = info;
    types::BrokerNodeGroupInfo::builder()
        .instance_type(instance_type.to_string())
        .set_client_subnets(client_subnets.as_ref().map(texts))
        .set_security_groups(security_groups.as_ref().map(texts))
        .broker_az_distribution(types::BrokerAzDistribution::from(az_distribution.as_str()))
        .set_storage_info(storage_info.as_ref().and_then(storage))
        .set_connectivity_info(network_type(connectivity_info))
        .build()
}

fn texts<T: ToString>(set: &BTreeSet<T>) -> Vec<String> {
    set.iter().map(ToString::to_string).collect()
}

fn storage(info: &StorageInfo) -> Option<types::StorageInfo> {
    let StorageInfo { ebs_storage_info } = info;
    let EbsStorageInfo {
        volume_size,
        provisioned_throughput,
    } = ebs_storage_info.as_ref()?;
    let ebs = types::EbsStorageInfo::builder()
        .set_volume_size(volume_size.map(|size| count(size.get())))
        .set_provisioned_throughput(
            provisioned_throughput
                .enabled
                .then(|| throughput(provisioned_throughput)),
        )
        .build();
    Some(types::StorageInfo::builder().ebs_storage_info(ebs).build())
}

/// Only a network type other than AWS's default is sent at creation.
fn network_type(info: &ConnectivityInfo) -> Option<types::ConnectivityInfo> {
    let ConnectivityInfo {
        public_access: _,
        vpc_connectivity: _,
        network_type,
    } = info;
    (*network_type != NetworkType::Ipv4).then(|| {
        types::ConnectivityInfo::builder()
            .network_type(types::NetworkType::from(network_type.as_str()))
            .build()
    })
}

/// Throughput; its value is left out while it is off, since AWS refuses it then.
pub(crate) fn throughput(throughput: &ProvisionedThroughput) -> types::ProvisionedThroughput {
    let ProvisionedThroughput {
        enabled,
        volume_throughput,
    } = throughput;
    types::ProvisionedThroughput::builder()
        .enabled(*enabled)
        .set_volume_throughput(
            volume_throughput
                .filter(|_| *enabled)
                .map(|t| count(t.get())),
        )
        .build()
}

/// All ways of authentication, on or off: what is left out of an update would stay as it is.
pub(crate) fn authentication(authentication: &ClientAuthentication) -> types::ClientAuthentication {
    let ClientAuthentication {
        unauthenticated: _,
        sasl,
        tls,
    } = authentication;
    let authorities = &tls.certificate_authority_arns;
    types::ClientAuthentication::builder()
        .unauthenticated(
            types::Unauthenticated::builder()
                .enabled(authentication.open())
                .build(),
        )
        .sasl(
            types::Sasl::builder()
                .iam(types::Iam::builder().enabled(sasl.iam).build())
                .scram(types::Scram::builder().enabled(sasl.scram).build())
                .build(),
        )
        .tls(
            types::Tls::builder()
                .enabled(!authorities.is_empty())
                .set_certificate_authority_arn_list(
                    (!authorities.is_empty()).then(|| texts(authorities)),
                )
                .build(),
        )
        .build()
}

/// Both halves of encryption in transit are always sent: AWS's documents disagree about the defaults.
fn encryption(info: &EncryptionInfo) -> types::EncryptionInfo {
    let EncryptionInfo {
        encryption_at_rest_kms_key_arn,
        encryption_in_transit,
    } = info;
    let at_rest = encryption_at_rest_kms_key_arn.as_ref().map(|key| {
        types::EncryptionAtRest::builder()
            .data_volume_kms_key_id(key.to_string())
            .build()
    });
    let in_transit = types::EncryptionInTransit::builder()
        .client_broker(types::ClientBroker::from(
            encryption_in_transit.client_broker.as_str(),
        ))
        .in_cluster(encryption_in_transit.in_cluster)
        .build();
    types::EncryptionInfo::builder()
        .set_encryption_at_rest(at_rest)
        .encryption_in_transit(in_transit)
        .build()
}

/// Access from outside of the VPC, all of it.
pub(crate) fn connectivity(info: &ConnectivityInfo) -> types::ConnectivityInfo {
    let ConnectivityInfo {
        public_access,
        vpc_connectivity,
        network_type,
    } = info;
    let VpcClientAuthentication { sasl, tls } = &vpc_connectivity.client_authentication;
    let vpc = types::VpcConnectivityClientAuthentication::builder()
        .sasl(
            types::VpcConnectivitySasl::builder()
                .iam(
                    types::VpcConnectivityIam::builder()
                        .enabled(sasl.iam)
                        .build(),
                )
                .scram(
                    types::VpcConnectivityScram::builder()
                        .enabled(sasl.scram)
                        .build(),
                )
                .build(),
        )
        .tls(types::VpcConnectivityTls::builder().enabled(*tls).build())
        .build();
    types::ConnectivityInfo::builder()
        .public_access(
            types::PublicAccess::builder()
                .r#type(public_access.r#type.as_str())
                .build(),
        )
        .vpc_connectivity(
            types::VpcConnectivity::builder()
                .client_authentication(vpc)
                .build(),
        )
        .network_type(types::NetworkType::from(network_type.as_str()))
        .build()
}

/// Both exporters, on or off.
pub(crate) fn open_monitoring(open: &OpenMonitoring) -> types::OpenMonitoringInfo {
    let OpenMonitoring { prometheus } = open;
    let jmx = types::JmxExporterInfo::builder()
        .enabled_in_broker(prometheus.jmx_exporter.enabled_in_broker);
    let node = types::NodeExporterInfo::builder()
        .enabled_in_broker(prometheus.node_exporter.enabled_in_broker);
    let prometheus = types::PrometheusInfo::builder()
        .jmx_exporter(jmx.build())
        .node_exporter(node.build())
        .build();
    types::OpenMonitoringInfo::builder()
        .prometheus(prometheus)
        .build()
}

/// All destinations, on or off. Authorizer logs, which the model does not have, are passed through as AWS
/// has them: an update without them would turn off what somebody else turned on.
pub(crate) fn logging(
    info: &LoggingInfo,
    authorizer: Option<types::AuthorizerLogs>,
) -> types::LoggingInfo {
    let LoggingInfo {
        broker_logs:
            BrokerLogs {
                cloudwatch_logs,
                firehose,
                s3,
            },
    } = info;
    let logs = types::BrokerLogs::builder()
        .cloud_watch_logs(
            types::CloudWatchLogs::builder()
                .enabled(cloudwatch_logs.enabled)
                .set_log_group(cloudwatch_logs.log_group.clone())
                .build(),
        )
        .firehose(
            types::Firehose::builder()
                .enabled(firehose.enabled)
                .set_delivery_stream(firehose.delivery_stream.clone())
                .build(),
        )
        .s3(types::S3::builder()
            .enabled(s3.enabled)
            .set_bucket(s3.bucket.clone())
            .set_prefix(s3.prefix.clone())
            .build())
        .build();
    types::LoggingInfo::builder()
        .broker_logs(logs)
        .set_authorizer_logs(authorizer)
        .build()
}

/// A revision of a configuration.
pub(crate) fn configuration_info(info: &ConfigurationInfo) -> types::ConfigurationInfo {
    let ConfigurationInfo { arn, revision } = info;
    types::ConfigurationInfo::builder()
        .arn(arn.to_string())
        .revision(revision.get())
        .build()
}

fn rebalancing_status(status: &str) -> types::Rebalancing {
    types::Rebalancing::builder()
        .status(types::RebalancingStatus::from(status))
        .build()
}

/// Counts of the model are bounded far below what the API's 32 bits hold.
fn count(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
