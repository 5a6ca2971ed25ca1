//! Paths of the attributes that plans look at.

use kafkaws_schema::Path;

/// Outputs that GetBootstrapBrokers fills.
pub(super) const BOOTSTRAP: &[&str] = &[
    "bootstrap_brokers",
    "bootstrap_brokers_tls",
    "bootstrap_brokers_sasl_iam",
    "bootstrap_brokers_sasl_scram",
    "bootstrap_brokers_public_tls",
    "bootstrap_brokers_public_sasl_iam",
    "bootstrap_brokers_public_sasl_scram",
    "bootstrap_brokers_vpc_connectivity_tls",
    "bootstrap_brokers_vpc_connectivity_sasl_iam",
    "bootstrap_brokers_vpc_connectivity_sasl_scram",
];

/// Outputs that a cluster with ZooKeeper has once it is up.
pub(super) const ZOOKEEPER: &[&str] = &["zookeeper_connect_string", "zookeeper_connect_string_tls"];

macro_rules! paths {
    ($($name:ident: [$($step:literal),+];)*) => {$(
        pub(super) fn $name() -> Path {
            Path::of(&[$($step),+])
        }
    )*};
}

paths! {
    allow_replacement: ["allow_replacement"];
    authorities: ["client_authentication", "tls", "certificate_authority_arns"];
    client_authentication: ["client_authentication"];
    configuration_info: ["configuration_info"];
    connectivity: ["broker_node_group_info", "connectivity_info"];
    deletion_protection: ["deletion_protection"];
    instance_type: ["broker_node_group_info", "instance_type"];
    kafka_version: ["kafka_version"];
    public_access: ["broker_node_group_info", "connectivity_info", "public_access", "type"];
    sasl_iam: ["client_authentication", "sasl", "iam"];
    sasl_scram: ["client_authentication", "sasl", "scram"];
    server_properties: ["server_properties"];
    storage_mode: ["storage_mode"];
    subnets: ["broker_node_group_info", "client_subnets"];
    tags_all: ["tags_all"];
    throughput_enabled: ["broker_node_group_info", "storage_info", "ebs_storage_info", "provisioned_throughput", "enabled"];
    unauthenticated: ["client_authentication", "unauthenticated"];
    volume_throughput: ["broker_node_group_info", "storage_info", "ebs_storage_info", "provisioned_throughput", "volume_throughput"];
    volume_size: ["broker_node_group_info", "storage_info", "ebs_storage_info", "volume_size"];
}
