//! From EC2's answers to what is seen.

use std::time::SystemTime;

use aws_sdk_ec2::types::{
    AttachmentStatus, EventCode, Instance, InstanceStateName, InstanceStatus, NetworkInterface,
    ReplaceRootVolumeTask, ReplaceRootVolumeTaskState, SummaryStatus, Volume,
    VolumeAttachmentState, VolumeModification, VolumeModificationState,
    VolumeState as AwsVolumeState,
};

use aws_smithy_types::DateTime;

use super::seen::{
    Attachment, Ended, Power, RootTask, SeenInstance, SeenInterface, SeenVolume, TaskState,
    Trouble, VolumeState,
};
use crate::aws::ec2_tags;

pub(super) fn interface(found: NetworkInterface) -> SeenInterface {
    let groups = found
        .groups()
        .iter()
        .filter_map(|group| group.group_id().map(str::to_owned));
    // An attachment that has ended may be shown for a while.
    let held = found
        .attachment()
        .filter(|held| held.status() != Some(&AttachmentStatus::Detached));
    SeenInterface {
        groups: groups.collect(),
        held_by: held.and_then(|held| held.instance_id().map(str::to_owned)),
        tags: ec2_tags::read(found.tag_set()),
        id: found.network_interface_id.unwrap_or_default(),
        subnet_id: found.subnet_id.unwrap_or_default(),
        zone: found.availability_zone.unwrap_or_default(),
        zone_id: found.availability_zone_id.unwrap_or_default(),
        address: found.private_ip_address.unwrap_or_default(),
    }
}

/// `Err`: it is terminated.
pub(super) fn instance(found: Instance) -> Result<SeenInstance, Ended> {
    let Some(power) = power(&found) else {
        return Err(ended(found));
    };
    let primary = found.network_interfaces().iter().find(|one| {
        one.attachment()
            .and_then(|held| held.device_index())
            .unwrap_or_default()
            == 0
    });
    let root_device = found.root_device_name.clone().unwrap_or_default();
    let mut mapped = found.block_device_mappings().iter();
    let root = mapped
        .find(|one| one.device_name() == Some(&root_device))
        .and_then(|one| one.ebs());
    let root_volume = root.and_then(|root| root.volume_id().map(str::to_owned));
    let placement = found.placement.as_ref();
    Ok(SeenInstance {
        power,
        root_volume,
        root_device,
        interface_id: primary.and_then(|one| one.network_interface_id().map(str::to_owned)),
        placement_group: placement
            .and_then(|one| one.group_name.clone())
            .filter(|name| !name.is_empty()),
        partition: placement
            .and_then(|one| one.partition_number)
            .map(i64::from)
            .filter(|number| *number > 0),
        profile: found
            .iam_instance_profile()
            .and_then(|one| one.arn().map(str::to_owned)),
        trouble: None,
        protected: None,
        tags: ec2_tags::read(found.tags()),
        id: found.instance_id.unwrap_or_default(),
        image_id: found.image_id.unwrap_or_default(),
        instance_type: found
            .instance_type
            .map(|kind| kind.as_str().to_owned())
            .unwrap_or_default(),
        key_name: found.key_name.filter(|name| !name.is_empty()),
    })
}

fn power(found: &Instance) -> Option<Power> {
    match found.state().and_then(|state| state.name()) {
        Some(InstanceStateName::Pending) => Some(Power::Pending),
        Some(InstanceStateName::Running) => Some(Power::Running),
        Some(InstanceStateName::Stopping) => Some(Power::Stopping),
        Some(InstanceStateName::Stopped) => Some(Power::Stopped),
        Some(InstanceStateName::ShuttingDown) => Some(Power::Ending),
        _ => None,
    }
}

fn ended(found: Instance) -> Ended {
    let reason = found.state_reason().map(|reason| {
        let (code, message) = (
            reason.code().unwrap_or_default(),
            reason.message().unwrap_or_default(),
        );
        match message.starts_with(code) {
            true => message.to_owned(),
            false => format!("{code}: {message}"),
        }
    });
    Ended {
        id: found.instance_id.unwrap_or_default(),
        reason: reason.unwrap_or_default(),
    }
}

pub(super) fn volume(found: Volume) -> SeenVolume {
    let attachment = found.attachments().iter().find_map(|held| {
        let gone = held.state() == Some(&VolumeAttachmentState::Detached);
        (!gone).then(|| Attachment {
            instance_id: held.instance_id().unwrap_or_default().to_owned(),
            device: held.device().unwrap_or_default().to_owned(),
            settled: held.state() == Some(&VolumeAttachmentState::Attached),
        })
    });
    SeenVolume {
        attachment,
        tags: ec2_tags::read(found.tags()),
        state: match found.state() {
            Some(AwsVolumeState::Available) => VolumeState::Available,
            Some(AwsVolumeState::InUse) => VolumeState::InUse,
            Some(AwsVolumeState::Creating) | None => VolumeState::Creating,
            Some(AwsVolumeState::Deleting | AwsVolumeState::Deleted) => VolumeState::Deleting,
            Some(_) => VolumeState::Error,
        },
        modifying: false,
        failed: false,
        id: found.volume_id.unwrap_or_default(),
        zone: found.availability_zone.unwrap_or_default(),
        kind: found
            .volume_type
            .map(|kind| kind.as_str().to_owned())
            .unwrap_or_default(),
        size: i64::from(found.size.unwrap_or_default()),
        iops: found.iops.map(i64::from),
        throughput: found.throughput.map(i64::from),
        encrypted: found.encrypted.unwrap_or_default(),
        kms_key_id: found.kms_key_id,
        snapshot_id: found.snapshot_id.filter(|id| !id.is_empty()),
    }
}

/// What a status says against an instance. `initializing` is nothing, nor is an event that is over.
pub(super) fn trouble(status: &InstanceStatus) -> Option<Trouble> {
    let impaired = |check: Option<&SummaryStatus>| check == Some(&SummaryStatus::Impaired);
    let system = status.system_status().and_then(|check| check.status());
    let instance = status.instance_status().and_then(|check| check.status());
    let volumes = status
        .attached_ebs_status()
        .and_then(|check| check.status());
    let failing = [
        (impaired(system), "the system status check"),
        (impaired(instance), "the instance status check"),
        (impaired(volumes), "the status check of its volumes"),
    ];
    if let Some((_, check)) = failing.into_iter().find(|(fails, _)| *fails) {
        return Some(Trouble::Impaired(check.to_owned()));
    }
    retirement(status).map(Trouble::Retiring)
}

/// Events that end with the instance stopped. Reboots and maintenance are AWS's to do.
fn retirement(status: &InstanceStatus) -> Option<String> {
    let ends = |code: Option<&EventCode>| {
        matches!(
            code,
            Some(EventCode::InstanceRetirement | EventCode::InstanceStop)
        )
    };
    let mut events = status.events().iter();
    let event = events.find(|event| {
        let text = event.description().unwrap_or_default();
        ends(event.code()) && !text.starts_with("[Completed]") && !text.starts_with("[Canceled]")
    })?;
    let code = event.code().map_or("", EventCode::as_str);
    let date = event
        .not_before()
        .map(ToString::to_string)
        .unwrap_or_default();
    Some(format!("{code}, not before {date}"))
}

/// The newest of an instance's root volume replacements.
pub(super) fn root_task(tasks: Vec<ReplaceRootVolumeTask>) -> Option<RootTask> {
    use ReplaceRootVolumeTaskState as State;
    let count = tasks.len();
    let newest = tasks.into_iter().next_back()?;
    let state = match newest.task_state() {
        Some(State::Succeeded) => TaskState::Succeeded,
        Some(State::Failed) => TaskState::Failed,
        Some(State::FailedDetached) => TaskState::FailedDetached,
        _ => TaskState::Running,
    };
    Some(RootTask {
        image_id: newest.image_id,
        state,
        count,
    })
}

/// The new size and performance are in force from `optimizing` on.
pub(super) fn modification(volume: &mut SeenVolume, newest: &VolumeModification) {
    volume.modifying = newest.modification_state() == Some(&VolumeModificationState::Modifying);
    volume.failed = newest.modification_state() == Some(&VolumeModificationState::Failed);
}

/// How a modification stands, and when it will be over if it goes on as it has.
pub(super) fn told(modification: &VolumeModification) -> String {
    let state = modification
        .modification_state()
        .map_or("unknown", VolumeModificationState::as_str);
    let progress = modification.progress().unwrap_or_default();
    let Some(start) = modification.start_time() else {
        return format!("it is {state}, at {progress} %");
    };
    let running = matches!(state, "modifying" | "optimizing") && progress > 0;
    let now = DateTime::from(SystemTime::now()).secs();
    let end = start.secs() + (now - start.secs()).max(60) * 100 / progress.max(1);
    let end = match running {
        true => format!(" and will be over at about {}", DateTime::from_secs(end)),
        false => String::new(),
    };
    format!("it began at {start}, is {state}, at {progress} %{end}")
}
