//! ZooKeeper access, and the way to KRaft.

use serde_json::json;

use crate::config::cluster;
use crate::scene::{Scene, assert_update};

#[tokio::test]
async fn access_is_closed_and_opened() {
    let access = |enabled: bool| cluster(json!({ "zookeeper_access": { "enabled": enabled } }));
    let (scene, stored) = Scene::applied(&cluster(json!({}))).await;
    let stored = scene.apply(Some(&stored), &access(false)).await;
    assert_eq!(scene.actual()["spec"]["zookeeperAccess"], false);
    let stored = scene.apply(Some(&stored), &access(true)).await;
    assert_eq!(scene.actual()["spec"]["zookeeperAccess"], true);
    scene.destroyed(&stored).await;
}

#[tokio::test]
async fn access_is_set_by_the_create() {
    let config = cluster(json!({ "zookeeper_access": { "enabled": false } }));
    let (scene, stored) = Scene::applied(&config).await;
    assert_eq!(scene.actual()["spec"]["zookeeperAccess"], false);
    scene.destroyed(&stored).await;
}

/// TPA #49772: access must be off before a move to KRaft; both in one apply, in that order.
#[tokio::test]
async fn a_move_to_kraft_closes_zookeeper_first() {
    let config = |version: &str| {
        cluster(json!({ "kafka_version": version, "zookeeper_access": { "enabled": false } }))
    };
    let (scene, stored) = Scene::applied(&cluster(json!({ "kafka_version": "3.9.x" }))).await;
    assert!(
        stored
            .value
            .attribute("zookeeper_connect_string")
            .as_str()
            .is_some()
    );
    scene.sandbox.forget_calls();
    let planned = scene.planned(&stored, &config("3.9.x.kraft")).await;
    assert_update(&planned);
    assert!(
        planned
            .value
            .attribute("zookeeper_connect_string")
            .is_unknown()
    );
    let stored = scene.apply(Some(&stored), &config("3.9.x.kraft")).await;
    assert_eq!(
        scene.mutations(),
        ["UpdateConnectivity", "UpdateClusterKafkaVersion"]
    );
    assert!(stored.value.attribute("zookeeper_connect_string").is_null());
    // The attribute has lost its meaning, and may go: the state forgets it without a call.
    scene.sandbox.forget_calls();
    let bare = cluster(json!({ "kafka_version": "3.9.x.kraft" }));
    let stored = scene.apply(Some(&stored), &bare).await;
    assert!(scene.mutations().is_empty());
    scene.destroyed(&stored).await;
}

/// AWS does not report ZooKeeper access and refuses an update that changes nothing: a wish that is met already is met.
#[tokio::test]
async fn access_that_is_as_wanted_already_is_no_error() {
    let (scene, stored) = Scene::applied(&cluster(json!({}))).await;
    for enabled in [true, false] {
        scene.drift(json!({ "zookeeperAccess": enabled }));
        let config = cluster(json!({ "zookeeper_access": { "enabled": enabled } }));
        let changed = scene.apply(Some(&stored), &config).await;
        assert_eq!(
            changed.value.attribute("arn"),
            stored.value.attribute("arn")
        );
    }
}
