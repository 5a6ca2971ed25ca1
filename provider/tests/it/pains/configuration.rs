//! Broker properties: with an upgrade, with a revision, with a name that is taken.

use kafkaws_plugin::testing::Stored;
use kafkaws_schema::Value;
use serde_json::{Value as Json, json};

use crate::config::{cluster, value};
use crate::scene::{CLUSTER, Scene, assert_update, get};

const CONFIGURATION: &str = "msk_configuration";

fn properties(version: &str, text: &str) -> Value {
    cluster(json!({ "kafka_version": version, "server_properties": text }))
}

/// A version and properties that go with it, in one apply and one rolling update.
#[tokio::test]
async fn pain_02_one_apply_upgrades_version_and_configuration() {
    let (scene, stored) = Scene::applied(&properties("3.5.1", "num.io.threads = 8\n")).await;
    let config = properties("3.6.0", "num.io.threads = 8\nlog.cleanup.policy = delete\n");
    let planned = scene.planned(&stored, &config).await;
    assert_update(&planned);
    assert!(planned.value.attribute("configuration_info").is_unknown());
    scene.sandbox.forget_calls();
    let stored = scene.apply(Some(&stored), &config).await;
    assert_eq!(
        scene.mutations(),
        ["UpdateConfiguration", "UpdateClusterKafkaVersion"]
    );
    assert_eq!(software(&scene)["configurationRevision"], 2);
    assert_eq!(software(&scene)["kafkaVersion"], "3.6.0");
    scene.destroyed(&stored).await;
}

fn software(scene: &Scene) -> Json {
    scene.actual()["spec"]["currentBrokerSoftwareInfo"].clone()
}

/// TAM #16: a configuration for one version cannot go with the next; ours names no version at all, and neither does a
/// separate one that leaves them out.
#[tokio::test]
async fn pain_02_a_separate_configuration_survives_an_upgrade() {
    let scene = Scene::new().await;
    let shared = configuration(&scene, None, "num.io.threads = 8\n").await;
    let config = |version| cluster(with(&shared, 1, version));
    let stored = scene.apply(None, &config("3.5.1")).await;
    scene.sandbox.forget_calls();
    scene.apply(Some(&stored), &config("3.6.0")).await;
    assert_eq!(scene.mutations(), ["UpdateClusterKafkaVersion"]);
}

fn with(shared: &Stored, revision: i64, version: &str) -> Json {
    let arn = shared.value.attribute("arn").as_str().unwrap();
    json!({ "kafka_version": version, "configuration_info": { "arn": arn, "revision": revision } })
}

fn shared(text: &str) -> Value {
    value(&json!({ "name": "shared", "server_properties": text }))
}

async fn configuration(scene: &Scene, prior: Option<&Stored>, text: &str) -> Stored {
    let config = shared(text);
    let stored = scene
        .harness
        .run(CONFIGURATION, prior, &config)
        .await
        .unwrap();
    scene
        .harness
        .assert_quiet(CONFIGURATION, &stored, &config)
        .await;
    stored
}

/// TPA #15405, #29478: the cluster was planned with the revision before the one that the edit made.
#[tokio::test]
async fn pain_03_an_edit_of_properties_plans_an_unknown_revision() {
    let scene = Scene::new().await;
    let first = configuration(&scene, None, "num.io.threads = 8\n").await;
    let stored = scene.apply(None, &cluster(with(&first, 1, "3.6.0"))).await;
    let config = shared("num.io.threads = 16\n");
    let planned = scene
        .harness
        .plan(CONFIGURATION, Some(&first), &config)
        .await;
    assert_update(&planned);
    assert!(planned.value.attribute("latest_revision").is_unknown());
    // What core hands to the cluster's plan before the apply, and during it.
    let mut follows = cluster(with(&first, 1, "3.6.0"));
    assert!(follows.put(
        &crate::scene::at_path("configuration_info.revision"),
        Value::unknown()
    ));
    assert_update(&scene.harness.plan(CLUSTER, Some(&stored), &follows).await);
    let second = configuration(&scene, Some(&first), "num.io.threads = 16\n").await;
    assert_eq!(second.value.attribute("latest_revision").as_i64(), Some(2));
    scene
        .apply(Some(&stored), &cluster(with(&second, 2, "3.6.0")))
        .await;
    assert_eq!(software(&scene)["configurationRevision"], 2);
}

/// CP #102: the cluster silently stayed on the old revision, and only a second apply helped.
#[tokio::test]
async fn pain_03_an_edit_on_the_cluster_is_in_force_after_one_apply() {
    let (scene, stored) = Scene::applied(&properties("3.6.0", "num.io.threads = 8\n")).await;
    let config = properties("3.6.0", "num.io.threads = 16\n");
    let planned = scene.planned(&stored, &config).await;
    assert!(planned.value.attribute("configuration_info").is_unknown());
    let stored = scene.apply(Some(&stored), &config).await;
    assert_eq!(software(&scene)["configurationRevision"], 2);
    assert_eq!(
        get(&stored.value, "configuration_info.revision").as_i64(),
        Some(2)
    );
    scene.destroyed(&stored).await;
}

/// Order, spacing and comments are no edit, and make no revision.
#[tokio::test]
async fn pain_03_the_same_properties_in_another_order_are_no_edit() {
    let text = "num.io.threads=8\nlog.cleanup.policy=delete\n";
    let (scene, stored) = Scene::applied(&properties("3.6.0", text)).await;
    let other = "# ours\nlog.cleanup.policy = delete\n\nnum.io.threads = 8";
    scene.quiet(&stored, &properties("3.6.0", other)).await;
}
