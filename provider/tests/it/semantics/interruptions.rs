//! Ctrl-C and timeouts in updates and destroys, and operations that nobody may look at.

use kafkaws_plugin::testing::{Action, Harness};
use kafkaws_provider::provider::Kafkaws;
use kafkaws_sandbox::{Event, FaultAction};
use serde_json::json;

use crate::config::cluster;
use crate::scene::{CLUSTER, Scene, assert_empty, assert_update};

async fn stop_after(scene: &Scene, harness: &Harness<Kafkaws>, operation: &str) {
    scene.called(operation, 1).await;
    harness.stop().await;
}

/// What AWS has begun goes on; the state says what there is, and the next apply does the rest.
#[tokio::test]
async fn an_interrupted_update_is_completed() {
    let (scene, stored) = Scene::applied(&cluster(json!({}))).await;
    let config = cluster(json!({ "enhanced_monitoring": "PER_BROKER", "kafka_version": "3.7.x" }));
    scene.stay("UPDATING");
    scene.sandbox.forget_calls();
    let interrupt = stop_after(&scene, &scene.harness, "DescribeClusterOperationV2");
    let (outcome, ()) = tokio::join!(scene.try_apply(Some(&stored), &config), interrupt);
    assert!(outcome.diagnostics.has_errors());
    let kept = outcome.stored.unwrap();
    assert!(!kept.tainted);
    assert_eq!(scene.mutations(), ["UpdateMonitoring"]);
    scene.sandbox.clear_faults();
    scene.apply(Some(&kept), &config).await;
    assert_eq!(
        scene.mutations(),
        ["UpdateMonitoring", "UpdateClusterKafkaVersion"]
    );
}

#[tokio::test]
async fn an_interrupted_destroy_keeps_the_state() {
    let (scene, stored) = Scene::applied(&cluster(json!({}))).await;
    scene.stay("DELETING");
    let interrupt = stop_after(&scene, &scene.harness, "DeleteCluster");
    let (outcome, ()) = tokio::join!(scene.harness.destroy(CLUSTER, &stored), interrupt);
    assert!(outcome.diagnostics.has_errors());
    assert_eq!(outcome.stored.as_ref(), Some(&stored));
    scene.sandbox.clear_faults();
    scene.destroyed(&stored).await;
}

/// A destroy that takes too long is an error, and the next one waits on.
#[tokio::test]
async fn a_destroy_that_times_out_is_completed() {
    let config = cluster(json!({ "timeouts": { "delete": "1s" } }));
    let (scene, stored) = Scene::applied(&config).await;
    scene.stay("DELETING");
    let outcome = scene.harness.destroy(CLUSTER, &stored).await;
    assert!(outcome.diagnostics.has_errors());
    // A plan meanwhile says so, and does not fail.
    let refreshed = scene.harness.refresh(CLUSTER, &stored).await;
    let warned = refreshed
        .diagnostics
        .iter()
        .any(|said| said.summary.contains("is being deleted"));
    assert!(warned, "{:#?}", refreshed.diagnostics);
    scene.sandbox.clear_faults();
    scene.destroyed(&stored).await;
}

/// A cluster that is still being made is destroyed as soon as AWS takes it.
#[tokio::test]
async fn an_unfinished_cluster_is_destroyed() {
    let config = cluster(
        json!({ "timeouts": { "create": "1s" }, "server_properties": "num.io.threads = 8\n" }),
    );
    let scene = Scene::new().await;
    scene.stay("CREATING");
    let kept = scene.try_apply(None, &config).await.stored.unwrap();
    let ready = async {
        scene.called("DeleteCluster", 2).await;
        scene.sandbox.clear_faults();
    };
    let (outcome, ()) = tokio::join!(scene.harness.destroy(CLUSTER, &kept), ready);
    assert!(outcome.diagnostics.is_empty(), "{:#?}", outcome.diagnostics);
    assert_empty(&scene.sandbox);
}

/// Without a refresh, too, the next plan goes on with what a create left.
#[tokio::test]
async fn an_unfinished_cluster_is_completed_without_a_refresh() {
    let config = cluster(json!({ "timeouts": { "create": "1s" } }));
    let scene = Scene::new().await;
    scene.stay("CREATING");
    let kept = scene.try_apply(None, &config).await.stored.unwrap();
    scene.sandbox.clear_faults();
    let planned = scene.harness.plan(CLUSTER, Some(&kept), &config).await;
    assert_update(&planned);
    let stored = scene.harness.apply(&planned).await.unwrap();
    let stored = scene.refresh(&stored).await.unwrap();
    assert_eq!(scene.planned(&stored, &config).await.action, Action::NoOp);
    scene.quiet(&stored, &config).await;
    scene.destroyed(&stored).await;
}

/// Where a policy allows no look at operations, the state of the cluster has to do; a failure shows as a change that is missing.
#[tokio::test]
async fn operations_that_nobody_may_look_at_are_judged_by_what_they_leave() {
    let (scene, stored) = Scene::applied(&cluster(json!({}))).await;
    scene.fault("DescribeClusterOperationV2", None, FaultAction::Deny);
    let per_broker = cluster(json!({ "enhanced_monitoring": "PER_BROKER" }));
    let stored = scene.apply(Some(&stored), &per_broker).await;
    let (code, message) = ("InternalFailure".to_owned(), "it broke".to_owned());
    scene.happen(Event::Doom { code, message });
    let both = cluster(json!({ "enhanced_monitoring": "PER_BROKER", "kafka_version": "3.7.x" }));
    let outcome = scene.try_apply(Some(&stored), &both).await;
    assert!(
        outcome.diagnostics.has_errors(),
        "{:#?}",
        outcome.diagnostics
    );
    scene.apply(outcome.stored.as_ref(), &both).await;
}
