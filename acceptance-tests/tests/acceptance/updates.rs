//! Every attribute that AWS can change: changed in place, and quiet afterwards.

use hcl::Value;
use kafkaws_acceptance_tests::configuration::Cluster;
use kafkaws_acceptance_tests::{Trouble, need};

use crate::scene::{CLUSTER, Cast, ensure};

/// One change: an attribute and its new value; null takes the attribute away.
type Change = (&'static str, Value);

/// Applies one change after the other to one cluster, which must stay the same cluster.
fn change(cluster: Cluster, changes: Vec<Change>) -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let project = scene.applied(&cluster)?;
    let arn = project.values(CLUSTER)?["arn"].clone();
    let mut cluster = cluster;
    for (path, value) in changes {
        cluster = match value {
            Value::Null => cluster.without(path),
            value => cluster.with(path, value),
        };
        project.write("main.tf", &cluster.root()?)?;
        let report = project.apply()?;
        let updated = report
            .changes
            .contains(&(CLUSTER.to_owned(), "update".to_owned()));
        ensure(
            updated,
            format!("{path} planned no update in place:\n{}", report.text),
        )?;
        project.empty_plan().map_err(after(path))?;
        project.quiet_refresh().map_err(after(path))?;
    }
    let same = project.values(CLUSTER)?["arn"] == arn;
    ensure(same, "the cluster was replaced")?;
    scene.clear(&project)
}

fn after(path: &str) -> impl FnOnce(Trouble) -> Trouble {
    move |trouble| Trouble::Unmet(format!("after changing {path}: {trouble}"))
}

#[test]
fn size() -> Result<(), Trouble> {
    let ebs = "broker_node_group_info.storage_info.ebs_storage_info.volume_size";
    change(
        Cluster::new("size"),
        vec![
            (ebs, 200.into()),
            (
                "broker_node_group_info.instance_type",
                "kafka.m5.xlarge".into(),
            ),
            ("number_of_broker_nodes", 6.into()),
        ],
    )
}

#[test]
fn provisioned_throughput_on_and_off() -> Result<(), Trouble> {
    let ebs = "broker_node_group_info.storage_info.ebs_storage_info";
    let throughput = Value::from_iter([
        ("enabled", Value::from(true)),
        ("volume_throughput", Value::from(300)),
    ]);
    let cluster = Cluster::new("throughput")
        .with("broker_node_group_info.instance_type", "kafka.m5.4xlarge")
        .with(&format!("{ebs}.volume_size"), 1000);
    let path = "broker_node_group_info.storage_info.ebs_storage_info.provisioned_throughput";
    change(cluster, vec![(path, throughput)])
}

/// Pain 9: the peer planned this change and did nothing.
#[test]
fn pain_9_local_becomes_tiered() -> Result<(), Trouble> {
    change(
        Cluster::new("tier"),
        vec![("storage_mode", "TIERED".into())],
    )
}

#[test]
fn monitoring_and_logs() -> Result<(), Trouble> {
    change(
        Cluster::new("monitoring"),
        vec![
            ("enhanced_monitoring", "PER_BROKER".into()),
            (
                "open_monitoring.prometheus.jmx_exporter.enabled_in_broker",
                true.into(),
            ),
            (
                "open_monitoring.prometheus.node_exporter.enabled_in_broker",
                true.into(),
            ),
            (
                "logging_info.broker_logs.s3",
                Value::from_iter([("enabled", Value::from(true)), ("bucket", "logs".into())]),
            ),
            (
                "logging_info.broker_logs.cloudwatch_logs",
                Value::from_iter([("enabled", Value::from(true)), ("log_group", "msk".into())]),
            ),
            ("logging_info", Value::Null),
            ("enhanced_monitoring", Value::Null),
        ],
    )
}

#[test]
fn authentication() -> Result<(), Trouble> {
    change(
        Cluster::new("access").with("client_authentication.sasl.iam", true),
        vec![
            ("client_authentication.sasl.scram", true.into()),
            ("client_authentication.unauthenticated", true.into()),
            ("client_authentication.sasl.scram", false.into()),
        ],
    )
}

#[test]
fn encryption_between_clients_and_brokers() -> Result<(), Trouble> {
    let path = "encryption_info.encryption_in_transit.client_broker";
    change(
        Cluster::new("encryption"),
        vec![
            (path, "TLS_PLAINTEXT".into()),
            (path, "PLAINTEXT".into()),
            (path, "TLS".into()),
        ],
    )
}

#[test]
fn connectivity() -> Result<(), Trouble> {
    let vpc =
        "broker_node_group_info.connectivity_info.vpc_connectivity.client_authentication.sasl.iam";
    let public = "broker_node_group_info.connectivity_info.public_access.type";
    let cluster = Cluster::new("connectivity")
        .with("client_authentication.sasl.iam", true)
        .with(
            "server_properties",
            "allow.everyone.if.no.acl.found = false\n",
        );
    change(
        cluster,
        vec![
            (vpc, true.into()),
            (public, "SERVICE_PROVIDED_EIPS".into()),
            (public, "DISABLED".into()),
            (vpc, false.into()),
        ],
    )
}

#[test]
fn kafka_version() -> Result<(), Trouble> {
    change(
        Cluster::new("version"),
        vec![("kafka_version", "3.7.x".into())],
    )
}

#[test]
fn server_properties_come_change_and_go() -> Result<(), Trouble> {
    change(
        Cluster::new("properties"),
        vec![
            ("server_properties", "min.insync.replicas = 2\n".into()),
            (
                "server_properties",
                "min.insync.replicas = 2\nnum.io.threads = 16\n".into(),
            ),
        ],
    )
}

#[test]
fn tags_and_what_only_terraform_knows() -> Result<(), Trouble> {
    change(
        Cluster::new("terraform"),
        vec![
            ("tags", Value::from_iter([("team", "streaming")])),
            (
                "tags",
                Value::from_iter([("team", "payments"), ("tier", "1")]),
            ),
            ("tags", Value::Null),
            ("timeouts.update", "2h30m".into()),
            ("allow_replacement", true.into()),
        ],
    )
}

#[test]
fn rebalancing_of_express_brokers() -> Result<(), Trouble> {
    let cluster = Cluster::new("rebalancing")
        .with("kafka_version", "3.8.x")
        .with("broker_node_group_info.instance_type", "express.m7g.large")
        .without("broker_node_group_info.storage_info");
    change(
        cluster,
        vec![
            ("rebalancing.status", "PAUSED".into()),
            ("rebalancing.status", "ACTIVE".into()),
        ],
    )
}

/// Pains 2, 3 and 10: version, properties, size and monitoring at once, in one apply.
#[test]
fn pain_2_3_and_10_everything_in_one_apply() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let cluster = Cluster::new("together").with("server_properties", "num.io.threads = 8\n");
    let project = scene.applied(&cluster)?;
    let changed = cluster
        .with("kafka_version", "3.7.x")
        .with("server_properties", "num.io.threads = 16\n")
        .with("storage_mode", "TIERED")
        .with("enhanced_monitoring", "PER_BROKER")
        .with("broker_node_group_info.instance_type", "kafka.m7g.large")
        .with(
            "broker_node_group_info.storage_info.ebs_storage_info.volume_size",
            300,
        );
    project.write("main.tf", &changed.root()?)?;
    project.apply()?;
    project.empty_plan()?;
    project.quiet_refresh()?;
    let version = scene.neighbour().cluster("together")?["currentBrokerSoftwareInfo"].clone();
    ensure(
        version["kafkaVersion"] == "3.7.x",
        format!("AWS has {version}"),
    )?;
    scene.clear(&project)
}
