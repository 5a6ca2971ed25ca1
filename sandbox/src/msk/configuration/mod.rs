//! Configurations: named sets of broker properties, in revisions that never change.

mod change;
mod properties;
mod show;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use super::desk::{Desk, check_arn};
use crate::clock::Timestamp;
use crate::refusal::Refusal;

pub(super) use change::{create, delete, update};
pub(super) use properties::Properties;
pub(super) use show::{describe, describe_revision, list, list_revisions};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Configuration {
    pub(super) arn: String,
    pub(super) name: String,
    pub(super) created: Timestamp,
    pub(super) description: String,
    /// For which versions it is; empty for all.
    pub(super) kafka_versions: Vec<String>,
    /// Oldest first; the first is revision 1.
    pub(super) revisions: Vec<Revision>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Revision {
    pub(super) number: i64,
    pub(super) created: Timestamp,
    pub(super) description: String,
    /// Base64, as it came and as it goes.
    pub(super) server_properties: String,
}

impl Configuration {
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn revision(&self, number: i64) -> Option<&Revision> {
        self.revisions
            .iter()
            .find(|revision| revision.number == number)
    }
}

impl Revision {
    pub(super) fn properties(&self) -> Properties {
        // It was decoded when it came.
        Properties::decode(&self.server_properties).unwrap_or_default()
    }
}

impl Desk<'_> {
    /// A configuration that does not exist is 400, not 404 (hashicorp/aws looks for this very text).
    pub(super) fn configuration(&mut self, arn: &str) -> Result<&mut Configuration, Refusal> {
        check_arn(arn, "configuration", "arn")?;
        self.area.configurations.get_mut(arn).ok_or_else(|| {
            Refusal::bad_request("Configuration ARN does not exist.").parameter("arn")
        })
    }
}
