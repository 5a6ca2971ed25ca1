//! From nothing to a broker, into the state by import, and back to nothing.

use kafkaws_plugin::testing::Action;
use kafkaws_schema::Value;
use serde_json::json;

use super::scene::{BROKER, NAME, Scene};
use crate::scene::{get, text};

#[tokio::test]
async fn a_broker_is_made_onto_its_interface_and_volumes() {
    let scene = Scene::new().await;
    let config = scene.place.config(json!({}));
    let stored = scene.apply(None, &config).await;
    assert_eq!(
        scene.mutations(),
        [
            "CreateNetworkInterface",
            "CreateVolume",
            "RunInstances",
            "AttachVolume",
            "DeleteTags",
            "CreateTags",
            "DeleteTags"
        ]
    );
    assert_eq!(text(&stored, "id"), "orders/1");
    assert_eq!(text(&stored, "health"), "OK");
    let endpoint = format!("{}:9092", text(&stored, "address"));
    assert_eq!(text(&stored, "endpoint"), endpoint);
    let performance = get(&stored.value, "volume_performance");
    let Value::Map(performance) = performance else {
        panic!("{performance:?}")
    };
    assert_eq!(
        performance["data"].attribute("limited_by").as_str(),
        Some("INSTANCE")
    );
    let instances = scene.things("instances");
    assert_eq!(instances[0].1["tags"]["Name"], NAME);
    assert_eq!(instances[0].1["tags"]["kafkaws:broker-id"], "1");
    assert!(instances[0].1["tags"].get("kafkaws:pending").is_none());
    scene.destroyed(&stored).await;
}

#[tokio::test]
async fn a_plan_of_a_create_shows_what_it_knows() {
    let scene = Scene::new().await;
    let planned = scene.plan(None, &scene.place.config(json!({}))).await;
    assert_eq!(planned.action, Action::Create);
    assert_eq!(get(&planned.value, "id").as_str(), Some("orders/1"));
    assert_eq!(get(&planned.value, "health").as_str(), Some("OK"));
    assert!(get(&planned.value, "address").is_unknown());
}

#[tokio::test]
async fn an_imported_broker_has_nothing_to_plan() {
    let patch = json!({
        "volumes": [
            { "name": "data", "size": 100 },
            { "name": "a-wal", "type": "io2", "size": 10, "iops": 1000 },
        ],
        "properties": { "num.io.threads": "16" },
        "environment": { "KAFKA_HEAP_OPTS": "-Xmx2g" },
        "listeners": [{ "name": "CLIENT", "port": 9094, "protocol": "SSL", "advertised_host": "b1.example.com" }],
        "tags": { "team": "data" },
        "delete_volumes_on_destroy": null,
        "disable_api_termination": true,
    });
    let (scene, stored) = Scene::applied(patch.clone()).await;
    let imported = scene.harness.import(BROKER, "orders/1").await.unwrap();
    assert_eq!(text(&imported, "instance_id"), text(&stored, "instance_id"));
    scene.quiet(&imported, &scene.place.config(patch)).await;
}

#[tokio::test]
async fn an_import_says_what_an_id_is_and_that_there_is_none() {
    let scene = Scene::new().await;
    for (id, word) in [
        ("orders", "orders/1"),
        ("orders/x", "orders/1"),
        ("orders/7", "kafkaws:broker-id"),
    ] {
        let refused = scene.harness.import(BROKER, id).await;
        let detail = &refused.diagnostics.iter().next().unwrap().detail;
        assert!(detail.contains(word), "{id}: {detail}");
    }
}

#[tokio::test]
async fn a_protected_broker_is_not_destroyed() {
    let (scene, stored) = Scene::applied(json!({ "disable_api_termination": true })).await;
    let refused = scene.harness.destroy(BROKER, &stored).await;
    assert!(refused.diagnostics.has_errors());
    assert_eq!(scene.mutations(), [""; 0]);
    let open = scene
        .place
        .config(json!({ "disable_api_termination": false }));
    let stored = scene.apply(Some(&stored), &open).await;
    assert_eq!(scene.mutations(), ["ModifyInstanceAttribute"]);
    scene.destroyed(&stored).await;
}

#[tokio::test]
async fn somebody_elses_broker_is_not_taken_over() {
    let (scene, stored) = Scene::applied(json!({})).await;
    let elsewhere = json!({ "subnet_id": scene.place.subnets[1] });
    let others = scene.place.config(elsewhere);
    is_named_for_import(&scene, &others).await;
    scene.age(&stored).await;
    is_named_for_import(&scene, &scene.place.config(json!({}))).await;
}

async fn is_named_for_import(scene: &Scene, config: &Value) {
    scene.sandbox.forget_calls();
    let refused = scene.try_apply(None, config).await;
    assert_eq!(
        refused.stored, None,
        "nothing to be destroyed by the next run"
    );
    let told = refused.diagnostics.iter().next().unwrap();
    assert!(
        told.detail.contains("terraform import ADDRESS orders/1"),
        "{told:?}"
    );
    assert_eq!(scene.mutations(), [""; 0]);
}

/// The answer of a create that finished may never have reached the state.
#[tokio::test]
async fn the_same_create_once_more_finds_what_it_made_a_moment_ago() {
    let (scene, stored) = Scene::applied(json!({})).await;
    let config = scene.place.config(json!({}));
    let again = scene.apply(None, &config).await;
    assert_eq!(again.value, stored.value);
    // The health check's mark goes in any case.
    assert_eq!(scene.mutations(), ["DeleteTags"]);
    scene.destroyed(&again).await;
}

#[tokio::test]
async fn tags_are_the_users_and_the_provider_blocks() {
    let (scene, stored) = Scene::applied(json!({ "tags": { "team": "a", "old": "x" } })).await;
    let config = scene.place.config(json!({ "tags": { "team": "b" } }));
    let stored = scene.apply(Some(&stored), &config).await;
    let all = get(&stored.value, "tags_all");
    assert_eq!(all, &crate::config::value_map(&[("team", "b")]));
    for kind in ["instances", "volumes"] {
        let tagged = scene
            .things(kind)
            .into_iter()
            .filter(|(_, one)| one["tags"].get("kafkaws:broker-id").is_some());
        for (id, thing) in tagged {
            assert_eq!(thing["tags"]["team"], "b", "{id}");
            assert!(thing["tags"].get("old").is_none(), "{id}");
        }
    }
    scene.destroyed(&stored).await;
}
