//! Through S3: a file that is uploaded, and an object that is there.

use kafkaws_sandbox::FaultAction;
use serde_json::json;

use super::disk::{Disk, describe, sha256};
use super::scene::Scene;
use crate::scene::{at, get, refusal, text, words};

/// A scene with the bucket `images`.
pub(super) async fn shop() -> Scene {
    let scene = Scene::new().await;
    let cloud = scene.cloud().await;
    let s3 = cloud.connection().s3().await.unwrap();
    let place = aws_sdk_s3::types::CreateBucketConfiguration::builder()
        .location_constraint("eu-west-1".into());
    let made = s3.create_bucket().bucket("images");
    let made = made.create_bucket_configuration(place.build());
    drop(made.send().await.unwrap());
    scene
}

async fn keys(scene: &Scene) -> Vec<String> {
    let cloud = scene.cloud().await;
    let s3 = cloud.connection().s3().await.unwrap();
    let found = s3.list_objects_v2().bucket("images").send().await.unwrap();
    let keys = found.contents().iter();
    keys.map(|object| object.key().unwrap().to_owned())
        .collect()
}

pub(super) async fn put(scene: &Scene, key: &str, file: &std::path::Path) {
    let cloud = scene.cloud().await;
    let s3 = cloud.connection().s3().await.unwrap();
    let body = std::fs::read(file).unwrap().into();
    let call = s3.put_object().bucket("images").key(key).body(body);
    drop(call.send().await.unwrap());
}

#[tokio::test]
async fn a_file_is_uploaded_in_parts_imported_and_taken_away() {
    let scene = shop().await;
    let config = scene.config(json!({ "import_snapshot": { "bucket": "images" } }));
    scene.sandbox.forget_calls();
    let stored = scene.apply(None, &config).await;
    assert_eq!(scene.count("UploadPart"), 8);
    assert_eq!(scene.count("ImportSnapshot"), 1);
    assert_eq!(scene.count("PutSnapshotBlock"), 0);
    assert_eq!(keys(&scene).await, Vec::<String>::new());
    assert_eq!(text(&stored, "engine"), "nisshi");
    assert_eq!(text(&stored, "image_hash"), sha256(&scene.image()));
    scene.build(Disk::of(2), "0.9.0");
    let second = scene.apply(Some(&stored), &config).await;
    assert_ne!(text(&second, "ami_id"), text(&stored, "ami_id"));
    let outcome = scene.harness.destroy(super::scene::AMI, &second).await;
    assert!(
        !outcome.diagnostics.has_errors(),
        "{:#?}",
        outcome.diagnostics
    );
    assert!(scene.ids("snapshots").is_empty());
}

#[tokio::test]
async fn an_upload_that_was_cut_off_goes_on_with_the_rest() {
    let scene = shop().await;
    let config = scene.config(json!({ "import_snapshot": { "bucket": "images" } }));
    scene.fault("UploadPart", Some(6), FaultAction::Deny);
    let said = scene.refused(None, &config).await;
    assert!(words(&said).contains("s3:PutObject"), "{said:#?}");
    scene.sandbox.clear_faults();
    scene.sandbox.forget_calls();
    drop(scene.apply(None, &config).await);
    assert!(
        (1..=3).contains(&scene.count("UploadPart")),
        "{}",
        scene.count("UploadPart")
    );
    assert_eq!(scene.count("CreateMultipartUpload"), 0);
    assert_eq!(keys(&scene).await, Vec::<String>::new());
}

#[tokio::test]
async fn an_import_that_was_cut_off_is_found() {
    for (operation, imports) in [("DescribeImportSnapshotTasks", 0), ("CreateTags", 0)] {
        let scene = shop().await;
        let config = scene.config(json!({ "import_snapshot": { "bucket": "images" } }));
        // The first look is for tasks of earlier applies.
        let nth = if operation == "CreateTags" { 1 } else { 2 };
        scene.fault(operation, Some(nth), FaultAction::Deny);
        drop(scene.refused(None, &config).await);
        scene.sandbox.clear_faults();
        scene.sandbox.forget_calls();
        let stored = scene.apply(None, &config).await;
        assert_eq!(scene.count("ImportSnapshot"), imports, "{operation}");
        assert_eq!(scene.ids("snapshots"), [text(&stored, "snapshot_id")]);
    }
}

#[tokio::test]
async fn a_service_role_that_does_not_exist_is_told_with_what_it_needs() {
    let scene = shop().await;
    scene.sandbox.world().set_import_role(false);
    let config = scene.config(json!({
        "import_snapshot": { "bucket": "images", "role_name": "importer" },
        "timeouts": { "create": "1s" },
    }));
    let said = scene.refused(None, &config).await;
    let told = at(&said, "import_snapshot").join("\n");
    assert!(
        told.contains("vmie.amazonaws.com") && told.contains("importer"),
        "{said:#?}"
    );
    assert!(scene.ids("snapshots").is_empty());
}

#[tokio::test]
async fn a_role_that_was_just_made_is_waited_for() {
    let scene = shop().await;
    let message =
        "The service role vmimport provided does not exist or does not have sufficient permissions";
    let unknown = refusal("InvalidParameter", 400, message);
    scene.fault("ImportSnapshot", Some(1), unknown);
    let config = scene.config(json!({ "import_snapshot": { "bucket": "images" } }));
    drop(scene.apply(None, &config).await);
    assert_eq!(scene.count("ImportSnapshot"), 2);
}

#[tokio::test]
async fn an_object_is_imported_from_where_it_is() {
    let scene = shop().await;
    put(&scene, "x.raw", &scene.image()).await;
    let object =
        json!({ "image_file": null, "image_object": { "bucket": "images", "key": "x.raw" } });
    let said = scene.refused(None, &scene.config(object.clone())).await;
    assert!(!at(&said, "image_sha256").is_empty(), "{said:#?}");
    put(
        &scene,
        "x.raw.json",
        &scene.folder.path().join("broker.raw.json"),
    )
    .await;
    let stored = scene.apply(None, &scene.config(object.clone())).await;
    assert_eq!(text(&stored, "image_hash"), sha256(&scene.image()));
    assert_eq!(text(&stored, "engine_version"), "0.8.1");
    assert_eq!(keys(&scene).await, ["x.raw", "x.raw.json"]);
    // Another image under the same key.
    let other = scene.folder.path().join("other.raw");
    Disk::of(2).write(&other);
    describe(&other, "0.9.0");
    put(&scene, "x.raw", &other).await;
    put(
        &scene,
        "x.raw.json",
        &scene.folder.path().join("other.raw.json"),
    )
    .await;
    let planned = scene.plan(Some(&stored), &scene.config(object)).await;
    assert!(get(&planned.value, "ami_id").is_unknown());
}

#[tokio::test]
async fn an_object_that_is_no_disk_is_refused_by_the_plan() {
    let scene = shop().await;
    let script = scene.folder.path().join("script");
    std::fs::write(&script, "#!/bin/sh\n").unwrap();
    put(&scene, "x.raw", &script).await;
    let config = scene.config(json!({
        "image_file": null,
        "image_object": { "bucket": "images", "key": "x.raw" },
        "image_sha256": "ab".repeat(32),
    }));
    let planned = scene.plan(None, &config).await;
    assert!(
        !at(&planned.diagnostics, "image_object").is_empty(),
        "{:#?}",
        planned.diagnostics
    );
}
