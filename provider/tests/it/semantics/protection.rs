//! `deletion_protection` and `allow_replacement`.

use kafkaws_plugin::testing::Action;
use kafkaws_schema::Value;
use serde_json::json;

use crate::config::cluster;
use crate::scene::{CLUSTER, Scene, at, at_path};

fn protected(on: bool) -> Value {
    cluster(json!({ "deletion_protection": on }))
}

#[tokio::test]
async fn a_protected_cluster_is_not_destroyed() {
    let (scene, stored) = Scene::applied(&protected(true)).await;
    let planned = scene.harness.plan_destroy(CLUSTER, &stored).await;
    assert!(planned.diagnostics.has_errors());
    assert_eq!(at(&planned.diagnostics, "deletion_protection").len(), 1);
    assert_eq!(scene.sandbox.calls().count("DeleteCluster"), 0);
}

/// The value in the state counts: turning it off is an apply of its own, and costs no call.
#[tokio::test]
async fn protection_is_turned_off_by_an_apply_of_its_own() {
    let (scene, stored) = Scene::applied(&protected(true)).await;
    scene.sandbox.forget_calls();
    let planned = scene.planned(&stored, &protected(false)).await;
    assert_eq!(planned.action, Action::Update);
    let stored = scene.apply(Some(&stored), &protected(false)).await;
    assert!(scene.mutations().is_empty());
    scene.destroyed(&stored).await;
}

/// A configuration that allows replacement and drops protection in one step is the accident it is for.
#[tokio::test]
async fn a_protected_cluster_is_not_replaced() {
    let (scene, stored) = Scene::applied(&protected(true)).await;
    let config = cluster(json!({
        "cluster_name": "renamed", "allow_replacement": true, "deletion_protection": false,
    }));
    let planned = scene.plan(Some(&stored), &config).await;
    assert!(planned.diagnostics.has_errors());
    assert_eq!(at(&planned.diagnostics, "deletion_protection").len(), 1);
}

/// A destroy whose plan was made before protection was turned on does not get past the delete either.
#[tokio::test]
async fn the_delete_itself_refuses_as_well() {
    let (scene, stored) = Scene::applied(&protected(false)).await;
    let mut planned = scene.harness.plan_destroy(CLUSTER, &stored).await;
    let prior = planned.prior.as_mut().unwrap();
    prior
        .value
        .put(&at_path("deletion_protection"), Value::Bool(true));
    let outcome = scene.harness.apply(&planned).await;
    assert!(outcome.diagnostics.has_errors());
    assert_eq!(scene.sandbox.calls().count("DeleteCluster"), 0);
}

/// A tainted cluster is replaced without asking: Terraform plans it as if there were none. Protection holds all the same.
#[tokio::test]
async fn a_protected_cluster_is_not_replaced_when_tainted() {
    let config = protected(true);
    let (scene, mut stored) = Scene::applied(&config).await;
    stored.tainted = true;
    let planned = scene.harness.plan(CLUSTER, Some(&stored), &config).await;
    assert_eq!(planned.action, Action::Replace);
    let outcome = scene.harness.apply(&planned).await;
    assert!(outcome.diagnostics.has_errors());
    assert_eq!(scene.sandbox.calls().count("DeleteCluster"), 0);
}
