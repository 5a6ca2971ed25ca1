//! CreateReplaceRootVolumeTask: a new root under a running instance, which reboots.

use serde::{Deserialize, Serialize};

use super::{Image, launchable};
use crate::clock::Timestamp;
use crate::ec2::change::{Made, required, tags_of};
use crate::ec2::desk::{Desk, known};
use crate::ec2::filter::{self, Listed, looked_at, select, write};
use crate::ec2::instance::{Instance, InstanceState, check_image};
use crate::ec2::network::Tags;
use crate::ec2::phase::{Named, Phase, states};
use crate::ec2::render::tags;
use crate::ec2::volume::{Volume, Wish};
use crate::ec2::zones::Zone;
use crate::ec2::{instance_type, life, token};
use crate::id;
use crate::query::Xml;
use crate::refusal::Refusal;
use crate::world::Area;

states! {
    /// The states of a task.
    TaskState {
        Pending = "pending", InProgress = "in-progress", Failing = "failing",
        Succeeded = "succeeded", Failed = "failed", FailedDetached = "failed-detached",
    }
}

impl TaskState {
    pub(crate) fn is_final(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::FailedDetached)
    }
}

/// One replacement.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ReplaceRoot {
    pub(crate) id: String,
    pub(crate) instance: String,
    pub(crate) image: Option<String>,
    pub(crate) snapshot: Option<String>,
    pub(crate) delete_replaced: bool,
    pub(crate) phase: Phase<TaskState>,
    pub(crate) started: Timestamp,
    pub(crate) completed: Option<Timestamp>,
    /// Waits here, in no zone, until it takes the old one's place.
    pub(crate) volume: Volume,
    pub(crate) tags: Tags,
}

pub(in crate::ec2) fn create(desk: &mut Desk<'_>) -> Made {
    let made = match token::earlier(desk)?.and_then(|ids| ids.into_iter().next()) {
        Some(id) => id,
        None => make(desk)?,
    };
    let task = desk.area.compute.replacements.get(&made);
    let task = task.ok_or_else(|| filter::not_found::<ReplaceRoot>(&made))?;
    let mut xml = Xml::default();
    xml.nest("replaceRootVolumeTask", |xml| render(xml, task));
    Ok(xml)
}

fn make(desk: &mut Desk<'_>) -> Result<String, Refusal> {
    let form = desk.form;
    let instance = required(form, "InstanceId")?;
    let instance = known(&mut desk.area.compute.instances, instance)?.clone();
    ready(desk, &instance)?;
    let image = form
        .get("ImageId")
        .map(|id| fitting(desk, id, &instance))
        .transpose()?;
    let volume = volume(desk, &instance, image.as_ref())?;
    let now = desk.now;
    let end = known(&mut desk.area.compute.instances, &instance.id)?
        .doomed_replacement
        .take();
    let task = ReplaceRoot {
        id: id::random("replacevol"),
        instance: instance.id,
        image: image.map(|image| image.id),
        snapshot: volume.snapshot.clone(),
        delete_replaced: form.get("DeleteReplacedRootVolume") == Some("true"),
        phase: course(now, end),
        started: now,
        completed: None,
        volume,
        tags: tags_of(form, "replace-root-volume-task"),
    };
    let id = task.id.clone();
    desk.area.compute.replacements.insert(id.clone(), task);
    token::remember(desk, vec![id.clone()]);
    Ok(id)
}

/// The new root, which is nowhere yet.
fn volume(
    desk: &mut Desk<'_>,
    instance: &Instance,
    image: Option<&Image>,
) -> Result<Volume, Refusal> {
    let zone = Zone {
        name: instance.zone.clone(),
        id: instance.zone_id.clone(),
    };
    let mut volume = wish(desk, instance, image)?.grant(desk, &zone);
    volume.tags = tags_of(desk.form, "volume");
    Ok(volume)
}

/// Through its states to success, or to the end that an admin call said.
fn course(now: Timestamp, end: Option<TaskState>) -> Phase<TaskState> {
    let phase = Phase::passing(TaskState::Pending, now, 5, TaskState::InProgress);
    match end {
        Some(end) => phase.and_then(60, TaskState::Failing).and_then(5, end),
        None => phase.and_then(60, TaskState::Succeeded),
    }
}

/// Running, and with no other task on its way.
fn ready(desk: &Desk<'_>, instance: &Instance) -> Result<(), Refusal> {
    if instance.phase.state != InstanceState::Running {
        return Err(instance.not_in_state("running"));
    }
    let mut tasks = desk.area.compute.replacements.values();
    let busy = |task: &ReplaceRoot| task.instance == instance.id && !task.phase.state.is_final();
    match tasks.find(|task| busy(task)) {
        None => Ok(()),
        Some(task) => {
            let message = format!(
                "The instance '{}' already has a root volume replacement task in progress: {}.",
                instance.id, task.id
            );
            Err(Refusal::new(400, "IncorrectInstanceState", message))
        }
    }
}

/// The image must match the instance, and its root must have the same device name.
fn fitting(desk: &mut Desk<'_>, id: &str, instance: &Instance) -> Result<Image, Refusal> {
    let image = launchable(desk.area, id)?;
    if let Some(kind) = instance_type::find(&instance.instance_type) {
        check_image(&image, kind)?;
    }
    match image.root_device == instance.root_device {
        true => Ok(image),
        false => Err(Refusal::new(
            400,
            "InvalidParameterCombination",
            format!(
                "The root device name '{}' of the AMI does not match that of the instance, '{}'.",
                image.root_device, instance.root_device
            ),
        )),
    }
}

/// From an image its root as it is, from a snapshot or the launch state a root like the old one.
fn wish(desk: &mut Desk<'_>, instance: &Instance, image: Option<&Image>) -> Result<Wish, Refusal> {
    let both = image.is_some() && desk.form.get("SnapshotId").is_some();
    if both {
        let message = "Only one of ImageId and SnapshotId can be specified.";
        return Err(Refusal::new(400, "InvalidParameterCombination", message));
    }
    if let Some(root) = image.and_then(Image::root) {
        return Ok(root.wish());
    }
    let volumes = desk.area.compute.volumes_of(&instance.id);
    let root = volumes
        .into_iter()
        .find(|one| one.device() == Some(instance.root_device.as_str()));
    let Some(root) = root.cloned() else {
        let message = format!("Instance '{}' has no root volume attached.", instance.id);
        return Err(Refusal::new(400, "IncorrectInstanceState", message));
    };
    let snapshot = match desk.form.get("SnapshotId") {
        Some(id) => Some(known(&mut desk.area.compute.snapshots, id)?.id.clone()),
        None => root.snapshot,
    };
    Ok(Wish {
        shape: root.shape,
        encrypted: root.encrypted,
        kms_key: root.kms_key,
        snapshot,
    })
}

/// A task has come to its end: roots change places, or not.
pub(in crate::ec2) fn finish(area: &mut Area, id: &str, now: Timestamp) {
    let Some(task) = area.compute.replacements.get_mut(id) else {
        return;
    };
    task.completed = Some(now);
    let task = task.clone();
    let instance = area.compute.instances.get(&task.instance);
    // Who ended meanwhile needs no root.
    let Some(device) = instance
        .filter(|one| !one.is_terminated())
        .map(|one| one.root_device.clone())
    else {
        return;
    };
    match task.phase.state {
        // Neither the new root could be attached nor the old one again: the instance is without.
        TaskState::FailedDetached => drop(unplug(area, &task.instance, &device)),
        TaskState::Succeeded => change_places(area, task, &device, now),
        _ => (),
    }
}

/// Takes the root away; its id, and whether it was to go with its instance.
fn unplug(area: &mut Area, instance: &str, device: &str) -> Option<(String, bool)> {
    let mut volumes = area.compute.volumes.values_mut();
    let old = volumes.find(|one| one.is_attached_to(instance) && one.device() == Some(device))?;
    let delete = old
        .attachment
        .as_ref()
        .is_none_or(|held| held.delete_on_termination);
    old.unplug();
    Some((old.id.clone(), delete))
}

fn change_places(area: &mut Area, task: ReplaceRoot, device: &str, now: Timestamp) {
    let old = unplug(area, &task.instance, device);
    let delete = old.as_ref().is_none_or(|(_, delete)| *delete);
    let compute = &mut area.compute;
    if let Some((old, _)) = old.filter(|_| task.delete_replaced) {
        compute.volumes.remove(&old);
    }
    let mut volume = task.volume;
    volume.plug(&task.instance, device, delete, now);
    compute.volumes.insert(volume.id.clone(), volume);
    if let Some(instance) = compute.instances.get_mut(&task.instance) {
        instance.image = task.image.unwrap_or_else(|| instance.image.clone());
        instance.health.reboot(now);
        instance.boot(&compute.console);
    }
}

pub(in crate::ec2) fn describe(desk: &mut Desk<'_>) -> Made {
    let ids = looked_at(
        desk.area.compute.replacements.values(),
        desk.form,
        &["task-state"],
    );
    life::look_at_replacements(desk, &ids);
    let page = select(desk.area.compute.replacements.values(), desk.form)?;
    Ok(write("replaceRootVolumeTaskSet", page, render))
}

fn render(xml: &mut Xml, task: &ReplaceRoot) {
    xml.text("replaceRootVolumeTaskId", &task.id);
    xml.text("instanceId", &task.instance);
    xml.text("taskState", task.phase.state.name());
    xml.text("startTime", task.started.iso());
    xml.maybe(
        "completeTime",
        task.completed.map(Timestamp::iso).as_deref(),
    );
    xml.maybe("imageId", task.image.as_deref());
    xml.maybe("snapshotId", task.snapshot.as_deref());
    xml.bool("deleteReplacedRootVolume", task.delete_replaced);
    tags(xml, &task.tags);
}

impl Listed for ReplaceRoot {
    const ID_PARAMETER: &'static str = "ReplaceRootVolumeTaskId";
    const NOT_FOUND: &'static str = "InvalidReplaceRootVolumeTaskId.NotFound";
    const NOUN: &'static str = "replace root volume task";

    fn id(&self) -> &str {
        &self.id
    }

    fn tags(&self) -> &Tags {
        &self.tags
    }

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        Some(vec![match filter {
            "instance-id" => self.instance.clone(),
            "task-state" => self.phase.state.name().to_owned(),
            _ => return None,
        }])
    }
}
