//! Facts about images.

use aws_sdk_ec2::types::{
    ArchitectureValues, BlockDeviceMapping, BootModeValues, DeviceType, EbsBlockDevice, VolumeType,
};

use super::super::sandbox_tests::{configure, sandbox};
use super::*;

#[tokio::test]
async fn an_image_and_one_that_is_not_there() {
    let sandbox = sandbox().await;
    let cloud = configure(&sandbox, []).await.unwrap();
    let ec2 = cloud.connection().ec2().await.unwrap();
    let arm = Filter::builder()
        .name("architecture")
        .values("arm64")
        .build();
    let found = ec2.describe_images().owners("amazon").filters(arm).send();
    let id = found.await.unwrap().images()[0]
        .image_id()
        .unwrap()
        .to_owned();
    let before = sandbox.calls().count("DescribeImages");
    for _ in 0..2 {
        let facts = cloud.images().facts(&id).await.unwrap();
        let expected = broker::Image {
            id: id.clone(),
            state: broker::ImageState::Available,
            architecture: Some("arm64".into()),
            boot_mode: Some("uefi".into()),
            root_device_type: Some("ebs".into()),
            root_volume_type: Some("gp3".into()),
            ena_support: Some(true),
        };
        assert_eq!(facts, expected);
    }
    assert_eq!(sandbox.calls().count("DescribeImages"), before + 1);
    let missing = cloud.images().facts("ami-0123456789abcdef0").await.unwrap();
    assert_eq!(missing.state, broker::ImageState::NotFound);
}

#[test]
fn the_root_is_the_device_of_that_name() {
    let device = |name: &str, kind: VolumeType| {
        let ebs = EbsBlockDevice::builder().volume_type(kind).build();
        BlockDeviceMapping::builder()
            .device_name(name)
            .ebs(ebs)
            .build()
    };
    let image = Image::builder()
        .state(ImageState::Deregistered)
        .architecture(ArchitectureValues::X8664)
        .boot_mode(BootModeValues::UefiPreferred)
        .root_device_type(DeviceType::Ebs)
        .root_device_name("/dev/xvda")
        .block_device_mappings(device("/dev/sdb", VolumeType::Gp3))
        .block_device_mappings(device("/dev/xvda", VolumeType::St1))
        .build();
    let told = facts("ami-1", Some(&image));
    assert_eq!(told.root_volume_type.as_deref(), Some("st1"));
    assert_eq!(told.boot_mode.as_deref(), Some("uefi-preferred"));
    assert_eq!(told.state, broker::ImageState::Other("deregistered".into()));
}
