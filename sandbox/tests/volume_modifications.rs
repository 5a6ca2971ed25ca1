//! ModifyVolume: its states, its limits, and its quota.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod client;

use std::time::Duration;

use client::computers::{one, yard};
use kafkaws_sandbox::VolumeEvent;

#[tokio::test]
async fn a_modification_goes_through_its_states_and_is_alone() {
    let yard = yard().await;
    let id = yard.volume("&Size=100");
    let modify = |more: &str| format!("ModifyVolume&VolumeId={id}{more}");
    let rows = [
        ("", "InvalidParameterCombination"),
        ("&Size=99", "InvalidParameterValue"),
        ("&Iops=50001", "InvalidParameterValue"),
        ("&VolumeType=st1&Size=124", "InvalidParameterValue"),
        ("&VolumeType=st1", "InvalidParameterValue"),
        (
            "&VolumeType=gp2&Throughput=125",
            "InvalidParameterCombination",
        ),
    ];
    for (more, code) in rows {
        yard.refused(&modify(more), code);
    }
    let looked = format!("DescribeVolumesModifications&VolumeId.1={id}");
    yard.refused(&looked, "InvalidVolumeModification.NotFound");
    let answer = yard.done(&modify("&Size=200&Iops=6000&Throughput=500"));
    assert_eq!(one(&answer, "modificationState"), "modifying");
    assert_eq!(
        (one(&answer, "originalSize"), one(&answer, "targetSize")),
        ("100".into(), "200".into())
    );
    yard.refused(&modify("&Size=300"), "IncorrectModificationState");
    let state = || one(&yard.done(&looked), "modificationState");
    assert_eq!([state(), state()], ["modifying", "optimizing"]);
    let volume = yard.sandbox.world().summary()["regions"][0]["volumes"][&id].clone();
    assert_eq!(volume["size"], 200, "the new size works from optimizing on");
    yard.refused(&modify("&Size=300"), "IncorrectModificationState");
    assert_eq!(state(), "completed");
    let shown = yard.volume_becomes(&id, "available");
    assert_eq!(
        (one(&shown, "iops"), one(&shown, "throughput")),
        ("6000".into(), "500".into())
    );
}

#[tokio::test]
async fn four_modifications_a_day_and_the_message_says_when_the_next_may_be() {
    let yard = yard().await;
    let id = yard.volume("&Size=100");
    let modify = |size: u32| format!("ModifyVolume&VolumeId={id}&Size={size}");
    for n in 1..=4 {
        yard.done(&modify(100 + n));
        yard.sandbox
            .world()
            .befall_volume(&id, VolumeEvent::Settle)
            .unwrap();
    }
    let message = yard.refused(&modify(200), "VolumeModificationRateExceeded");
    assert!(
        message.contains("can be modified again after 20"),
        "{message}"
    );
    yard.sandbox.world().advance(Duration::from_secs(24 * 3600));
    yard.done(&modify(200));
}

#[tokio::test]
async fn a_modification_fails_on_demand_and_changes_nothing() {
    let yard = yard().await;
    let id = yard.volume("&Size=100");
    yard.sandbox
        .world()
        .befall_volume(&id, VolumeEvent::FailModification)
        .unwrap();
    yard.done(&format!(
        "ModifyVolume&VolumeId={id}&VolumeType=st1&Size=125"
    ));
    let looked = format!("DescribeVolumesModifications&VolumeId.1={id}");
    let states = [(); 2].map(|()| one(&yard.done(&looked), "modificationState"));
    assert_eq!(states, ["modifying", "failed"]);
    let shown = yard.volume_becomes(&id, "available");
    assert_eq!(
        (one(&shown, "volumeType"), one(&shown, "size")),
        ("gp3".into(), "100".into())
    );
}

#[tokio::test]
async fn a_new_type_brings_its_own_defaults() {
    let yard = yard().await;
    let id = yard.volume("&Size=200&Iops=5000&Throughput=300");
    let change = |more: &str| {
        yard.done(&format!("ModifyVolume&VolumeId={id}{more}"));
        yard.sandbox
            .world()
            .befall_volume(&id, VolumeEvent::Settle)
            .unwrap();
        let shown = yard.done(&format!("DescribeVolumes&VolumeId.1={id}"));
        ["volumeType", "iops", "throughput"].map(|name| one(&shown, name))
    };
    assert_eq!(change("&VolumeType=st1"), ["st1", "", ""]);
    assert_eq!(change("&VolumeType=gp3"), ["gp3", "3000", "125"]);
    assert_eq!(change("&VolumeType=io2"), ["io2", "3000", ""]);
}
