//! What AWS, or somebody else, does to computers and disks without being asked by the caller.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use thiserror::Error;

use super::image::TaskState;
use super::instance::{Check, EventCode, Instance, InstanceState, Reason, ScheduledEvent};
use super::life::tidy;
use super::phase::{Named, Phase};
use super::volume::Volume;
use crate::clock::Timestamp;
use crate::world::Area;

/// What happens to an instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum InstanceEvent {
    /// It is terminated at once, past every protection, as if somebody did it by hand.
    Kill,
    /// It is stopped at once, as a failing host or its own operating system does it.
    Stop,
    /// A status check fails from now on.
    Impair(Check),
    /// All status checks pass again.
    Heal,
    /// AWS announces something, so many seconds from now.
    Schedule {
        /// What.
        code: EventCode,
        /// When; retirement and stop then stop the instance.
        in_seconds: u64,
    },
    /// Its next root volume replacement fails.
    FailRootReplacement {
        /// The old root is not attached again either: the instance is left without.
        detached: bool,
    },
    /// Its console has this text, until its next boot.
    Console(String),
}

/// What happens to a volume.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VolumeEvent {
    /// Its modification is completed at once. The quota of four a day is not touched.
    Settle,
    /// Its next modification fails.
    FailModification,
}

/// Why an event could not happen.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MeddleError {
    /// No instance or volume has this id or this `Name` tag.
    #[error("there is no {0} {1:?} that is not terminated")]
    Nothing(&'static str, String),
    /// More than one has this `Name` tag.
    #[error("more than one {0} is named {1:?}: use its id")]
    Ambiguous(&'static str, String),
    /// Nobody has been in this region yet.
    #[error("no account has been in the region of {0:?} yet")]
    NoRegion(String),
}

impl Area {
    /// An instance by id or by `Name` tag.
    pub(crate) fn instance_named(&mut self, name: &str) -> Option<&mut Instance> {
        let fits = |one: &&mut Instance| {
            one.id == name
                || !one.is_terminated() && one.tags.get("Name").is_some_and(|tag| tag == name)
        };
        self.compute.instances.values_mut().find(fits)
    }

    /// A volume by id or by `Name` tag.
    pub(crate) fn volume_named(&mut self, name: &str) -> Option<&mut Volume> {
        let fits = |one: &&mut Volume| {
            one.id == name || one.tags.get("Name").is_some_and(|tag| tag == name)
        };
        self.compute.volumes.values_mut().find(fits)
    }

    pub(crate) fn befall(&mut self, name: &str, event: InstanceEvent, now: Timestamp) {
        if let Some(instance) = self.instance_named(name) {
            instance.befall(event, now);
        }
        tidy(self, now);
    }

    pub(crate) fn befall_volume(&mut self, name: &str, event: VolumeEvent, now: Timestamp) {
        if let Some(volume) = self.volume_named(name) {
            match (event, volume.modifications.last_mut()) {
                (VolumeEvent::Settle, Some(last)) => last.phase.finish(),
                (VolumeEvent::Settle, None) => (),
                (VolumeEvent::FailModification, _) => volume.doomed = true,
            }
        }
        tidy(self, now);
    }

    pub(crate) fn fail_next_launch(&mut self, code: &str, message: &str) {
        self.compute.doomed_launch = Some(Reason::new(code, message));
    }

    /// Instances, volumes and the rest, as the world's summary shows them.
    pub(crate) fn computers(&self) -> Value {
        let compute = &self.compute;
        let instances = compute
            .instances
            .values()
            .map(|one| (one.id.clone(), state(one)));
        let volumes = compute
            .volumes
            .values()
            .map(|one| (one.id.clone(), disk(one)));
        json!({
            "instances": instances.collect::<serde_json::Map<_, _>>(),
            "volumes": volumes.collect::<serde_json::Map<_, _>>(),
            "interfaces": compute.interfaces.keys().collect::<Vec<_>>(),
            "snapshots": compute.snapshots.keys().collect::<Vec<_>>(),
            "imports": compute.imports.keys().collect::<Vec<_>>(),
            "images": compute.images.keys().collect::<Vec<_>>(),
            "placement_groups": compute.placement_groups.keys().collect::<Vec<_>>(),
            "key_pairs": compute.key_pairs.keys().collect::<Vec<_>>(),
        })
    }
}

fn state(instance: &Instance) -> Value {
    json!({
        "state": instance.phase.state.name(),
        "type": instance.instance_type,
        "image": instance.image,
        "zone": instance.zone,
        "tags": instance.tags,
    })
}

fn disk(volume: &Volume) -> Value {
    json!({
        "state": volume.phase.state.name(),
        "type": volume.shape.kind,
        "size": volume.shape.size,
        "instance": volume.attachment.as_ref().map(|held| &held.instance),
        "tags": volume.tags,
    })
}

impl Instance {
    fn befall(&mut self, event: InstanceEvent, now: Timestamp) {
        match event {
            InstanceEvent::Kill => self.end(InstanceState::Terminated, "Server.InternalError"),
            InstanceEvent::Stop => {
                self.end(InstanceState::Stopped, "Client.InstanceInitiatedShutdown")
            }
            InstanceEvent::Impair(check) => self.health.impair(check, Some(now)),
            InstanceEvent::Heal => [Check::System, Check::Instance, Check::Ebs]
                .into_iter()
                .for_each(|check| self.health.impair(check, None)),
            InstanceEvent::Schedule { code, in_seconds } => {
                let event = ScheduledEvent::new(code, now.after_seconds(in_seconds));
                self.health.events.push(event);
            }
            InstanceEvent::FailRootReplacement { detached } => {
                let end = if detached {
                    TaskState::FailedDetached
                } else {
                    TaskState::Failed
                };
                self.doomed_replacement = Some(end);
            }
            InstanceEvent::Console(text) => self.console = text,
        }
    }

    fn end(&mut self, state: InstanceState, code: &str) {
        self.phase = Phase::at(state);
        self.reason = Some(Reason::new(code, "The sandbox was told so"));
    }
}
