//! The attributes of `kafkaws_msk_cluster` that rules read, as dotted paths, and what AWS does when
//! they are absent.

use kafkaws_schema::Value;

macro_rules! attributes {
    ($($name:ident = $path:literal;)*) => {
        $(
            #[doc = concat!("`", $path, "`")]
            pub const $name: &str = $path;
        )*

        /// Every attribute that rules read.
        pub const ALL: &[&str] = &[$($name),*];
    };
}

attributes! {
    CLUSTER_NAME = "cluster_name";
    KAFKA_VERSION = "kafka_version";
    NUMBER_OF_BROKER_NODES = "number_of_broker_nodes";
    STORAGE_MODE = "storage_mode";
    INSTANCE_TYPE = "broker_node_group_info.instance_type";
    CLIENT_SUBNETS = "broker_node_group_info.client_subnets";
    SECURITY_GROUPS = "broker_node_group_info.security_groups";
    STORAGE_INFO = "broker_node_group_info.storage_info";
    VOLUME_SIZE = "broker_node_group_info.storage_info.ebs_storage_info.volume_size";
    THROUGHPUT_ENABLED = "broker_node_group_info.storage_info.ebs_storage_info.provisioned_throughput.enabled";
    THROUGHPUT = "broker_node_group_info.storage_info.ebs_storage_info.provisioned_throughput.volume_throughput";
    PUBLIC_ACCESS = "broker_node_group_info.connectivity_info.public_access.type";
    VPC_IAM = "broker_node_group_info.connectivity_info.vpc_connectivity.client_authentication.sasl.iam";
    VPC_SCRAM = "broker_node_group_info.connectivity_info.vpc_connectivity.client_authentication.sasl.scram";
    VPC_TLS = "broker_node_group_info.connectivity_info.vpc_connectivity.client_authentication.tls";
    UNAUTHENTICATED = "client_authentication.unauthenticated";
    IAM = "client_authentication.sasl.iam";
    SCRAM = "client_authentication.sasl.scram";
    CERTIFICATE_AUTHORITIES = "client_authentication.tls.certificate_authority_arns";
    CONFIGURATION_ARN = "configuration_info.arn";
    CONFIGURATION_REVISION = "configuration_info.revision";
    SERVER_PROPERTIES = "server_properties";
    KMS_KEY = "encryption_info.encryption_at_rest_kms_key_arn";
    CLIENT_BROKER = "encryption_info.encryption_in_transit.client_broker";
    IN_CLUSTER = "encryption_info.encryption_in_transit.in_cluster";
    CLOUDWATCH_LOGS = "logging_info.broker_logs.cloudwatch_logs.enabled";
    LOG_GROUP = "logging_info.broker_logs.cloudwatch_logs.log_group";
    FIREHOSE = "logging_info.broker_logs.firehose.enabled";
    DELIVERY_STREAM = "logging_info.broker_logs.firehose.delivery_stream";
    S3 = "logging_info.broker_logs.s3.enabled";
    BUCKET = "logging_info.broker_logs.s3.bucket";
    JMX_EXPORTER = "open_monitoring.prometheus.jmx_exporter.enabled_in_broker";
    NODE_EXPORTER = "open_monitoring.prometheus.node_exporter.enabled_in_broker";
    REBALANCING = "rebalancing.status";
    ZOOKEEPER_ACCESS = "zookeeper_access.enabled";
}

/// What AWS makes of an attribute that nobody set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absent {
    /// A switch in this position.
    Flag(bool),
    /// This word.
    Text(&'static str),
    /// No elements.
    Empty,
}

impl Absent {
    /// What AWS makes of `attribute` when it is absent; `None`: there is no fixed answer.
    pub fn of(attribute: &str) -> Option<Self> {
        match attribute {
            IN_CLUSTER => Some(Absent::Flag(true)),
            THROUGHPUT_ENABLED | VPC_IAM | VPC_SCRAM | VPC_TLS | IAM | SCRAM | CLOUDWATCH_LOGS
            | FIREHOSE | S3 | JMX_EXPORTER | NODE_EXPORTER => Some(Absent::Flag(false)),
            STORAGE_MODE => Some(Absent::Text("LOCAL")),
            PUBLIC_ACCESS => Some(Absent::Text("DISABLED")),
            CERTIFICATE_AUTHORITIES => Some(Absent::Empty),
            _ => None,
        }
    }

    /// Whether `value` says the same as saying nothing.
    pub fn is(self, value: &Value) -> bool {
        match self {
            Absent::Flag(flag) => value.as_bool() == Some(flag),
            Absent::Text(text) => value.as_str() == Some(text),
            Absent::Empty => value.as_list().is_some_and(<[Value]>::is_empty),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn saying_what_aws_does_anyway_is_saying_nothing() {
        assert!(Absent::Flag(true).is(&Value::from(true)));
        assert!(!Absent::Flag(true).is(&Value::from(false)));
        assert!(Absent::Empty.is(&Value::set([])));
        assert!(!Absent::Empty.is(&Value::set([Value::from("arn")])));
        assert_eq!(Absent::of(STORAGE_MODE), Some(Absent::Text("LOCAL")));
        assert_eq!(Absent::of(KAFKA_VERSION), None);
    }
}
