//! `kafkaws_msk_configuration`.

use kafkaws_plugin::testing::{Action, Stored};
use kafkaws_sandbox::FaultAction;
use kafkaws_schema::Value;
use serde_json::{Value as Json, json};

use crate::config::{cluster, value};
use crate::scene::{Scene, assert_empty, assert_update};

const CONFIGURATION: &str = "msk_configuration";

fn configuration(patch: Json) -> Value {
    let mut base = json!({ "name": "shared", "server_properties": "num.io.threads = 8\n" });
    for (key, item) in patch.as_object().unwrap() {
        base[key] = item.clone();
    }
    value(&base)
}

async fn apply(scene: &Scene, prior: Option<&Stored>, config: &Value) -> Stored {
    let stored = scene
        .harness
        .run(CONFIGURATION, prior, config)
        .await
        .unwrap();
    scene
        .harness
        .assert_quiet(CONFIGURATION, &stored, config)
        .await;
    stored
}

#[tokio::test]
async fn it_lives() {
    let scene = Scene::new().await;
    let stored = apply(&scene, None, &configuration(json!({}))).await;
    let config = configuration(
        json!({ "server_properties": "num.io.threads = 16\n", "description": "ours" }),
    );
    let planned = scene
        .harness
        .plan(CONFIGURATION, Some(&stored), &config)
        .await;
    assert_update(&planned);
    assert!(planned.value.attribute("latest_revision").is_unknown());
    let stored = apply(&scene, Some(&stored), &config).await;
    assert_eq!(stored.value.attribute("latest_revision").as_i64(), Some(2));
    let arn = stored.value.attribute("arn").as_str().unwrap();
    let imported = scene.harness.import(CONFIGURATION, arn).await.unwrap();
    scene
        .harness
        .assert_quiet(CONFIGURATION, &imported, &config)
        .await;
    let removed = scene.harness.destroy(CONFIGURATION, &stored).await;
    assert!(removed.diagnostics.is_empty(), "{:#?}", removed.diagnostics);
    assert_empty(&scene.sandbox);
}

/// AWS cannot change the versions or the name, and a configuration holds no data: it is replaced.
#[tokio::test]
async fn versions_and_name_replace_it() {
    let scene = Scene::new().await;
    let stored = apply(&scene, None, &configuration(json!({}))).await;
    for patch in [
        json!({ "kafka_versions": ["3.6.0"] }),
        json!({ "name": "other" }),
    ] {
        let planned = scene
            .harness
            .plan(CONFIGURATION, Some(&stored), &configuration(patch))
            .await;
        assert_eq!(planned.action, Action::Replace);
    }
}

/// A revision that somebody else makes is drift, and one that is used up for good is named.
#[tokio::test]
async fn the_last_revision_is_told() {
    let scene = Scene::new().await;
    let threads = |count: usize| {
        configuration(json!({ "server_properties": format!("num.io.threads = {count}\n") }))
    };
    let mut stored = scene
        .harness
        .run(CONFIGURATION, None, &threads(1))
        .await
        .unwrap();
    for count in 2..=50 {
        stored = scene
            .harness
            .run(CONFIGURATION, Some(&stored), &threads(count))
            .await
            .unwrap();
    }
    let outcome = scene
        .harness
        .run(CONFIGURATION, Some(&stored), &threads(51))
        .await;
    assert!(outcome.diagnostics.has_errors());
    let told = outcome
        .diagnostics
        .iter()
        .any(|said| said.detail.contains("another name"));
    assert!(told, "{:#?}", outcome.diagnostics);
}

/// In use by a cluster it stays, with AWS's reason.
#[tokio::test]
async fn one_in_use_is_not_deleted() {
    let scene = Scene::new().await;
    let shared = apply(&scene, None, &configuration(json!({}))).await;
    let arn = shared.value.attribute("arn").as_str().unwrap();
    let user = cluster(json!({ "configuration_info": { "arn": arn, "revision": 1 } }));
    scene.apply(None, &user).await;
    let outcome = scene.harness.destroy(CONFIGURATION, &shared).await;
    assert!(outcome.diagnostics.has_errors());
    assert_eq!(outcome.stored, Some(shared));
}

#[tokio::test]
async fn one_that_is_gone_is_made_again() {
    let scene = Scene::new().await;
    let stored = apply(&scene, None, &configuration(json!({}))).await;
    let removed = scene.harness.destroy(CONFIGURATION, &stored).await;
    assert!(removed.diagnostics.is_empty());
    assert_eq!(
        scene.harness.refresh(CONFIGURATION, &stored).await.stored,
        None
    );
    apply(&scene, None, &configuration(json!({}))).await;
}

/// The name is taken: never an adoption.
#[tokio::test]
async fn a_name_that_is_taken_is_an_error() {
    let scene = Scene::new().await;
    apply(&scene, None, &configuration(json!({}))).await;
    let other = configuration(json!({ "server_properties": "num.io.threads = 2\n" }));
    let outcome = scene.harness.run(CONFIGURATION, None, &other).await;
    assert_eq!(outcome.stored, None);
    let there = crate::scene::at(&outcome.diagnostics, "name");
    assert!(
        there.iter().any(|detail| detail.contains("import")),
        "{:#?}",
        outcome.diagnostics
    );
}

/// A lost answer to an update costs a revision, and nothing else.
#[tokio::test]
async fn a_lost_answer_to_an_update_converges() {
    let scene = Scene::new().await;
    let stored = apply(&scene, None, &configuration(json!({}))).await;
    scene.fault("UpdateConfiguration", Some(1), FaultAction::LoseResponse);
    let config = configuration(json!({ "server_properties": "num.io.threads = 16\n" }));
    apply(&scene, Some(&stored), &config).await;
}

/// The SDK tries again and meets its own configuration: the same, made just now, is ours.
#[tokio::test]
async fn a_lost_answer_to_a_create_is_recognised() {
    let scene = Scene::new().await;
    scene.fault("CreateConfiguration", Some(1), FaultAction::LoseResponse);
    let stored = apply(&scene, None, &configuration(json!({}))).await;
    assert_eq!(stored.value.attribute("latest_revision").as_i64(), Some(1));
    let removed = scene.harness.destroy(CONFIGURATION, &stored).await;
    assert!(removed.diagnostics.is_empty(), "{:#?}", removed.diagnostics);
    assert_empty(&scene.sandbox);
}

/// Revisions never change: a refresh reads none that is in the state.
#[tokio::test]
async fn an_unchanged_one_is_read_by_one_call() {
    let scene = Scene::new().await;
    let stored = apply(&scene, None, &configuration(json!({}))).await;
    scene.sandbox.forget_calls();
    let _same = scene.harness.refresh(CONFIGURATION, &stored).await.unwrap();
    assert_eq!(
        scene.sandbox.calls().operations(),
        ["DescribeConfiguration"]
    );
}
