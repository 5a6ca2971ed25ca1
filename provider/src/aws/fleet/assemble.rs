//! From what three calls return to one broker each.

use std::collections::HashMap;

use aws_sdk_ec2::types::InstanceStatus;

use super::convert;
use super::describe::Parts;
use super::identity::{Identity, VOLUME};
use super::seen::{Power, Seen, SeenInstance, SeenInterface, SeenVolume, VolumeState};
use crate::aws::ec2_tags;
use crate::aws::tags::Tags;
use crate::broker::tags::{RELEASED, ROOT};

/// Brokers by identity. What bears no whole identity is nobody's, and left out.
pub(super) fn assemble(parts: Parts) -> HashMap<Identity, Seen> {
    let mut brokers: HashMap<Identity, Seen> = HashMap::new();
    for found in parts.interfaces.into_iter().map(convert::interface) {
        if let Some(seen) = of(&mut brokers, &found.tags) {
            put_interface(seen, found);
        }
    }
    for found in parts.instances {
        let tags = ec2_tags::read(found.tags());
        let Some(seen) = of(&mut brokers, &tags) else {
            continue;
        };
        match convert::instance(found) {
            Ok(instance) => put_instance(seen, instance),
            Err(ended) => seen.ended.push(ended),
        }
    }
    for found in parts.volumes.into_iter().map(convert::volume) {
        if let Some(seen) = of(&mut brokers, &found.tags) {
            put_volume(seen, found);
        }
    }
    brokers
}

fn of<'a>(brokers: &'a mut HashMap<Identity, Seen>, tags: &Tags) -> Option<&'a mut Seen> {
    Identity::of(tags).map(|identity| brokers.entry(identity).or_default())
}

/// Two interfaces of one broker are nothing that this provider makes: somebody has to say which one it is.
fn put_interface(seen: &mut Seen, found: SeenInterface) {
    match &seen.interface {
        Some(_) => seen.surplus.push(found.id),
        None => seen.interface = Some(found),
    }
}

/// The one on the broker's interface counts; one on its way out only where there is no other.
fn put_instance(seen: &mut Seen, found: SeenInstance) {
    let interface = seen
        .interface
        .as_ref()
        .map(|interface| interface.id.as_str());
    let rank = |one: &SeenInstance| {
        let on_it = interface.is_some() && one.interface_id.as_deref() == interface;
        (one.power != Power::Ending, on_it)
    };
    let Some(other) = seen.instance.take() else {
        seen.instance = Some(found);
        return;
    };
    let (kept, loses) = match rank(&found) > rank(&other) {
        true => (found, other),
        false => (other, found),
    };
    if loses.power != Power::Ending {
        seen.surplus.push(loses.id);
    }
    seen.instance = Some(kept);
}

fn put_volume(seen: &mut Seen, found: SeenVolume) {
    if found.state == VolumeState::Deleting {
        return;
    }
    if found.tags.contains_key(ROOT) {
        seen.roots.push(found);
        return;
    }
    let Some(name) = found.tags.get(VOLUME).cloned() else {
        seen.surplus.push(found.id);
        return;
    };
    // One that a destroy left and somebody attached by hand is in use, whatever its tag says.
    if found.tags.contains_key(RELEASED) && found.is_free() {
        seen.released.push(found);
        return;
    }
    match seen.volumes.get(&name) {
        Some(_) => seen.surplus.push(found.id),
        None => drop(seen.volumes.insert(name, found)),
    }
}

/// The instances whose status says anything.
pub(super) fn running<'a>(brokers: impl Iterator<Item = &'a Seen>) -> Vec<String> {
    let instances = brokers.filter_map(Seen::living);
    let running = instances.filter(|one| matches!(one.power, Power::Running | Power::Pending));
    running.map(|one| one.id.clone()).collect()
}

/// Notes what AWS says against instances.
pub(super) fn note<'a>(brokers: impl Iterator<Item = &'a mut Seen>, statuses: &[InstanceStatus]) {
    let by_id: HashMap<_, _> = statuses
        .iter()
        .map(|one| (one.instance_id().unwrap_or_default(), one))
        .collect();
    for instance in brokers.filter_map(|seen| seen.instance.as_mut()) {
        instance.trouble = by_id
            .get(instance.id.as_str())
            .and_then(|status| convert::trouble(status));
    }
}
