//! EBS volumes.

mod attach;
mod create;
mod describe;
mod limits;
mod modification;
mod modify;

use serde::{Deserialize, Serialize};

use super::desk::Fresh;
use super::network::Tags;
use super::phase::{Phase, states};
use crate::clock::Timestamp;

pub(super) use attach::{attach, check_device, detach, vacancy};
pub(crate) use create::kms_arn;
pub(super) use create::{Wish, create, delete, wish};
pub(super) use describe::{describe, modifications};
pub(super) use limits::{Shape, can_boot};
pub(crate) use modification::Modification;
pub(super) use modify::modify;

states! {
    /// The states of a volume.
    VolumeState {
        Creating = "creating", Available = "available", InUse = "in-use", Deleting = "deleting",
        Deleted = "deleted",
    }
}

states! {
    /// The states of an attachment, of volumes and of interfaces.
    AttachmentState {
        Attaching = "attaching", Attached = "attached", Detaching = "detaching",
        Detached = "detached",
    }
}

/// Where a volume is attached.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Attachment {
    pub(crate) instance: String,
    pub(crate) device: String,
    pub(crate) at: Timestamp,
    pub(crate) delete_on_termination: bool,
    pub(crate) phase: Phase<AttachmentState>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Volume {
    pub(crate) id: String,
    pub(crate) zone: String,
    pub(crate) zone_id: String,
    pub(crate) shape: Shape,
    pub(crate) encrypted: bool,
    pub(crate) kms_key: Option<String>,
    pub(crate) snapshot: Option<String>,
    pub(crate) created: Timestamp,
    pub(crate) phase: Phase<VolumeState>,
    pub(crate) attachment: Option<Attachment>,
    /// Newest last.
    pub(crate) modifications: Vec<Modification>,
    /// The next modification fails, as an admin call said.
    pub(crate) doomed: bool,
    pub(crate) unseen: u32,
    pub(crate) tags: Tags,
}

impl Volume {
    /// Attached in any way, coming and going too.
    pub(crate) fn is_attached_to(&self, instance: &str) -> bool {
        self.attachment
            .as_ref()
            .is_some_and(|attachment| attachment.instance == instance)
    }

    /// Attached, and not on its way out: the instance's operating system sees it.
    pub(crate) fn is_there(&self) -> bool {
        use AttachmentState::{Attached, Attaching};
        let held = self.attachment.as_ref().map(|held| held.phase.state);
        matches!(held, Some(Attaching | Attached))
    }

    pub(crate) fn device(&self) -> Option<&str> {
        self.attachment.as_ref().map(|held| held.device.as_str())
    }

    /// Attached at once, as an instance's volumes are when it is launched.
    pub(crate) fn plug(&mut self, instance: &str, device: &str, delete: bool, now: Timestamp) {
        // Who sees the instance sees its volumes.
        self.unseen = 0;
        self.phase = Phase::at(VolumeState::InUse);
        self.attachment = Some(Attachment {
            instance: instance.to_owned(),
            device: device.to_owned(),
            at: now,
            delete_on_termination: delete,
            phase: Phase::at(AttachmentState::Attached),
        });
    }

    /// Free again.
    pub(crate) fn unplug(&mut self) {
        self.attachment = None;
        self.phase = Phase::at(VolumeState::Available);
    }
}

impl Fresh for Volume {
    fn unseen(&mut self) -> &mut u32 {
        &mut self.unseen
    }
}
