//! Launches: what EC2 refuses, and what comes of those that it takes.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod client;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use client::between;
use client::computers::{TYPE, one, yard};

#[tokio::test]
async fn launches_that_ec2_refuses() {
    let yard = yard().await;
    let (arm, intel) = (yard.image("arm64"), yard.image("x86_64"));
    let base = |image: &str, kind: &str| {
        format!("RunInstances&MinCount=1&MaxCount=1&ImageId={image}&InstanceType={kind}")
    };
    let rows = [
        (base(&intel, TYPE), "InvalidParameterValue"),
        (base(&arm, "m7i.large"), "InvalidParameterValue"),
        (base(&arm, "m7g.huge"), "InvalidParameterValue"),
        (base("ami-0123456789abcdef0", TYPE), "InvalidAMIID.NotFound"),
        (
            base(&arm, "m8g.large") + "&Placement.AvailabilityZone=eu-west-1c",
            "Unsupported",
        ),
        (
            base(&arm, TYPE) + "&SubnetId=subnet-0123456789abcdef0",
            "InvalidSubnetID.NotFound",
        ),
        (
            base(&arm, TYPE) + "&KeyName=nobody",
            "InvalidKeyPair.NotFound",
        ),
        (base(&arm, TYPE) + "&UserData=%25", "InvalidParameterValue"),
        (
            base(&arm, TYPE).replace("MinCount=1", "MinCount=2"),
            "InvalidParameterValue",
        ),
        (
            base(&arm, TYPE).replace("&MinCount=1", ""),
            "MissingParameter",
        ),
        (
            base(&arm, TYPE) + "&MetadataOptions.HttpPutResponseHopLimit=65",
            "InvalidParameterValue",
        ),
        (
            base(&arm, TYPE) + "&Placement.GroupName=nobody",
            "InvalidPlacementGroup.Unknown",
        ),
        (
            base(&arm, TYPE)
                + "&BlockDeviceMapping.1.DeviceName=/dev/xvda&BlockDeviceMapping.1.Ebs.VolumeType=st1&BlockDeviceMapping.1.Ebs.VolumeSize=125",
            "InvalidParameterValue",
        ),
        (
            base(&arm, TYPE)
                + "&BlockDeviceMapping.1.DeviceName=/dev/xvda&BlockDeviceMapping.1.Ebs.VolumeSize=7",
            "InvalidParameterValue",
        ),
        (base(&arm, TYPE) + "&DryRun=true", "DryRunOperation"),
        (base(&intel, TYPE) + "&DryRun=true", "InvalidParameterValue"),
    ];
    for (query, code) in rows {
        yard.refused(&query, code);
    }
    assert!(yard.sandbox.world().is_empty());
    assert_eq!(
        between(&yard.done("DescribeInstances"), "instanceId").len(),
        0
    );
}

#[tokio::test]
async fn user_data_may_have_exactly_16_kib() {
    let yard = yard().await;
    let data = |bytes: usize| {
        let text = STANDARD.encode(vec![b'x'; bytes]);
        format!("&UserData={}", text.replace('=', "%3D"))
    };
    let id = yard.instance(&data(16_384));
    let shown = yard.done(&format!(
        "DescribeInstanceAttribute&InstanceId={id}&Attribute=userData"
    ));
    assert_eq!(STANDARD.decode(one(&shown, "value")).unwrap().len(), 16_384);
    yard.refused(&yard.launch(&data(16_385)), "InvalidParameterValue");
}

#[tokio::test]
async fn a_client_token_makes_one_instance_also_after_its_end() {
    let yard = yard().await;
    let query = yard.launch("&ClientToken=t");
    let id = one(&yard.done(&query), "instanceId");
    assert_eq!(one(&yard.done(&query), "instanceId"), id);
    yard.refused(
        &yard.launch("&ClientToken=t&EbsOptimized=true"),
        "IdempotentParameterMismatch",
    );
    yard.becomes(&id, "running");
    yard.done(&format!("TerminateInstances&InstanceId.1={id}"));
    yard.becomes(&id, "terminated");
    let again = yard.done(&query);
    assert_eq!(
        (one(&again, "instanceId"), one(&again, "name")),
        (id, "terminated".into())
    );
}

#[tokio::test]
async fn mapped_volumes_live_as_long_as_the_mapping_says() {
    let yard = yard().await;
    let data = "&BlockDeviceMapping.1.DeviceName=/dev/sdf&BlockDeviceMapping.1.Ebs.VolumeSize=500\
                &BlockDeviceMapping.1.Ebs.VolumeType=st1&BlockDeviceMapping.2.DeviceName=/dev/xvda\
                &BlockDeviceMapping.2.Ebs.VolumeSize=20";
    let id = yard.instance(data);
    let volumes = yard.done(&format!(
        "DescribeVolumes&Filter.1.Name=attachment.instance-id&Filter.1.Value.1={id}"
    ));
    let mut sizes = between(&volumes, "size");
    sizes.sort();
    assert_eq!(sizes, ["20", "500"]);
    let root = yard.done("DescribeVolumes&Filter.1.Name=size&Filter.1.Value.1=20");
    yard.refused(
        &format!("DetachVolume&VolumeId={}", one(&root, "volumeId")),
        "OperationNotPermitted",
    );
    yard.done(&format!("TerminateInstances&InstanceId.1={id}"));
    yard.becomes(&id, "terminated");
    let left = yard.done("DescribeVolumes");
    assert_eq!(
        (between(&left, "size"), one(&left, "status")),
        (vec!["500".to_owned()], "available".into())
    );
}

#[tokio::test]
async fn filters_tags_and_pages() {
    let yard = yard().await;
    let tags = "&TagSpecification.1.ResourceType=instance&TagSpecification.1.Tag.1.Key=cluster&TagSpecification.1.Tag.1.Value=orders";
    let query = yard
        .launch(tags)
        .replace("MaxCount=1", "MaxCount=7")
        .replace("MinCount=1", "MinCount=7");
    assert_eq!(between(&yard.done(&query), "instanceId").len(), 7);
    let filtered = |name: &str, value: &str| {
        let query = format!("DescribeInstances&Filter.1.Name={name}&Filter.1.Value.1={value}");
        between(&yard.done(&query), "instanceId").len()
    };
    assert_eq!(filtered("tag:cluster", "orders"), 7);
    assert_eq!(filtered("tag-key", "cluster"), 7);
    assert_eq!(filtered("tag:cluster", "other"), 0);
    assert_eq!(
        filtered("instance-state-name", "running"),
        7,
        "the looks have moved them"
    );
    yard.refused(
        "DescribeInstances&Filter.1.Name=colour&Filter.1.Value.1=red",
        "InvalidParameterValue",
    );
    let first = yard.done("DescribeInstances&MaxResults=5");
    let token = one(&first, "nextToken");
    let second = yard.done(&format!("DescribeInstances&MaxResults=5&NextToken={token}"));
    assert_eq!(
        (
            between(&first, "instanceId").len(),
            between(&second, "instanceId").len()
        ),
        (5, 2)
    );
}
