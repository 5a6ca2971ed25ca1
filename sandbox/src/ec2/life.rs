//! What happens by itself: time passes, somebody looks, and one change brings about others.

use std::collections::{BTreeMap, BTreeSet};

use super::compute::Compute;
use super::desk::{Desk, Fresh, missed};
use super::instance::{Instance, InstanceState, Reason};
use super::phase::{Eye, Phase};
use super::volume::{AttachmentState, Volume, VolumeState};
use super::{image, import};
use crate::clock::Timestamp;
use crate::world::Area;

/// EC2 shows a terminated instance for about an hour.
const SHOWN_SECONDS: u64 = 3600;

/// Lets everything happen that is due by the world's clock.
pub(super) fn catch_up(desk: &mut Desk<'_>) {
    let eye = desk.eye(false);
    let compute = &mut desk.area.compute;
    compute
        .instances
        .values_mut()
        .for_each(|one| pass_instance(one, &eye));
    compute
        .volumes
        .values_mut()
        .for_each(|one| pass_volume(one, &eye));
    for one in compute.interfaces.values_mut() {
        if let Some(held) = &mut one.attachment {
            held.phase.advance(&eye, &one.id, &one.tags);
        }
    }
    compute
        .snapshots
        .values_mut()
        .for_each(|one| one.phase.advance(&eye, &one.id, &one.tags));
    compute
        .images
        .values_mut()
        .for_each(|one| one.phase.advance(&eye, &one.id, &one.tags));
    compute
        .replacements
        .values_mut()
        .for_each(|one| one.phase.advance(&eye, &one.instance, &one.tags));
    compute
        .imports
        .values_mut()
        .for_each(|one| one.phase.advance(&eye, &one.id, &one.tags));
    tidy(desk.area, desk.now);
}

fn pass_instance(instance: &mut Instance, eye: &Eye<'_>) {
    if instance.lingers() {
        return;
    }
    instance.phase.advance(eye, &instance.id, &instance.tags);
    instance
        .health
        .verdict
        .advance(eye, &instance.id, &instance.tags);
    let running = instance.phase.state == InstanceState::Running;
    let Some(event) = instance.health.due(eye.now) else {
        return;
    };
    let code = event.code;
    event.completed = true;
    if code.stops() && running {
        instance.phase =
            Phase::passing(InstanceState::Stopping, eye.now, 30, InstanceState::Stopped);
        let message = "Stopped due to scheduled retirement";
        instance.reason = Some(Reason::new("Server.ScheduledStop", message));
    }
}

fn pass_volume(volume: &mut Volume, eye: &Eye<'_>) {
    let Volume { id, tags, .. } = volume;
    volume.phase.advance(eye, id, tags);
    if let Some(held) = &mut volume.attachment {
        held.phase.advance(eye, id, tags);
    }
    if let Some(last) = volume.modifications.last_mut() {
        last.phase.advance(eye, id, tags);
    }
}

/// Looks at instances, and with them at what they hold. Those that nobody sees yet come back.
pub(super) fn look_at_instances(desk: &mut Desk<'_>, ids: &[String]) -> BTreeSet<String> {
    let eye = desk.eye(true);
    let compute = &mut desk.area.compute;
    for id in ids {
        if let Some(instance) = compute.instances.get_mut(id) {
            pass_instance(instance, &eye);
        }
        let volumes = compute
            .volumes
            .values_mut()
            .filter(|one| one.is_attached_to(id));
        volumes.for_each(|one| pass_volume(one, &eye));
    }
    let hidden = missed(&mut compute.instances, ids);
    tidy(desk.area, desk.now);
    hidden
}

/// Looks at volumes. Who waits for a volume to come free waits for its instance to end.
pub(super) fn look_at_volumes(desk: &mut Desk<'_>, ids: &[String]) -> BTreeSet<String> {
    let eye = desk.eye(true);
    let compute = &mut desk.area.compute;
    let mut holders = BTreeSet::new();
    for volume in ids.iter().filter_map(|id| compute.volumes.get(id)) {
        holders.extend(volume.attachment.as_ref().map(|held| held.instance.clone()));
    }
    end_of(&mut compute.instances, &holders, &eye);
    for id in ids {
        if let Some(volume) = compute.volumes.get_mut(id) {
            pass_volume(volume, &eye);
        }
    }
    let hidden = missed(&mut compute.volumes, ids);
    tidy(desk.area, desk.now);
    hidden
}

/// Looks at interfaces, which come free with their instance too.
pub(super) fn look_at_interfaces(desk: &mut Desk<'_>, ids: &[String]) -> BTreeSet<String> {
    let eye = desk.eye(true);
    let compute = &mut desk.area.compute;
    let mut holders = BTreeSet::new();
    for id in ids {
        let Some(one) = compute.interfaces.get_mut(id) else {
            continue;
        };
        if let Some(held) = &mut one.attachment {
            held.phase.advance(&eye, &one.id, &one.tags);
            holders.insert(held.instance.clone());
        }
    }
    end_of(&mut compute.instances, &holders, &eye);
    let hidden = missed(&mut compute.interfaces, ids);
    tidy(desk.area, desk.now);
    hidden
}

fn end_of(instances: &mut BTreeMap<String, Instance>, ids: &BTreeSet<String>, eye: &Eye<'_>) {
    for id in ids {
        let ending = instances
            .get_mut(id)
            .filter(|one| one.phase.state == InstanceState::ShuttingDown);
        if let Some(instance) = ending {
            pass_instance(instance, eye);
        }
    }
}

pub(super) fn look_at_snapshots(desk: &mut Desk<'_>, ids: &[String]) -> BTreeSet<String> {
    let eye = desk.eye(true);
    let snapshots = &mut desk.area.compute.snapshots;
    look(snapshots, ids, |one| {
        one.phase.advance(&eye, &one.id, &one.tags)
    })
}

pub(super) fn look_at_images(desk: &mut Desk<'_>, ids: &[String]) -> BTreeSet<String> {
    let eye = desk.eye(true);
    let images = &mut desk.area.compute.images;
    look(images, ids, |one| {
        one.phase.advance(&eye, &one.id, &one.tags)
    })
}

fn look<T: Fresh>(
    entries: &mut BTreeMap<String, T>,
    ids: &[String],
    mut pass: impl FnMut(&mut T),
) -> BTreeSet<String> {
    for id in ids {
        if let Some(entry) = entries.get_mut(id) {
            pass(entry);
        }
    }
    missed(entries, ids)
}

pub(super) fn look_at_replacements(desk: &mut Desk<'_>, ids: &[String]) {
    let eye = desk.eye(true);
    for id in ids {
        if let Some(task) = desk.area.compute.replacements.get_mut(id) {
            task.phase.advance(&eye, &task.instance, &task.tags);
        }
    }
    tidy(desk.area, desk.now);
}

/// What follows from what has happened, and has not been done yet.
pub(super) fn tidy(area: &mut Area, now: Timestamp) {
    booted(area);
    ended(area, now);
    replaced(area, now);
    import::tidy(area, now);
    volumes(area, now);
    interfaces(area);
}

/// An instance that runs has booted.
fn booted(area: &mut Area) {
    let compute = &mut area.compute;
    for instance in compute.instances.values_mut() {
        match instance.phase.state {
            InstanceState::Running if !instance.up => {
                instance.up = true;
                instance.boot(&compute.console);
            }
            InstanceState::Running => (),
            _ => instance.up = false,
        }
    }
}

/// An instance that has ended lets go of everything, and is forgotten after an hour.
fn ended(area: &mut Area, now: Timestamp) {
    let compute = &mut area.compute;
    let over = |one: &&mut Instance| one.is_terminated() && one.terminated.is_none();
    let mut gone = BTreeSet::new();
    for instance in compute.instances.values_mut().filter(over) {
        instance.terminated = Some(now);
        gone.insert(instance.id.clone());
    }
    delete_with(compute, &gone);
    for id in &gone {
        let volumes = compute
            .volumes
            .values_mut()
            .filter(|one| one.is_attached_to(id));
        volumes.for_each(Volume::unplug);
        let interfaces = compute
            .interfaces
            .values_mut()
            .filter(|one| one.is_attached_to(id));
        interfaces.for_each(super::interface::Interface::unplug);
    }
    compute.instances.retain(|_, one| {
        one.terminated
            .is_none_or(|end| now.seconds_since(end) < SHOWN_SECONDS)
    });
}

/// What was to go with these instances goes.
fn delete_with(compute: &mut Compute, gone: &BTreeSet<String>) {
    compute.volumes.retain(|_, volume| {
        let held = volume.attachment.as_ref();
        !held.is_some_and(|held| held.delete_on_termination && gone.contains(&held.instance))
    });
    compute.interfaces.retain(|_, one| {
        let held = one.attachment.as_ref();
        !held.is_some_and(|held| held.delete_on_termination && gone.contains(&held.instance))
    });
}

fn replaced(area: &mut Area, now: Timestamp) {
    let tasks = area.compute.replacements.values();
    let over = tasks.filter(|task| task.completed.is_none() && task.phase.state.is_final());
    let over: Vec<String> = over.map(|task| task.id.clone()).collect();
    over.iter().for_each(|id| image::finish(area, id, now));
}

fn volumes(area: &mut Area, now: Timestamp) {
    let volumes = &mut area.compute.volumes;
    for volume in volumes.values_mut() {
        let held = volume.attachment.as_ref().map(|held| held.phase.state);
        if held == Some(AttachmentState::Detached) {
            volume.unplug();
        }
        let Some(last) = volume.modifications.last_mut() else {
            continue;
        };
        if last.works() && !last.applied {
            last.applied = true;
            volume.shape = last.target.clone();
        }
        if !last.runs() && last.ended.is_none() {
            last.ended = Some(now);
        }
    }
    volumes.retain(|_, volume| volume.phase.state != VolumeState::Deleted);
}

fn interfaces(area: &mut Area) {
    for one in area.compute.interfaces.values_mut() {
        let held = one.attachment.as_ref().map(|held| held.phase.state);
        if held == Some(AttachmentState::Detached) {
            one.unplug();
        }
    }
}
