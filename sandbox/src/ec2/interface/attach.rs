//! Attaching interfaces and detaching them.

use super::create::{in_use, own};
use super::{Held, Interface};
use crate::ec2::change::{Made, number, required};
use crate::ec2::desk::{Desk, known};
use crate::ec2::instance::{Instance, InstanceState};
use crate::ec2::instance_type;
use crate::ec2::phase::Phase;
use crate::ec2::volume::AttachmentState;
use crate::ec2::vpc::done;
use crate::id;
use crate::query::Xml;
use crate::refusal::Refusal;
use crate::world::Area;

pub(in crate::ec2) fn attach(desk: &mut Desk<'_>) -> Made {
    let form = desk.form;
    let id = required(form, "NetworkInterfaceId")?;
    let holder = required(form, "InstanceId")?;
    required(form, "DeviceIndex")?;
    let index = number(form, "DeviceIndex")?.and_then(|index| u32::try_from(index).ok());
    let index = index.unwrap_or(u32::MAX);
    own(desk.area, id)?;
    let instance = known(&mut desk.area.compute.instances, holder)?.clone();
    let interface = known(&mut desk.area.compute.interfaces, id)?.clone();
    attachable(desk.area, &interface, &instance)?;
    room(desk.area, &instance, index)?;
    let now = desk.now;
    let attachment = Held {
        id: id::random("eni-attach"),
        instance: instance.id,
        device_index: index,
        at: now,
        delete_on_termination: false,
        phase: Phase::passing(
            AttachmentState::Attaching,
            now,
            3,
            AttachmentState::Attached,
        ),
    };
    let mut xml = Xml::default();
    xml.text("attachmentId", &attachment.id);
    xml.text("networkCardIndex", "0");
    known(&mut desk.area.compute.interfaces, id)?.attachment = Some(attachment);
    Ok(xml)
}

fn attachable(area: &Area, interface: &Interface, instance: &Instance) -> Result<(), Refusal> {
    if interface.attachment.is_some() {
        return Err(in_use(&interface.id));
    }
    if !matches!(
        instance.phase.state,
        InstanceState::Running | InstanceState::Stopped
    ) {
        let message = format!("Instance '{}' is not 'running' or 'stopped'.", instance.id);
        return Err(Refusal::new(400, "IncorrectState", message));
    }
    let zone = area.subnet_of(interface).map(|subnet| subnet.zone.as_str());
    match zone == Some(instance.zone.as_str()) {
        true => Ok(()),
        false => {
            let message = "You may not attach a network interface to an instance if they are not in the same availability zone";
            Err(Refusal::new(400, "InvalidParameterCombination", message))
        }
    }
}

/// The index is free, and the type has one more.
fn room(area: &Area, instance: &Instance, index: u32) -> Result<(), Refusal> {
    let there = area.compute.interfaces_of(&instance.id);
    let taken = |one: &&Interface| {
        one.attachment
            .as_ref()
            .is_some_and(|held| held.device_index == index)
    };
    if there.iter().any(taken) {
        let message = format!(
            "Instance '{}' already has an interface attached at device index '{index}'.",
            instance.id
        );
        return Err(Refusal::new(400, "InvalidParameterValue", message));
    }
    let most =
        instance_type::find(&instance.instance_type).map_or(usize::MAX, |kind| kind.interfaces);
    match there.len() < most {
        true => Ok(()),
        false => Err(Refusal::new(
            400,
            "AttachmentLimitExceeded",
            format!(
                "Interface count {} exceeds the limit for {}",
                there.len() + 1,
                instance.instance_type
            ),
        )),
    }
}

pub(in crate::ec2) fn detach(desk: &mut Desk<'_>) -> Made {
    let wanted = required(desk.form, "AttachmentId")?;
    let now = desk.now;
    let mut interfaces = desk.area.compute.interfaces.values_mut();
    let held = interfaces.find_map(|one| one.attachment.as_mut().filter(|held| held.id == wanted));
    let held = held.ok_or_else(|| {
        let message = format!("The networkInterface attachment ID '{wanted}' does not exist");
        Refusal::new(400, "InvalidAttachmentID.NotFound", message)
    })?;
    if held.device_index == 0 {
        let message = "The network interface at device index 0 cannot be detached.";
        return Err(Refusal::new(400, "OperationNotPermitted", message));
    }
    held.phase = Phase::passing(
        AttachmentState::Detaching,
        now,
        5,
        AttachmentState::Detached,
    );
    Ok(done())
}
