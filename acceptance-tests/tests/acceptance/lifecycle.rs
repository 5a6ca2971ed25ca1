//! Every kind of cluster: created, found unchanged twice, destroyed.

use kafkaws_acceptance_tests::configuration::Resource;
use kafkaws_acceptance_tests::{Trouble, need};

use crate::scene::{CLUSTER, Cast, ensure};

const PROPERTIES: &str = "auto.create.topics.enable = false\nmin.insync.replicas = 2\n";

/// Creates, looks twice, destroys.
fn live(cast: Cast, cluster: &Resource) -> Result<(), Trouble> {
    let scene = cast.scene()?;
    let project = scene.applied(cluster)?;
    project.empty_plan()?;
    project.quiet_refresh()?;
    scene.clear(&project)
}

#[test]
fn a_small_cluster() -> Result<(), Trouble> {
    live(need!(Cast::ours()), &Resource::cluster("small"))
}

#[test]
fn a_tiered_cluster_with_properties() -> Result<(), Trouble> {
    let cluster = Resource::cluster("tiered")
        .with("storage_mode", "TIERED")
        .with("server_properties", PROPERTIES)
        .with("enhanced_monitoring", "PER_TOPIC_PER_PARTITION");
    live(need!(Cast::ours()), &cluster)
}

#[test]
fn an_express_cluster() -> Result<(), Trouble> {
    let cluster = Resource::cluster("express")
        .with("kafka_version", "3.8.x")
        .with("broker_node_group_info.instance_type", "express.m7g.large")
        .without("broker_node_group_info.storage_info");
    live(need!(Cast::ours()), &cluster)
}

#[test]
fn a_kraft_cluster() -> Result<(), Trouble> {
    live(
        need!(Cast::ours()),
        &Resource::cluster("kraft").with("kafka_version", "3.7.x.kraft"),
    )
}

/// Pain 14: an absent throughput is AWS's `enabled = false`.
#[test]
fn pain_14_absent_throughput_is_disabled_throughput() -> Result<(), Trouble> {
    let path =
        "broker_node_group_info.storage_info.ebs_storage_info.provisioned_throughput.enabled";
    live(
        need!(Cast::ours()),
        &Resource::cluster("throughput").with(path, false),
    )
}

/// Pain 16: logs that are off are logs that are absent.
#[test]
fn pain_16_disabled_logs_are_absent_logs() -> Result<(), Trouble> {
    let cluster = Resource::cluster("logs")
        .with("logging_info.broker_logs.cloudwatch_logs.enabled", false)
        .with("logging_info.broker_logs.s3.enabled", false);
    live(need!(Cast::ours()), &cluster)
}

/// Pains 18 and 19: AWS takes neither at create, so the provider turns them on afterwards.
#[test]
fn pain_18_and_19_public_access_and_multi_vpc_in_one_apply() -> Result<(), Trouble> {
    let vpc =
        "broker_node_group_info.connectivity_info.vpc_connectivity.client_authentication.sasl.iam";
    let cluster = Resource::cluster("reachable")
        .with("client_authentication.sasl.iam", true)
        .with(
            "server_properties",
            "allow.everyone.if.no.acl.found = false\n",
        )
        .with(
            "broker_node_group_info.connectivity_info.public_access.type",
            "SERVICE_PROVIDED_EIPS",
        )
        .with(vpc, true);
    live(need!(Cast::ours()), &cluster)
}

/// Pain 8: with more than three brokers AWS returns any three of them.
#[test]
fn pain_8_bootstrap_strings_stay_the_same() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let project = scene.applied(&Resource::cluster("six").with("number_of_broker_nodes", 6))?;
    let before = project.values(CLUSTER)?["bootstrap_brokers_tls"].clone();
    for _ in 0..3 {
        project.quiet_refresh()?;
    }
    project.apply()?;
    ensure(
        before.is_string(),
        format!("bootstrap_brokers_tls is {before}"),
    )?;
    let after = project.values(CLUSTER)?["bootstrap_brokers_tls"].clone();
    ensure(before == after, format!("{before} became {after}"))?;
    scene.clear(&project)
}
