//! What plans say about images that are not there, and about those that are.

use kafkaws_plugin::testing::Action;
use serde_json::json;

use super::disk::{Disk, sha256};
use super::scene::Scene;
use crate::scene::{assert_update, at, get, text, words};

#[tokio::test]
async fn an_image_that_is_not_built_yet_is_known_after_apply() {
    let scene = Scene::new().await;
    let built = scene.folder.path().join("later.raw");
    let config = scene.config(json!({ "image_file": built.to_str().unwrap() }));
    let planned = scene.plan(None, &config).await;
    assert!(planned.diagnostics.is_empty(), "{:#?}", planned.diagnostics);
    for name in ["ami_id", "image_hash", "engine", "architecture"] {
        assert!(get(&planned.value, name).is_unknown(), "{name}");
    }
    let refused = scene.harness.apply(&planned).await.diagnostics;
    assert!(!at(&refused, "image_file").is_empty(), "{refused:#?}");
    scene.empty();
    Disk::of(1).write(&built);
    let stored = scene.apply(None, &config).await;
    scene.destroyed(&stored).await;
}

#[tokio::test]
async fn a_drift_runner_without_the_image_keeps_what_was_and_says_so() {
    for patch in [json!({}), json!({ "tags": { "a": "b" } })] {
        let (scene, stored) = Scene::applied(json!({})).await;
        std::fs::remove_file(scene.image()).unwrap();
        std::fs::remove_file(scene.folder.path().join("broker.raw.json")).unwrap();
        let planned = scene
            .plan(Some(&stored), &scene.config(patch.clone()))
            .await;
        assert_eq!(at(&planned.diagnostics, "image_file").len(), 1);
        assert!(!planned.diagnostics.has_errors());
        assert_eq!(
            get(&planned.value, "ami_id").as_str().unwrap(),
            text(&stored, "ami_id")
        );
        let applied = scene.harness.apply(&planned).await.unwrap();
        scene.destroyed(&applied).await;
    }
}

#[tokio::test]
async fn another_hash_without_the_image_is_planned_and_not_applied() {
    let (scene, stored) = Scene::applied(json!({})).await;
    std::fs::remove_file(scene.image()).unwrap();
    std::fs::remove_file(scene.folder.path().join("broker.raw.json")).unwrap();
    let config = scene.config(json!({ "image_sha256": "ab".repeat(32) }));
    let planned = scene.plan(Some(&stored), &config).await;
    assert_update(&planned);
    assert!(get(&planned.value, "ami_id").is_unknown());
    let outcome = scene.harness.apply(&planned).await;
    assert!(words(&outcome.diagnostics).contains("is not there"));
    scene.destroyed(&outcome.stored.unwrap()).await;
}

#[tokio::test]
async fn an_image_without_a_manifest_is_known_by_its_bytes() {
    let scene = Scene::new().await;
    scene.build_alone(Disk::of(3));
    let config = scene.config(json!({ "engine": "acme", "engine_version": "1" }));
    let stored = scene.apply(None, &config).await;
    assert_eq!(text(&stored, "image_hash"), sha256(&scene.image()));
    assert_eq!(text(&stored, "engine"), "acme");
    // Touched, and the same.
    scene.build_alone(Disk::of(3));
    let planned = scene.plan(Some(&stored), &config).await;
    assert_eq!(planned.action, Action::NoOp);
    scene.build_alone(Disk::of(4));
    let planned = scene.plan(Some(&stored), &config).await;
    assert_update(&planned);
    scene.destroyed(&stored).await;
}

#[tokio::test]
async fn an_engine_that_nobody_names_is_null() {
    let scene = Scene::new().await;
    scene.build_alone(Disk::of(3));
    let stored = scene.apply(None, &scene.config(json!({}))).await;
    assert!(get(&stored.value, "engine").is_null());
    scene.destroyed(&stored).await;
}

#[tokio::test]
async fn what_cannot_be_meant_is_refused_before_anything_is_asked() {
    let scene = Scene::new().await;
    let object = json!({ "bucket": "images", "key": "x.raw" });
    let table = [
        (json!({ "image_file": null }), "image_file"),
        (json!({ "image_object": object }), "image_file"),
        (json!({ "import_snapshot": {} }), "import_snapshot.bucket"),
        (
            json!({ "image_file": null, "image_object": object, "import_snapshot": { "bucket": "images" } }),
            "import_snapshot.bucket",
        ),
        (
            json!({ "kms_key_id": "arn:aws:kms:eu-west-1:123456789012:key/1" }),
            "kms_key_id",
        ),
        (
            json!({ "root_volume": { "type": "gp2", "iops": 4000 } }),
            "root_volume.iops",
        ),
        (json!({ "tags": { "kafkaws:engine": "x" } }), "tags"),
    ];
    for (patch, path) in table {
        let said = scene
            .plan(None, &scene.config(patch.clone()))
            .await
            .diagnostics;
        let mut paths = said.iter().filter_map(|one| one.path.as_ref());
        assert!(
            paths.any(|one| one.to_string().starts_with(path)),
            "{patch}: {said:#?}"
        );
    }
}
