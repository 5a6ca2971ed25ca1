//! Volumes: what EC2 refuses, their states, and who holds them.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod client;

use client::between;
use client::computers::{one, yard};

#[tokio::test]
async fn creates_that_ec2_refuses() {
    let yard = yard().await;
    let rows = [
        ("&Size=10&VolumeType=gp9", "UnknownVolumeType"),
        ("&VolumeType=gp3", "MissingParameter"),
        ("&Size=65537&VolumeType=gp3", "InvalidParameterValue"),
        ("&Size=10&VolumeType=st1", "InvalidParameterValue"),
        ("&Size=10&VolumeType=gp3&Iops=6000", "InvalidParameterValue"),
        (
            "&Size=100&VolumeType=gp3&Throughput=800",
            "InvalidParameterValue",
        ),
        ("&Size=10&VolumeType=io2", "MissingParameter"),
        (
            "&Size=10&VolumeType=gp2&Iops=3000",
            "InvalidParameterCombination",
        ),
        (
            "&Size=200&VolumeType=st1&Throughput=125",
            "InvalidParameterCombination",
        ),
        ("&Size=ten&VolumeType=gp3", "InvalidParameterValue"),
        (
            "&SnapshotId=snap-0123456789abcdef0",
            "InvalidSnapshot.NotFound",
        ),
        ("&Size=10&KmsKeyId=abc", "InvalidParameterDependency"),
    ];
    for (more, code) in rows {
        yard.refused(
            &format!("CreateVolume&AvailabilityZone=eu-west-1a{more}"),
            code,
        );
    }
    yard.refused("CreateVolume&Size=10", "MissingParameter");
    yard.refused(
        "CreateVolume&Size=10&AvailabilityZone=eu-west-1x",
        "InvalidZone.NotFound",
    );
    assert!(yard.sandbox.world().is_empty());
}

#[tokio::test]
async fn a_volume_is_made_looked_at_and_deleted() {
    let yard = yard().await;
    let made = yard.done("CreateVolume&AvailabilityZoneId=euw1-az3&Size=10&Encrypted=true");
    let id = one(&made, "volumeId");
    assert_eq!(one(&made, "status"), "creating");
    assert_eq!(
        (one(&made, "volumeType"), one(&made, "iops")),
        ("gp2".into(), "100".into())
    );
    assert_eq!(one(&made, "availabilityZone"), "eu-west-1b");
    assert!(one(&made, "kmsKeyId").starts_with("arn:aws:kms:eu-west-1:123456789012:key/"));
    yard.refused(&format!("DeleteVolume&VolumeId={id}"), "IncorrectState");
    yard.volume_becomes(&id, "available");
    assert!(!yard.sandbox.world().is_empty());
    yard.done(&format!("DeleteVolume&VolumeId={id}"));
    yard.volume_becomes(&id, "deleting");
    yard.refused(
        &format!("DescribeVolumes&VolumeId.1={id}"),
        "InvalidVolume.NotFound",
    );
    assert!(yard.sandbox.world().is_empty());
}

#[tokio::test]
async fn a_client_token_makes_one_volume() {
    let yard = yard().await;
    let query = |size: u32| {
        format!("CreateVolume&AvailabilityZone=eu-west-1a&VolumeType=gp3&Size={size}&ClientToken=t")
    };
    let first = one(&yard.done(&query(10)), "volumeId");
    assert_eq!(one(&yard.done(&query(10)), "volumeId"), first);
    yard.refused(&query(11), "IdempotentParameterMismatch");
    assert_eq!(between(&yard.done("DescribeVolumes"), "volumeId").len(), 1);
    let long = "x".repeat(65);
    yard.refused(
        &format!("CreateVolume&AvailabilityZone=eu-west-1a&Size=10&ClientToken={long}"),
        "InvalidParameterValue",
    );
}

#[tokio::test]
async fn attachments_that_ec2_refuses() {
    let yard = yard().await;
    let (instance, volume) = (yard.instance(""), yard.volume("&Size=10"));
    let attach = |volume: &str, device: &str| {
        format!("AttachVolume&InstanceId={instance}&VolumeId={volume}&Device={device}")
    };
    yard.refused(&attach(&volume, "/dev/nvme1n1"), "InvalidParameterValue");
    yard.refused(&attach(&volume, "/dev/xvda"), "InvalidParameterValue");
    yard.refused(
        &attach("vol-0123456789abcdef0", "/dev/sdf"),
        "InvalidVolume.NotFound",
    );
    let elsewhere = one(
        &yard.done("CreateVolume&AvailabilityZone=eu-west-1b&Size=10"),
        "volumeId",
    );
    yard.volume_becomes(&elsewhere, "available");
    yard.refused(
        &attach(&elsewhere, "/dev/sdf"),
        "InvalidVolume.ZoneMismatch",
    );
    let fresh = one(
        &yard.done("CreateVolume&AvailabilityZone=eu-west-1a&Size=10"),
        "volumeId",
    );
    yard.refused(&attach(&fresh, "/dev/sdf"), "IncorrectState");
    let attached = yard.done(&attach(&volume, "/dev/sdf"));
    assert_eq!(one(&attached, "status"), "attaching");
    yard.refused(&attach(&volume, "/dev/sdg"), "VolumeInUse");
    yard.refused(&attach(&fresh, "/dev/sdf"), "IncorrectState");
    yard.volume_becomes(&fresh, "available");
    yard.refused(&attach(&fresh, "/dev/sdf"), "InvalidParameterValue");
    yard.refused(&format!("DeleteVolume&VolumeId={volume}"), "VolumeInUse");
    yard.volume_becomes(&volume, "attached");
    let detach = format!("DetachVolume&VolumeId={volume}");
    yard.refused(
        &format!("{detach}&Device=/dev/sdz"),
        "InvalidAttachment.NotFound",
    );
    assert_eq!(one(&yard.done(&detach), "status"), "detaching");
    yard.refused(&detach, "IncorrectState");
    yard.volume_becomes(&volume, "available");
}

#[tokio::test]
async fn an_instance_takes_as_many_volumes_as_its_type_allows() {
    let yard = yard().await;
    let instance = yard.instance("");
    // The root is one of the 27.
    let names = ('b'..='z')
        .map(|c| format!("/dev/sd{c}"))
        .chain(["/dev/xvdba".into()]);
    for (n, device) in names.enumerate() {
        let volume = yard.volume("&Size=10");
        let query = format!("AttachVolume&InstanceId={instance}&VolumeId={volume}&Device={device}");
        match n < 26 {
            true => drop(yard.done(&query)),
            false => drop(yard.refused(&query, "AttachmentLimitExceeded")),
        }
    }
    let volume = yard.volume("&Size=10");
    let query = format!("AttachVolume&InstanceId={instance}&VolumeId={volume}&Device=/dev/xvdbb");
    yard.refused(&query, "AttachmentLimitExceeded");
}

#[tokio::test]
async fn snapshots_become_volumes_of_at_least_their_size() {
    let yard = yard().await;
    let volume = yard.volume("&Size=20&Encrypted=true");
    let snapshot = one(
        &yard.done(&format!("CreateSnapshot&VolumeId={volume}")),
        "snapshotId",
    );
    let create = |more: &str| {
        format!("CreateVolume&AvailabilityZone=eu-west-1a&SnapshotId={snapshot}{more}")
    };
    yard.refused(&create(""), "IncorrectState");
    let look = format!("DescribeSnapshots&SnapshotId.1={snapshot}");
    let states = [(); 2].map(|()| one(&yard.done(&look), "status"));
    assert_eq!(states, ["pending", "completed"]);
    yard.refused(&create("&Size=19"), "InvalidParameterValue");
    let made = yard.done(&create(""));
    assert_eq!(
        (one(&made, "size"), one(&made, "encrypted")),
        ("20".into(), "true".into())
    );
    yard.done(&format!("DeleteSnapshot&SnapshotId={snapshot}"));
    yard.refused(&look, "InvalidSnapshot.NotFound");
}

#[tokio::test]
async fn a_new_id_is_unknown_for_a_look() {
    let yard = yard().await;
    yard.sandbox.world().set_id_lag(1);
    let id = one(
        &yard.done("CreateVolume&AvailabilityZone=eu-west-1a&Size=10"),
        "volumeId",
    );
    yard.refused(
        &format!("DescribeVolumes&VolumeId.1={id}"),
        "InvalidVolume.NotFound",
    );
    yard.done(&format!("DescribeVolumes&VolumeId.1={id}"));
    let other = one(
        &yard.done("CreateVolume&AvailabilityZone=eu-west-1a&Size=10"),
        "volumeId",
    );
    assert!(
        !yard.done("DescribeVolumes").contains(&other),
        "nor is it listed"
    );
    assert!(yard.done("DescribeVolumes").contains(&other));
}
