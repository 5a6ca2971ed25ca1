//! Making an AMI, changing its image, its settings and its tags.

use kafkaws_plugin::testing::Action;
use kafkaws_sandbox::{FaultAction, FaultRule};
use serde_json::json;

use super::disk::{Disk, sha256};
use super::scene::{Scene, texts};
use crate::scene::{assert_update, get, refusal, text};

#[tokio::test]
async fn an_image_becomes_an_ami_and_only_its_data_is_uploaded() {
    let scene = Scene::new().await;
    let config = scene.config(json!({ "tags": { "team": "data" } }));
    let stored = scene.apply(None, &config).await;
    assert_eq!(scene.done("PutSnapshotBlock"), Disk::of(1).written());
    assert_eq!(scene.count("StartSnapshot"), 1);
    assert_eq!(text(&stored, "image_hash"), sha256(&scene.image()));
    assert_eq!(text(&stored, "engine"), "nisshi");
    assert_eq!(text(&stored, "engine_version"), "0.8.1");
    assert_eq!(text(&stored, "architecture"), "x86_64");
    assert_eq!(text(&stored, "boot_mode"), "uefi");
    let id = text(&stored, "ami_id");
    let arn = format!("arn:aws:ec2:eu-west-1::image/{id}");
    assert_eq!(text(&stored, "arn"), arn);
    assert!(scene.journals().is_empty());
    registered_right(&scene, id).await;
    scene.destroyed(&stored).await;
}

/// What EC2 would otherwise take for i386, paravirtual, without ENA, and IMDSv1.
async fn registered_right(scene: &Scene, id: &str) {
    let cloud = scene.cloud().await;
    let ec2 = cloud.connection().ec2().await.unwrap();
    let answer = ec2.describe_images().image_ids(id).send().await.unwrap();
    let image = &answer.images()[0];
    assert_eq!(image.architecture().unwrap().as_str(), "x86_64");
    assert_eq!(image.virtualization_type().unwrap().as_str(), "hvm");
    assert_eq!(image.ena_support(), Some(true));
    assert_eq!(image.imds_support().unwrap().as_str(), "v2.0");
    assert_eq!(image.root_device_name(), Some("/dev/xvda"));
    let root = image.block_device_mappings()[0].ebs().unwrap();
    assert_eq!(root.volume_type().unwrap().as_str(), "gp3");
    assert_eq!(root.delete_on_termination(), Some(true));
    let mut tags: Vec<_> = image
        .tags()
        .iter()
        .map(|tag| (tag.key().unwrap(), tag.value().unwrap()))
        .filter(|(key, _)| {
            ![
                "kafkaws:image-sha256",
                "kafkaws:registration",
                "Name",
                "kafkaws:made",
            ]
            .contains(key)
        })
        .collect();
    tags.sort_unstable();
    let expected = [
        ("kafkaws:broker-ami", "broker"),
        ("kafkaws:contract", "1"),
        ("kafkaws:engine", "nisshi"),
        ("kafkaws:engine-version", "0.8.1"),
        ("team", "data"),
    ];
    assert_eq!(tags, expected);
}

#[tokio::test]
async fn what_is_in_the_snapshot_is_what_was_in_the_file() {
    let (scene, stored) = Scene::applied(json!({})).await;
    let cloud = scene.cloud().await;
    let ebs = cloud.connection().ebs().await.unwrap();
    let id = text(&stored, "snapshot_id");
    let list = ebs.list_snapshot_blocks().snapshot_id(id);
    let list = list.send().await.unwrap();
    assert_eq!(list.blocks().len(), Disk::of(1).written());
    let file = std::fs::read(scene.image()).unwrap();
    for block in list.blocks() {
        let index = block.block_index().unwrap();
        let call = ebs.get_snapshot_block().snapshot_id(id).block_index(index);
        let found = call.block_token(block.block_token().unwrap());
        let bytes = found.send().await.unwrap().block_data.collect().await;
        let at = usize::try_from(index).unwrap() * 524_288;
        assert_eq!(bytes.unwrap().to_vec(), file[at..at + 524_288], "{index}");
    }
    scene.destroyed(&stored).await;
}

#[tokio::test]
async fn an_unchanged_image_plans_nothing_and_costs_two_calls() {
    let (scene, stored) = Scene::applied(json!({})).await;
    scene.sandbox.forget_calls();
    let planned = scene.plan(Some(&stored), &scene.config(json!({}))).await;
    assert_eq!(planned.action, Action::NoOp);
    let calls = scene.sandbox.calls();
    assert_eq!(calls.operations().len(), 2, "{:?}", calls.operations());
    scene.destroyed(&stored).await;
}

#[tokio::test]
async fn a_changed_image_is_a_new_ami_in_place() {
    let (scene, first) = Scene::applied(json!({})).await;
    scene.build(Disk::of(2), "0.9.0");
    let config = scene.config(json!({}));
    let planned = scene.plan(Some(&first), &config).await;
    assert_update(&planned);
    assert!(get(&planned.value, "ami_id").is_unknown());
    assert_eq!(
        get(&planned.value, "image_hash").as_str().unwrap(),
        sha256(&scene.image())
    );
    assert_eq!(
        get(&planned.value, "engine_version").as_str(),
        Some("0.9.0")
    );
    let second = scene.apply(Some(&first), &config).await;
    assert_ne!(text(&first, "ami_id"), text(&second, "ami_id"));
    assert_eq!(scene.ids("snapshots").len(), 1, "the old one is gone");
    assert!(texts(&second, "old_ami_ids").is_empty());
    scene.destroyed(&second).await;
}

#[tokio::test]
async fn another_path_to_the_same_image_uploads_nothing() {
    let (scene, stored) = Scene::applied(json!({})).await;
    let moved = scene.folder.path().join("moved.raw");
    std::fs::rename(scene.image(), &moved).unwrap();
    std::fs::rename(
        scene.folder.path().join("broker.raw.json"),
        scene.folder.path().join("moved.raw.json"),
    )
    .unwrap();
    let config = scene.config(json!({ "image_file": moved.to_str().unwrap() }));
    let again = scene.apply(Some(&stored), &config).await;
    assert_eq!(scene.mutations(), Vec::<String>::new());
    assert_eq!(text(&again, "ami_id"), text(&stored, "ami_id"));
    scene.destroyed(&again).await;
}

#[tokio::test]
async fn another_root_volume_registers_the_same_snapshot_again() {
    let (scene, first) = Scene::applied(json!({})).await;
    let config = scene.config(json!({ "root_volume": { "size": 20, "throughput": 250 } }));
    let second = scene.apply(Some(&first), &config).await;
    assert_ne!(text(&first, "ami_id"), text(&second, "ami_id"));
    assert_eq!(text(&first, "snapshot_id"), text(&second, "snapshot_id"));
    assert_eq!(scene.count("PutSnapshotBlock"), 0);
    scene.destroyed(&second).await;
}

#[tokio::test]
async fn tags_change_in_place() {
    let (scene, first) = Scene::applied(json!({ "tags": { "team": "a", "old": "x" } })).await;
    let config = scene.config(json!({ "tags": { "team": "b" } }));
    let planned = scene.plan(Some(&first), &config).await;
    assert_update(&planned);
    assert_eq!(
        get(&planned.value, "ami_id").as_str().unwrap(),
        text(&first, "ami_id")
    );
    let second = scene.apply(Some(&first), &config).await;
    assert_eq!(
        scene.mutations(),
        ["CreateTags", "CreateTags", "DeleteTags"]
    );
    scene.destroyed(&second).await;
}

#[tokio::test]
async fn encryption_is_a_new_snapshot() {
    let (scene, first) = Scene::applied(json!({})).await;
    let config = scene.config(json!({ "encrypted": true }));
    let second = scene.apply(Some(&first), &config).await;
    assert_ne!(text(&first, "snapshot_id"), text(&second, "snapshot_id"));
    let cloud = scene.cloud().await;
    let ec2 = cloud.connection().ec2().await.unwrap();
    let id = text(&second, "snapshot_id");
    let found = ec2.describe_snapshots().snapshot_ids(id).send().await;
    assert_eq!(found.unwrap().snapshots()[0].encrypted(), Some(true));
    scene.destroyed(&second).await;
}

#[tokio::test]
async fn throttling_is_waited_out() {
    let scene = Scene::new().await;
    for operation in [
        "PutSnapshotBlock",
        "StartSnapshot",
        "CompleteSnapshot",
        "RegisterImage",
    ] {
        scene.sandbox.add_fault(FaultRule {
            operation: Some(operation.to_owned()),
            first: Some(3),
            action: FaultAction::Throttle,
            ..FaultRule::default()
        });
    }
    let stored = scene.apply(None, &scene.config(json!({}))).await;
    let written = Disk::of(1).written();
    assert_eq!(scene.done("PutSnapshotBlock"), written);
    scene.destroyed(&stored).await;
}

/// EBS says so at times, and means it.
#[tokio::test]
async fn a_block_that_ebs_failed_to_read_is_sent_again() {
    let scene = Scene::new().await;
    let error = refusal("ValidationException", 400, "Failed to read block data");
    scene.fault("PutSnapshotBlock", Some(4), error);
    let stored = scene.apply(None, &scene.config(json!({}))).await;
    scene.destroyed(&stored).await;
}

#[tokio::test]
async fn the_same_image_is_made_again_after_a_destroy() {
    let (scene, stored) = Scene::applied(json!({})).await;
    scene.destroyed(&stored).await;
    let again = scene.apply(None, &scene.config(json!({}))).await;
    assert_ne!(text(&again, "snapshot_id"), text(&stored, "snapshot_id"));
    scene.destroyed(&again).await;
}
