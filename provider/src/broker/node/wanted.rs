//! A broker as it is to be.

use std::collections::{BTreeMap, BTreeSet};

use crate::aws::fleet::Identity;
use crate::aws::tags::Tags;
use crate::broker::listeners::Listener;
use crate::broker::tags::{NAME, ROOT, STACK, Tagging, VOLUME};
use crate::broker::volumes::Volume;

/// A broker as it is to be: everything that decides what is done about it in EC2.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub(crate) identity: Identity,
    /// `first-last` of the stack that it belongs to.
    pub(crate) stack: Option<String>,
    pub(crate) ami: String,
    pub(crate) instance_type: String,
    pub(crate) subnet_id: String,
    /// `None`: as AWS has it, or the VPC's default group.
    pub(crate) security_groups: Option<BTreeSet<String>>,
    /// `None`: as AWS has it, or any of the subnet.
    pub(crate) private_ip: Option<String>,
    /// Name or ARN.
    pub(crate) iam_instance_profile: Option<String>,
    pub(crate) key_name: Option<String>,
    pub(crate) placement: Option<Placement>,
    pub(crate) volumes: Vec<Volume>,
    pub(crate) properties: BTreeMap<String, String>,
    pub(crate) environment: BTreeMap<String, String>,
    pub(crate) listeners: Vec<Listener>,
    pub(crate) tags: Tagging,
    pub(crate) disable_api_termination: bool,
    /// Whether volumes that are not wanted any more are detached.
    pub(crate) may_remove_volumes: bool,
    /// Whether these are deleted then. Otherwise they stay, as after a destroy.
    pub(crate) delete_volumes: bool,
    /// Whether the mark of an unfinished create stays: others are made with it, and nobody would know of this one if that were
    /// cut off.
    pub(crate) stays_marked: bool,
}

/// Where in a placement group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Placement {
    pub(crate) group: String,
    /// `None`: AWS spreads.
    pub(crate) partition: Option<i64>,
}

impl Wanted {
    /// All tags of the instance and the interface, but what says what the instance boots.
    pub(crate) fn tags(&self) -> Tags {
        let mut all = Tags::from([(NAME.to_owned(), self.identity.name())]);
        all.extend(self.tags.all.clone());
        all.extend(self.identity.tags());
        all.extend(
            self.stack
                .iter()
                .map(|range| (STACK.to_owned(), range.clone())),
        );
        all
    }

    /// All tags of a volume.
    pub(crate) fn volume_tags(&self, name: &str) -> Tags {
        let mut all = self.tags();
        if !self.tags.all.contains_key(NAME) {
            all.insert(NAME.to_owned(), format!("{}-{name}", self.identity.name()));
        }
        all.insert(VOLUME.to_owned(), name.to_owned());
        all
    }

    /// All tags of the root volume, which goes with its instance.
    pub(crate) fn root_tags(&self) -> Tags {
        let mut all = self.tags();
        if !self.tags.all.contains_key(NAME) {
            all.insert(NAME.to_owned(), format!("{}-root", self.identity.name()));
        }
        all.insert(ROOT.to_owned(), "true".to_owned());
        all
    }

    /// Whether a volume of this name is wanted.
    pub(crate) fn has_volume(&self, name: &str) -> bool {
        self.volumes
            .iter()
            .any(|volume| volume.name.as_str() == name)
    }
}
