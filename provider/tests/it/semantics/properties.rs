//! `server_properties`: the provider's own configuration, from its first revision to its end.

use kafkaws_plugin::testing::{Action, Stored};
use kafkaws_sandbox::FaultAction;
use kafkaws_schema::Value;
use serde_json::{Value as Json, json};

use crate::config::cluster;
use crate::scene::{CLUSTER, Scene, assert_empty, get, refusal};

fn threads(count: usize) -> Value {
    cluster(json!({ "server_properties": format!("num.io.threads = {count}\n") }))
}

fn software(scene: &Scene) -> Json {
    scene.actual()["spec"]["currentBrokerSoftwareInfo"].clone()
}

fn configurations(scene: &Scene) -> Vec<String> {
    let summary = scene.sandbox.world().summary();
    let names = summary["regions"][0]["configurations"].as_array().cloned();
    let mut names: Vec<String> = names
        .unwrap_or_default()
        .iter()
        .map(|name| name.as_str().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn they_come_change_and_go_with_the_cluster() {
    let (scene, stored) = Scene::applied(&threads(8)).await;
    assert_eq!(configurations(&scene), ["kafkaws-orders"]);
    let stored = scene.apply(Some(&stored), &threads(16)).await;
    assert_eq!(software(&scene)["configurationRevision"], 2);
    scene.destroyed(&stored).await;
}

#[tokio::test]
async fn they_can_be_added_later() {
    let (scene, stored) = Scene::applied(&cluster(json!({}))).await;
    let stored = scene.apply(Some(&stored), &threads(8)).await;
    scene.destroyed(&stored).await;
}

/// Taking the attribute away stops managing: the properties stay in force.
#[tokio::test]
async fn taking_them_away_leaves_them_in_force() {
    let bare = cluster(json!({}));
    let (scene, stored) = Scene::applied(&threads(8)).await;
    scene.sandbox.forget_calls();
    let outcome = scene.try_apply(Some(&stored), &bare).await;
    let arn = get(&stored.value, "configuration_info.arn")
        .as_str()
        .unwrap();
    assert!(
        outcome
            .diagnostics
            .iter()
            .any(|said| said.detail.contains(arn)),
        "{:#?}",
        outcome.diagnostics
    );
    let stored = outcome.unwrap();
    scene.quiet(&stored, &bare).await;
    assert!(scene.mutations().is_empty(), "{:?}", scene.mutations());
    assert_eq!(software(&scene)["configurationRevision"], 1);
    assert!(!get(&stored.value, "configuration_info").is_null());
    // Managed again, it is the same configuration.
    let stored = scene.apply(Some(&stored), &threads(8)).await;
    assert!(scene.mutations().is_empty(), "{:?}", scene.mutations());
    scene.destroyed(&stored).await;
}

/// AWS keeps 50 revisions and deletes none: then another name begins, and all of them go with the cluster.
#[tokio::test]
async fn after_fifty_revisions_another_name_begins() {
    let (scene, mut stored) = Scene::applied(&threads(1)).await;
    for count in 2..=52 {
        stored = scene
            .try_apply(Some(&stored), &threads(count))
            .await
            .unwrap();
    }
    scene.quiet(&stored, &threads(52)).await;
    assert_eq!(
        configurations(&scene),
        ["kafkaws-orders", "kafkaws-orders-2"]
    );
    assert_eq!(software(&scene)["configurationRevision"], 2);
    scene.destroyed(&stored).await;
}

/// A destroy that cannot take the configuration away says so, and the next create takes it over.
#[tokio::test]
async fn a_left_over_one_is_named_and_adopted() {
    let (scene, stored) = Scene::applied(&threads(8)).await;
    scene.fault("DeleteConfiguration", None, FaultAction::Deny);
    let outcome = scene.harness.destroy(CLUSTER, &stored).await;
    assert!(!outcome.diagnostics.has_errors());
    let arn = get(&stored.value, "configuration_info.arn")
        .as_str()
        .unwrap();
    let named = outcome
        .diagnostics
        .iter()
        .any(|said| said.detail.contains(arn));
    assert!(named, "{:#?}", outcome.diagnostics);
    scene.sandbox.clear_faults();
    let stored = scene.apply(None, &threads(16)).await;
    assert_eq!(configurations(&scene), ["kafkaws-orders"]);
    assert_eq!(
        get(&stored.value, "configuration_info.arn").as_str(),
        Some(arn)
    );
    scene.destroyed(&stored).await;
}

/// Somebody else's configuration of the name we would take is left alone.
#[tokio::test]
async fn a_name_that_is_taken_is_left_alone() {
    let scene = Scene::new().await;
    let theirs = crate::config::value(&json!({
        "name": "kafkaws-orders", "server_properties": "num.io.threads = 2\n",
    }));
    let other = scene
        .harness
        .run("msk_configuration", None, &theirs)
        .await
        .unwrap();
    let stored = scene.apply(None, &threads(8)).await;
    assert_eq!(
        configurations(&scene),
        ["kafkaws-orders", "kafkaws-orders-2"]
    );
    let removed = scene.harness.destroy(CLUSTER, &stored).await;
    assert!(removed.diagnostics.is_empty());
    assert_eq!(configurations(&scene), ["kafkaws-orders"]);
    scene
        .harness
        .assert_quiet("msk_configuration", &other, &theirs)
        .await;
}

async fn attach(scene: &Scene, text: &str) -> Stored {
    let other = crate::config::value(&json!({ "name": "other", "server_properties": text }));
    let other = scene
        .harness
        .run("msk_configuration", None, &other)
        .await
        .unwrap();
    scene.drift(json!({ "currentBrokerSoftwareInfo": {
        "configurationArn": other.value.attribute("arn").as_str().unwrap(), "configurationRevision": 1,
    } }));
    other
}

/// Somebody attaches another configuration: drift, shown as the properties that are in force, and put back by an apply.
#[tokio::test]
async fn another_configuration_attached_elsewhere_is_drift() {
    let (scene, stored) = Scene::applied(&threads(8)).await;
    attach(&scene, "num.io.threads = 2\n").await;
    let fresh = scene.refresh(&stored).await.unwrap();
    let text = fresh.value.attribute("server_properties").as_str().unwrap();
    assert!(text.contains("num.io.threads = 2"), "{text}");
    let planned = scene.planned(&fresh, &threads(8)).await;
    assert_eq!(planned.action, Action::Update);
    scene.apply(Some(&fresh), &threads(8)).await;
    let arn = software(&scene)["configurationArn"].clone();
    assert_eq!(
        arn.as_str(),
        get(&stored.value, "configuration_info.arn").as_str()
    );
}

/// Taken away while an update fails, they are still ours.
#[tokio::test]
async fn a_refused_update_gives_nothing_up() {
    let (scene, stored) = Scene::applied(&threads(8)).await;
    let other = crate::config::value(
        &json!({ "name": "other", "server_properties": "num.io.threads = 2\n" }),
    );
    let other = scene
        .harness
        .run("msk_configuration", None, &other)
        .await
        .unwrap();
    let arn = other.value.attribute("arn").as_str().unwrap();
    let config = cluster(json!({ "configuration_info": { "arn": arn, "revision": 1 } }));
    let no = refusal("BadRequestException", 400, "no");
    scene.fault("UpdateClusterConfiguration", None, no);
    let outcome = scene.try_apply(Some(&stored), &config).await;
    assert!(outcome.diagnostics.has_errors());
    scene.sandbox.clear_faults();
    let removed = scene
        .harness
        .destroy(CLUSTER, &outcome.stored.unwrap())
        .await;
    assert!(
        !removed.diagnostics.has_errors(),
        "{:#?}",
        removed.diagnostics
    );
    assert_eq!(configurations(&scene), ["other"]);
}

/// A cluster that cannot be made leaves no configuration behind.
#[tokio::test]
async fn a_refused_create_leaves_no_configuration() {
    let scene = Scene::new().await;
    let no = refusal("BadRequestException", 400, "no");
    scene.fault("CreateClusterV2", None, no);
    let outcome = scene.try_apply(None, &threads(8)).await;
    assert!(outcome.diagnostics.has_errors());
    assert_eq!(outcome.stored, None);
    assert_empty(&scene.sandbox);
}

/// An update that fails after the configuration was made remembers it: a destroy takes it away.
#[tokio::test]
async fn a_refused_update_remembers_its_configuration() {
    let (scene, stored) = Scene::applied(&cluster(json!({}))).await;
    let no = refusal("BadRequestException", 400, "no");
    scene.fault("UpdateClusterConfiguration", None, no);
    let outcome = scene.try_apply(Some(&stored), &threads(8)).await;
    assert!(outcome.diagnostics.has_errors());
    scene.sandbox.clear_faults();
    scene.destroyed(&outcome.stored.unwrap()).await;
}
