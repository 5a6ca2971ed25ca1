//! What instances that are processes boot from, and what they keep.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod client;

use client::broker_image::Recipe;
use client::brokers::{form_data, processes, until};
use client::computers::one;
use serde_json::json;

#[tokio::test]
async fn an_image_that_was_imported_boots_like_one_that_was_uploaded() {
    let Some((tools, yard)) = processes().await else {
        return;
    };
    yard.make_bucket("images");
    yard.s3_done(
        "PUT",
        "/images/disk.raw",
        "",
        &tools.image(&Recipe::default()),
    );
    let query = "ImportSnapshot&DiskContainer.Format=RAW&DiskContainer.UserBucket.S3Bucket=images\
                 &DiskContainer.UserBucket.S3Key=disk.raw";
    let task = one(&yard.done(query), "importTaskId");
    let look = format!("DescribeImportSnapshotTasks&ImportTaskId.1={task}");
    until("imported", || {
        one(&yard.done(&look), "status") == "completed"
    });
    let snapshot = one(&yard.done(&look), "snapshotId");
    let image = yard.register_snapshot("imported", &snapshot);
    let (broker, _) = yard.serving(&image);
    assert!(broker.answers());
}

#[tokio::test]
async fn a_snapshot_of_a_volume_holds_its_files_and_they_go_with_it() {
    let Some((tools, yard)) = processes().await else {
        return;
    };
    let image = yard.register("broker", &tools.image(&Recipe::default()));
    let (broker, instance) = yard.serving(&image);
    let file = yard
        .stopped_file(&instance, &broker)
        .with_file_name("segment");
    std::fs::write(&file, "then").unwrap();
    let query = format!("CreateSnapshot&VolumeId={}", broker.volume);
    let snapshot = one(&yard.done(&query), "snapshotId");
    std::fs::write(&file, "now").unwrap();
    until("completed", || {
        yard.snapshot(&snapshot).contains("completed")
    });
    let copy = yard.volume(&format!("&SnapshotId={snapshot}"));
    let volumes = file.ancestors().nth(3).unwrap();
    let copied = volumes.join(&copy).join("broker/segment");
    assert_eq!(std::fs::read_to_string(&copied).unwrap(), "then");
    yard.done(&format!("DeleteSnapshot&SnapshotId={snapshot}"));
    assert!(copied.exists());
    yard.done(&format!("DeleteVolume&VolumeId={copy}"));
    until("deleted", || {
        yard.done("DescribeVolumes");
        !volumes.join(&copy).exists()
    });
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "now");
}

#[tokio::test]
async fn user_data_is_read_again_at_the_next_start() {
    let Some((tools, yard)) = processes().await else {
        return;
    };
    let image = yard.register("broker", &tools.image(&Recipe::default()));
    let (broker, instance) = yard.serving(&image);
    let hash = |line: &str| {
        let rest = line.split("boot_hash=").nth(1).unwrap();
        rest.split(' ').next().unwrap().to_owned()
    };
    let before = hash(&yard.says(&instance, "kafkaws-boot: ready"));
    yard.done(&format!("StopInstances&InstanceId.1={instance}"));
    yard.comes_to(&instance, "stopped");
    let mut contract = broker.contract();
    contract["environment"] = json!({ "RETENTION": "7" });
    let data = form_data(&contract.to_string());
    yard.done(&format!(
        "ModifyInstanceAttribute&InstanceId={instance}&UserData.Value={data}"
    ));
    yard.done(&format!("StartInstances&InstanceId.1={instance}"));
    yard.becomes(&instance, "running");
    let after = hash(&yard.says(&instance, "kafkaws-boot: ready"));
    assert_ne!(before, after);
}

#[tokio::test]
async fn a_volume_that_is_attached_late_is_waited_for_and_one_that_is_detached_is_gone() {
    let Some((tools, yard)) = processes().await else {
        return;
    };
    let image = yard.register("broker", &tools.image(&Recipe::default()));
    let broker = yard.broker(1);
    let (attached, expected) = (&broker.volume, yard.volume("&Size=10"));
    // Told of one volume, and given another.
    let mut contract = broker.contract();
    contract["volumes"][0]["volume_id"] = json!(expected);
    let instance = yard.launch_broker_with(&broker, &image, &contract);
    let waits = yard.says(&instance, "kafkaws-boot: waiting for volumes");
    assert!(waits.contains(&expected), "{waits}");
    yard.done(&format!(
        "AttachVolume&VolumeId={expected}&InstanceId={instance}&Device=/dev/sdg"
    ));
    yard.says(&instance, "kafkaws-boot: ready");
    let volumes = yard.process(&instance)["volumes"]
        .as_str()
        .unwrap()
        .to_owned();
    let link = std::path::Path::new(&volumes).join(attached);
    assert!(link.exists());
    yard.done(&format!("DetachVolume&VolumeId={attached}"));
    assert!(!link.exists());
}
