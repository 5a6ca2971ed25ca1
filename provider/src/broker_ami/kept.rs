//! What the provider keeps for itself beside the state.

use serde::{Deserialize, Serialize};

use crate::broker_ami::image::Stamp;

/// What the provider keeps for itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// What a plan found out, for its apply; nothing otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) plan: Option<Planned>,
    /// How the image looked when it was read to find its SHA-256, so that the next plan need not read it again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) stamp: Option<Stamp>,
}

/// What a plan found out about the image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Planned {
    /// The AMI that there is stays.
    Same,
    /// An AMI of the image with this SHA-256 is to be made.
    Image(String),
}

impl Kept {
    /// After an apply.
    pub(super) fn applied(stamp: Option<Stamp>) -> Self {
        Self { plan: None, stamp }
    }
}
