//! Network interfaces: their addresses, and who holds them.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod client;

use client::between;
use client::computers::{Yard, one, yard};

fn create(yard: &Yard, more: &str) -> String {
    format!("CreateNetworkInterface&SubnetId={}{more}", yard.subnet('a'))
}

#[tokio::test]
async fn creates_that_ec2_refuses() {
    let yard = yard().await;
    yard.done(&create(&yard, "&PrivateIpAddress=172.31.0.10"));
    let rows = [
        ("&PrivateIpAddress=172.31.0.10", "InvalidIPAddress.InUse"),
        ("&PrivateIpAddress=10.0.0.4", "InvalidParameterValue"),
        ("&PrivateIpAddress=172.31.0.3", "InvalidParameterValue"),
        ("&PrivateIpAddress=172.31.15.255", "InvalidParameterValue"),
        ("&PrivateIpAddress=first", "InvalidParameterValue"),
        (
            "&SecurityGroupId.1=sg-0123456789abcdef0",
            "InvalidGroup.NotFound",
        ),
    ];
    for (more, code) in rows {
        yard.refused(&create(&yard, more), code);
    }
    yard.refused("CreateNetworkInterface", "MissingParameter");
    yard.refused(
        "CreateNetworkInterface&SubnetId=subnet-0123456789abcdef0",
        "InvalidSubnetID.NotFound",
    );
    let vpc = one(&yard.done("CreateVpc&CidrBlock=10.0.0.0/16"), "vpcId");
    let groups = yard.done(&format!(
        "DescribeSecurityGroups&Filter.1.Name=vpc-id&Filter.1.Value.1={vpc}"
    ));
    let foreign = format!("&SecurityGroupId.1={}", one(&groups, "groupId"));
    yard.refused(&create(&yard, &foreign), "InvalidParameter");
}

#[tokio::test]
async fn a_client_token_makes_one_interface() {
    let yard = yard().await;
    let query = create(&yard, "&PrivateIpAddress=172.31.0.10&ClientToken=t");
    let first = one(&yard.done(&query), "networkInterfaceId");
    assert_eq!(one(&yard.done(&query), "networkInterfaceId"), first);
    yard.refused(
        &create(&yard, "&ClientToken=t"),
        "IdempotentParameterMismatch",
    );
    yard.done(&format!(
        "DeleteNetworkInterface&NetworkInterfaceId={first}"
    ));
    yard.refused(&query, "InvalidNetworkInterfaceID.NotFound");
}

#[tokio::test]
async fn an_interface_outlives_its_instance_and_goes_to_the_next() {
    let yard = yard().await;
    let made = yard.done(&create(
        &yard,
        "&PrivateIpAddress=172.31.0.20&Description=broker",
    ));
    let interface = one(&made, "networkInterfaceId");
    let card = format!(
        "&NetworkInterface.1.DeviceIndex=0&NetworkInterface.1.NetworkInterfaceId={interface}"
    );
    let first = one(&yard.done(&yard.launch(&card)), "instanceId");
    yard.refused(&yard.launch(&card), "InvalidNetworkInterface.InUse");
    let delete = format!("DeleteNetworkInterface&NetworkInterfaceId={interface}");
    yard.refused(&delete, "InvalidNetworkInterface.InUse");
    let shown = yard.becomes(&first, "running");
    assert_eq!(one(&shown, "privateIpAddress"), "172.31.0.20");
    let by_instance = format!(
        "DescribeNetworkInterfaces&Filter.1.Name=attachment.instance-id&Filter.1.Value.1={first}"
    );
    assert_eq!(
        one(&yard.done(&by_instance), "attachmentId")
            .split('-')
            .count(),
        3
    );
    yard.done(&format!("TerminateInstances&InstanceId.1={first}"));
    yard.becomes(&first, "terminated");
    let second = one(&yard.done(&yard.launch(&card)), "instanceId");
    let shown = yard.becomes(&second, "running");
    assert_eq!(one(&shown, "privateIpAddress"), "172.31.0.20");
    assert_ne!(first, second);
}

#[tokio::test]
async fn waiting_for_the_interface_alone_sees_it_come_free() {
    let yard = yard().await;
    let interface = one(&yard.done(&create(&yard, "")), "networkInterfaceId");
    let card = format!(
        "&NetworkInterface.1.DeviceIndex=0&NetworkInterface.1.NetworkInterfaceId={interface}"
    );
    let instance = one(&yard.done(&yard.launch(&card)), "instanceId");
    yard.becomes(&instance, "running");
    yard.done(&format!("TerminateInstances&InstanceId.1={instance}"));
    let look = format!("DescribeNetworkInterfaces&NetworkInterfaceId.1={interface}");
    let states = [(); 2].map(|()| between(&yard.done(&look), "status"));
    assert!(
        states[0].contains(&"in-use".to_owned()) && states[1] == ["available"],
        "{states:?}"
    );
}

#[tokio::test]
async fn launches_with_interfaces_that_ec2_refuses() {
    let yard = yard().await;
    let interface = one(&yard.done(&create(&yard, "")), "networkInterfaceId");
    let card = format!(
        "&NetworkInterface.1.DeviceIndex=0&NetworkInterface.1.NetworkInterfaceId={interface}"
    );
    let subnet = yard.subnet('a');
    let rows = [
        (
            format!("{card}&SubnetId={subnet}"),
            "InvalidParameterCombination",
        ),
        (
            format!("{card}&SecurityGroupId.1=sg-1"),
            "InvalidParameterCombination",
        ),
        (
            format!("{card}&Placement.AvailabilityZone=eu-west-1b"),
            "InvalidParameterValue",
        ),
        (
            card.replace("DeviceIndex=0", "DeviceIndex=1"),
            "InvalidParameterValue",
        ),
        (
            card.replace(&interface, "eni-0123456789abcdef0"),
            "InvalidNetworkInterfaceID.NotFound",
        ),
        (
            format!("{card}{}", card.replace("e.1.", "e.2.")),
            "InvalidParameterCombination",
        ),
        (
            format!("{card}&Placement.Tenancy=host"),
            "NotImplementedException",
        ),
    ];
    for (more, code) in rows {
        yard.refused(&yard.launch(&more), code);
    }
    let two = yard.launch(&card).replace("MaxCount=1", "MaxCount=2");
    yard.refused(&two, "InvalidParameterCombination");
}

#[tokio::test]
async fn a_second_interface_is_attached_and_detached() {
    let yard = yard().await;
    let instance = yard.instance("");
    let interface = |zone| {
        let query = format!("CreateNetworkInterface&SubnetId={}", yard.subnet(zone));
        one(&yard.done(&query), "networkInterfaceId")
    };
    let attach = |id: &str, index: u8| {
        format!(
            "AttachNetworkInterface&InstanceId={instance}&NetworkInterfaceId={id}&DeviceIndex={index}"
        )
    };
    let (near, far) = (interface('a'), interface('b'));
    yard.refused(&attach(&near, 0), "InvalidParameterValue");
    yard.refused(&attach(&far, 1), "InvalidParameterCombination");
    let attachment = one(&yard.done(&attach(&near, 1)), "attachmentId");
    yard.done(&attach(&interface('a'), 2));
    yard.refused(&attach(&interface('a'), 3), "AttachmentLimitExceeded");
    let modify = format!("ModifyNetworkInterfaceAttribute&NetworkInterfaceId={near}");
    yard.refused(&modify, "InvalidParameterCombination");
    yard.done(&format!("{modify}&Description.Value=second"));
    yard.done(&format!(
        "{modify}&Attachment.AttachmentId={attachment}&Attachment.DeleteOnTermination=true"
    ));
    yard.done(&format!("DetachNetworkInterface&AttachmentId={attachment}"));
    let look = format!("DescribeNetworkInterfaces&NetworkInterfaceId.1={near}");
    yard.done(&look);
    let shown = yard.done(&look);
    assert_eq!(
        (one(&shown, "status"), one(&shown, "description")),
        ("available".into(), "second".into())
    );
    yard.refused(
        "DetachNetworkInterface&AttachmentId=eni-attach-1",
        "InvalidAttachmentID.NotFound",
    );
}

#[tokio::test]
async fn interfaces_keep_their_subnet_and_their_group() {
    let yard = yard().await;
    let vpc = one(&yard.done("CreateVpc&CidrBlock=10.0.0.0/16"), "vpcId");
    let subnet = one(
        &yard.done(&format!("CreateSubnet&VpcId={vpc}&CidrBlock=10.0.0.0/28")),
        "subnetId",
    );
    let group = format!("CreateSecurityGroup&VpcId={vpc}&GroupName=g&GroupDescription=d");
    let group = one(&yard.done(&group), "groupId");
    let create = format!("CreateNetworkInterface&SubnetId={subnet}&SecurityGroupId.1={group}");
    // A /28 has 16 addresses, five of them reserved.
    let ids: Vec<String> = (0..11)
        .map(|_| one(&yard.done(&create), "networkInterfaceId"))
        .collect();
    yard.refused(&create, "InsufficientFreeAddressesInSubnet");
    yard.refused(
        &format!("DeleteSubnet&SubnetId={subnet}"),
        "DependencyViolation",
    );
    yard.refused(
        &format!("DeleteSecurityGroup&GroupId={group}"),
        "DependencyViolation",
    );
    for id in ids {
        yard.done(&format!("DeleteNetworkInterface&NetworkInterfaceId={id}"));
    }
    yard.done(&format!("DeleteSubnet&SubnetId={subnet}"));
    yard.done(&format!("DeleteSecurityGroup&GroupId={group}"));
    yard.done(&format!("DeleteVpc&VpcId={vpc}"));
    assert!(yard.sandbox.world().is_empty());
}
