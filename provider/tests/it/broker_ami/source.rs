//! The data source: the newest AMI of an engine.

use kafkaws_schema::{Diagnostics, Value};
use serde_json::{Value as Json, json};

use super::disk::{ARM64, Disk};
use super::scene::Scene;
use crate::config::value;
use crate::scene::{get, text, words};

async fn find(scene: &Scene, sought: Json) -> Result<Value, Diagnostics> {
    scene.harness.read_data("broker_ami", &value(&sought)).await
}

#[tokio::test]
async fn the_newest_of_an_engine_is_found() {
    let (scene, old) = Scene::applied(json!({})).await;
    // EC2 tells dates to the second.
    let second = std::time::Duration::from_secs(1);
    scene.sandbox.world().advance(second);
    scene.build(Disk::of(2), "0.9.0");
    let new = scene
        .apply(None, &scene.config(json!({ "name": "second" })))
        .await;
    scene.sandbox.world().advance(second);
    scene.build_alone(Disk {
        root: ARM64,
        ..Disk::of(3)
    });
    let arm = json!({ "name": "third", "engine": "acme", "engine_version": "2" });
    let arm = scene.apply(None, &scene.config(arm)).await;
    let table = [
        (json!({ "engine": "nisshi" }), &new),
        (
            json!({ "engine": "nisshi", "engine_version": "0.8.1" }),
            &old,
        ),
        (json!({ "architecture": "arm64" }), &arm),
        (json!({}), &arm),
    ];
    for (sought, expected) in table {
        let found = find(&scene, sought.clone()).await.unwrap();
        assert_eq!(
            get(&found, "ami_id").as_str().unwrap(),
            text(expected, "ami_id"),
            "{sought}"
        );
    }
    let found = find(&scene, json!({ "engine": "nisshi" })).await.unwrap();
    assert_eq!(get(&found, "found_engine_version").as_str(), Some("0.9.0"));
    assert_eq!(get(&found, "contract").as_str(), Some("1"));
    let said = find(&scene, json!({ "engine": "kafka" }))
        .await
        .unwrap_err();
    assert!(words(&said).contains("engine = \"kafka\""), "{said:#?}");
}
