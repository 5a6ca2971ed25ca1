//! Snapshots, as far as volumes and images are made from them.

use std::io;

use serde::{Deserialize, Serialize};

use super::change::{Made, required, tags_of};
use super::desk::{Desk, Fresh, known};
use super::filter::{Listed, looked_at, select, write};
use super::life;
use super::network::Tags;
use super::phase::{Named, Phase, states};
use super::render::tags;
use super::vpc::done;
use crate::clock::Timestamp;
use crate::id;
use crate::query::Xml;
use crate::refusal::Refusal;

states! {
    /// The states of a snapshot.
    SnapshotState { Pending = "pending", Completed = "completed", Error = "error" }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Snapshot {
    pub(crate) id: String,
    pub(crate) owner: String,
    /// [`NO_VOLUME`] when it was not made from one.
    pub(crate) volume: String,
    /// Of the volume, GiB.
    pub(crate) size: u64,
    pub(crate) description: String,
    pub(crate) encrypted: bool,
    pub(crate) kms_key: Option<String>,
    pub(crate) started: Timestamp,
    pub(crate) phase: Phase<SnapshotState>,
    pub(crate) unseen: u32,
    /// How far a client is that writes its blocks; `None` when EC2 made it.
    pub(crate) upload: Option<Upload>,
    pub(crate) tags: Tags,
}

/// What EC2 names as the volume of a snapshot that comes from none.
pub(crate) const NO_VOLUME: &str = "vol-ffffffff";

/// A snapshot that a client writes through the EBS direct APIs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Upload {
    /// After so many minutes without a block it is given up.
    pub(crate) timeout_minutes: u64,
    /// CompleteSnapshot was called: nothing is written any more.
    pub(crate) sealed: bool,
}

impl Fresh for Snapshot {
    fn unseen(&mut self) -> &mut u32 {
        &mut self.unseen
    }
}

/// It has what the volume had at this moment, whatever happens to the volume then.
pub(super) fn create(desk: &mut Desk<'_>) -> Made {
    let form = desk.form;
    let volume = known(&mut desk.area.compute.volumes, required(form, "VolumeId")?)?.clone();
    let seconds = 60 + volume.shape.size;
    let snapshot = Snapshot {
        id: id::random("snap"),
        owner: desk.area.account.clone(),
        volume: volume.id,
        size: volume.shape.size,
        description: form.get("Description").unwrap_or_default().to_owned(),
        encrypted: volume.encrypted,
        kms_key: volume.kms_key,
        started: desk.now,
        phase: Phase::passing(
            SnapshotState::Pending,
            desk.now,
            seconds,
            SnapshotState::Completed,
        ),
        // Snapshots are known at once: hashicorp/aws waits for them without patience for NotFound.
        unseen: 0,
        upload: None,
        tags: tags_of(form, "snapshot"),
    };
    let disks = &desk.storage.disks;
    disks
        .create(&snapshot.id, volume.snapshot.as_deref())
        .map_err(|error| storage_failure(&error))?;
    let mut xml = Xml::default();
    render(&mut xml, &snapshot);
    desk.area
        .compute
        .snapshots
        .insert(snapshot.id.clone(), snapshot);
    Ok(xml)
}

pub(super) fn delete(desk: &mut Desk<'_>) -> Made {
    let id = required(desk.form, "SnapshotId")?;
    known(&mut desk.area.compute.snapshots, id)?;
    let mut images = desk.area.compute.images.values();
    let user = images.find(|image| {
        image
            .devices
            .iter()
            .any(|device| device.snapshot.as_deref() == Some(id))
    });
    if let Some(image) = user {
        let message = format!("The snapshot {id} is currently in use by {}", image.id);
        return Err(Refusal::new(400, "InvalidSnapshot.InUse", message));
    }
    desk.area.compute.snapshots.remove(id);
    Ok(done())
}

pub(super) fn describe(desk: &mut Desk<'_>) -> Made {
    let ids = looked_at(
        desk.area.compute.snapshots.values(),
        desk.form,
        &["status", "progress"],
    );
    let hidden = life::look_at_snapshots(desk, &ids);
    let owners = desk.form.list("Owner");
    let account = &desk.area.account;
    let owned = owners.is_empty()
        || owners
            .iter()
            .any(|owner| owner == "self" || owner == account);
    let snapshots = desk.area.compute.snapshots.values();
    let visible = snapshots.filter(|one| owned && !hidden.contains(&one.id));
    let page = select(visible, desk.form)?;
    Ok(write("snapshotSet", page, render))
}

/// A full disk of this machine is a failure of the service.
pub(in crate::ec2) fn storage_failure(error: &io::Error) -> Refusal {
    let message = format!("An internal error has occurred: {error}");
    Refusal::new(500, "InternalError", message)
}

fn render(xml: &mut Xml, snapshot: &Snapshot) {
    let done = snapshot.phase.state == SnapshotState::Completed;
    xml.text("snapshotId", &snapshot.id);
    xml.text("volumeId", &snapshot.volume);
    xml.text("status", snapshot.phase.state.name());
    xml.text("startTime", snapshot.started.iso());
    if snapshot.phase.state == SnapshotState::Error {
        xml.text("statusMessage", "The snapshot was not completed in time");
    }
    xml.text("progress", if done { "100%" } else { "0%" });
    xml.text("ownerId", &snapshot.owner);
    xml.text("description", &snapshot.description);
    xml.text("volumeSize", snapshot.size.to_string());
    xml.bool("encrypted", snapshot.encrypted);
    xml.maybe("kmsKeyId", snapshot.kms_key.as_deref());
    xml.text("storageTier", "standard");
    tags(xml, &snapshot.tags);
}

impl Listed for Snapshot {
    const ID_PARAMETER: &'static str = "SnapshotId";
    const NOT_FOUND: &'static str = "InvalidSnapshot.NotFound";
    const NOUN: &'static str = "snapshot";

    fn id(&self) -> &str {
        &self.id
    }

    fn tags(&self) -> &Tags {
        &self.tags
    }

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        Some(vec![match filter {
            "snapshot-id" => self.id.clone(),
            "volume-id" => self.volume.clone(),
            "volume-size" => self.size.to_string(),
            "status" => self.phase.state.name().to_owned(),
            "owner-id" => self.owner.clone(),
            "description" => self.description.clone(),
            "encrypted" => self.encrypted.to_string(),
            "start-time" => self.started.iso(),
            "storage-tier" => "standard".to_owned(),
            _ => return None,
        }])
    }
}
