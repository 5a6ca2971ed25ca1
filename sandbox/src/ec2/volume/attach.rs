//! Attaching volumes and detaching them.

use super::describe::render_attachment;
use super::{Attachment, AttachmentState, Volume, VolumeState};
use crate::ec2::change::{Made, required};
use crate::ec2::desk::{Desk, known};
use crate::ec2::instance::{Instance, InstanceState};
use crate::ec2::instance_type::{self, Slots};
use crate::ec2::phase::{Named, Phase};
use crate::query::Xml;
use crate::refusal::Refusal;
use crate::world::Area;

pub(in crate::ec2) fn attach(desk: &mut Desk<'_>) -> Made {
    let device = required(desk.form, "Device")?;
    let id = required(desk.form, "VolumeId")?;
    let instance = required(desk.form, "InstanceId")?;
    let instance = known(&mut desk.area.compute.instances, instance)?.clone();
    let volume = known(&mut desk.area.compute.volumes, id)?.clone();
    check_device(device)?;
    attachable(&volume, &instance)?;
    vacancy(desk.area, &instance, device)?;
    let attachment = Attachment {
        instance: instance.id,
        device: device.to_owned(),
        at: desk.now,
        delete_on_termination: false,
        phase: Phase::passing(
            AttachmentState::Attaching,
            desk.now,
            3,
            AttachmentState::Attached,
        ),
    };
    let volume = known(&mut desk.area.compute.volumes, id)?;
    volume.phase = Phase::at(VolumeState::InUse);
    let mut xml = Xml::default();
    render_attachment(&mut xml, id, &attachment);
    volume.attachment = Some(attachment);
    Ok(xml)
}

fn attachable(volume: &Volume, instance: &Instance) -> Result<(), Refusal> {
    let Volume { id, .. } = volume;
    if volume.attachment.is_some() {
        let message = format!("{id} is already attached to an instance");
        return Err(Refusal::new(400, "VolumeInUse", message));
    }
    if volume.phase.state != VolumeState::Available {
        let message = format!("The volume '{id}' is not 'available'.");
        return Err(Refusal::new(400, "IncorrectState", message));
    }
    if volume.zone != instance.zone {
        let message = format!(
            "The volume '{id}' is not in the same availability zone as instance '{}'",
            instance.id
        );
        return Err(Refusal::new(400, "InvalidVolume.ZoneMismatch", message));
    }
    if matches!(
        instance.phase.state,
        InstanceState::Running | InstanceState::Stopped
    ) {
        return Ok(());
    }
    let message = format!("Instance '{}' is not 'running'.", instance.id);
    Err(Refusal::new(400, "IncorrectState", message))
}

/// Names of HVM instances: `/dev/sd[a-z]`, `/dev/sda1`, `/dev/xvd[a-d]`, `/dev/xvd[b-d][a-z]`.
pub(in crate::ec2) fn check_device(device: &str) -> Result<(), Refusal> {
    let letters = |text: &str, first: std::ops::RangeInclusive<char>| {
        let mut all = text.chars();
        let starts = all.next().is_some_and(|letter| first.contains(&letter));
        starts && text.len() <= 2 && all.all(|letter| letter.is_ascii_lowercase())
    };
    let good = match device.strip_prefix("/dev/sd").or(device.strip_prefix("sd")) {
        Some("a1" | "a2") => true,
        Some(rest) => rest.len() == 1 && letters(rest, 'a'..='z'),
        None => match device
            .strip_prefix("/dev/xvd")
            .or(device.strip_prefix("xvd"))
        {
            Some(rest) if rest.len() == 1 => letters(rest, 'a'..='z'),
            Some(rest) => letters(rest, 'b'..='d'),
            None => false,
        },
    };
    match good {
        true => Ok(()),
        false => Err(Refusal::new(
            400,
            "InvalidParameterValue",
            format!(
                "Value ({device}) for parameter device is invalid. {device} is not a valid EBS device name."
            ),
        )),
    }
}

/// The device name is free, and the instance has room for one more.
pub(in crate::ec2) fn vacancy(
    area: &Area,
    instance: &Instance,
    device: &str,
) -> Result<(), Refusal> {
    let volumes = area.compute.volumes_of(&instance.id);
    if volumes.iter().any(|volume| volume.device() == Some(device)) {
        let message = format!(
            "Invalid value '{device}' for unixDevice. Attachment point {device} is already in use"
        );
        return Err(Refusal::new(400, "InvalidParameterValue", message));
    }
    let Some(kind) = instance_type::find(&instance.instance_type) else {
        return Ok(());
    };
    let interfaces = area.compute.interfaces_of(&instance.id).len();
    let most = match kind.slots {
        Slots::Dedicated(slots) => slots,
        // The table counts one interface; each further one takes a volume's place.
        Slots::Shared(slots) => (slots + 1).saturating_sub(interfaces),
    };
    match volumes.len() < most {
        true => Ok(()),
        false => Err(Refusal::new(
            400,
            "AttachmentLimitExceeded",
            format!(
                "Volume attachment limit exceeded for instance {}: instance type {} supports {most} volumes.",
                instance.id, kind.name
            ),
        )),
    }
}

pub(in crate::ec2) fn detach(desk: &mut Desk<'_>) -> Made {
    let id = required(desk.form, "VolumeId")?;
    let held = known(&mut desk.area.compute.volumes, id)?.clone();
    let attachment = held.attachment.as_ref().ok_or_else(|| {
        let message = format!(
            "Volume '{id}' is in the '{}' state.",
            held.phase.state.name()
        );
        Refusal::new(400, "IncorrectState", message)
    })?;
    named(desk, id, attachment)?;
    keeps_root(desk, id, attachment)?;
    let now = desk.now;
    let volume = known(&mut desk.area.compute.volumes, id)?;
    let mut xml = Xml::default();
    if let Some(attachment) = &mut volume.attachment {
        let gone = Phase::passing(
            AttachmentState::Detaching,
            now,
            5,
            AttachmentState::Detached,
        );
        attachment.phase = gone;
        render_attachment(&mut xml, id, attachment);
    }
    Ok(xml)
}

/// The instance and the device, where given, are those that it is attached to.
fn named(desk: &Desk<'_>, id: &str, attachment: &Attachment) -> Result<(), Refusal> {
    let other = |name: &str, value: &str| desk.form.get(name).is_some_and(|text| text != value);
    if other("InstanceId", &attachment.instance) || other("Device", &attachment.device) {
        let message = format!(
            "The volume '{id}' is not attached to instance '{}' as device '{}'",
            desk.form.get("InstanceId").unwrap_or_default(),
            desk.form.get("Device").unwrap_or_default()
        );
        return Err(Refusal::new(400, "InvalidAttachment.NotFound", message));
    }
    if attachment.phase.state == AttachmentState::Detaching {
        let message = format!("Volume '{id}' is in the 'detaching' state.");
        return Err(Refusal::new(400, "IncorrectState", message));
    }
    Ok(())
}

/// A root volume leaves only a stopped instance.
fn keeps_root(desk: &Desk<'_>, id: &str, attachment: &Attachment) -> Result<(), Refusal> {
    let holder = desk.area.compute.instances.get(&attachment.instance);
    let stuck = holder.is_some_and(|instance| {
        instance.root_device == attachment.device && instance.phase.state != InstanceState::Stopped
    });
    match stuck {
        false => Ok(()),
        true => Err(Refusal::new(
            400,
            "OperationNotPermitted",
            format!(
                "Unable to detach root volume '{id}' from instance '{}'",
                attachment.instance
            ),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn device_names() {
        for good in [
            "/dev/sdf",
            "/dev/sda1",
            "/dev/xvda",
            "/dev/xvdba",
            "xvdcz",
            "/dev/sdz",
        ] {
            assert!(check_device(good).is_ok(), "{good}");
        }
        for bad in [
            "/dev/nvme0n1",
            "/dev/sdf1",
            "/dev/sdff",
            "/dev/xvdea",
            "",
            "/dev/sdF",
            "disk",
        ] {
            assert!(check_device(bad).is_err(), "{bad}");
        }
    }
}
