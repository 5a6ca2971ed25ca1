//! ModifyVolume.

use super::limits::{Shape, can_boot};
use super::modification::Modification;
use super::{Volume, VolumeState};
use crate::clock::Timestamp;
use crate::ec2::change::{Made, number, required};
use crate::ec2::desk::{Desk, known};
use crate::ec2::phase::Named;
use crate::query::{Form, Xml};
use crate::refusal::Refusal;
use crate::world::Area;

/// Four modifications of a volume in any 24 hours. Source: the API model, ModifyVolume.
const QUOTA: usize = 4;
const QUOTA_SECONDS: u64 = 24 * 3600;

/// What a volume has after its type was changed to one with IOPS and none were named.
const DEFAULT_IOPS: u64 = 3_000;

pub(in crate::ec2) fn modify(desk: &mut Desk<'_>) -> Made {
    let id = required(desk.form, "VolumeId")?;
    let volume = known(&mut desk.area.compute.volumes, id)?.clone();
    ready(&volume, desk.now)?;
    let target = target(&volume.shape, desk.form)?.checked()?;
    no_shrink(&volume.shape, &target)?;
    boots(desk.area, &volume, &target)?;
    let now = desk.now;
    let volume = known(&mut desk.area.compute.volumes, id)?;
    let doomed = std::mem::take(&mut volume.doomed);
    let modification = Modification::new(volume.shape.clone(), target, now, doomed);
    let mut xml = Xml::default();
    xml.nest("volumeModification", |xml| modification.render(xml, id));
    volume.modifications.push(modification);
    Ok(xml)
}

/// One at a time, and four a day.
fn ready(volume: &Volume, now: Timestamp) -> Result<(), Refusal> {
    let Volume { id, .. } = volume;
    if !matches!(
        volume.phase.state,
        VolumeState::Available | VolumeState::InUse
    ) {
        let message = format!("The volume '{id}' is not 'available' or 'in-use'.");
        return Err(Refusal::new(400, "IncorrectState", message));
    }
    if let Some(last) = volume.modifications.last().filter(|last| last.runs()) {
        let message = format!(
            "Volume {id} is being modified: its modification is in the '{}' state. Wait until it is completed.",
            last.phase.state.name()
        );
        return Err(Refusal::new(400, "IncorrectModificationState", message));
    }
    within_quota(volume, now)
}

fn within_quota(volume: &Volume, now: Timestamp) -> Result<(), Refusal> {
    let recent = |one: &&Modification| now.seconds_since(one.started) < QUOTA_SECONDS;
    let recent: Vec<&Modification> = volume.modifications.iter().filter(recent).collect();
    let Some(first) = recent.first().filter(|_| recent.len() >= QUOTA) else {
        return Ok(());
    };
    let next = first.started.after_seconds(QUOTA_SECONDS).iso();
    let message = format!(
        "You've reached the maximum modification rate per volume limit. Volume {} can be modified again after {next}.",
        volume.id
    );
    Err(Refusal::new(400, "VolumeModificationRateExceeded", message))
}

/// What is not named stays, unless the type changes: then the new type's default holds.
fn target(now: &Shape, form: &Form) -> Result<Shape, Refusal> {
    let given = ["Size", "VolumeType", "Iops", "Throughput"];
    if !given.iter().any(|name| form.get(name).is_some()) {
        let message = "No volume modification parameters were specified.";
        return Err(Refusal::new(400, "InvalidParameterCombination", message));
    }
    let kind = form.get("VolumeType").unwrap_or(&now.kind).to_owned();
    let (kept, throughput) = now.kept_by(&kind);
    let iops = kept.or(matches!(kind.as_str(), "gp3" | "io1" | "io2").then_some(DEFAULT_IOPS));
    Ok(Shape {
        size: number(form, "Size")?.unwrap_or(now.size),
        iops: number(form, "Iops")?.or(iops),
        throughput: number(form, "Throughput")?.or(throughput),
        kind,
    })
}

fn no_shrink(now: &Shape, target: &Shape) -> Result<(), Refusal> {
    if target.size >= now.size {
        return Ok(());
    }
    let message = "New size cannot be smaller than existing size";
    Err(Refusal::new(400, "InvalidParameterValue", message))
}

/// A root volume stays of a type that can be one.
fn boots(area: &Area, volume: &Volume, target: &Shape) -> Result<(), Refusal> {
    let holder = volume.attachment.as_ref().and_then(|held| {
        let instance = area.compute.instances.get(&held.instance)?;
        (instance.root_device == held.device).then_some(instance)
    });
    match holder {
        Some(_) if !can_boot(&target.kind) => {
            let message = format!(
                "Volume type {} cannot be used for a boot volume.",
                target.kind
            );
            Err(Refusal::new(400, "InvalidParameterValue", message))
        }
        _ => Ok(()),
    }
}
