//! The shapes of MSK's wire, named as the service model names them. The same shapes are what a
//! cluster is made of: what was left out of a request has been filled in by `defaults`.

use serde::{Deserialize, Serialize};

macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($variant:ident),+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        pub(crate) enum $name { #[default] $($variant),+ }
    };
}

macro_rules! shape {
    ($(#[$doc:meta])* $name:ident { $($(#[$meta:meta])* $field:ident: $ty:ty),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        pub(crate) struct $name { $($(#[$meta])* pub(crate) $field: $ty),+ }
    };
}

choice!(
    /// Encryption between clients and brokers. The API's text gives TLS_PLAINTEXT as the default, the
    /// guide gives TLS, and clusters made today have TLS.
    ClientBroker { Tls, TlsPlaintext, Plaintext });
choice!(EnhancedMonitoring {
    Default,
    PerBroker,
    PerTopicPerBroker,
    PerTopicPerPartition
});
choice!(StorageMode { Local, Tiered });
choice!(RebalancingStatus { Active, Paused });
choice!(Distribution { Default });

/// IPv4 only, or IPv6 as well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum NetworkType {
    #[default]
    #[serde(rename = "IPV4")]
    Ipv4,
    #[serde(rename = "DUAL")]
    Dual,
}

shape!(Enabled { enabled: Option<bool> });
shape!(EnabledInBroker {
    enabled_in_broker: bool
});

shape!(BrokerNodeGroupInfo {
    #[serde(rename = "brokerAZDistribution")]
    broker_az_distribution: Option<Distribution>,
    client_subnets: Vec<String>,
    instance_type: String,
    security_groups: Option<Vec<String>>,
    storage_info: Option<StorageInfo>,
    connectivity_info: Option<ConnectivityInfo>,
    zone_ids: Option<Vec<String>>,
});
shape!(StorageInfo { ebs_storage_info: Option<EbsStorageInfo> });
shape!(EbsStorageInfo {
    provisioned_throughput: Option<ProvisionedThroughput>,
    volume_size: Option<i64>,
});
shape!(
    /// MiB/s.
    ProvisionedThroughput { enabled: Option<bool>, volume_throughput: Option<i64> });
shape!(ConnectivityInfo {
    public_access: Option<PublicAccess>,
    vpc_connectivity: Option<VpcConnectivity>,
    network_type: Option<NetworkType>,
});
shape!(PublicAccess { r#type: Option<String> });
shape!(VpcConnectivity { client_authentication: Option<VpcClientAuthentication> });
shape!(VpcClientAuthentication { sasl: Option<Sasl>, tls: Option<Enabled> });
shape!(Sasl { scram: Option<Enabled>, iam: Option<Enabled> });
shape!(ClientAuthentication {
    sasl: Option<Sasl>,
    tls: Option<Tls>,
    unauthenticated: Option<Enabled>,
});
shape!(Tls { certificate_authority_arn_list: Option<Vec<String>>, enabled: Option<bool> });
shape!(ConfigurationInfo {
    arn: String,
    revision: i64
});
shape!(EncryptionInfo {
    encryption_at_rest: Option<EncryptionAtRest>,
    encryption_in_transit: Option<EncryptionInTransit>,
});
shape!(EncryptionAtRest {
    #[serde(rename = "dataVolumeKMSKeyId")]
    data_volume_kms_key_id: String,
});
shape!(EncryptionInTransit { client_broker: Option<ClientBroker>, in_cluster: Option<bool> });
shape!(OpenMonitoring {
    prometheus: Prometheus
});
shape!(Prometheus {
    jmx_exporter: Option<EnabledInBroker>,
    node_exporter: Option<EnabledInBroker>,
});
shape!(LoggingInfo {
    broker_logs: BrokerLogs
});
shape!(BrokerLogs {
    cloud_watch_logs: Option<CloudWatchLogs>,
    firehose: Option<Firehose>,
    s3: Option<S3>,
});
shape!(CloudWatchLogs { enabled: bool, log_group: Option<String> });
shape!(Firehose { enabled: bool, delivery_stream: Option<String> });
shape!(S3 { enabled: bool, bucket: Option<String>, prefix: Option<String> });
shape!(Rebalancing { status: Option<RebalancingStatus> });
shape!(BrokerSoftwareInfo {
    configuration_arn: Option<String>,
    configuration_revision: Option<i64>,
    kafka_version: String,
});

shape!(
    /// What a create asks for; v1 sends the same members one level higher.
    ProvisionedRequest {
    broker_node_group_info: BrokerNodeGroupInfo,
    rebalancing: Option<Rebalancing>,
    client_authentication: Option<ClientAuthentication>,
    configuration_info: Option<ConfigurationInfo>,
    encryption_info: Option<EncryptionInfo>,
    enhanced_monitoring: Option<EnhancedMonitoring>,
    open_monitoring: Option<OpenMonitoring>,
    kafka_version: String,
    logging_info: Option<LoggingInfo>,
    number_of_broker_nodes: i64,
    storage_mode: Option<StorageMode>,
});

shape!(
    /// What a cluster is: everything that an update can change, and what it cannot.
    Provisioned {
    broker_node_group_info: BrokerNodeGroupInfo,
    rebalancing: Option<Rebalancing>,
    current_broker_software_info: BrokerSoftwareInfo,
    client_authentication: ClientAuthentication,
    encryption_info: EncryptionInfo,
    enhanced_monitoring: EnhancedMonitoring,
    open_monitoring: OpenMonitoring,
    logging_info: Option<LoggingInfo>,
    number_of_broker_nodes: i64,
    storage_mode: Option<StorageMode>,
    /// Not shown by any call of the real service, so that drift in it cannot be seen.
    #[serde(default)]
    zookeeper_access: bool,
});
