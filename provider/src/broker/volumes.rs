//! A broker's data volumes, as users write them.

use kafkaws_catalog::ebs::{self, Iops, Throughput};
use kafkaws_schema::{Bounded, Choice, Model, text};

use crate::msk::types::KmsKeyArn;

text!(
    /// Name of a data volume, unique on its broker. The broker mounts it under this name.
    pub VolumeName,
    "1 to 32 lower-case letters, digits and hyphens",
    |t| (1..=32).contains(&t.len())
        && t.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
);

text!(
    /// Id of an EBS snapshot.
    pub SnapshotId,
    "a snapshot id: snap- and hexadecimal digits",
    |t| t.strip_prefix("snap-").is_some_and(|id| (8..=32).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_hexdigit()))
);

/// A data volume. It is made before the instance and outlives it.
#[derive(Clone, Debug, PartialEq, Model)]
pub struct Volume {
    /// Name of the volume, unique on the broker, which mounts it under this name. It tells the volumes apart: another
    /// name is another volume.
    pub name: VolumeName,

    /// Volume type. It changes in place.
    #[tf(default = VolumeType::Gp3)]
    pub r#type: VolumeType,

    /// Size in GiB. It grows in place, without a restart, and never shrinks: a volume that was grown elsewhere
    /// stays as it is.
    pub size: Bounded<1, 65536>,

    /// I/O operations per second. Left out, the type's default: 3,000 for `gp3`. `io1` and `io2` need it; the other types do not take it.
    pub iops: Option<Bounded<100, 256_000>>,

    /// Throughput in MiB/s, of `gp3` only. Left out, 125.
    pub throughput: Option<Bounded<125, 2_000>>,

    /// Whether the volume is encrypted. It is decided when the volume is made.
    #[tf(default = true)]
    pub encrypted: bool,

    /// ARN of the KMS key that the volume is encrypted with. Left out, the account's default key for EBS. It is decided
    /// when the volume is made.
    pub kms_key_id: Option<KmsKeyArn>,

    /// Snapshot that the volume is filled from when it is made.
    pub snapshot_id: Option<SnapshotId>,
}

/// EBS volume types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum VolumeType {
    /// SSD whose IOPS and throughput are chosen apart from its size.
    #[tf(name = "gp3")]
    Gp3,
    /// SSD whose IOPS follow from its size.
    #[tf(name = "gp2")]
    Gp2,
    /// SSD with provisioned IOPS.
    #[tf(name = "io1")]
    Io1,
    /// SSD with provisioned IOPS, lower latency and higher durability.
    #[tf(name = "io2")]
    Io2,
    /// Hard disk for sequential access: throughput follows from its size.
    #[tf(name = "st1")]
    St1,
    /// Hard disk for data that is rarely read.
    #[tf(name = "sc1")]
    Sc1,
}

impl Volume {
    /// The IOPS it is to have; `None` where the type gives no choice.
    pub(crate) fn wanted_iops(&self) -> Option<i64> {
        let said = self.iops.map(Bounded::get);
        match ebs::VolumeType::named(self.r#type.as_str()).map(|kind| &kind.iops) {
            Some(Iops::Chosen { default, .. }) => said.or(default.map(i64::from)),
            _ => None,
        }
    }

    /// The throughput it is to have, in MiB/s; `None` where the type gives no choice.
    pub(crate) fn wanted_throughput(&self) -> Option<i64> {
        let said = self.throughput.map(Bounded::get);
        match ebs::VolumeType::named(self.r#type.as_str()).map(|kind| &kind.throughput) {
            Some(Throughput::Chosen { range, .. }) => said.or(Some(i64::from(*range.start()))),
            _ => None,
        }
    }
}
