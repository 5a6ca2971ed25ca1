//! Changes that take more than one call, in the order that AWS takes them.

use serde_json::{Value as Json, json};

use crate::config::{cluster, connectivity, express};
use crate::scene::{Scene, assert_empty, get};

/// From one configuration to another, with the calls that it takes.
async fn changes(from: Json, to: Json, calls: &[&str]) {
    let (scene, stored) = Scene::applied(&cluster(from)).await;
    scene.sandbox.forget_calls();
    let stored = scene.apply(Some(&stored), &cluster(to)).await;
    assert_eq!(scene.mutations(), calls);
    let refused = scene.sandbox.calls().only(|call| call.code.is_some());
    assert!(refused.is_empty(), "{:?}", refused.as_slice());
    scene.destroyed(&stored).await;
}

fn group(version: &str, size: &str) -> Json {
    json!({ "kafka_version": version, "broker_node_group_info": { "instance_type": size } })
}

/// AWS takes away one broker of each zone at a time: a rule says so, and who turns it down gets it step by step.
#[tokio::test]
async fn brokers_go_zone_by_zone() {
    let count = |count: i64| json!({ "number_of_broker_nodes": count });
    changes(count(6), count(3), &["UpdateBrokerCount"]).await;
    let scene = Scene::with(json!({ "rules": { "broker-removal-step": "warn" } })).await;
    let stored = scene.apply(None, &cluster(count(9))).await;
    scene.sandbox.forget_calls();
    let stored = scene.apply(Some(&stored), &cluster(count(3))).await;
    assert_eq!(
        scene.mutations(),
        ["UpdateBrokerCount", "UpdateBrokerCount"]
    );
    scene.destroyed(&stored).await;
}

/// Graviton brokers need a newer version, so it comes first.
#[tokio::test]
async fn a_size_that_the_version_does_not_run_on_waits_for_it() {
    let (from, to) = (
        group("3.3.1", "kafka.m5.large"),
        group("3.6.0", "kafka.m7g.large"),
    );
    changes(from, to, &["UpdateClusterKafkaVersion", "UpdateBrokerType"]).await;
}

/// A larger size makes room for what AWS refuses to smaller brokers, so it comes first.
#[tokio::test]
async fn a_larger_size_comes_before_the_version() {
    let (from, to) = (
        group("3.6.0", "kafka.m5.large"),
        group("3.7.x", "kafka.m5.2xlarge"),
    );
    changes(from, to, &["UpdateBrokerType", "UpdateClusterKafkaVersion"]).await;
}

/// TIERED needs its version and its `log.cleanup.policy` in force.
#[tokio::test]
async fn tiered_storage_comes_after_what_it_needs() {
    let from =
        json!({ "kafka_version": "3.5.1", "server_properties": "log.cleanup.policy = compact\n" });
    let to = json!({
        "kafka_version": "3.6.0", "server_properties": "log.cleanup.policy = delete\n", "storage_mode": "TIERED",
    });
    let calls = [
        "UpdateConfiguration",
        "UpdateClusterKafkaVersion",
        "UpdateStorage",
    ];
    changes(from, to, &calls).await;
}

/// Throughput goes before the brokers become too small for it, and comes after they became large enough.
#[tokio::test]
async fn throughput_follows_the_size() {
    let large = json!({ "broker_node_group_info": {
        "instance_type": "kafka.m5.4xlarge",
        "storage_info": { "ebs_storage_info": { "provisioned_throughput": { "enabled": true, "volume_throughput": 300 } } },
    } });
    let small = json!({});
    changes(
        small.clone(),
        large.clone(),
        &["UpdateBrokerType", "UpdateBrokerStorage"],
    )
    .await;
    changes(large, small, &["UpdateBrokerStorage", "UpdateBrokerType"]).await;
}

/// From one kind of access to another, without ever opening what is not wanted.
#[tokio::test]
async fn access_is_closed_before_it_is_opened() {
    let open = |vpc: Json| {
        let mut patch = connectivity(
            json!({ "vpc_connectivity": { "client_authentication": { "sasl": vpc } } }),
        );
        patch["client_authentication"] = json!({ "sasl": { "iam": true, "scram": true } });
        patch
    };
    let (iam, scram) = (open(json!({ "iam": true })), open(json!({ "scram": true })));
    changes(iam, scram, &["UpdateConnectivity", "UpdateConnectivity"]).await;
}

#[tokio::test]
async fn addresses_become_dual() {
    changes(
        json!({}),
        connectivity(json!({ "network_type": "DUAL" })),
        &["UpdateConnectivity"],
    )
    .await;
}

#[tokio::test]
async fn rebalancing_is_paused_and_resumed() {
    let status = |status: &str| express(json!({ "rebalancing": { "status": status } }));
    let (scene, stored) = Scene::applied(&status("PAUSED")).await;
    scene.sandbox.forget_calls();
    let stored = scene.apply(Some(&stored), &status("ACTIVE")).await;
    assert_eq!(scene.mutations(), ["UpdateRebalancing"]);
    scene.quiet(&stored, &express(json!({}))).await;
    scene.destroyed(&stored).await;
}

/// From a shared configuration to properties of the cluster's own, and back.
#[tokio::test]
async fn a_shared_configuration_and_own_properties_take_turns() {
    let scene = Scene::new().await;
    let text = "num.io.threads = 8\n";
    let shared = crate::config::value(&json!({ "name": "shared", "server_properties": text }));
    let shared = scene
        .harness
        .run("msk_configuration", None, &shared)
        .await
        .unwrap();
    let arn = shared.value.attribute("arn").as_str().unwrap();
    let with_shared = cluster(json!({ "configuration_info": { "arn": arn, "revision": 1 } }));
    let stored = scene.apply(None, &with_shared).await;
    let own = cluster(json!({ "server_properties": "num.io.threads = 16\n" }));
    let stored = scene.apply(Some(&stored), &own).await;
    let attached = get(&stored.value, "configuration_info.arn")
        .as_str()
        .unwrap();
    assert!(attached.contains("kafkaws-orders"), "{attached}");
    let stored = scene.apply(Some(&stored), &with_shared).await;
    let removed = scene.harness.destroy("msk_cluster", &stored).await;
    assert!(removed.diagnostics.is_empty());
    let left = scene.harness.destroy("msk_configuration", &shared).await;
    assert!(left.diagnostics.is_empty());
    assert_empty(&scene.sandbox);
}

/// Both together are a contradiction, told at an attribute.
#[tokio::test]
async fn both_together_are_refused() {
    let scene = Scene::new().await;
    let arn = "arn:aws:kafka:eu-west-1:123456789012:configuration/shared/0b2a-11";
    let config = cluster(json!({
        "configuration_info": { "arn": arn, "revision": 1 }, "server_properties": "num.io.threads = 8\n",
    }));
    let planned = scene.plan(None, &config).await;
    assert!(planned.diagnostics.has_errors());
    assert!(
        planned.diagnostics.iter().all(|said| said.path.is_some()),
        "{:#?}",
        planned.diagnostics
    );
}
