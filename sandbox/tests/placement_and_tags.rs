//! Placement groups, key pairs, tags, and who may do what.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod client;

use client::between;
use client::computers::{one, yard};
use kafkaws_sandbox::{FaultAction, FaultRule};

#[tokio::test]
async fn placement_groups_that_ec2_refuses() {
    let yard = yard().await;
    let rows = [
        ("&GroupName=g&Strategy=scatter", "InvalidParameterValue"),
        (
            "&GroupName=g&Strategy=partition&PartitionCount=8",
            "InvalidParameterValue",
        ),
        (
            "&GroupName=g&Strategy=spread&PartitionCount=2",
            "InvalidParameterCombination",
        ),
        ("&Strategy=spread", "MissingParameter"),
    ];
    for (more, code) in rows {
        yard.refused(&format!("CreatePlacementGroup{more}"), code);
    }
    yard.done("CreatePlacementGroup&GroupName=g&Strategy=cluster");
    yard.refused(
        "CreatePlacementGroup&GroupName=g",
        "InvalidPlacementGroup.Duplicate",
    );
    yard.refused(
        "DeletePlacementGroup&GroupName=h",
        "InvalidPlacementGroup.Unknown",
    );
    yard.refused(
        "DescribePlacementGroups&GroupName.1=h",
        "InvalidPlacementGroup.Unknown",
    );
    let burstable = yard
        .launch("&Placement.GroupName=g")
        .replace("m7g.large", "t4g.small");
    yard.refused(&burstable, "InvalidParameterCombination");
    let numbered = yard.launch("&Placement.GroupName=g&Placement.PartitionNumber=1");
    yard.refused(&numbered, "InvalidParameterCombination");
    yard.done("DeletePlacementGroup&GroupName=g");
    assert!(yard.sandbox.world().is_empty());
}

#[tokio::test]
async fn partitions_fill_evenly_and_a_group_in_use_stays() {
    let yard = yard().await;
    yard.done("CreatePlacementGroup&GroupName=g&Strategy=partition&PartitionCount=3");
    let launch = |more: &str| yard.launch(&format!("&Placement.GroupName=g{more}"));
    yard.refused(
        &launch("&Placement.PartitionNumber=4"),
        "InvalidParameterValue",
    );
    yard.done(&launch("&Placement.PartitionNumber=1"));
    let given = [(); 3].map(|()| one(&yard.done(&launch("")), "partitionNumber"));
    assert_eq!(given, ["2", "3", "1"]);
    yard.refused(
        "DeletePlacementGroup&GroupName=g",
        "InvalidPlacementGroup.InUse",
    );
}

#[tokio::test]
async fn a_spread_group_takes_seven_instances_of_a_zone() {
    let yard = yard().await;
    yard.done("CreatePlacementGroup&GroupName=g&Strategy=spread");
    let place = format!("&Placement.GroupName=g&SubnetId={}", yard.subnet('a'));
    for _ in 0..7 {
        yard.done(&yard.launch(&place));
    }
    yard.refused(&yard.launch(&place), "InstanceLimitExceeded");
    let elsewhere = format!("&Placement.GroupName=g&SubnetId={}", yard.subnet('b'));
    yard.done(&yard.launch(&elsewhere));
}

#[tokio::test]
async fn tags_are_limited_listed_and_taken_away() {
    let yard = yard().await;
    let id = yard.volume("&Size=10");
    let tag = |more: &str| format!("CreateTags&ResourceId.1={id}{more}");
    let many: String = (1..=51)
        .map(|n| format!("&Tag.{n}.Key=k{n}&Tag.{n}.Value=v"))
        .collect();
    yard.refused(&tag(&many), "TagLimitExceeded");
    yard.refused(
        &tag("&Tag.1.Key=aws:x&Tag.1.Value=y"),
        "InvalidParameterValue",
    );
    yard.refused(
        "CreateTags&ResourceId.1=vol-0123456789abcdef0&Tag.1.Key=k&Tag.1.Value=v",
        "InvalidVolume.NotFound",
    );
    yard.done(&tag("&Tag.1.Key=a&Tag.1.Value=1&Tag.2.Key=b&Tag.2.Value=2"));
    yard.done(&format!(
        "DeleteTags&ResourceId.1={id}&Tag.1.Key=a&Tag.1.Value=other&Tag.2.Key=b"
    ));
    let shown = yard.done(&format!(
        "DescribeTags&Filter.1.Name=resource-id&Filter.1.Value.1={id}"
    ));
    assert_eq!(
        (between(&shown, "key"), between(&shown, "value")),
        (vec!["a".to_owned()], vec!["1".to_owned()])
    );
}

#[tokio::test]
async fn key_pairs_are_imported_once() {
    let yard = yard().await;
    let import = "ImportKeyPair&KeyName=k&PublicKeyMaterial=c3No";
    yard.done(import);
    yard.refused(import, "InvalidKeyPair.Duplicate");
    yard.done(&yard.launch("&KeyName=k"));
    yard.done("DeleteKeyPair&KeyName=k");
    yard.refused("DescribeKeyPairs&KeyName.1=k", "InvalidKeyPair.NotFound");
}

#[tokio::test]
async fn a_denial_comes_before_a_dry_run() {
    let yard = yard().await;
    let volume = "CreateVolume&AvailabilityZone=eu-west-1a&Size=10&DryRun=true";
    yard.refused(volume, "DryRunOperation");
    yard.sandbox.add_fault(FaultRule {
        operation: Some("CreateVolume".into()),
        action: FaultAction::Deny,
        ..FaultRule::default()
    });
    yard.refused(volume, "UnauthorizedOperation");
    assert!(yard.sandbox.world().is_empty());
}

#[tokio::test]
async fn a_lost_answer_leaves_what_the_token_finds_again() {
    let yard = yard().await;
    yard.sandbox.add_fault(FaultRule {
        operation: Some("RunInstances".into()),
        nth: Some(1),
        action: FaultAction::LoseResponse,
        ..FaultRule::default()
    });
    let query = format!(
        "Version=2016-11-15&Action={}",
        yard.launch("&ClientToken=t")
    );
    assert!(yard.client.try_signed("ec2", "POST", "/", &query).is_none());
    let made = one(&yard.done(&yard.launch("&ClientToken=t")), "instanceId");
    assert_eq!(
        between(&yard.done("DescribeInstances"), "instanceId"),
        vec![made]
    );
}
