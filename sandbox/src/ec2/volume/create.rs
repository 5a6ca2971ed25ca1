//! Making volumes and taking them away.

use super::describe::render;
use super::limits::Shape;
use super::{Volume, VolumeState};
use crate::ec2::change::{Made, number, required, tags_of, without};
use crate::ec2::desk::{Desk, known};
use crate::ec2::phase::{Named, Phase};
use crate::ec2::snapshot::SnapshotState;
use crate::ec2::vpc::done;
use crate::ec2::zones::{Zone, zones};
use crate::ec2::{filter, token};
use crate::id;
use crate::query::{Form, Xml};
use crate::refusal::Refusal;
use crate::world::{Area, partition};

/// EC2 takes this type when none is given, and not the newer gp3.
const DEFAULT_TYPE: &str = "gp2";

/// What a new volume is to be, of CreateVolume or of a block device mapping.
#[derive(Clone, Debug)]
pub(in crate::ec2) struct Wish {
    pub(in crate::ec2) shape: Shape,
    pub(in crate::ec2) encrypted: bool,
    pub(in crate::ec2) kms_key: Option<String>,
    pub(in crate::ec2) snapshot: Option<String>,
}

/// Reads a wish; `prefix` is empty or ends with a dot. A snapshot gives size and encryption. What an
/// image's block device says (`base`) holds where the request says nothing.
pub(in crate::ec2) fn wish(
    area: &mut Area,
    form: &Form,
    prefix: &str,
    base: Option<&Wish>,
) -> Result<Wish, Refusal> {
    let name = |member: &str| format!("{prefix}{member}");
    let text = |member: &str| form.get(&name(member)).filter(|text| !text.is_empty());
    let snapshot = match base {
        Some(base) => same_snapshot(base, text("SnapshotId"))?,
        None => text("SnapshotId").map(str::to_owned),
    };
    let source = match (base, &snapshot) {
        (Some(base), _) => Some(Source::of(base)),
        (None, Some(id)) => Some(restorable(area, id)?),
        (None, None) => None,
    };
    let asked = number(form, &name("VolumeSize"))?.or(number(form, &name("Size"))?);
    let kind = text("VolumeType").or(base.map(|base| base.shape.kind.as_str()));
    let kind = kind.unwrap_or(DEFAULT_TYPE).to_owned();
    let (iops, throughput) = base.map_or((None, None), |base| base.shape.kept_by(&kind));
    let shape = Shape {
        size: size(asked, &source)?,
        iops: number(form, &name("Iops"))?.or(iops),
        throughput: number(form, &name("Throughput"))?.or(throughput),
        kind,
    };
    let key = text("KmsKeyId").map(str::to_owned);
    let encrypted =
        source.as_ref().is_some_and(|source| source.encrypted) || text("Encrypted") == Some("true");
    let kms_key = kms_key(area, encrypted, key, source)?;
    Ok(Wish {
        shape: shape.checked()?,
        encrypted,
        kms_key,
        snapshot,
    })
}

/// A launch cannot put another snapshot in the place of the image's.
fn same_snapshot(base: &Wish, asked: Option<&str>) -> Result<Option<String>, Refusal> {
    match asked {
        Some(id) if base.snapshot.as_deref() != Some(id) => {
            let message = "snapshotId cannot be modified on a device of the image";
            Err(Refusal::new(400, "InvalidBlockDeviceMapping", message))
        }
        _ => Ok(base.snapshot.clone()),
    }
}

/// A key is for encrypted volumes only; those without one have the account's default key.
fn kms_key(
    area: &Area,
    encrypted: bool,
    key: Option<String>,
    source: Option<Source>,
) -> Result<Option<String>, Refusal> {
    if key.is_some() && !encrypted {
        let message = "The parameter KmsKeyId requires the parameter Encrypted to be set.";
        return Err(Refusal::new(400, "InvalidParameterDependency", message));
    }
    let key = key.or(source.and_then(|source| source.kms_key));
    Ok(encrypted.then(|| kms_arn(area, key)))
}

struct Source {
    size: u64,
    encrypted: bool,
    kms_key: Option<String>,
}

impl Source {
    fn of(base: &Wish) -> Self {
        Self {
            size: base.shape.size,
            encrypted: base.encrypted,
            kms_key: base.kms_key.clone(),
        }
    }
}

fn restorable(area: &mut Area, id: &str) -> Result<Source, Refusal> {
    let snapshot = known(&mut area.compute.snapshots, id)?;
    if snapshot.phase.state != SnapshotState::Completed {
        let state = snapshot.phase.state.name();
        let message = format!("Snapshot is in invalid state - {state}: {id}");
        return Err(Refusal::new(400, "IncorrectState", message));
    }
    Ok(Source {
        size: snapshot.size,
        encrypted: snapshot.encrypted,
        kms_key: snapshot.kms_key.clone(),
    })
}

fn size(asked: Option<u64>, source: &Option<Source>) -> Result<u64, Refusal> {
    match (asked, source) {
        (None, None) => {
            let message = "The request must contain the parameter size/snapshotId";
            Err(Refusal::new(400, "MissingParameter", message))
        }
        (None, Some(source)) => Ok(source.size),
        (Some(size), Some(source)) if size < source.size => {
            let message = format!(
                "Volume of size {size}GB is smaller than its snapshot, expect size >= {}GB",
                source.size
            );
            Err(Refusal::new(400, "InvalidParameterValue", message))
        }
        (Some(size), _) => Ok(size),
    }
}

/// EC2 answers with the key's ARN, whatever names it; without one, with that of `aws/ebs`.
pub(crate) fn kms_arn(area: &Area, key: Option<String>) -> String {
    let Area {
        account, region, ..
    } = area;
    match key {
        Some(arn) if arn.starts_with("arn:") => arn,
        other => {
            let id =
                other.unwrap_or_else(|| id::seeded_uuid(&format!("{account}/{region}/aws/ebs")));
            format!("arn:{}:kms:{region}:{account}:key/{id}", partition(region))
        }
    }
}

impl Wish {
    /// The volume, `creating`. It is not anywhere yet.
    pub(in crate::ec2) fn grant(self, desk: &Desk<'_>, zone: &Zone) -> Volume {
        Volume {
            id: id::random("vol"),
            zone: zone.name.clone(),
            zone_id: zone.id.clone(),
            shape: self.shape,
            encrypted: self.encrypted,
            kms_key: self.kms_key,
            snapshot: self.snapshot,
            created: desk.now,
            phase: Phase::passing(VolumeState::Creating, desk.now, 3, VolumeState::Available),
            attachment: None,
            modifications: Vec::new(),
            doomed: false,
            unseen: desk.lag,
            tags: Default::default(),
        }
    }
}

pub(in crate::ec2) fn create(desk: &mut Desk<'_>) -> Made {
    let made = match token::earlier(desk)?.and_then(|ids| ids.into_iter().next()) {
        Some(id) => id,
        None => make(desk)?,
    };
    let volume = desk.area.compute.volumes.get(&made);
    let volume = volume.ok_or_else(|| filter::not_found::<Volume>(&made))?;
    let mut xml = Xml::default();
    render(&mut xml, volume);
    Ok(xml)
}

fn make(desk: &mut Desk<'_>) -> Result<String, Refusal> {
    without(desk.form, &["MultiAttachEnabled", "OutpostArn"])?;
    let zone = zone(desk)?;
    let wish = wish(desk.area, desk.form, "", None)?;
    let mut volume = wish.grant(desk, &zone);
    volume.tags = tags_of(desk.form, "volume");
    let id = volume.id.clone();
    desk.area.compute.volumes.insert(id.clone(), volume);
    token::remember(desk, vec![id.clone()]);
    Ok(id)
}

fn zone(desk: &Desk<'_>) -> Result<Zone, Refusal> {
    let (name, zone_id) = (
        desk.form.get("AvailabilityZone"),
        desk.form.get("AvailabilityZoneId"),
    );
    let wanted = match (name, zone_id) {
        (Some(name), None) => name,
        (None, Some(id)) => id,
        (None, None) => required(desk.form, "AvailabilityZone")?,
        (Some(_), Some(_)) => {
            let message = "Only one of AvailabilityZone and AvailabilityZoneId can be specified.";
            return Err(Refusal::new(400, "InvalidParameterCombination", message));
        }
    };
    let mut all = zones(&desk.area.region).into_iter();
    all.find(|zone| zone.name == wanted || zone.id == wanted)
        .ok_or_else(|| {
            let message = format!("The zone '{wanted}' does not exist.");
            Refusal::new(400, "InvalidZone.NotFound", message)
        })
}

pub(in crate::ec2) fn delete(desk: &mut Desk<'_>) -> Made {
    let id = required(desk.form, "VolumeId")?;
    let now = desk.now;
    let volume = known(&mut desk.area.compute.volumes, id)?;
    if let Some(held) = &volume.attachment {
        let message = format!("Volume {id} is currently attached to {}", held.instance);
        return Err(Refusal::new(400, "VolumeInUse", message));
    }
    if volume.phase.state == VolumeState::Creating {
        let message = format!("The volume '{id}' is not 'available'.");
        return Err(Refusal::new(400, "IncorrectState", message));
    }
    volume.phase = Phase::passing(VolumeState::Deleting, now, 5, VolumeState::Deleted);
    Ok(done())
}
