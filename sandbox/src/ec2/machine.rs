//! An instance with what belongs to it, as its own software sees it.

use super::instance::Instance;
use super::interface::Interface;
use crate::clock::Timestamp;
use crate::world::{Area, World};

/// An instance, its interfaces and its devices.
#[derive(Debug)]
pub(crate) struct Machine<'a> {
    pub(crate) instance: &'a Instance,
    pub(crate) account: &'a str,
    pub(crate) region: &'a str,
    /// By device index.
    pub(crate) interfaces: Vec<&'a Interface>,
    /// The device names of its volumes.
    pub(crate) devices: Vec<String>,
}

impl World {
    /// All instances, with where they are.
    pub(crate) fn instances(&self) -> impl Iterator<Item = (&Area, &Instance)> {
        let areas = self.areas.values();
        areas.flat_map(|area| area.compute.instances.values().map(move |one| (area, one)))
    }

    pub(crate) fn instances_mut(&mut self) -> impl Iterator<Item = &mut Instance> {
        let areas = self.areas.values_mut();
        areas.flat_map(|area| area.compute.instances.values_mut())
    }

    /// An instance by id.
    pub(crate) fn machine(&self, id: &str) -> Option<Machine<'_>> {
        let (area, instance) = self.instances().find(|(_, one)| one.id == id)?;
        let volumes = area.compute.volumes_of(id).into_iter();
        Some(Machine {
            instance,
            account: &area.account,
            region: &area.region,
            interfaces: area.compute.interfaces_of(id),
            devices: volumes
                .filter_map(|one| one.device().map(str::to_owned))
                .collect(),
        })
    }
}

impl Instance {
    /// Its processes have not ended yet, so that it cannot be stopped or terminated yet.
    pub(super) fn lingers(&self) -> bool {
        use super::instance::InstanceState::{ShuttingDown, Stopping};
        self.alive && matches!(self.phase.state, Stopping | ShuttingDown)
    }
}

impl super::instance::Health {
    /// Whether its processes are down, and since when.
    pub(crate) fn follow(&mut self, down: bool, now: Timestamp) {
        self.down = down.then(|| self.down.unwrap_or(now));
    }
}
