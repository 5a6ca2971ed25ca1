//! The calls that change something. They have no client tokens: each can be made twice, or says that it was made.

use aws_sdk_ec2::primitives::Blob;
use aws_sdk_ec2::types::{
    AttributeBooleanValue, AttributeValue, SecureBlobAttributeValue, VolumeType,
};
use kafkaws_boot_contract::UserData;

use super::step::VolumeChange;
use crate::aws::cloud::Cloud;
use crate::aws::error::AwsError;

const ATTRIBUTE: &str = "ec2:ModifyInstanceAttribute";

pub(super) async fn groups(
    cloud: &Cloud,
    interface_id: &str,
    groups: Vec<String>,
) -> Result<(), AwsError> {
    let call = cloud.ec2().await?.modify_network_interface_attribute();
    let call = call
        .network_interface_id(interface_id)
        .set_groups(Some(groups));
    let doing = AwsError::during("ec2:ModifyNetworkInterfaceAttribute");
    call.send().await.map(drop).map_err(doing)
}

pub(super) async fn volume(cloud: &Cloud, id: &str, change: &VolumeChange) -> Result<(), AwsError> {
    let number = |value: Option<i64>| value.and_then(|value| i32::try_from(value).ok());
    let call = cloud.ec2().await?.modify_volume();
    let call = call
        .volume_id(id)
        .set_volume_type(change.kind.as_deref().map(VolumeType::from))
        .set_size(number(change.size))
        .set_iops(number(change.iops))
        .set_throughput(number(change.throughput));
    call.send()
        .await
        .map(drop)
        .map_err(AwsError::during("ec2:ModifyVolume"))
}

pub(super) async fn protect(cloud: &Cloud, instance_id: &str, on: bool) -> Result<(), AwsError> {
    let call = cloud
        .ec2()
        .await?
        .modify_instance_attribute()
        .instance_id(instance_id);
    let call = call.disable_api_termination(AttributeBooleanValue::builder().value(on).build());
    call.send()
        .await
        .map(drop)
        .map_err(AwsError::during(ATTRIBUTE))
}

pub(super) async fn instance_type(
    cloud: &Cloud,
    instance_id: &str,
    kind: &str,
) -> Result<(), AwsError> {
    let call = cloud
        .ec2()
        .await?
        .modify_instance_attribute()
        .instance_id(instance_id);
    let call = call.instance_type(AttributeValue::builder().value(kind).build());
    call.send()
        .await
        .map(drop)
        .map_err(AwsError::during(ATTRIBUTE))
}

pub(super) async fn user_data(
    cloud: &Cloud,
    instance_id: &str,
    data: &UserData,
) -> Result<(), AwsError> {
    let value = SecureBlobAttributeValue::builder().value(Blob::new(data.bytes()));
    let call = cloud
        .ec2()
        .await?
        .modify_instance_attribute()
        .instance_id(instance_id);
    let call = call.user_data(value.build());
    call.send()
        .await
        .map(drop)
        .map_err(AwsError::during(ATTRIBUTE))
}

pub(super) async fn attach(
    cloud: &Cloud,
    volume_id: &str,
    instance_id: &str,
    device: &str,
) -> Result<(), AwsError> {
    let call = cloud.ec2().await?.attach_volume();
    let call = call
        .volume_id(volume_id)
        .instance_id(instance_id)
        .device(device);
    call.send()
        .await
        .map(drop)
        .map_err(AwsError::during("ec2:AttachVolume"))
}

pub(super) async fn detach(
    cloud: &Cloud,
    volume_id: &str,
    instance_id: &str,
) -> Result<(), AwsError> {
    let call = cloud.ec2().await?.detach_volume();
    let call = call.volume_id(volume_id).instance_id(instance_id);
    call.send()
        .await
        .map(drop)
        .map_err(AwsError::during("ec2:DetachVolume"))
}

pub(super) async fn start(cloud: &Cloud, instance_id: &str) -> Result<(), AwsError> {
    let call = cloud
        .ec2()
        .await?
        .start_instances()
        .instance_ids(instance_id);
    call.send()
        .await
        .map(drop)
        .map_err(AwsError::during("ec2:StartInstances"))
}

pub(super) async fn stop(cloud: &Cloud, instance_id: &str) -> Result<(), AwsError> {
    let call = cloud
        .ec2()
        .await?
        .stop_instances()
        .instance_ids(instance_id);
    call.send()
        .await
        .map(drop)
        .map_err(AwsError::during("ec2:StopInstances"))
}

/// One instance at a time: a protected one would keep its whole zone from being terminated.
pub(super) async fn terminate(cloud: &Cloud, instance_id: &str) -> Result<(), AwsError> {
    let call = cloud
        .ec2()
        .await?
        .terminate_instances()
        .instance_ids(instance_id);
    call.send()
        .await
        .map(drop)
        .map_err(AwsError::during("ec2:TerminateInstances"))
}

pub(super) async fn delete_volume(cloud: &Cloud, id: &str) -> Result<(), AwsError> {
    let call = cloud.ec2().await?.delete_volume().volume_id(id);
    call.send()
        .await
        .map(drop)
        .map_err(AwsError::during("ec2:DeleteVolume"))
}

pub(super) async fn delete_interface(cloud: &Cloud, id: &str) -> Result<(), AwsError> {
    let call = cloud
        .ec2()
        .await?
        .delete_network_interface()
        .network_interface_id(id);
    call.send()
        .await
        .map(drop)
        .map_err(AwsError::during("ec2:DeleteNetworkInterface"))
}
