//! Partition limits, read from CloudWatch before changes that AWS refuses to overloaded brokers.

use kafkaws_sandbox::{FaultAction, FaultRule};
use serde_json::json;

use crate::config::cluster;
use crate::scene::{Scene, at};

const TYPE: &str = "broker_node_group_info.instance_type";

/// The maximum of the type decides; between it and the recommendation there is a warning.
#[tokio::test]
async fn limits_warn_and_then_refuse() {
    let config = cluster(json!({ "kafka_version": "3.7.x" }));
    let (scene, stored) = Scene::applied(&cluster(json!({}))).await;
    for (partitions, told, refused) in [(900, 0, false), (1200, 1, false), (1600, 1, true)] {
        scene
            .sandbox
            .world()
            .set_partitions("orders", partitions)
            .unwrap();
        let planned = scene.plan(Some(&stored), &config).await;
        let there = at(&planned.diagnostics, "kafka_version");
        assert_eq!(
            there.len(),
            told,
            "{partitions}: {:#?}",
            planned.diagnostics
        );
        assert_eq!(planned.diagnostics.has_errors(), refused, "{partitions}");
    }
}

/// A smaller type must hold what is there.
#[tokio::test]
async fn a_smaller_type_is_judged_by_what_it_holds() {
    let size = |size: &str| cluster(json!({ "broker_node_group_info": { "instance_type": size } }));
    let (scene, stored) = Scene::applied(&size("kafka.m5.4xlarge")).await;
    scene
        .sandbox
        .world()
        .set_partitions("orders", 3000)
        .unwrap();
    let planned = scene.plan(Some(&stored), &size("kafka.m5.large")).await;
    assert!(planned.diagnostics.has_errors());
    assert_eq!(
        at(&planned.diagnostics, TYPE).len(),
        1,
        "{:#?}",
        planned.diagnostics
    );
}

/// A change that restarts no broker does not ask for metrics.
#[tokio::test]
async fn other_changes_ask_for_no_metrics() {
    let (scene, stored) = Scene::applied(&cluster(json!({}))).await;
    scene
        .sandbox
        .world()
        .set_partitions("orders", 5000)
        .unwrap();
    scene.sandbox.forget_calls();
    let config = cluster(json!({ "enhanced_monitoring": "PER_BROKER", "tags": { "a": "b" } }));
    scene.apply(Some(&stored), &config).await;
    assert_eq!(scene.sandbox.calls().count("GetMetricData"), 0);
}

/// Without metrics the plan is the same, with a warning.
#[tokio::test]
async fn metrics_that_cannot_be_read_alter_no_plan() {
    let config = cluster(json!({ "kafka_version": "3.7.x" }));
    let (scene, stored) = Scene::applied(&cluster(json!({}))).await;
    let seen = scene.planned(&stored, &config).await;
    scene.sandbox.add_fault(FaultRule {
        service: Some("monitoring".to_owned()),
        action: FaultAction::Deny,
        ..FaultRule::default()
    });
    let blind = scene.planned(&stored, &config).await;
    assert!(blind.value.same(&seen.value));
    assert!(blind.diagnostics.iter().count() > seen.diagnostics.iter().count());
}
