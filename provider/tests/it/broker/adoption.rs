//! Volumes outlive their broker, and the next one of the same identity takes them over.

use kafkaws_schema::Value;
use serde_json::json;

use super::scene::{BROKER, Scene};
use crate::scene::{get, text, words};

#[tokio::test]
async fn the_next_broker_takes_over_what_a_destroy_left() {
    let keep = json!({ "delete_volumes_on_destroy": false });
    let (scene, stored) = Scene::applied(keep.clone()).await;
    let ids = get(&stored.value, "volume_ids").clone();
    let outcome = scene.harness.destroy(BROKER, &stored).await;
    assert!(
        words(&outcome.diagnostics).contains("kafkaws:released"),
        "{:#?}",
        outcome.diagnostics
    );
    let left = scene.things("volumes");
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].1["tags"]["kafkaws:released"], "true");
    assert!(scene.things("instances").is_empty());
    scene.sandbox.forget_calls();
    let stored = scene.apply(None, &scene.place.config(json!({}))).await;
    assert_eq!(*get(&stored.value, "volume_ids"), ids);
    assert_eq!(scene.sandbox.calls().count("CreateVolume"), 0);
    assert!(
        scene
            .things("volumes")
            .iter()
            .all(|(_, one)| one["tags"].get("kafkaws:released").is_none())
    );
    scene.destroyed(&stored).await;
}

#[tokio::test]
async fn a_broker_in_another_zone_does_not_and_says_so() {
    let (scene, stored) = Scene::applied(json!({ "delete_volumes_on_destroy": false })).await;
    drop(scene.harness.destroy(BROKER, &stored).await);
    let elsewhere = scene
        .place
        .config(json!({ "subnet_id": scene.place.subnets[1] }));
    let made = scene.try_apply(None, &elsewhere).await;
    assert!(
        words(&made.diagnostics).contains("volumes of an earlier broker"),
        "{:#?}",
        made.diagnostics
    );
    assert_ne!(
        get(&made.unwrap().value, "volume_ids"),
        get(&stored.value, "volume_ids")
    );
}

#[tokio::test]
async fn a_volume_that_is_larger_than_wanted_is_not_taken_for_another() {
    let keep =
        json!({ "delete_volumes_on_destroy": false, "volumes": [{ "name": "data", "size": 200 }] });
    let (scene, stored) = Scene::applied(keep).await;
    drop(scene.harness.destroy(BROKER, &stored).await);
    let refused = scene.try_apply(None, &scene.place.config(json!({}))).await;
    let told = words(&refused.diagnostics);
    assert!(told.contains("Write size = 200"), "{told}");
    // What the create had made by then goes, and the volume with the data stays.
    let larger = scene
        .place
        .config(json!({ "volumes": [{ "name": "data", "size": 300 }] }));
    let after = scene.apply(refused.stored.as_ref(), &larger).await;
    assert_eq!(
        get(&after.value, "volume_ids"),
        get(&stored.value, "volume_ids")
    );
    scene.destroyed(&after).await;
}

#[tokio::test]
async fn a_replacement_that_is_allowed_keeps_the_data_where_it_can() {
    let keep = json!({ "delete_volumes_on_destroy": false, "allow_replacement": true });
    let (scene, stored) = Scene::applied(keep).await;
    let address = format!(
        "{}9",
        text(&stored, "address").trim_end_matches(char::is_numeric)
    );
    let patch = json!({ "delete_volumes_on_destroy": false, "allow_replacement": true, "private_ip": address });
    let config = scene.place.config(patch);
    let after = scene.try_apply(Some(&stored), &config).await.unwrap();
    assert_eq!(text(&after, "address"), address);
    assert_eq!(
        get(&after.value, "volume_ids"),
        get(&stored.value, "volume_ids")
    );
    let Value::Map(ids) = get(&after.value, "volume_ids") else {
        panic!("no map")
    };
    assert_eq!(ids.len(), 1);
}
