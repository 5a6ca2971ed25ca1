//! The calls that change AMIs and snapshots.

use std::time::{Duration, SystemTime};

use aws_sdk_ec2::types::{
    ArchitectureValues, BlockDeviceMapping, BootModeValues, EbsBlockDevice, Filter, Image,
    ImdsSupportValues, ResourceType, VolumeType,
};

use crate::aws::cloud::Cloud;
use crate::aws::ec2_tags;
use crate::aws::error::{AwsError, AwsErrorKind};
use crate::aws::wait::{Progress, WaitError, Waiter};
use crate::broker_ami::steps::{MARK, Step};
use crate::broker_ami::tags::{OWNER, PENDING, REGISTRATION};
use crate::broker_ami::types::RootVolumeType;
use crate::broker_ami::wanted::{Wanted, maker};

const REGISTER: &str = "ec2:RegisterImage";
const IMAGES: &str = "ec2:DescribeImages";
const DEREGISTER: &str = "ec2:DeregisterImage";
const DELETE: &str = "ec2:DeleteSnapshot";

/// Registers an AMI of a snapshot. What EC2 takes where nothing is said is i386, paravirtual and without ENA: everything is said.
///
/// # Errors
///
/// What AWS says. That the name is taken by this very AMI is none: an earlier request was carried out, and the next look shows it.
pub(crate) async fn register(
    cloud: &Cloud,
    wanted: &Wanted,
    snapshot: &str,
) -> Result<(), AwsError> {
    let mut tags = wanted.image_tags();
    tags.insert(PENDING.to_owned(), MARK.to_owned());
    let call = cloud.ec2().await?.register_image();
    let call = call
        .name(wanted.ami_name())
        .description(&wanted.description)
        .architecture(ArchitectureValues::from(wanted.architecture.as_str()))
        .boot_mode(BootModeValues::from(wanted.boot_mode.as_str()))
        .virtualization_type("hvm")
        .ena_support(true)
        .imds_support(ImdsSupportValues::V20)
        .root_device_name(&wanted.root_device)
        .block_device_mappings(root(wanted, snapshot))
        .tag_specifications(ec2_tags::specification(ResourceType::Image, &tags));
    match call.send().await.map_err(AwsError::during(REGISTER)) {
        Ok(_) => Ok(()),
        Err(error) if error.kind == AwsErrorKind::Conflict && is_ours(cloud, wanted).await? => {
            Ok(())
        }
        Err(error) => Err(error),
    }
}

/// Whether no AMI of somebody else has the name: what was just registered need not show yet.
async fn is_ours(cloud: &Cloud, wanted: &Wanted) -> Result<bool, AwsError> {
    let name = Filter::builder().name("name").values(wanted.ami_name());
    let call = cloud.ec2().await?.describe_images().owners("self");
    let call = call.filters(name.build()).include_disabled(true);
    let found = call.send().await.map_err(AwsError::during(IMAGES))?;
    let is_ours = |image: &Image| {
        let its = ec2_tags::read(image.tags());
        its.get(OWNER) == Some(&wanted.name) && its.get(REGISTRATION) == Some(&wanted.registration)
    };
    Ok(found.images().iter().all(is_ours))
}

fn root(wanted: &Wanted, snapshot: &str) -> BlockDeviceMapping {
    let volume = &wanted.root_volume;
    let number = |value: i64| i32::try_from(value).ok();
    let kind = match volume.r#type {
        RootVolumeType::Gp3 => VolumeType::Gp3,
        RootVolumeType::Gp2 => VolumeType::Gp2,
    };
    let device = EbsBlockDevice::builder()
        .snapshot_id(snapshot)
        .volume_type(kind)
        .delete_on_termination(volume.delete_on_termination)
        .set_volume_size(volume.size.and_then(|size| number(size.get())))
        .set_iops(volume.iops.and_then(|iops| number(iops.get())))
        .set_throughput(volume.throughput.and_then(|rate| number(rate.get())));
    BlockDeviceMapping::builder()
        .device_name(&wanted.root_device)
        .ebs(device.build())
        .build()
}

/// Brings the tags of an AMI and its snapshots up to date.
///
/// # Errors
///
/// What AWS says.
pub(crate) async fn retag(
    cloud: &Cloud,
    wanted: &Wanted,
    image: &str,
    snapshots: &[String],
) -> Result<(), AwsError> {
    ec2_tags::create(cloud, [image], &wanted.image_tags()).await?;
    if !snapshots.is_empty() {
        ec2_tags::create(cloud, snapshots, &wanted.snapshot_tags()).await?;
    }
    let mut ids = vec![image.to_owned()];
    ids.extend_from_slice(snapshots);
    let unwanted = unwanted(cloud, wanted, &ids).await?;
    ec2_tags::delete(cloud, ids, &unwanted).await
}

/// Keys that are on any of these and are to go.
async fn unwanted(cloud: &Cloud, wanted: &Wanted, ids: &[String]) -> Result<Vec<String>, AwsError> {
    let seen = crate::broker_ami::seen::Seen::look(cloud, &wanted.name).await?;
    let images = seen.images.iter().map(|one| (&one.id, &one.tags));
    let snapshots = seen.snapshots.iter().map(|one| (&one.id, &one.tags));
    let tagged = images.chain(snapshots).filter(|(id, _)| ids.contains(*id));
    let mut keys: Vec<String> = tagged
        .flat_map(|(_, tags)| wanted.tags.unwanted(tags))
        .collect();
    keys.sort();
    keys.dedup();
    Ok(keys)
}

/// Takes the marks of what is not finished away. Before that the AMI says who finished it, for the create whose
/// answer is lost.
///
/// # Errors
///
/// What AWS says.
pub(crate) async fn finish(
    cloud: &Cloud,
    wanted: &Wanted,
    image: &String,
    ids: &[String],
) -> Result<(), AwsError> {
    let made = maker(&wanted.name, &wanted.registration).tags(SystemTime::now());
    ec2_tags::create(cloud, [image], &made).await?;
    ec2_tags::delete(cloud, ids, &[PENDING.to_owned()]).await
}

/// Deregisters an AMI with its snapshots, or deletes a snapshot. What is gone already is fine.
///
/// # Errors
///
/// What AWS says; that the time is up.
pub(crate) async fn clear(
    cloud: &Cloud,
    waiter: &Waiter,
    limit: Duration,
    step: &Step,
) -> Result<(), WaitError> {
    match step {
        Step::DropImage { id, snapshots, .. } => {
            deregister(cloud, id).await?;
            for snapshot in snapshots {
                delete_snapshot(cloud, waiter, limit, snapshot).await?;
            }
            Ok(())
        }
        Step::DropSnapshot { id, .. } => delete_snapshot(cloud, waiter, limit, id).await,
        _ => Ok(()),
    }
}

async fn deregister(cloud: &Cloud, id: &str) -> Result<(), AwsError> {
    let call = cloud.ec2().await?.deregister_image().image_id(id);
    match call.send().await.map_err(AwsError::during(DEREGISTER)) {
        Err(error) if !error.is_missing() => Err(error),
        _ => Ok(()),
    }
}

/// EC2 goes on taking a snapshot for one in use for a moment after its AMI was deregistered.
async fn delete_snapshot(
    cloud: &Cloud,
    waiter: &Waiter,
    limit: Duration,
    id: &str,
) -> Result<(), WaitError> {
    let ec2 = cloud.ec2().await?;
    let deleted = waiter.until(limit, || async {
        let call = ec2.delete_snapshot().snapshot_id(id);
        match call.send().await.map_err(AwsError::during(DELETE)) {
            Ok(_) => Ok(Progress::Done(())),
            Err(error) if error.is_missing() => Ok(Progress::Done(())),
            Err(error) if error.kind == AwsErrorKind::Conflict => {
                Ok(Progress::Pending(error.message))
            }
            Err(error) => Err(error),
        }
    });
    deleted.await
}
