//! Computers and disks of one account in one region.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::image::{Image, ReplaceRoot};
use super::import::Import;
use super::instance::{Instance, READY, Reason};
use super::interface::Interface;
use super::key_pair::KeyPair;
use super::placement::PlacementGroup;
use super::snapshot::Snapshot;
use super::token::Tokens;
use super::volume::Volume;

/// New accounts get less, accounts with clusters have more.
const VCPUS: u32 = 1_920;

/// Each kind by id, unless said otherwise.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Compute {
    pub(crate) instances: BTreeMap<String, Instance>,
    pub(crate) volumes: BTreeMap<String, Volume>,
    pub(crate) interfaces: BTreeMap<String, Interface>,
    pub(crate) snapshots: BTreeMap<String, Snapshot>,
    /// Those of the account; public ones are not kept.
    pub(crate) images: BTreeMap<String, Image>,
    pub(crate) replacements: BTreeMap<String, ReplaceRoot>,
    pub(crate) imports: BTreeMap<String, Import>,
    /// By name.
    pub(crate) placement_groups: BTreeMap<String, PlacementGroup>,
    /// By name.
    pub(crate) key_pairs: BTreeMap<String, KeyPair>,
    /// By operation and token.
    pub(crate) tokens: Tokens,
    /// How many of a type a zone can run, by `type/zone` or `type/*`; without an entry, any number.
    pub(crate) capacity: BTreeMap<String, u32>,
    /// The service quota of running on-demand standard instances.
    pub(crate) vcpu_limit: u32,
    /// Why the next launch ends in `terminated`, when an admin call said so.
    pub(crate) doomed_launch: Option<Reason>,
    /// What an instance writes to its console at each boot.
    pub(crate) console: String,
}

impl Default for Compute {
    fn default() -> Self {
        Self {
            instances: BTreeMap::new(),
            volumes: BTreeMap::new(),
            interfaces: BTreeMap::new(),
            snapshots: BTreeMap::new(),
            images: BTreeMap::new(),
            replacements: BTreeMap::new(),
            imports: BTreeMap::new(),
            placement_groups: BTreeMap::new(),
            key_pairs: BTreeMap::new(),
            tokens: BTreeMap::new(),
            capacity: BTreeMap::new(),
            vcpu_limit: VCPUS,
            doomed_launch: None,
            console: READY.to_owned(),
        }
    }
}

impl Compute {
    /// Nothing that costs money or stands in the way is left. Terminated instances fade away.
    pub(crate) fn is_empty(&self) -> bool {
        self.instances.values().all(Instance::is_terminated)
            && self.volumes.is_empty()
            && self.interfaces.is_empty()
            && self.snapshots.is_empty()
            && self.images.is_empty()
            && !self
                .imports
                .values()
                .any(|task| task.phase.state.is_active())
            && self.placement_groups.is_empty()
            && self.key_pairs.is_empty()
    }

    /// The disks that something is made of, or was made from.
    pub(crate) fn disk_ids(&self) -> impl Iterator<Item = &String> {
        let replacements = self.replacements.values().map(|task| &task.volume);
        let volumes = self.volumes.values().chain(replacements);
        let imports = self.imports.values().map(|task| &task.snapshot.id);
        self.snapshots
            .keys()
            .chain(imports)
            .chain(volumes.filter_map(|volume| volume.snapshot.as_ref()))
    }

    /// The volumes of an instance, by device name.
    pub(crate) fn volumes_of(&self, instance: &str) -> Vec<&Volume> {
        let mut volumes: Vec<&Volume> = self
            .volumes
            .values()
            .filter(|volume| volume.is_attached_to(instance))
            .collect();
        volumes.sort_by_key(|volume| volume.device().map(str::to_owned));
        volumes
    }

    /// The interfaces of an instance, by device index.
    pub(crate) fn interfaces_of(&self, instance: &str) -> Vec<&Interface> {
        let mut interfaces: Vec<&Interface> = self
            .interfaces
            .values()
            .filter(|interface| interface.is_attached_to(instance))
            .collect();
        interfaces.sort_by_key(|one| one.attachment.as_ref().map(|held| held.device_index));
        interfaces
    }
}
