//! What a call of the EBS direct APIs works with.

use crate::clock::{Clock, Timestamp};
use crate::ec2::{Eye, Snapshot, SnapshotState, known};
use crate::faults::Faults;
use crate::http::{Reply, Request};
use crate::refusal::Refusal;
use crate::storage::{BLOCK, Storage};
use crate::world::Area;

use super::invalid;

pub(super) type Answer = Result<Reply, Refusal>;

/// Blocks in a GiB.
const PER_GIB: u64 = (1 << 30) / BLOCK as u64;

/// The request, the region's resources, and the time.
#[derive(Debug)]
pub(super) struct Desk<'a> {
    pub(super) area: &'a mut Area,
    pub(super) storage: &'a Storage,
    pub(super) faults: &'a Faults,
    pub(super) clock: Clock,
    pub(super) now: Timestamp,
    /// So many looks at a new id find nothing yet.
    pub(super) lag: u32,
    pub(super) request: &'a Request,
    /// The snapshot in the path.
    pub(super) snapshot: String,
    /// The block index in the path, as text.
    pub(super) block: String,
}

impl Desk<'_> {
    /// Lets happen to snapshots what is due.
    pub(super) fn catch_up(&mut self) {
        let eye = Eye {
            clock: self.clock,
            now: self.now,
            looking: false,
            faults: self.faults,
            region: self.area.region.clone(),
        };
        for one in self.area.compute.snapshots.values_mut() {
            one.phase.advance(&eye, &one.id, &one.tags);
        }
    }

    /// The snapshot in the path, once it is known everywhere.
    pub(super) fn snapshot(&mut self) -> Result<&mut Snapshot, Refusal> {
        find(self.area, &self.snapshot)
    }

    /// The snapshot in the path, which takes blocks.
    pub(super) fn upload(&mut self) -> Result<&mut Snapshot, Refusal> {
        let snapshot = self.snapshot()?;
        let open = snapshot
            .upload
            .as_ref()
            .is_some_and(|upload| !upload.sealed);
        match open && snapshot.phase.state == SnapshotState::Pending {
            true => Ok(snapshot),
            false => {
                let message = format!("The snapshot {} is not in the pending state", snapshot.id);
                Err(invalid("INVALID_SNAPSHOT_ID", message))
            }
        }
    }

    /// The snapshot in the path, which can be read.
    pub(super) fn completed(&mut self) -> Result<Snapshot, Refusal> {
        completed(self.snapshot()?)
    }

    /// The block index in the path, within a volume of so many GiB.
    pub(super) fn index(&self, size: u64) -> Result<u32, Refusal> {
        let index = self.block.parse::<u32>().ok();
        index
            .filter(|index| u64::from(*index) < size * PER_GIB)
            .ok_or_else(|| {
                let message = format!("The block index {} is outside of the volume", self.block);
                invalid("INVALID_BLOCK", message)
            })
    }

    /// A header, and the refusal when it is missing.
    pub(super) fn header(&self, name: &str) -> Result<&str, Refusal> {
        self.request.header(name).ok_or_else(|| {
            let message = format!("The header {name} is required");
            invalid("INVALID_PARAMETER_VALUE", message)
        })
    }
}

/// A snapshot by id. Right after StartSnapshot it is not found, as everything new in EC2.
pub(super) fn find<'a>(area: &'a mut Area, id: &str) -> Result<&'a mut Snapshot, Refusal> {
    let digits = id.strip_prefix("snap-").unwrap_or_default();
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        let message = format!("The snapshot id {id} is malformed");
        return Err(invalid("INVALID_SNAPSHOT_ID", message));
    }
    known(&mut area.compute.snapshots, id).map_err(|_| {
        let message = format!("The snapshot '{id}' does not exist.");
        Refusal::new(404, "ResourceNotFoundException", message).reason("SNAPSHOT_NOT_FOUND")
    })
}

pub(super) fn completed(snapshot: &Snapshot) -> Result<Snapshot, Refusal> {
    match snapshot.phase.state {
        SnapshotState::Completed => Ok(snapshot.clone()),
        SnapshotState::Pending | SnapshotState::Error => {
            let message = format!("The snapshot {} is not completed", snapshot.id);
            Err(invalid("INVALID_SNAPSHOT_ID", message))
        }
    }
}
