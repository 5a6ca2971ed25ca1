//! How a broker stands: the word that its state shows, and what a plan knows of it.

use std::collections::BTreeSet;

use super::wanted::Wanted;
use crate::aws::fleet::{
    Attachment, Power, Seen, SeenInstance, SeenInterface, SeenVolume, Trouble, VolumeState,
};
use crate::broker::tags::{AMI, BOOT_HASH, PENDING, UNPROVEN};
use crate::broker::volumes::Volume;

/// How a broker stands. Anything but `Ok` is repaired by the next apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Health {
    Ok,
    /// The instance is stopped.
    Stopped,
    /// A status check of EC2 fails.
    Impaired,
    /// AWS has scheduled the end of its host.
    Retiring,
    /// The instance, its root volume or its interface is gone.
    Missing,
    /// A create was cut off.
    Incomplete,
    /// It was made or taken down, and its health check has not passed since.
    Unproven,
}

impl Health {
    /// The word in the state.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Stopped => "STOPPED",
            Self::Impaired => "IMPAIRED",
            Self::Retiring => "RETIRING",
            Self::Missing => "MISSING",
            Self::Incomplete => "INCOMPLETE",
            Self::Unproven => "UNPROVEN",
        }
    }

    /// The health that a state's word names.
    pub(crate) fn named(word: &str) -> Option<Self> {
        let all = [
            Self::Ok,
            Self::Stopped,
            Self::Impaired,
            Self::Retiring,
            Self::Missing,
            Self::Incomplete,
            Self::Unproven,
        ];
        all.into_iter().find(|health| health.as_str() == word)
    }

    /// What EC2 shows.
    pub(crate) fn of(seen: &Seen) -> Self {
        let mut tagged = seen.tagged();
        if tagged.any(|(_, tags)| tags.contains_key(PENDING)) {
            return Self::Incomplete;
        }
        let Some(instance) = seen.living().filter(|one| one.root_volume.is_some()) else {
            return Self::Missing;
        };
        match (&seen.interface, instance.power, &instance.trouble) {
            (None, ..) => Self::Missing,
            (_, Power::Stopped | Power::Stopping, _) => Self::Stopped,
            (_, _, Some(Trouble::Impaired(_))) => Self::Impaired,
            (_, _, Some(Trouble::Retiring(_))) => Self::Retiring,
            (Some(interface), ..) if interface.tags.contains_key(UNPROVEN) => Self::Unproven,
            _ => Self::Ok,
        }
    }

    /// What is wrong, in words that a sentence about the broker begins with.
    pub(crate) fn told(self) -> &'static str {
        match self {
            Self::Ok => "It is well.",
            Self::Stopped => "Its instance is stopped.",
            Self::Impaired => "AWS reports its instance impaired.",
            Self::Retiring => "AWS has scheduled the end of the host that its instance is on.",
            Self::Missing => "Its instance is gone. Its data is on its volumes, which stay.",
            Self::Incomplete => "An apply that made it was cut off.",
            Self::Unproven => "Its health check has not passed since it was made or changed last.",
        }
    }
}

/// What a state says about a broker, for a plan to compute from it what apply will do.
#[derive(Clone, Debug)]
pub(crate) struct Standing<'a> {
    pub(crate) health: Health,
    pub(crate) instance_id: Option<&'a str>,
    pub(crate) network_interface_id: Option<&'a str>,
    pub(crate) address: &'a str,
    pub(crate) zone: &'a str,
    pub(crate) zone_id: &'a str,
    pub(crate) subnet_id: &'a str,
    pub(crate) security_groups: Option<&'a BTreeSet<String>>,
    pub(crate) ami: &'a str,
    pub(crate) instance_type: &'a str,
    pub(crate) boot_hash: Option<&'a str>,
    /// Volumes with their ids.
    pub(crate) volumes: Vec<(&'a Volume, &'a str)>,
}

impl Standing<'_> {
    /// EC2 as the state has it. What a state does not say is taken to be as wanted: an apply looks again anyway.
    pub(crate) fn seen(&self, wanted: &Wanted) -> Seen {
        let mut seen = Seen {
            interface: self
                .network_interface_id
                .map(|id| self.interface(id, wanted)),
            ..Seen::default()
        };
        if self.health != Health::Missing {
            seen.instance = self.instance_id.map(|id| self.instance(id, wanted));
        }
        // The state says nothing of the root: it is taken to be tagged as it should.
        seen.roots = seen.instance.iter().map(|_| self.root(wanted)).collect();
        let holder = seen.instance.as_ref().map(|instance| instance.id.clone());
        for (volume, id) in &self.volumes {
            let volume_seen = self.volume(volume, id, holder.as_deref(), wanted);
            seen.volumes.insert(volume.name.to_string(), volume_seen);
        }
        seen
    }

    fn interface(&self, id: &str, wanted: &Wanted) -> SeenInterface {
        let groups = self.security_groups.or(wanted.security_groups.as_ref());
        SeenInterface {
            id: id.to_owned(),
            subnet_id: self.subnet_id.to_owned(),
            zone: self.zone.to_owned(),
            zone_id: self.zone_id.to_owned(),
            address: self.address.to_owned(),
            groups: groups.cloned().unwrap_or_default(),
            held_by: self.instance_id.map(str::to_owned),
            tags: wanted.tags(),
        }
    }

    fn instance(&self, id: &str, wanted: &Wanted) -> SeenInstance {
        let mut tags = wanted.tags();
        tags.insert(AMI.to_owned(), self.ami.to_owned());
        tags.extend(
            self.boot_hash
                .map(|hash| (BOOT_HASH.to_owned(), hash.to_owned())),
        );
        let placement = wanted.placement.as_ref();
        SeenInstance {
            id: id.to_owned(),
            power: match self.health {
                Health::Stopped => Power::Stopped,
                _ => Power::Running,
            },
            image_id: self.ami.to_owned(),
            instance_type: self.instance_type.to_owned(),
            profile: wanted.iam_instance_profile.clone(),
            key_name: wanted.key_name.clone(),
            placement_group: placement.map(|placement| placement.group.clone()),
            partition: placement.and_then(|placement| placement.partition),
            interface_id: self.network_interface_id.map(str::to_owned),
            root_volume: Some(String::new()),
            root_device: String::new(),
            trouble: match self.health {
                Health::Impaired => Some(Trouble::Impaired(String::new())),
                Health::Retiring => Some(Trouble::Retiring(String::new())),
                _ => None,
            },
            protected: None,
            tags,
        }
    }

    fn root(&self, wanted: &Wanted) -> SeenVolume {
        SeenVolume {
            id: String::new(),
            zone: self.zone.to_owned(),
            kind: String::new(),
            size: 0,
            iops: None,
            throughput: None,
            encrypted: false,
            kms_key_id: None,
            snapshot_id: None,
            state: VolumeState::InUse,
            attachment: None,
            modifying: false,
            failed: false,
            tags: wanted.root_tags(),
        }
    }

    fn volume(
        &self,
        volume: &Volume,
        id: &str,
        holder: Option<&str>,
        wanted: &Wanted,
    ) -> SeenVolume {
        let attachment = holder.map(|instance_id| Attachment {
            instance_id: instance_id.to_owned(),
            device: String::new(),
            settled: true,
        });
        SeenVolume {
            id: id.to_owned(),
            zone: self.zone.to_owned(),
            kind: volume.r#type.to_string(),
            size: volume.size.get(),
            iops: volume.wanted_iops(),
            throughput: volume.wanted_throughput(),
            encrypted: volume.encrypted,
            kms_key_id: volume.kms_key_id.as_ref().map(ToString::to_string),
            snapshot_id: volume.snapshot_id.as_ref().map(ToString::to_string),
            state: match attachment {
                Some(_) => VolumeState::InUse,
                None => VolumeState::Available,
            },
            attachment,
            modifying: false,
            failed: false,
            tags: wanted.volume_tags(&volume.name),
        }
    }
}
