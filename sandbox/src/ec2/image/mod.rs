//! Images (AMIs), and putting one on a running instance.

mod deregister;
mod describe;
mod public;
mod register;
mod replace_root;

use serde::{Deserialize, Serialize};

use super::desk::{Fresh, known};
use super::filter;
use super::network::Tags;
use super::phase::{Phase, states};
use super::volume::{Shape, Wish};
use crate::clock::Timestamp;
use crate::refusal::Refusal;
use crate::world::Area;

pub(super) use deregister::deregister;
pub(super) use describe::describe;
pub(super) use register::register;
pub(crate) use replace_root::{ReplaceRoot, TaskState};
pub(super) use replace_root::{create as replace_root, describe as describe_replacements, finish};

states! {
    /// The states of an image.
    ImageState { Pending = "pending", Available = "available" }
}

/// A block device of an image.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Device {
    pub(crate) name: String,
    pub(crate) snapshot: Option<String>,
    pub(crate) shape: Shape,
    pub(crate) encrypted: bool,
    pub(crate) delete_on_termination: bool,
}

impl Device {
    pub(super) fn wish(&self) -> Wish {
        Wish {
            shape: self.shape.clone(),
            encrypted: self.encrypted,
            kms_key: None,
            snapshot: self.snapshot.clone(),
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Image {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) owner: String,
    /// Amazon's, for everybody.
    pub(crate) public: bool,
    pub(crate) architecture: String,
    pub(crate) virtualization: String,
    pub(crate) boot_mode: Option<String>,
    pub(crate) ena: bool,
    pub(crate) sriov: Option<String>,
    /// Instances of it take IMDSv2 only.
    pub(crate) imds_v2: bool,
    pub(crate) tpm: Option<String>,
    pub(crate) root_device: String,
    pub(crate) devices: Vec<Device>,
    pub(crate) created: Timestamp,
    pub(crate) phase: Phase<ImageState>,
    pub(crate) unseen: u32,
    pub(crate) tags: Tags,
}

impl Image {
    pub(super) fn root(&self) -> Option<&Device> {
        self.devices
            .iter()
            .find(|device| device.name == self.root_device)
    }
}

impl Fresh for Image {
    fn unseen(&mut self) -> &mut u32 {
        &mut self.unseen
    }
}

/// An image by id, public ones too.
pub(super) fn find(area: &Area, id: &str) -> Option<Image> {
    let own = area.compute.images.get(id).cloned();
    own.or_else(|| {
        public::images(&area.region)
            .into_iter()
            .find(|image| image.id == id)
    })
}

/// An image that instances can be made from now.
pub(super) fn launchable(area: &mut Area, id: &str) -> Result<Image, Refusal> {
    let public = public::images(&area.region)
        .into_iter()
        .find(|image| image.id == id);
    let image = match public {
        Some(image) => image,
        None => known(&mut area.compute.images, id)
            .map_err(|_| filter::not_found::<Image>(id))?
            .clone(),
    };
    match image.phase.state {
        ImageState::Available => Ok(image),
        ImageState::Pending => {
            let message = format!("Image {id} is not in state available.");
            Err(Refusal::new(400, "InvalidAMIID.Unavailable", message))
        }
    }
}
