//! ModifyInstanceAttribute.

use super::run::check_user_data;
use super::{Instance, InstanceState, capacity, image_fit};
use crate::ec2::change::{Made, required};
use crate::ec2::desk::{Desk, known};
use crate::ec2::image;
use crate::ec2::vpc::{done, invalid};
use crate::query::Form;
use crate::refusal::Refusal;

/// The members that name an attribute, each with `.Value`.
const ATTRIBUTES: [&str; 8] = [
    "InstanceType",
    "UserData",
    "DisableApiTermination",
    "DisableApiStop",
    "InstanceInitiatedShutdownBehavior",
    "SourceDestCheck",
    "EbsOptimized",
    "EnaSupport",
];

/// EC2 takes one attribute a call.
pub(in crate::ec2) fn modify(desk: &mut Desk<'_>) -> Made {
    let form = desk.form;
    let id = required(form, "InstanceId")?;
    known(&mut desk.area.compute.instances, id)?;
    let (groups, devices) = (form.list("GroupId"), form.has("BlockDeviceMapping."));
    let named = named(form);
    match (named.as_slice(), groups.is_empty(), devices) {
        ([(attribute, value)], true, false) => set(desk, id, attribute, value)?,
        ([], false, false) => set_groups(desk, id, groups)?,
        ([], true, true) => set_devices(desk, id)?,
        ([], true, false) => {
            let message = "The request must contain an attribute to modify";
            return Err(Refusal::new(400, "MissingParameter", message));
        }
        _ => {
            let message = "Fields for multiple attribute types specified";
            return Err(Refusal::new(400, "InvalidParameterCombination", message));
        }
    }
    Ok(done())
}

/// `InstanceType.Value=..`, or the older `Attribute=instanceType&Value=..`.
fn named(form: &Form) -> Vec<(&'static str, String)> {
    let direct = ATTRIBUTES.into_iter().filter_map(|name| {
        let value = form.get(&format!("{name}.Value"));
        // Empty user data comes as the structure without its value.
        let emptied = name == "UserData" && form.get(name).is_some();
        value
            .or(emptied.then_some(""))
            .map(|value| (name, value.to_owned()))
    });
    let old = form.get("Attribute").and_then(|wanted| {
        let name = ATTRIBUTES
            .into_iter()
            .find(|name| name.eq_ignore_ascii_case(wanted))?;
        Some((name, form.get("Value").unwrap_or_default().to_owned()))
    });
    direct.chain(old).collect()
}

fn set(desk: &mut Desk<'_>, id: &str, attribute: &str, value: &str) -> Result<(), Refusal> {
    if attribute == "InstanceType" {
        retype(desk, id, value)?;
    }
    if attribute == "SourceDestCheck" {
        return set_source_check(desk, id, value == "true");
    }
    let instance = known(&mut desk.area.compute.instances, id)?;
    let on = value == "true";
    match attribute {
        "InstanceType" => instance.instance_type = value.to_owned(),
        "UserData" => set_user_data(instance, value)?,
        "DisableApiTermination" => instance.protected_from_termination = on,
        "DisableApiStop" => instance.protected_from_stop = on,
        "InstanceInitiatedShutdownBehavior" => match value {
            "stop" | "terminate" => instance.terminates_on_shutdown = value == "terminate",
            other => return Err(invalid("instanceInitiatedShutdownBehavior", other)),
        },
        // EBS optimization and ENA are always on with these types.
        _ => must_be_stopped(instance, attribute)?,
    }
    Ok(())
}

/// Only a stopped instance changes what it starts with.
fn must_be_stopped(instance: &Instance, attribute: &str) -> Result<(), Refusal> {
    if instance.phase.state == InstanceState::Stopped {
        return Ok(());
    }
    let mut letters = attribute.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    let name: String = first.into_iter().chain(letters).collect();
    let message = format!(
        "The instance '{}' must be in a 'stopped' state to modify its '{name}' attribute.",
        instance.id
    );
    Err(Refusal::new(400, "IncorrectInstanceState", message))
}

fn retype(desk: &mut Desk<'_>, id: &str, kind: &str) -> Result<(), Refusal> {
    let instance = known(&mut desk.area.compute.instances, id)?.clone();
    must_be_stopped(&instance, "InstanceType")?;
    let kind = capacity::offered(desk.area, kind, &instance.zone)?;
    match image::find(desk.area, &instance.image) {
        Some(image) => image_fit::check(&image, kind),
        None => Ok(()),
    }
}

fn set_user_data(instance: &mut Instance, value: &str) -> Result<(), Refusal> {
    must_be_stopped(instance, "UserData")?;
    check_user_data(Some(value))?;
    instance.user_data = Some(value.to_owned()).filter(|text| !text.is_empty());
    Ok(())
}

fn set_source_check(desk: &mut Desk<'_>, id: &str, on: bool) -> Result<(), Refusal> {
    let held = desk
        .area
        .compute
        .interfaces
        .values_mut()
        .filter(|one| one.is_attached_to(id));
    let mut held: Vec<_> = held.collect();
    match held.as_mut_slice() {
        [one] => {
            one.source_dest_check = on;
            Ok(())
        }
        _ => {
            let message = format!(
                "There are multiple interfaces attached to instance '{id}'. Please specify an interface ID for the operation instead."
            );
            Err(Refusal::new(400, "InvalidInstanceID", message))
        }
    }
}

/// The groups of the primary interface.
fn set_groups(desk: &mut Desk<'_>, id: &str, groups: Vec<String>) -> Result<(), Refusal> {
    if let Some(group) = groups
        .iter()
        .find(|group| !desk.area.network.groups.contains_key(*group))
    {
        return Err(crate::ec2::filter::not_found::<
            crate::ec2::network::SecurityGroup,
        >(group));
    }
    let mut all = desk.area.compute.interfaces.values_mut();
    let primary = all.find(|one| {
        one.attachment
            .as_ref()
            .is_some_and(|held| held.instance == id && held.device_index == 0)
    });
    if let Some(primary) = primary {
        primary.groups = groups;
    }
    Ok(())
}

/// Whether volumes go with the instance, by device name.
fn set_devices(desk: &mut Desk<'_>, id: &str) -> Result<(), Refusal> {
    let form = desk.form;
    for n in (1..).take_while(|n| form.has(&format!("BlockDeviceMapping.{n}."))) {
        let entry = format!("BlockDeviceMapping.{n}");
        let device = required(form, &format!("{entry}.DeviceName"))?;
        let mut held = desk
            .area
            .compute
            .volumes
            .values_mut()
            .filter_map(|one| one.attachment.as_mut());
        let held = held.find(|held| held.instance == id && held.device == device);
        let Some(held) = held else {
            let message = format!("No device is currently mapped at {device}");
            return Err(Refusal::new(400, "InvalidInstanceAttributeValue", message));
        };
        if let Some(delete) = form.get(&format!("{entry}.Ebs.DeleteOnTermination")) {
            held.delete_on_termination = delete == "true";
        }
    }
    Ok(())
}
