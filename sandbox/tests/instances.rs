//! Instances: their states, and what may be changed when.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod client;

use std::time::Duration;

use client::between;
use client::computers::{one, yard};

#[tokio::test]
async fn an_instance_goes_through_its_states() {
    let yard = yard().await;
    let query = yard.launch(
        "&TagSpecification.1.ResourceType=instance&TagSpecification.1.Tag.1.Key=Name&TagSpecification.1.Tag.1.Value=b1\
         &TagSpecification.2.ResourceType=volume&TagSpecification.2.Tag.1.Key=of&TagSpecification.2.Tag.1.Value=b1",
    );
    let made = yard.done(&query);
    let id = one(&made, "instanceId");
    assert_eq!(one(&made, "name"), "pending");
    let act = |verb: &str| format!("{verb}Instances&InstanceId.1={id}");
    yard.refused(&act("Stop"), "IncorrectInstanceState");
    yard.refused(&act("Reboot"), "IncorrectInstanceState");
    let running = yard.becomes(&id, "running");
    assert_eq!(one(&running, "httpTokens"), "required", "the image says so");
    assert_eq!(one(&running, "httpPutResponseHopLimit"), "2");
    yard.done(&act("Reboot"));
    assert_eq!(
        between(&yard.done(&act("Stop")), "name"),
        ["stopping", "running"]
    );
    yard.refused(&act("Start"), "IncorrectInstanceState");
    let stopped = yard.becomes(&id, "stopped");
    assert!(stopped.contains("Client.UserInitiatedShutdown"));
    yard.done(&act("Start"));
    yard.becomes(&id, "running");
    yard.done(&act("Terminate"));
    yard.becomes(&id, "terminated");
    yard.refused(&act("Start"), "IncorrectInstanceState");
    yard.refused(&act("Stop"), "IncorrectInstanceState");
    yard.done(&act("Terminate"));
    assert!(yard.sandbox.world().is_empty(), "its root went with it");
    yard.sandbox.world().advance(Duration::from_secs(3600));
    yard.refused(
        &format!("DescribeInstances&InstanceId.1={id}"),
        "InvalidInstanceID.NotFound",
    );
}

#[tokio::test]
async fn ids_are_malformed_or_unknown() {
    let yard = yard().await;
    yard.refused(
        "DescribeInstances&InstanceId.1=b1",
        "InvalidInstanceID.Malformed",
    );
    yard.refused(
        "DescribeInstances&InstanceId.1=i-0123456789abcdef0",
        "InvalidInstanceID.NotFound",
    );
    yard.refused(
        "StopInstances&InstanceId.1=i-0123456789abcdef0",
        "InvalidInstanceID.NotFound",
    );
    yard.refused("StopInstances", "MissingParameter");
    let id = yard.instance("");
    yard.refused(
        &format!("DescribeInstances&InstanceId.1={id}&MaxResults=5"),
        "InvalidParameterCombination",
    );
}

#[tokio::test]
async fn protected_instances_stay() {
    let yard = yard().await;
    let id = yard.instance("&DisableApiTermination=true&DisableApiStop=true");
    let (stop, end) = (
        format!("StopInstances&InstanceId.1={id}"),
        format!("TerminateInstances&InstanceId.1={id}"),
    );
    yard.refused(&stop, "OperationNotPermitted");
    let elsewhere = yard.done(&yard.launch(&format!("&SubnetId={}", yard.subnet('b'))));
    let (near, far) = (yard.instance(""), one(&elsewhere, "instanceId"));
    yard.becomes(&far, "running");
    yard.refused(
        &format!("{end}&InstanceId.2={near}&InstanceId.3={far}"),
        "OperationNotPermitted",
    );
    yard.becomes(&far, "terminated");
    yard.becomes(&near, "running");
    let modify = format!("ModifyInstanceAttribute&InstanceId={id}");
    yard.done(&format!("{modify}&DisableApiStop.Value=false"));
    yard.done(&format!("{modify}&DisableApiTermination.Value=false"));
    yard.done(&stop);
    yard.done(&end);
}

#[tokio::test]
async fn type_and_user_data_change_only_when_stopped() {
    let yard = yard().await;
    let id = yard.instance("");
    let modify = |more: &str| format!("ModifyInstanceAttribute&InstanceId={id}&{more}");
    for more in [
        "InstanceType.Value=m7g.xlarge",
        "UserData.Value=e30=",
        "EbsOptimized.Value=true",
    ] {
        yard.refused(&modify(more), "IncorrectInstanceState");
    }
    yard.refused(
        &modify("InstanceType.Value=x&UserData.Value=y"),
        "InvalidParameterCombination",
    );
    yard.refused(&modify("x=y"), "MissingParameter");
    yard.done(&format!("StopInstances&InstanceId.1={id}"));
    yard.becomes(&id, "stopped");
    yard.refused(
        &modify("InstanceType.Value=m7i.large"),
        "InvalidParameterValue",
    );
    yard.done(&modify("InstanceType.Value=m7g.xlarge"));
    yard.done(&modify("UserData.Value=e30="));
    yard.done(&format!("StartInstances&InstanceId.1={id}"));
    assert_eq!(
        one(&yard.becomes(&id, "running"), "instanceType"),
        "m7g.xlarge"
    );
    let read = |name: &str| {
        one(
            &yard.done(&format!(
                "DescribeInstanceAttribute&InstanceId={id}&Attribute={name}"
            )),
            "value",
        )
    };
    assert_eq!(
        (read("userData"), read("disableApiStop")),
        ("e30=".into(), "false".into())
    );
    yard.refused(
        &format!("DescribeInstanceAttribute&InstanceId={id}&Attribute=x"),
        "InvalidParameterValue",
    );
}

#[tokio::test]
async fn metadata_options_change_while_it_runs() {
    let yard = yard().await;
    let id = yard.instance("&MetadataOptions.InstanceMetadataTags=enabled");
    let modify = format!("ModifyInstanceMetadataOptions&InstanceId={id}");
    yard.refused(
        &format!("{modify}&HttpTokens=never"),
        "InvalidParameterValue",
    );
    assert_eq!(
        one(
            &yard.done(&format!("{modify}&HttpPutResponseHopLimit=1")),
            "state"
        ),
        "pending"
    );
    let shown = yard.describe(&id);
    assert_eq!(
        (
            one(&shown, "httpPutResponseHopLimit"),
            one(&shown, "instanceMetadataTags")
        ),
        ("1".into(), "enabled".into())
    );
}
