//! DescribeInstanceAttribute.

use super::{Instance, render};
use crate::ec2::change::{Made, required};
use crate::ec2::desk::{Desk, known};
use crate::ec2::vpc::invalid;
use crate::ec2::{interface, volume};
use crate::query::Xml;

pub(in crate::ec2) fn describe(desk: &mut Desk<'_>) -> Made {
    let id = required(desk.form, "InstanceId")?;
    let attribute = required(desk.form, "Attribute")?;
    let instance = known(&mut desk.area.compute.instances, id)?.clone();
    let mut xml = Xml::default();
    xml.text("instanceId", id);
    let interfaces = desk.area.compute.interfaces_of(id);
    let primary = interfaces.first();
    match attribute {
        "groupSet" => {
            let groups = primary.map(|one| one.groups.clone()).unwrap_or_default();
            interface::groups(&mut xml, desk.area, &groups);
        }
        "blockDeviceMapping" => {
            let volumes: Vec<&volume::Volume> = desk.area.compute.volumes_of(id);
            render::devices(&mut xml, &volumes);
        }
        "sourceDestCheck" => {
            let checks = primary.is_none_or(|one| one.source_dest_check);
            xml.nest(attribute, |xml| xml.bool("value", checks));
        }
        _ => single(&mut xml, attribute, &instance)?,
    }
    Ok(xml)
}

/// GetInstanceUefiData: nobody has written any variables.
pub(in crate::ec2) fn uefi_data(desk: &mut Desk<'_>) -> Made {
    let id = required(desk.form, "InstanceId")?;
    known(&mut desk.area.compute.instances, id)?;
    let mut xml = Xml::default();
    xml.text("instanceId", id);
    Ok(xml)
}

/// Attributes with one value. An empty structure is how EC2 says that there is none.
fn single(
    xml: &mut Xml,
    attribute: &str,
    instance: &Instance,
) -> Result<(), crate::refusal::Refusal> {
    let on = |on: bool| Some(on.to_string());
    let value = match attribute {
        "instanceType" => Some(instance.instance_type.clone()),
        "userData" => instance.user_data.clone(),
        "disableApiTermination" => on(instance.protected_from_termination),
        "disableApiStop" => on(instance.protected_from_stop),
        "instanceInitiatedShutdownBehavior" => Some(instance.shutdown_behavior().to_owned()),
        "rootDeviceName" => Some(instance.root_device.clone()),
        "ebsOptimized" | "enaSupport" => on(true),
        "kernel" | "ramdisk" => None,
        "sriovNetSupport" => Some("simple".to_owned()),
        other => return Err(invalid("attribute", other)),
    };
    xml.nest(attribute, |xml| xml.maybe("value", value.as_deref()));
    Ok(())
}

impl Instance {
    fn shutdown_behavior(&self) -> &'static str {
        if self.terminates_on_shutdown {
            "terminate"
        } else {
            "stop"
        }
    }
}
