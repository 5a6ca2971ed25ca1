//! Kafka's version and properties, and what is told about the brokers.

use hcl::Value;
use kafkaws_acceptance_tests::configuration::Resource;
use kafkaws_acceptance_tests::{Trouble, need};

use super::Running;
use crate::scene::{CLUSTER, Cast, ensure};

const ZOOKEEPER: &str = "zookeeper_access.enabled";

#[test]
fn monitoring_and_logs() -> Result<(), Trouble> {
    let exporters = "open_monitoring.prometheus";
    let logs = |kind: &str, name: &str| {
        Value::from_iter([("enabled", Value::from(true)), (kind, name.into())])
    };
    let running = Running::new(need!(Cast::ours()), Resource::cluster("monitoring"))?.change([
        ("enhanced_monitoring", "PER_BROKER".into()),
        (
            "open_monitoring.prometheus.jmx_exporter.enabled_in_broker",
            true.into(),
        ),
        (
            "open_monitoring.prometheus.node_exporter.enabled_in_broker",
            true.into(),
        ),
        ("logging_info.broker_logs.s3", logs("bucket", "logs")),
        (
            "logging_info.broker_logs.cloudwatch_logs",
            logs("log_group", "msk"),
        ),
        (
            "logging_info.broker_logs.firehose",
            logs("delivery_stream", "msk"),
        ),
    ])?;
    let running = running.change([
        ("logging_info", Value::Null),
        ("enhanced_monitoring", Value::Null),
        (exporters, Value::Null),
    ])?;
    running.end()
}

#[test]
fn a_newer_kafka() -> Result<(), Trouble> {
    let running = Running::new(need!(Cast::ours()), Resource::cluster("version"))?;
    running.change([("kafka_version", "3.7.x".into())])?.end()
}

/// ZooKeeper closes before the cluster leaves it, in the same apply.
#[test]
fn from_zookeeper_to_kraft() -> Result<(), Trouble> {
    let cluster = Resource::cluster("kraft").with("kafka_version", "3.9.x");
    let running = Running::new(need!(Cast::ours()), cluster)?
        .change([(ZOOKEEPER, false.into()), (ZOOKEEPER, true.into())])?;
    let running = running.together([
        (ZOOKEEPER, false.into()),
        ("kafka_version", "3.9.x.kraft".into()),
    ])?;
    let left = running.project.values(CLUSTER)?["zookeeper_connect_string"].clone();
    ensure(left.is_null(), format!("ZooKeeper is still at {left}"))?;
    running.end()
}

#[test]
fn server_properties_come_and_change() -> Result<(), Trouble> {
    let path = "server_properties";
    let running = Running::new(need!(Cast::ours()), Resource::cluster("properties"))?;
    let running = running.change([
        (path, "min.insync.replicas = 2\n".into()),
        (
            path,
            "min.insync.replicas = 2\nnum.io.threads = 16\n".into(),
        ),
    ])?;
    running.end()
}

/// Pains 2, 3 and 10: version, properties, size and monitoring at once, in one apply.
#[test]
fn pain_2_3_and_10_everything_in_one_apply() -> Result<(), Trouble> {
    let cluster = Resource::cluster("together").with("server_properties", "num.io.threads = 8\n");
    let running = Running::new(need!(Cast::ours()), cluster)?.together([
        ("kafka_version", "3.7.x".into()),
        ("server_properties", "num.io.threads = 16\n".into()),
        ("storage_mode", "TIERED".into()),
        ("enhanced_monitoring", "PER_BROKER".into()),
        (
            "broker_node_group_info.instance_type",
            "kafka.m7g.large".into(),
        ),
        (
            "broker_node_group_info.storage_info.ebs_storage_info.volume_size",
            300.into(),
        ),
    ])?;
    let version = running.at_aws()?["currentBrokerSoftwareInfo"].clone();
    ensure(
        version["kafkaVersion"] == "3.7.x",
        format!("AWS has {version}"),
    )?;
    running.end()
}
