//! The volumes that a launch makes: the image's block devices, changed by the request's.

use std::collections::BTreeMap;

use super::Instance;
use crate::ec2::change::tags_of;
use crate::ec2::desk::Desk;
use crate::ec2::image::Image;
use crate::ec2::volume::{Wish, can_boot, check_device, vacancy, wish};
use crate::ec2::zones::Zone;
use crate::query::Form;
use crate::refusal::Refusal;
use crate::world::Area;

/// One volume to be made.
#[derive(Clone, Debug)]
pub(super) struct Disk {
    pub(super) device: String,
    wish: Wish,
    delete: bool,
}

/// Every disk of a launch, checked.
pub(super) fn disks(area: &mut Area, form: &Form, image: &Image) -> Result<Vec<Disk>, Refusal> {
    let mut disks: BTreeMap<String, Disk> = BTreeMap::new();
    for device in &image.devices {
        let disk = Disk {
            device: device.name.clone(),
            wish: device.wish(),
            delete: device.delete_on_termination,
        };
        disks.insert(device.name.clone(), disk);
    }
    for n in (1..).take_while(|n| form.has(&format!("BlockDeviceMapping.{n}."))) {
        apply(area, form, &format!("BlockDeviceMapping.{n}"), &mut disks)?;
    }
    check_root(image, &disks)?;
    Ok(disks.into_values().collect())
}

fn apply(
    area: &mut Area,
    form: &Form,
    entry: &str,
    disks: &mut BTreeMap<String, Disk>,
) -> Result<(), Refusal> {
    let Some(device) = form.get(&format!("{entry}.DeviceName")) else {
        let message = "The request must contain the parameter deviceName";
        return Err(Refusal::new(400, "MissingParameter", message));
    };
    check_device(device)?;
    if form.get(&format!("{entry}.NoDevice")).is_some() {
        disks.remove(device);
        return Ok(());
    }
    // Instance store disks need no mapping on Nitro.
    if form.get(&format!("{entry}.VirtualName")).is_some() {
        return Ok(());
    }
    let prefix = format!("{entry}.Ebs.");
    let there = disks.get(device);
    let wish = wish(area, form, &prefix, there.map(|disk| &disk.wish))?;
    // The image's devices go with their instance, others stay unless the request says so.
    let delete = form.get(&format!("{prefix}DeleteOnTermination"));
    let delete = delete.map_or(there.is_some_and(|disk| disk.delete), |text| text == "true");
    let device = device.to_owned();
    disks.insert(
        device.clone(),
        Disk {
            device,
            wish,
            delete,
        },
    );
    Ok(())
}

fn check_root(image: &Image, disks: &BTreeMap<String, Disk>) -> Result<(), Refusal> {
    let kind = disks
        .get(&image.root_device)
        .map(|disk| disk.wish.shape.kind.as_str());
    match kind {
        Some(kind) if can_boot(kind) => Ok(()),
        Some(kind) => {
            let message = format!("Volume type {kind} cannot be used for a boot volume.");
            Err(Refusal::new(400, "InvalidParameterValue", message))
        }
        None => {
            let message = "The block device mapping has no root device.";
            Err(Refusal::new(400, "InvalidBlockDeviceMapping", message))
        }
    }
}

/// Makes the volumes, attached.
pub(super) fn plug(
    desk: &mut Desk<'_>,
    instance: &Instance,
    disks: Vec<Disk>,
) -> Result<(), Refusal> {
    let zone = Zone {
        name: instance.zone.clone(),
        id: instance.zone_id.clone(),
    };
    for disk in disks {
        vacancy(desk.area, instance, &disk.device)?;
        let mut volume = disk.wish.grant(desk, &zone);
        volume.plug(&instance.id, &disk.device, disk.delete, desk.now);
        volume.tags = tags_of(desk.form, "volume");
        desk.area.compute.volumes.insert(volume.id.clone(), volume);
    }
    Ok(())
}
