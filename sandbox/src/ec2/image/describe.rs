//! DescribeImages.

use super::{Device, Image, public};
use crate::ec2::change::Made;
use crate::ec2::desk::Desk;
use crate::ec2::filter::{Listed, looked_at, select, write};
use crate::ec2::life;
use crate::ec2::network::Tags;
use crate::ec2::phase::Named;
use crate::ec2::render::tags;
use crate::query::Xml;

pub(in crate::ec2) fn describe(desk: &mut Desk<'_>) -> Made {
    let ids = looked_at(desk.area.compute.images.values(), desk.form, &["state"]);
    let hidden = life::look_at_images(desk, &ids);
    let own = desk.area.compute.images.values().cloned();
    let mut images: Vec<Image> = own.chain(public::images(&desk.area.region)).collect();
    let owners = desk.form.list("Owner");
    let account = desk.area.account.clone();
    images.retain(|image| !hidden.contains(&image.id));
    let owned = |image: &Image| {
        owners.is_empty() || owners.iter().any(|owner| is_owner(image, owner, &account))
    };
    let (mut chosen, token) = select(images.iter(), desk.form)?;
    chosen.retain(|image| owned(image));
    Ok(write("imagesSet", (chosen, token), render))
}

fn is_owner(image: &Image, owner: &str, account: &str) -> bool {
    match owner {
        "self" => image.owner == account,
        "amazon" => image.public,
        other => image.owner == other,
    }
}

fn render(xml: &mut Xml, image: &Image) {
    xml.text("imageId", &image.id);
    xml.text("imageLocation", format!("{}/{}", image.owner, image.name));
    xml.text("imageState", image.phase.state.name());
    xml.text("imageOwnerId", &image.owner);
    xml.bool("isPublic", image.public);
    xml.text("architecture", &image.architecture);
    xml.text("imageType", "machine");
    xml.text("name", &image.name);
    xml.maybe("description", image.description.as_deref());
    xml.maybe("imageOwnerAlias", image.public.then_some("amazon"));
    xml.text("rootDeviceType", "ebs");
    xml.text("rootDeviceName", &image.root_device);
    xml.items("blockDeviceMapping", &image.devices, device);
    xml.text("virtualizationType", &image.virtualization);
    xml.text("hypervisor", "xen");
    xml.maybe("bootMode", image.boot_mode.as_deref());
    xml.bool("enaSupport", image.ena);
    xml.maybe("sriovNetSupport", image.sriov.as_deref());
    xml.maybe("imdsSupport", image.imds_v2.then_some("v2.0"));
    xml.maybe("tpmSupport", image.tpm.as_deref());
    xml.text("creationDate", image.created.iso());
    xml.text("platformDetails", "Linux/UNIX");
    xml.text("usageOperation", "RunInstances");
    tags(xml, &image.tags);
}

fn device(xml: &mut Xml, device: &Device) {
    xml.text("deviceName", &device.name);
    xml.nest("ebs", |xml| {
        xml.maybe("snapshotId", device.snapshot.as_deref());
        xml.text("volumeSize", device.shape.size.to_string());
        xml.text("volumeType", &device.shape.kind);
        // gp2 has no IOPS of its own to tell.
        let (iops, throughput) = device.shape.kept_by(&device.shape.kind);
        xml.number("iops", iops);
        xml.number("throughput", throughput);
        xml.bool("encrypted", device.encrypted);
        xml.bool("deleteOnTermination", device.delete_on_termination);
    });
}

impl Listed for Image {
    const ID_PARAMETER: &'static str = "ImageId";
    const NOT_FOUND: &'static str = "InvalidAMIID.NotFound";
    const NOUN: &'static str = "image id";

    fn id(&self) -> &str {
        &self.id
    }

    fn tags(&self) -> &Tags {
        &self.tags
    }

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        Some(vec![match filter {
            "image-id" => self.id.clone(),
            "name" => self.name.clone(),
            "architecture" => self.architecture.clone(),
            "state" => self.phase.state.name().to_owned(),
            "owner-id" => self.owner.clone(),
            "owner-alias" => if self.public { "amazon" } else { "self" }.to_owned(),
            "is-public" => self.public.to_string(),
            "virtualization-type" => self.virtualization.clone(),
            "boot-mode" => self.boot_mode.clone().unwrap_or_default(),
            "ena-support" => self.ena.to_string(),
            "root-device-type" => "ebs".to_owned(),
            "root-device-name" => self.root_device.clone(),
            "image-type" => "machine".to_owned(),
            "description" => self.description.clone().unwrap_or_default(),
            "creation-date" => self.created.iso(),
            "block-device-mapping.snapshot-id" => {
                return Some(
                    self.devices
                        .iter()
                        .filter_map(|one| one.snapshot.clone())
                        .collect(),
                );
            }
            _ => return None,
        }])
    }
}
