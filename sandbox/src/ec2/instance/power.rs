//! StartInstances, StopInstances, RebootInstances.

use super::change::{Turn, each, report};
use super::{Health, Instance, InstanceState, Reason, capacity, image_fit};
use crate::ec2::change::Made;
use crate::ec2::desk::Desk;
use crate::ec2::image;
use crate::ec2::phase::Phase;
use crate::ec2::vpc::done;
use crate::refusal::Refusal;

pub(in crate::ec2) fn start(desk: &mut Desk<'_>) -> Made {
    let ids = each(desk, startable)?;
    let now = desk.now;
    Ok(report(desk, &ids, |instance| {
        if instance.phase.state == InstanceState::Stopped {
            instance.phase =
                Phase::passing(InstanceState::Pending, now, 15, InstanceState::Running);
            instance.reason = None;
            instance.launched = now;
            instance.health.move_host(now);
        }
    }))
}

/// Stopped (or running already), and its zone has room for it.
fn startable(desk: &mut Desk<'_>, id: &str) -> Result<(), Refusal> {
    let Some(instance) = desk.area.compute.instances.get(id).cloned() else {
        return Ok(());
    };
    match instance.phase.state {
        InstanceState::Stopped => (),
        InstanceState::Pending | InstanceState::Running => return Ok(()),
        InstanceState::ShuttingDown | InstanceState::Stopping | InstanceState::Terminated => {
            let message =
                format!("The instance '{id}' is not in a state from which it can be started.");
            return Err(Refusal::new(400, "IncorrectInstanceState", message));
        }
    }
    let kind = capacity::offered(desk.area, &instance.instance_type, &instance.zone)?;
    // The type may have been changed since; a deregistered image does not hinder a start.
    if let Some(image) = image::find(desk.area, &instance.image) {
        image_fit::check(&image, kind)?;
    }
    has_root(desk, &instance)?;
    capacity::available(desk.area, kind, &instance.zone, 1, 1).map(drop)
}

fn has_root(desk: &Desk<'_>, instance: &Instance) -> Result<(), Refusal> {
    let volumes = desk.area.compute.volumes_of(&instance.id);
    let root = volumes
        .iter()
        .any(|one| one.device() == Some(instance.root_device.as_str()));
    match root {
        true => Ok(()),
        false => Err(Refusal::new(
            400,
            "IncorrectInstanceState",
            format!(
                "Instance '{}' does not have a volume attached at root ({})",
                instance.id, instance.root_device
            ),
        )),
    }
}

pub(in crate::ec2) fn stop(desk: &mut Desk<'_>) -> Made {
    let ids = each(desk, stoppable)?;
    let now = desk.now;
    Ok(report(desk, &ids, |instance| {
        use InstanceState::{Pending, Running, Stopped, Stopping};
        if matches!(instance.phase.state, Running | Pending) {
            instance.phase = Phase::passing(Stopping, now, 30, Stopped);
            instance.reason = Some(Reason::new(
                "Client.UserInitiatedShutdown",
                "User initiated shutdown",
            ));
        }
    }))
}

fn stoppable(desk: &mut Desk<'_>, id: &str) -> Result<(), Refusal> {
    let Some(instance) = desk.area.compute.instances.get(id) else {
        return Ok(());
    };
    if instance.protected_from_stop {
        return Err(Turn::Stop.protected(id));
    }
    match instance.phase.state {
        InstanceState::Running | InstanceState::Stopping | InstanceState::Stopped => Ok(()),
        InstanceState::Pending | InstanceState::ShuttingDown | InstanceState::Terminated => {
            let message =
                format!("The instance '{id}' is not in a state from which it can be stopped.");
            Err(Refusal::new(400, "IncorrectInstanceState", message))
        }
    }
}

pub(in crate::ec2) fn reboot(desk: &mut Desk<'_>) -> Made {
    let ids = each(desk, |desk, id| match desk.area.compute.instances.get(id) {
        Some(instance) if instance.phase.state != InstanceState::Running => {
            Err(instance.not_in_state("running"))
        }
        _ => Ok(()),
    })?;
    let (now, text) = (desk.now, desk.area.compute.console.clone());
    for id in &ids {
        if let Some(instance) = desk.area.compute.instances.get_mut(id) {
            Health::reboot(&mut instance.health, now);
            instance.boot(&text);
        }
    }
    Ok(done())
}
