//! What the world says should run.

use std::collections::{BTreeMap, BTreeSet};

use super::volumes::{Source, Sources};
use crate::ec2::{Instance, InstanceState, NO_VOLUME, Volume};
use crate::storage::Storage;
use crate::world::{Area, World};

/// One boot of one instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spec {
    pub(super) instance: String,
    /// Which boot it is.
    pub(super) boot: u32,
    pub(super) image: String,
    /// Of its root volume.
    pub(super) snapshot: String,
    pub(super) address: String,
    pub(super) account: String,
    pub(super) region: String,
}

/// How an instance that runs no more is to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    InOrder,
    AtOnce,
}

/// The boot that an instance is in, or comes into.
pub(super) fn spec(area: &Area, instance: &Instance) -> Option<Spec> {
    let boot = match instance.phase.state {
        InstanceState::Running => instance.boots,
        // One whose launch is going to fail never runs.
        InstanceState::Pending if instance.reason.is_none() => instance.boots + 1,
        _ => return None,
    };
    let compute = &area.compute;
    let volumes = compute.volumes_of(&instance.id);
    let root = volumes.iter().find(|one| is_root(one, instance))?;
    let interfaces = compute.interfaces_of(&instance.id);
    Some(Spec {
        instance: instance.id.clone(),
        boot,
        image: instance.image.clone(),
        snapshot: root.snapshot.clone()?,
        address: interfaces.first()?.address.clone(),
        account: area.account.clone(),
        region: area.region.clone(),
    })
}

fn is_root(volume: &Volume, instance: &Instance) -> bool {
    volume.device() == Some(instance.root_device.as_str())
}

/// The data volumes that an instance has now.
pub(super) fn attached(area: &Area, instance: &Instance) -> BTreeSet<String> {
    let volumes = area.compute.volumes_of(&instance.id).into_iter();
    let data = volumes.filter(|one| one.is_there() && !is_root(one, instance));
    data.map(|one| one.id.clone()).collect()
}

/// How instances end that are to run no more: in order while EC2 says that they are stopping, else at once.
pub(super) fn ending(world: &World, id: &str) -> Ending {
    let mut instances = world.instances();
    let state = instances.find(|(_, one)| one.id == id);
    match state.map(|(_, one)| one.phase.state) {
        Some(InstanceState::Stopping | InstanceState::ShuttingDown) => Ending::InOrder,
        _ => Ending::AtOnce,
    }
}

/// All volumes and snapshots, with what they were made from.
pub(super) fn sources(world: &World, storage: &Storage) -> Sources {
    let computes = || world.areas.values().map(|area| &area.compute);
    let of_volume = |volume: &Volume| match &volume.snapshot {
        None => Source::Blank,
        Some(id) if storage.disks.is_blank(id) => Source::Files(id.clone()),
        Some(id) => Source::Blocks(id.clone()),
    };
    let volumes = computes().flat_map(|compute| compute.volumes.values());
    let snapshots = computes().flat_map(|compute| compute.snapshots.values());
    Sources {
        volumes: volumes
            .map(|one| (one.id.clone(), of_volume(one)))
            .collect(),
        snapshots: snapshots
            .map(|one| match one.volume.as_str() {
                NO_VOLUME => (one.id.clone(), Source::Blank),
                volume => (one.id.clone(), Source::Files(volume.to_owned())),
            })
            .collect::<BTreeMap<_, _>>(),
    }
}
