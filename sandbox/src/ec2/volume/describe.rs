//! DescribeVolumes and DescribeVolumesModifications.

use super::{Attachment, Modification, Volume};
use crate::ec2::change::Made;
use crate::ec2::desk::Desk;
use crate::ec2::filter::{Listed, looked_at, select, write};
use crate::ec2::life;
use crate::ec2::network::Tags;
use crate::ec2::phase::Named;
use crate::ec2::render;
use crate::query::Xml;

/// Filters that a look may change.
const PASSING: [&str; 2] = ["status", "attachment.status"];

pub(in crate::ec2) fn describe(desk: &mut Desk<'_>) -> Made {
    let ids = looked_at(desk.area.compute.volumes.values(), desk.form, &PASSING);
    let hidden = life::look_at_volumes(desk, &ids);
    let volumes = desk.area.compute.volumes.values();
    let page = select(
        volumes.filter(|volume| !hidden.contains(&volume.id)),
        desk.form,
    )?;
    Ok(write("volumeSet", page, render))
}

/// The newest modification of each volume that had one.
pub(in crate::ec2) fn modifications(desk: &mut Desk<'_>) -> Made {
    let shown: Vec<Shown> = desk
        .area
        .compute
        .volumes
        .values()
        .filter_map(Shown::of)
        .collect();
    let ids = looked_at(shown.iter(), desk.form, &["modification-state"]);
    life::look_at_volumes(desk, &ids);
    let shown: Vec<Shown> = desk
        .area
        .compute
        .volumes
        .values()
        .filter_map(Shown::of)
        .collect();
    let page = select(shown.iter(), desk.form)?;
    Ok(write("volumeModificationSet", page, |xml, shown| {
        shown.last.render(xml, &shown.volume.id)
    }))
}

struct Shown<'a> {
    volume: &'a Volume,
    last: &'a Modification,
}

impl<'a> Shown<'a> {
    fn of(volume: &'a Volume) -> Option<Self> {
        volume
            .modifications
            .last()
            .map(|last| Self { volume, last })
    }
}

pub(super) fn render(xml: &mut Xml, volume: &Volume) {
    xml.text("volumeId", &volume.id);
    xml.text("availabilityZone", &volume.zone);
    xml.text("availabilityZoneId", &volume.zone_id);
    xml.text("volumeType", &volume.shape.kind);
    xml.text("size", volume.shape.size.to_string());
    xml.number("iops", volume.shape.iops);
    xml.number("throughput", volume.shape.throughput);
    xml.text("snapshotId", volume.snapshot.as_deref().unwrap_or_default());
    xml.text("status", volume.phase.state.name());
    xml.text("createTime", volume.created.iso());
    xml.bool("encrypted", volume.encrypted);
    xml.maybe("kmsKeyId", volume.kms_key.as_deref());
    xml.bool("multiAttachEnabled", false);
    xml.items("attachmentSet", &volume.attachment, |xml, attachment| {
        render_attachment(xml, &volume.id, attachment);
    });
    render::tags(xml, &volume.tags);
}

pub(super) fn render_attachment(xml: &mut Xml, volume: &str, attachment: &Attachment) {
    xml.text("volumeId", volume);
    xml.text("instanceId", &attachment.instance);
    xml.text("device", &attachment.device);
    xml.text("status", attachment.phase.state.name());
    xml.text("attachTime", attachment.at.iso());
    xml.bool("deleteOnTermination", attachment.delete_on_termination);
}

impl Listed for Volume {
    const ID_PARAMETER: &'static str = "VolumeId";
    const NOT_FOUND: &'static str = "InvalidVolume.NotFound";
    const NOUN: &'static str = "volume";

    fn id(&self) -> &str {
        &self.id
    }

    fn tags(&self) -> &Tags {
        &self.tags
    }

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        if let Some(member) = filter.strip_prefix("attachment.") {
            return attachment_values(self.attachment.as_ref(), member);
        }
        Some(match filter {
            "volume-id" => vec![self.id.clone()],
            "availability-zone" => vec![self.zone.clone()],
            "availability-zone-id" => vec![self.zone_id.clone()],
            "encrypted" => vec![self.encrypted.to_string()],
            "size" => vec![self.shape.size.to_string()],
            "snapshot-id" => self.snapshot.iter().cloned().collect(),
            "status" => vec![self.phase.state.name().to_owned()],
            "volume-type" => vec![self.shape.kind.clone()],
            "create-time" => vec![self.created.iso()],
            "multi-attach-enabled" => vec!["false".to_owned()],
            _ => return None,
        })
    }
}

fn attachment_values(attachment: Option<&Attachment>, member: &str) -> Option<Vec<String>> {
    let value: fn(&Attachment) -> String = match member {
        "instance-id" => |held| held.instance.clone(),
        "device" => |held| held.device.clone(),
        "status" => |held| held.phase.state.name().to_owned(),
        "delete-on-termination" => |held| held.delete_on_termination.to_string(),
        "attach-time" => |held| held.at.iso(),
        _ => return None,
    };
    Some(attachment.map(value).into_iter().collect())
}

impl Listed for Shown<'_> {
    const ID_PARAMETER: &'static str = "VolumeId";
    /// A volume that was never modified has none, which a call by id reports like this.
    const NOT_FOUND: &'static str = "InvalidVolumeModification.NotFound";
    const NOUN: &'static str = "modification for volume";

    fn id(&self) -> &str {
        &self.volume.id
    }

    fn tags(&self) -> &Tags {
        &self.volume.tags
    }

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        Some(vec![match filter {
            "volume-id" => self.volume.id.clone(),
            "modification-state" => self.last.phase.state.name().to_owned(),
            "target-size" => self.last.target.size.to_string(),
            "target-volume-type" => self.last.target.kind.clone(),
            "original-size" => self.last.original.size.to_string(),
            "original-volume-type" => self.last.original.kind.clone(),
            "start-time" => self.last.started.iso(),
            _ => return None,
        }])
    }
}
