//! Images, and a new root under a running instance.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod client;

use client::between;
use client::computers::{TYPE, Yard, one, yard};
use kafkaws_sandbox::{FaultAction, FaultRule, InstanceEvent};

fn snapshot(yard: &Yard, size: u32) -> String {
    let volume = yard.volume(&format!("&Size={size}"));
    let id = one(
        &yard.done(&format!("CreateSnapshot&VolumeId={volume}")),
        "snapshotId",
    );
    let look = format!("DescribeSnapshots&SnapshotId.1={id}");
    yard.done(&look);
    assert_eq!(one(&yard.done(&look), "status"), "completed");
    id
}

fn register(snapshot: &str, more: &str) -> String {
    format!(
        "RegisterImage&Name=broker&RootDeviceName=/dev/xvda&BlockDeviceMapping.1.DeviceName=/dev/xvda\
         &BlockDeviceMapping.1.Ebs.SnapshotId={snapshot}&BlockDeviceMapping.1.Ebs.VolumeType=gp3{more}"
    )
}

const GOOD: &str = "&Architecture=arm64&VirtualizationType=hvm&EnaSupport=true&BootMode=uefi";

#[tokio::test]
async fn images_that_ec2_refuses() {
    let yard = yard().await;
    let id = snapshot(&yard, 10);
    let rows = [
        (
            register("snap-0123456789abcdef0", GOOD),
            "InvalidSnapshot.NotFound",
        ),
        (
            register(&id, GOOD).replace("Name=broker", "Name=ab"),
            "InvalidAMIName.Malformed",
        ),
        (
            register(&id, GOOD).replace("Name=broker", "Name=a%23b"),
            "InvalidAMIName.Malformed",
        ),
        (
            register(&id, &GOOD.replace("arm64", "vax")),
            "InvalidParameterValue",
        ),
        (
            register(&id, &GOOD.replace("=uefi", "=legacy-bios")),
            "InvalidParameterCombination",
        ),
        (
            register(&id, &GOOD.replace("&VirtualizationType=hvm", "")),
            "InvalidParameterCombination",
        ),
        (
            register(&id, "&BlockDeviceMapping.1.Ebs.VolumeSize=9"),
            "InvalidParameterValue",
        ),
        (
            register(&id, "&BlockDeviceMapping.1.Ebs.Encrypted=true"),
            "InvalidBlockDeviceMapping",
        ),
        (
            register(&id, GOOD).replace("RootDeviceName=/dev/xvda", "RootDeviceName=/dev/sda1"),
            "InvalidBlockDeviceMapping",
        ),
        (
            register(&id, GOOD).replace("RootDeviceName=/dev/xvda", "x=y"),
            "MissingParameter",
        ),
    ];
    for (query, code) in rows {
        yard.refused(&query, code);
    }
    yard.done(&register(&id, GOOD));
    yard.refused(&register(&id, GOOD), "InvalidAMIName.Duplicate");
}

#[tokio::test]
async fn what_is_left_out_does_not_boot() {
    let yard = yard().await;
    let id = snapshot(&yard, 10);
    let rows = [
        ("", "InvalidParameterValue"),
        ("&Architecture=x86_64", "InvalidParameterCombination"),
        (
            "&Architecture=x86_64&VirtualizationType=hvm",
            "InvalidParameterCombination",
        ),
    ];
    for (n, (more, code)) in rows.into_iter().enumerate() {
        let query = register(&id, more).replace("Name=broker", &format!("Name=image-{n}"));
        let image = one(&yard.done(&query), "imageId");
        let launch =
            format!("RunInstances&MinCount=1&MaxCount=1&InstanceType=m7i.large&ImageId={image}");
        yard.refused(&launch, "InvalidAMIID.Unavailable");
        let look = format!("DescribeImages&ImageId.1={image}");
        yard.done(&look);
        yard.done(&look);
        yard.refused(&launch, code);
    }
    let old = "DescribeImages&Filter.1.Name=name&Filter.1.Value.1=amzn2*";
    let old = one(&yard.done(old), "imageId");
    yard.done(&format!(
        "RunInstances&MinCount=1&MaxCount=1&InstanceType=m7i.large&ImageId={old}"
    ));
}

#[tokio::test]
async fn snapshots_go_with_their_last_image() {
    let yard = yard().await;
    let snapshot = snapshot(&yard, 10);
    let image = |name: &str| {
        let query = register(&snapshot, GOOD).replace("Name=broker", &format!("Name={name}"));
        one(&yard.done(&query), "imageId")
    };
    let (first, second) = (image("first"), image("second"));
    let delete = format!("DeleteSnapshot&SnapshotId={snapshot}");
    yard.refused(&delete, "InvalidSnapshot.InUse");
    let deregister =
        |id: &str| format!("DeregisterImage&ImageId={id}&DeleteAssociatedSnapshots=true");
    assert_eq!(
        one(&yard.done(&deregister(&first)), "returnCode"),
        "skipped"
    );
    assert_eq!(
        one(&yard.done(&deregister(&second)), "returnCode"),
        "success"
    );
    yard.refused(&deregister(&second), "InvalidAMIID.NotFound");
    yard.refused(&delete, "InvalidSnapshot.NotFound");
    yard.refused(&deregister(&yard.image("arm64")), "AuthFailure");
}

/// The root of an instance: its volume and size.
fn root(yard: &Yard, instance: &str) -> (String, String) {
    let query = format!(
        "DescribeVolumes&Filter.1.Name=attachment.instance-id&Filter.1.Value.1={instance}\
         &Filter.2.Name=attachment.device&Filter.2.Value.1=/dev/xvda"
    );
    let shown = yard.done(&query);
    (one(&shown, "volumeId"), one(&shown, "size"))
}

fn larger_image(yard: &Yard) -> String {
    let image = one(&yard.done(&register(&snapshot(yard, 12), GOOD)), "imageId");
    let look = format!("DescribeImages&ImageId.1={image}");
    yard.done(&look);
    yard.done(&look);
    image
}

#[tokio::test]
async fn a_root_is_replaced_on_the_running_instance() {
    let yard = yard().await;
    let (instance, image) = (yard.instance(""), larger_image(&yard));
    let old = root(&yard, &instance);
    assert_eq!(old.1, "8");
    let create =
        format!("CreateReplaceRootVolumeTask&InstanceId={instance}&ImageId={image}&ClientToken=t");
    let task = one(&yard.done(&create), "replaceRootVolumeTaskId");
    assert_eq!(one(&yard.done(&create), "replaceRootVolumeTaskId"), task);
    yard.refused(&format!("{create}2"), "IncorrectInstanceState");
    let look = format!("DescribeReplaceRootVolumeTasks&ReplaceRootVolumeTaskId.1={task}");
    let states = [(); 3].map(|()| one(&yard.done(&look), "taskState"));
    assert_eq!(states, ["pending", "in-progress", "succeeded"]);
    let new = root(&yard, &instance);
    assert_eq!(new.1, "12", "the size comes from the image");
    assert_ne!(new.0, old.0);
    assert_eq!(one(&yard.describe(&instance), "imageId"), image);
    yard.volume_becomes(&old.0, "available");
    let again = create.replace("ClientToken=t", "DeleteReplacedRootVolume=true");
    let task = one(&yard.done(&again), "replaceRootVolumeTaskId");
    let look = format!("DescribeReplaceRootVolumeTasks&ReplaceRootVolumeTaskId.1={task}");
    (0..3).for_each(|_| drop(yard.done(&look)));
    yard.refused(
        &format!("DescribeVolumes&VolumeId.1={}", new.0),
        "InvalidVolume.NotFound",
    );
}

#[tokio::test]
async fn a_replacement_fails_and_may_leave_the_instance_without_a_root() {
    let yard = yard().await;
    let (instance, image) = (yard.instance(""), larger_image(&yard));
    let old = root(&yard, &instance);
    for (detached, end) in [(false, "failed"), (true, "failed-detached")] {
        let event = InstanceEvent::FailRootReplacement { detached };
        yard.sandbox.world().befall(&instance, event).unwrap();
        let create = format!("CreateReplaceRootVolumeTask&InstanceId={instance}&ImageId={image}");
        let task = one(&yard.done(&create), "replaceRootVolumeTaskId");
        let look = format!("DescribeReplaceRootVolumeTasks&ReplaceRootVolumeTaskId.1={task}");
        let states = [(); 4].map(|()| one(&yard.done(&look), "taskState"));
        assert_eq!(states, ["pending", "in-progress", "failing", end]);
        let left = if detached {
            String::new()
        } else {
            old.0.clone()
        };
        assert_eq!(root(&yard, &instance).0, left);
    }
    yard.done(&format!("StopInstances&InstanceId.1={instance}"));
    yard.becomes(&instance, "stopped");
    let start = format!("StartInstances&InstanceId.1={instance}");
    yard.refused(&start, "IncorrectInstanceState");
    yard.done(&format!(
        "AttachVolume&InstanceId={instance}&VolumeId={}&Device=/dev/xvda",
        old.0
    ));
    yard.done(&start);
}

#[tokio::test]
async fn a_replacement_stays_on_demand_and_leaves_no_volume_when_its_instance_ends() {
    let yard = yard().await;
    let instance = yard.instance("");
    yard.sandbox.add_fault(FaultRule {
        resource: Some(instance.clone()),
        state: Some("in-progress".into()),
        action: FaultAction::Stay,
        ..FaultRule::default()
    });
    yard.done(&format!(
        "CreateReplaceRootVolumeTask&InstanceId={instance}"
    ));
    let look = "DescribeReplaceRootVolumeTasks";
    let states = [(); 4].map(|()| one(&yard.done(look), "taskState"));
    assert_eq!(states[1..], ["in-progress"; 3]);
    yard.done(&format!("TerminateInstances&InstanceId.1={instance}"));
    yard.becomes(&instance, "terminated");
    yard.sandbox.clear_faults();
    yard.done(look);
    assert!(yard.sandbox.world().is_empty());
}

#[tokio::test]
async fn replacements_that_ec2_refuses() {
    let yard = yard().await;
    let instance = yard.instance("");
    let create = format!("CreateReplaceRootVolumeTask&InstanceId={instance}");
    let intel = yard.image("x86_64");
    yard.refused(
        &format!("{create}&ImageId={intel}"),
        "InvalidParameterValue",
    );
    yard.refused(
        &format!("{create}&ImageId=ami-0123456789abcdef0"),
        "InvalidAMIID.NotFound",
    );
    let both = format!("{create}&ImageId={}&SnapshotId=snap-1", yard.image("arm64"));
    yard.refused(&both, "InvalidParameterCombination");
    yard.done(&format!("StopInstances&InstanceId.1={instance}"));
    yard.refused(&create, "IncorrectInstanceState");
}

#[tokio::test]
async fn types_offerings_and_their_filters() {
    let yard = yard().await;
    let shown = yard.done(&format!("DescribeInstanceTypes&InstanceType.1={TYPE}"));
    assert_eq!(one(&shown, "baselineThroughputInMBps"), "78.75");
    assert_eq!(one(&shown, "maximumEbsAttachments"), "27");
    yard.refused(
        "DescribeInstanceTypes&InstanceType.1=m7g.huge",
        "InvalidInstanceType",
    );
    let offered = |kind: &str| {
        let query = format!(
            "DescribeInstanceTypeOfferings&LocationType=availability-zone&Filter.1.Name=instance-type&Filter.1.Value.1={kind}"
        );
        between(&yard.done(&query), "location")
    };
    assert_eq!(offered(TYPE).len(), 3);
    assert_eq!(offered("m8g.large"), ["eu-west-1a", "eu-west-1b"]);
    assert!(offered("m7g.huge").is_empty());
    yard.refused(
        "DescribeInstanceTypeOfferings&LocationType=moon",
        "InvalidParameterValue",
    );
}
