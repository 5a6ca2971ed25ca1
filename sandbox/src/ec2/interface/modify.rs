//! ModifyNetworkInterfaceAttribute.

use super::Interface;
use super::create::{groups, own};
use crate::ec2::change::{Made, required};
use crate::ec2::desk::{Desk, known};
use crate::ec2::vpc::{done, find};
use crate::refusal::Refusal;

pub(in crate::ec2) fn modify(desk: &mut Desk<'_>) -> Made {
    let form = desk.form;
    let id = required(form, "NetworkInterfaceId")?;
    own(desk.area, id)?;
    let changed = changed(desk, id)?;
    desk.area.compute.interfaces.insert(id.to_owned(), changed);
    Ok(done())
}

/// The interface as it will be; EC2 takes one attribute a call.
fn changed(desk: &mut Desk<'_>, id: &str) -> Result<Interface, Refusal> {
    let form = desk.form;
    let mut interface = known(&mut desk.area.compute.interfaces, id)?.clone();
    let wanted = form.list("SecurityGroupId");
    let given = [
        !wanted.is_empty(),
        form.get("Description.Value").is_some(),
        form.get("SourceDestCheck.Value").is_some(),
        form.has("Attachment."),
    ];
    if given.iter().filter(|given| **given).count() != 1 {
        let message = "Exactly one attribute must be specified.";
        return Err(Refusal::new(400, "InvalidParameterCombination", message));
    }
    if !wanted.is_empty() {
        let subnet = find(&mut desk.area.network.subnets, &interface.subnet)?.clone();
        interface.groups = groups(desk.area, &subnet, wanted)?;
    }
    if let Some(text) = form.get("Description.Value") {
        interface.description = text.to_owned();
    }
    if let Some(value) = form.get("SourceDestCheck.Value") {
        interface.source_dest_check = value == "true";
    }
    change_attachment(desk, &mut interface)?;
    Ok(interface)
}

fn change_attachment(desk: &Desk<'_>, interface: &mut Interface) -> Result<(), Refusal> {
    let Some(delete) = desk.form.get("Attachment.DeleteOnTermination") else {
        return Ok(());
    };
    let wanted = required(desk.form, "Attachment.AttachmentId")?;
    match interface
        .attachment
        .as_mut()
        .filter(|held| held.id == wanted)
    {
        Some(held) => {
            held.delete_on_termination = delete == "true";
            Ok(())
        }
        None => {
            let message = format!("The networkInterface attachment ID '{wanted}' does not exist");
            Err(Refusal::new(400, "InvalidAttachmentID.NotFound", message))
        }
    }
}
