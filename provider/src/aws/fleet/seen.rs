//! A broker as EC2 has it: its interface, its volumes, its instance.

use std::collections::{BTreeMap, BTreeSet};

use super::identity::VOLUME;
use crate::aws::error::AwsError;
use crate::aws::tags::Tags;

/// Everything that bears a broker's identity tags.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Seen {
    /// The interface, which keeps the address.
    pub(crate) interface: Option<SeenInterface>,
    /// The instance, unless it is terminated.
    pub(crate) instance: Option<SeenInstance>,
    /// Data volumes by name.
    pub(crate) volumes: BTreeMap<String, SeenVolume>,
    /// Volumes that an earlier destroy left. A volume of the same name may be in use, and some may be in other zones.
    pub(crate) released: Vec<SeenVolume>,
    /// Root volumes of its instances, the present one among them.
    pub(crate) roots: Vec<SeenVolume>,
    /// Instances that are terminated, newest last, and why.
    pub(crate) ended: Vec<Ended>,
    /// Ids that bear the tags although another one is the broker's.
    pub(crate) surplus: Vec<String>,
    /// The newest replacement of the instance's root volume; only a fresh look has it.
    pub(crate) root_task: Option<RootTask>,
    /// Why nobody knows what AWS says against the instance.
    pub(crate) blind: Option<AwsError>,
}

/// A network interface.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SeenInterface {
    pub(crate) id: String,
    pub(crate) subnet_id: String,
    /// Name of its Availability Zone.
    pub(crate) zone: String,
    /// Id of its Availability Zone, which means the same place in every account.
    pub(crate) zone_id: String,
    /// Private IPv4 address.
    pub(crate) address: String,
    pub(crate) groups: BTreeSet<String>,
    /// The instance that holds it, coming and going too.
    pub(crate) held_by: Option<String>,
    pub(crate) tags: Tags,
}

/// An instance that is not terminated.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SeenInstance {
    pub(crate) id: String,
    pub(crate) power: Power,
    /// The image it was launched from; a tag says which one its root has become since.
    pub(crate) image_id: String,
    pub(crate) instance_type: String,
    /// ARN of the instance profile.
    pub(crate) profile: Option<String>,
    pub(crate) key_name: Option<String>,
    pub(crate) placement_group: Option<String>,
    pub(crate) partition: Option<i64>,
    /// The interface at device index 0.
    pub(crate) interface_id: Option<String>,
    /// The volume that is attached as its root. Without one it cannot start.
    pub(crate) root_volume: Option<String>,
    /// The name of the device that the root is.
    pub(crate) root_device: String,
    /// What AWS says against its host or its system.
    pub(crate) trouble: Option<Trouble>,
    /// Termination protection; `None`: not looked at.
    pub(crate) protected: Option<bool>,
    pub(crate) tags: Tags,
}

/// Where an instance is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Power {
    Pending,
    Running,
    Stopping,
    Stopped,
    /// On its way to `terminated`.
    Ending,
}

/// Why an instance should move to another host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// A status check fails; which one.
    Impaired(String),
    /// AWS gives the host up; the event and its date.
    Retiring(String),
}

/// An instance that is no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ended {
    pub(crate) id: String,
    /// AWS's code and message, such as `Client.VolumeLimitExceeded: Volume limit exceeded`.
    pub(crate) reason: String,
}

/// A data volume.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SeenVolume {
    pub(crate) id: String,
    /// Name of its Availability Zone.
    pub(crate) zone: String,
    /// `gp3`, as EC2 writes it.
    pub(crate) kind: String,
    /// GiB.
    pub(crate) size: i64,
    pub(crate) iops: Option<i64>,
    /// MiB/s.
    pub(crate) throughput: Option<i64>,
    pub(crate) encrypted: bool,
    /// ARN of the key.
    pub(crate) kms_key_id: Option<String>,
    pub(crate) snapshot_id: Option<String>,
    pub(crate) state: VolumeState,
    pub(crate) attachment: Option<Attachment>,
    /// A modification is not in force yet; only a fresh look has it.
    pub(crate) modifying: bool,
    /// The last modification came to nothing; only a fresh look has it.
    pub(crate) failed: bool,
    pub(crate) tags: Tags,
}

/// Where a volume is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum VolumeState {
    Creating,
    Available,
    InUse,
    Deleting,
    /// The hardware under it failed, or it never came to be.
    Error,
}

/// Where a volume is attached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attachment {
    pub(crate) instance_id: String,
    /// `/dev/sdf`.
    pub(crate) device: String,
    /// Neither coming nor going.
    pub(crate) settled: bool,
}

/// A replacement of a root volume.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RootTask {
    pub(crate) image_id: Option<String>,
    pub(crate) state: TaskState,
    /// How many replacements of this instance there were, this one included.
    pub(crate) count: usize,
}

/// How a replacement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TaskState {
    Running,
    Succeeded,
    /// The old root is back.
    Failed,
    /// The instance is left without a root.
    FailedDetached,
}

impl Seen {
    /// Whether there is nothing that a broker owns: volumes that a destroy left are nobody's.
    pub(crate) fn is_nothing(&self) -> bool {
        self.interface.is_none() && self.instance.is_none() && self.volumes.is_empty()
    }

    /// The instance, unless it is on its way out.
    pub(crate) fn living(&self) -> Option<&SeenInstance> {
        self.instance
            .as_ref()
            .filter(|one| one.power != Power::Ending)
    }

    /// Root volumes that no instance has: a replacement that failed, or an image that keeps them, leaves such.
    pub(crate) fn stray_roots(&self) -> impl Iterator<Item = &SeenVolume> {
        self.roots.iter().filter(|volume| volume.is_free())
    }

    /// The volume of this name that an earlier destroy left where the broker can use it.
    pub(crate) fn left_behind(&self, name: &str) -> Option<&SeenVolume> {
        let zone = self.interface.as_ref().map(|interface| &interface.zone);
        let fits = |volume: &&SeenVolume| {
            volume.tags.get(VOLUME).is_some_and(|tag| tag == name)
                && zone.is_none_or(|zone| *zone == volume.zone)
        };
        self.released.iter().find(fits)
    }

    /// Every id that the broker owns.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        let interface = self.interface.iter().map(|one| one.id.as_str());
        let instance = self.instance.iter().map(|one| one.id.as_str());
        let volumes = self.volumes.values().map(|one| one.id.as_str());
        interface.chain(instance).chain(volumes)
    }

    /// Every id and its tags.
    pub(crate) fn tagged(&self) -> impl Iterator<Item = (&str, &Tags)> {
        let interface = self
            .interface
            .iter()
            .map(|one| (one.id.as_str(), &one.tags));
        let instance = self
            .living()
            .into_iter()
            .map(|one| (one.id.as_str(), &one.tags));
        let volumes = self
            .volumes
            .values()
            .map(|one| (one.id.as_str(), &one.tags));
        interface.chain(instance).chain(volumes)
    }
}

impl SeenVolume {
    /// Whether nothing holds it.
    pub(crate) fn is_free(&self) -> bool {
        self.state == VolumeState::Available && self.attachment.is_none()
    }

    /// Whether this instance holds it.
    pub(crate) fn is_on(&self, instance_id: &str) -> bool {
        self.attachment
            .as_ref()
            .is_some_and(|held| held.instance_id == instance_id)
    }
}
