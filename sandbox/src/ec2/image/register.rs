//! RegisterImage, with its traps: what is left out is i386 and paravirtual, without ENA.

use super::{Device, Image, ImageState};
use crate::ec2::change::{Made, required, tags_of};
use crate::ec2::desk::Desk;
use crate::ec2::phase::Phase;
use crate::ec2::volume::{check_device, wish};
use crate::ec2::vpc::invalid;
use crate::id;
use crate::query::{Form, Xml};
use crate::refusal::Refusal;

pub(in crate::ec2) fn register(desk: &mut Desk<'_>) -> Made {
    let form = desk.form;
    let name = name(desk)?;
    let (architecture, virtualization) = machine(form)?;
    let boot_mode = boot_mode(form, &architecture)?;
    let devices = devices(desk)?;
    let root_device = root(form, &devices)?;
    let image = Image {
        id: id::random("ami"),
        name,
        description: form.get("Description").map(str::to_owned),
        owner: desk.area.account.clone(),
        public: false,
        architecture,
        virtualization,
        boot_mode,
        ena: form.get("EnaSupport") == Some("true"),
        sriov: form.get("SriovNetSupport").map(str::to_owned),
        imds_v2: form.get("ImdsSupport") == Some("v2.0"),
        tpm: form.get("TpmSupport").map(str::to_owned),
        root_device,
        devices,
        created: desk.now,
        phase: Phase::passing(ImageState::Pending, desk.now, 30, ImageState::Available),
        unseen: desk.lag,
        tags: tags_of(form, "image"),
    };
    let mut xml = Xml::default();
    xml.text("imageId", &image.id);
    desk.area.compute.images.insert(image.id.clone(), image);
    Ok(xml)
}

/// 3 to 128 characters, and of one image only: without a client token, the name is what makes a
/// second request harmless.
fn name(desk: &Desk<'_>) -> Result<String, Refusal> {
    let name = required(desk.form, "Name")?;
    let allowed = |c: char| c.is_ascii_alphanumeric() || "()[] ./-'@_".contains(c);
    if !(3..=128).contains(&name.len()) || !name.chars().all(allowed) {
        let message = "AMI names must be between 3 and 128 characters long, and may contain letters, numbers, '(', ')', '.', '-', '/' and '_'";
        return Err(Refusal::new(400, "InvalidAMIName.Malformed", message));
    }
    let mut images = desk.area.compute.images.values();
    match images.find(|image| image.name == name) {
        None => Ok(name.to_owned()),
        Some(image) => {
            let message = format!("AMI name {name} is already in use by AMI {}", image.id);
            Err(Refusal::new(400, "InvalidAMIName.Duplicate", message))
        }
    }
}

fn machine(form: &Form) -> Result<(String, String), Refusal> {
    let architecture = form.get("Architecture").unwrap_or("i386");
    let virtualization = form.get("VirtualizationType").unwrap_or("paravirtual");
    if !["i386", "x86_64", "arm64"].contains(&architecture) {
        return Err(invalid("architecture", architecture));
    }
    if !["hvm", "paravirtual"].contains(&virtualization) {
        return Err(invalid("virtualizationType", virtualization));
    }
    if virtualization == "paravirtual" && architecture == "arm64" {
        let message = "The architecture 'arm64' requires the virtualization type 'hvm'.";
        return Err(Refusal::new(400, "InvalidParameterCombination", message));
    }
    if virtualization == "paravirtual" && form.get("EnaSupport") == Some("true") {
        let message = "The enaSupport parameter is only supported for hvm images.";
        return Err(Refusal::new(400, "InvalidParameterCombination", message));
    }
    Ok((architecture.to_owned(), virtualization.to_owned()))
}

fn boot_mode(form: &Form, architecture: &str) -> Result<Option<String>, Refusal> {
    let mode = form.get("BootMode");
    if let Some(other) =
        mode.filter(|mode| !["legacy-bios", "uefi", "uefi-preferred"].contains(mode))
    {
        return Err(invalid("bootMode", other));
    }
    if architecture == "arm64" && mode.is_some_and(|mode| mode != "uefi") {
        let message = "The architecture 'arm64' supports only the boot mode 'uefi'.";
        return Err(Refusal::new(400, "InvalidParameterCombination", message));
    }
    let tpm = form.get("TpmSupport").is_some();
    if (tpm || form.get("UefiData").is_some()) && mode != Some("uefi") {
        let message = "The boot mode must be 'uefi' with TpmSupport or UefiData.";
        return Err(Refusal::new(400, "InvalidParameterCombination", message));
    }
    Ok(mode.map(str::to_owned))
}

fn devices(desk: &mut Desk<'_>) -> Result<Vec<Device>, Refusal> {
    let form = desk.form;
    let mut devices: Vec<Device> = Vec::new();
    for n in (1..).take_while(|n| form.has(&format!("BlockDeviceMapping.{n}."))) {
        let entry = format!("BlockDeviceMapping.{n}");
        let name = required(form, &format!("{entry}.DeviceName"))?;
        check_device(name)?;
        if devices.iter().any(|device| device.name == name) {
            let message =
                format!("The device '{name}' is used in more than one block-device mapping");
            return Err(Refusal::new(400, "InvalidBlockDeviceMapping", message));
        }
        if form.has(&format!("{entry}.Ebs.")) {
            devices.push(device(desk, &format!("{entry}.Ebs."), name)?);
        }
    }
    Ok(devices)
}

fn device(desk: &mut Desk<'_>, prefix: &str, name: &str) -> Result<Device, Refusal> {
    let form = desk.form;
    if form.get(&format!("{prefix}Encrypted")).is_some() {
        let message =
            "The encrypted flag cannot be specified since device has a snapshot specified.";
        return Err(Refusal::new(400, "InvalidBlockDeviceMapping", message));
    }
    let wish = wish(desk.area, form, prefix, None)?;
    let delete = form.get(&format!("{prefix}DeleteOnTermination"));
    Ok(Device {
        name: name.to_owned(),
        snapshot: wish.snapshot,
        shape: wish.shape,
        encrypted: wish.encrypted,
        delete_on_termination: delete != Some("false"),
    })
}

/// The root must come from a snapshot, under its own device name.
fn root(form: &Form, devices: &[Device]) -> Result<String, Refusal> {
    let Some(name) = form.get("RootDeviceName").filter(|name| !name.is_empty()) else {
        let message = "The request must contain the parameter rootDeviceName";
        return Err(Refusal::new(400, "MissingParameter", message));
    };
    let root = devices.iter().find(|device| device.name == name);
    match root {
        Some(root) if root.snapshot.is_some() => Ok(name.to_owned()),
        _ => {
            let message =
                format!("The block device mapping has no snapshot for the root device '{name}'.");
            Err(Refusal::new(400, "InvalidBlockDeviceMapping", message))
        }
    }
}
