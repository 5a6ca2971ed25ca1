//! Importing a disk from S3 as a snapshot: ImportSnapshot and its tasks.

mod cancel;
mod describe;
mod source;
mod start;

use serde::{Deserialize, Serialize};

use super::network::Tags;
use super::phase::{Phase, states};
use super::snapshot::{NO_VOLUME, Snapshot, SnapshotState};
use crate::clock::Timestamp;
use crate::world::Area;

pub(super) use cancel::cancel;
pub(super) use describe::describe;
pub(super) use start::start;

/// Tasks are shown for seven days after their end.
const SHOWN_SECONDS: u64 = 7 * 24 * 3600;

states! {
    /// How far a task is. The API says `active` of the first three, and these words in its message.
    ImportState {
        Pending = "pending", Validating = "validating", Converting = "converting",
        Completed = "completed", Deleting = "deleting", Deleted = "deleted",
    }
}

impl ImportState {
    pub(crate) fn is_active(self) -> bool {
        matches!(self, Self::Pending | Self::Validating | Self::Converting)
    }

    fn is_final(self) -> bool {
        matches!(self, Self::Completed | Self::Deleted)
    }
}

/// Where the disk lies.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Source {
    pub(crate) bucket: String,
    pub(crate) key: String,
    /// As it was given, when it was not given by bucket and key.
    pub(crate) url: Option<String>,
}

/// One import.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Import {
    pub(crate) id: String,
    pub(crate) description: String,
    /// Of the disk, which is not that of the task.
    pub(crate) disk_description: Option<String>,
    pub(crate) source: Source,
    /// Of the object, bytes.
    pub(crate) bytes: u64,
    pub(crate) phase: Phase<ImportState>,
    /// Why it comes to nothing.
    pub(crate) problem: Option<String>,
    pub(crate) ended: Option<Timestamp>,
    /// Waits here until the task is completed. Its blocks were read when the task began.
    pub(crate) snapshot: Snapshot,
    pub(crate) tags: Tags,
}

/// Tasks that have come to their end leave their snapshot, and are forgotten after a week.
pub(super) fn tidy(area: &mut Area, now: Timestamp) {
    let compute = &mut area.compute;
    let over = |task: &&mut Import| task.ended.is_none() && task.phase.state.is_final();
    for task in compute.imports.values_mut().filter(over) {
        task.ended = Some(now);
        if task.phase.state == ImportState::Completed {
            let mut snapshot = task.snapshot.clone();
            snapshot.started = now;
            compute.snapshots.insert(snapshot.id.clone(), snapshot);
        }
    }
    compute.imports.retain(|_, task| {
        task.ended
            .is_none_or(|end| now.seconds_since(end) < SHOWN_SECONDS)
    });
}

/// The snapshot of a task. The task's tags are not its tags.
fn snapshot(id: String, task: &str, owner: &str, size: u64, kms_key: Option<String>) -> Snapshot {
    Snapshot {
        id,
        owner: owner.to_owned(),
        volume: NO_VOLUME.to_owned(),
        size,
        description: format!("Created by AWS-VMImport service for {task}"),
        encrypted: kms_key.is_some(),
        kms_key,
        started: Timestamp::default(),
        phase: Phase::at(SnapshotState::Completed),
        unseen: 0,
        upload: None,
        tags: Tags::new(),
    }
}
