//! Images of which nothing could boot, or that are not what is said of them: each is told, and nothing is left behind.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::time::Duration;

use kafkaws_sandbox::FaultAction;
use serde_json::{Value as Json, json};

use super::disk::{ARM64, Disk, describe, describe_without_blocks, sha256};
use super::scene::Scene;
use crate::scene::{at, called, text, words};

/// What is wrong with an image, where it is told and with which words.
type Case = (fn(&Scene), &'static str, &'static str);

fn cut(scene: &Scene, length: u64) {
    let file = File::options().write(true).open(scene.image()).unwrap();
    file.set_len(length).unwrap();
}

fn without_manifest(scene: &Scene) {
    std::fs::remove_file(scene.folder.path().join("broker.raw.json")).unwrap();
}

fn holding(scene: &Scene, bytes: &[u8]) {
    std::fs::write(scene.image(), bytes).unwrap();
    without_manifest(scene);
}

const CASES: [Case; 10] = [
    (|scene| holding(scene, b""), "image_file", "it is empty"),
    (
        |scene| holding(scene, b"#!/bin/sh\n"),
        "image_file",
        "whole number of 512-byte sectors",
    ),
    (
        |scene| holding(scene, &[0; 65_536]),
        "image_file",
        "no partition table",
    ),
    (
        |scene| holding(scene, b"QFI\xfb and so on"),
        "image_file",
        "QCOW2",
    ),
    (
        |scene| {
            cut(scene, 32 << 20);
            without_manifest(scene);
        },
        "image_file",
        "cut off",
    ),
    (
        |scene| cut(scene, 32 << 20),
        "image_file",
        "its manifest says 67108864",
    ),
    (
        |scene| {
            scene.build_alone(Disk {
                root: ARM64,
                ..Disk::of(1)
            });
        },
        "architecture",
        "is for arm64",
    ),
    (
        |scene| {
            scene.build(
                Disk {
                    size: 3 << 30,
                    ..Disk::of(1)
                },
                "1",
            )
        },
        "root_volume.size",
        "a disk of 3 GiB",
    ),
    (
        |scene| std::fs::write(scene.folder.path().join("broker.raw.json"), "{}").unwrap(),
        "image_file",
        "no image manifest",
    ),
    (|_| (), "image_sha256", "the manifest of"),
];

/// What the configuration says that makes it wrong.
fn patch(path: &str) -> Json {
    match path {
        "architecture" => json!({ "architecture": "x86_64" }),
        "root_volume.size" => json!({ "root_volume": { "size": 2 } }),
        "image_sha256" => json!({ "image_sha256": "ab".repeat(32) }),
        _ => json!({}),
    }
}

#[tokio::test]
async fn an_image_that_could_not_boot_is_refused_by_the_plan() {
    for (spoil, path, expected) in CASES {
        let scene = Scene::new().await;
        spoil(&scene);
        let planned = scene.plan(None, &scene.config(patch(path))).await;
        let told = at(&planned.diagnostics, path).join("\n");
        assert!(
            told.contains(expected),
            "{expected}: {:#?}",
            planned.diagnostics
        );
        assert!(scene.mutations().is_empty());
        scene.empty();
    }
}

#[tokio::test]
async fn an_image_that_is_not_what_its_manifest_says_leaves_nothing() {
    let scene = Scene::new().await;
    describe_without_blocks(&scene.image(), "0.8.1");
    spoil(&scene);
    let said = scene.refused(None, &scene.config(json!({}))).await;
    assert!(words(&said).contains("the SHA-256 of"), "{said:#?}");
    assert!(!at(&said, "image_file").is_empty());
    assert_eq!(scene.count("RegisterImage"), 0);
    scene.empty();
}

/// Changes a byte of the image, and leaves its manifest as it was.
fn spoil(scene: &Scene) {
    let file = File::options().write(true).open(scene.image()).unwrap();
    file.write_all_at(b"another byte", 5 << 20).unwrap();
}

#[tokio::test]
async fn an_image_that_has_not_the_blocks_of_its_manifest_leaves_nothing() {
    let scene = Scene::new().await;
    spoil(&scene);
    let said = scene.refused(None, &scene.config(json!({}))).await;
    assert!(words(&said).contains("digest of all blocks"), "{said:#?}");
    assert!(!at(&said, "image_file").is_empty());
    assert_eq!(scene.count("RegisterImage"), 0);
    scene.empty();
}

/// Its blocks are those of the image that was put in the place of the one that the configuration means.
#[tokio::test]
async fn a_manifest_that_was_changed_with_its_image_does_not_vouch_for_it() {
    let scene = Scene::new().await;
    let meant = sha256(&scene.image());
    spoil(&scene);
    describe(&scene.image(), "0.8.1");
    let lie = |text: String| text.replace(&sha256(&scene.image()), &meant);
    let beside = scene.folder.path().join("broker.raw.json");
    std::fs::write(&beside, lie(std::fs::read_to_string(&beside).unwrap())).unwrap();
    let config = scene.config(json!({ "image_sha256": meant }));
    let said = scene.refused(None, &config).await;
    assert!(words(&said).contains("the SHA-256 of"), "{said:#?}");
    scene.empty();
}

#[tokio::test]
async fn an_image_that_changes_while_it_is_uploaded_leaves_nothing() {
    let scene = Scene::new().await;
    scene.build_alone(Disk::of(1));
    let slow = FaultAction::Delay { milliseconds: 1500 };
    scene.fault("StartSnapshot", Some(1), slow);
    let config = scene.config(json!({}));
    let change = async {
        called(&scene.sandbox, "DescribeSnapshots", 1).await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        Disk::of(2).write(&scene.image());
    };
    let (said, ()) = tokio::join!(scene.refused(None, &config), change);
    assert!(words(&said).contains("was to be"), "{said:#?}");
    scene.empty();
}

#[tokio::test]
async fn an_image_that_turned_bad_does_not_take_its_ami_along() {
    let (scene, stored) = Scene::applied(json!({})).await;
    cut(&scene, 32 << 20);
    let planned = scene.plan(Some(&stored), &scene.config(json!({}))).await;
    assert!(planned.diagnostics.has_errors());
    assert!(scene.mutations().is_empty());
    scene.destroyed(&stored).await;
}

#[tokio::test]
async fn a_snapshot_that_ebs_gives_up_is_begun_anew() {
    let scene = Scene::new().await;
    scene.fault("PutSnapshotBlock", Some(5), FaultAction::Deny);
    let config = scene.config(json!({}));
    let said = scene.refused(None, &config).await;
    assert!(words(&said).contains("ebs:PutSnapshotBlock"), "{said:#?}");
    // Two days without a block.
    scene
        .sandbox
        .world()
        .advance(Duration::from_secs(2 * 24 * 3600));
    scene.sandbox.clear_faults();
    let stored = scene.apply(None, &config).await;
    scene.destroyed(&stored).await;
}

/// The name of an AMI is the only thing that EC2 keeps from being used twice.
#[tokio::test]
async fn a_name_that_somebody_else_has_is_told() {
    let (scene, stored) = Scene::applied(json!({})).await;
    let cloud = scene.cloud().await;
    let ec2 = cloud.connection().ec2().await.unwrap();
    let tag = aws_sdk_ec2::types::Tag::builder().key("kafkaws:broker-ami");
    let untag = ec2.delete_tags().resources(text(&stored, "ami_id"));
    drop(untag.tags(tag.build()).send().await.unwrap());
    let said = scene.refused(None, &scene.config(json!({}))).await;
    assert!(words(&said).contains("already in use"), "{said:#?}");
}
