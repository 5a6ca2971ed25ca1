//! What users write about a broker image, and what AWS assigns to it.

use std::collections::BTreeMap;

use kafkaws_schema::{Bounded, Model};

use crate::broker_ami::types::{
    AmiName, Architecture, BootMode, BucketName, EngineText, ImageFile, ObjectKey, RoleName,
    RootDevice, RootVolumeType, Sha256Digest,
};
use crate::config::GoDuration;
use crate::msk::types::KmsKeyArn;

/// An AMI that brokers boot from, made of a raw disk image.
///
/// The image is a local file or an object in S3, and is known by its SHA-256: that of the manifest beside it (`X.raw.json` beside `X.raw`,
/// as `cargo xtask image` writes it), or `image_sha256`, or else the file is read. An image that has not changed plans nothing. Another
/// image, or another setting that a registered AMI cannot take, is a change in place: a new AMI is registered and `ami_id` is known after
/// apply, while the old AMIs stay until no instance runs from them; they are taken away by a later change, or with the resource.
///
/// A file is written into a snapshot through the EBS direct APIs, without a bucket and without a role: only blocks that are not
/// zero, each with its checksum. With `import_snapshot` it goes to S3 instead, and EC2's import reads it there; an object is always
/// imported. An upload that was cut off goes on where it stopped at the next apply: what has been written stands in a file beside the image,
/// whose name ends in `.upload`.
///
/// The AMI is registered for HVM with ENA, and its instances take IMDSv2 only. A file that is missing, as on a machine that only
/// looks for drift, is taken to be what it was. A plan that was saved before the image changed is not applied: Terraform calls it
/// inconsistent, and another plan shows the change.
#[derive(Clone, Debug, PartialEq, Model)]
pub struct BrokerAmi {
    /// Beginning of the AMI's name, unique in the account and region. The AMI is `<name>-<12 digits>`, where the digits stand for
    /// the image and the settings that it is registered with.
    #[tf(replace)]
    pub name: AmiName,

    /// Path of a raw disk image with a partition table. Exactly one of `image_file` and `image_object` is needed.
    pub image_file: Option<ImageFile>,

    /// A raw disk image in S3, in the same region. Its SHA-256 comes from `image_sha256`, or from the manifest beside it (the same key and
    /// `.json`).
    pub image_object: Option<ImageObject>,

    /// SHA-256 of the whole image. A file is compared with it while it is uploaded, holes and all. Left out, what is uploaded is compared
    /// with the manifest: with its digest of the blocks that hold data, which takes no time, or else with its SHA-256.
    pub image_sha256: Option<Sha256Digest>,

    /// Has EC2 import the image from S3 rather than writing it into a snapshot.
    pub import_snapshot: Option<ImportSettings>,

    /// Processor that the image is for. Left out, that of the manifest, of the image's UEFI loader or of its root partition's type, else
    /// `x86_64`. An image whose loader or root partition says otherwise is refused by the plan.
    #[tf(computed)]
    pub architecture: Option<Architecture>,

    /// How the image is booted. Left out, that of the manifest, else `uefi` for a disk with GPT and `legacy-bios` without.
    #[tf(computed)]
    pub boot_mode: Option<BootMode>,

    /// Name of the Kafka-compatible broker in the image. Left out, that of the manifest.
    #[tf(computed)]
    pub engine: Option<EngineText>,

    /// Version of the engine. Left out, that of the manifest.
    #[tf(computed)]
    pub engine_version: Option<EngineText>,

    /// Whether the snapshot is encrypted. `false` leaves it to the account's default.
    #[tf(default = false)]
    pub encrypted: bool,

    /// ARN of the KMS key that the snapshot is encrypted with. Left out, the account's default key for EBS. Needs `encrypted`.
    pub kms_key_id: Option<KmsKeyArn>,

    /// Device name of the root volume.
    #[tf(default = RootDevice::Xvda)]
    pub root_device_name: RootDevice,

    /// Root volume that instances get.
    #[tf(default = RootVolume::default())]
    pub root_volume: RootVolume,

    /// Tags of the AMIs and their snapshots. The provider block's `default_tags` are added; see `tags_all`.
    #[tf(default = BTreeMap::new())]
    pub tags: BTreeMap<String, String>,

    /// How long to wait.
    pub timeouts: Option<Timeouts>,
}

/// An object in S3.
#[derive(Clone, Debug, PartialEq, Eq, Model)]
pub struct ImageObject {
    /// Name of the bucket.
    pub bucket: BucketName,
    /// Key of the object.
    pub key: ObjectKey,
}

/// How EC2 imports the image.
#[derive(Clone, Debug, PartialEq, Eq, Model)]
pub struct ImportSettings {
    /// Bucket that a file is uploaded to, in the same region. The object is deleted when it has been imported. Not with `image_object`.
    pub bucket: Option<BucketName>,
    /// Beginning of the uploaded object's key. Left out, `kafkaws-images/`.
    pub key_prefix: Option<ObjectKey>,
    /// Name of the role that EC2 reads the object with. It must trust `vmie.amazonaws.com`. Left out, `vmimport`.
    pub role_name: Option<RoleName>,
}

/// The root volume of instances.
#[derive(Clone, Debug, PartialEq, Eq, Model)]
pub struct RootVolume {
    /// Size in GiB. Left out, the image's, rounded up. The file system grows into a larger one at boot if the image does that.
    pub size: Option<Bounded<1, 65536>>,
    /// Volume type.
    #[tf(default = RootVolumeType::Gp3)]
    pub r#type: RootVolumeType,
    /// I/O operations per second, of `gp3` only. Left out, 3,000.
    pub iops: Option<Bounded<3_000, 80_000>>,
    /// Throughput in MiB/s, of `gp3` only. Left out, 125.
    pub throughput: Option<Bounded<125, 2_000>>,
    /// Whether it is deleted with its instance.
    #[tf(default = true)]
    pub delete_on_termination: bool,
}

/// How long to wait.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub struct Timeouts {
    /// For uploading, for importing and for registering, each, such as `90m`. Default: 60m.
    pub create: Option<GoDuration>,
    /// The same, of a change. Default: 60m.
    pub update: Option<GoDuration>,
    /// For the AMIs and snapshots to be gone. Default: 20m.
    pub delete: Option<GoDuration>,
}

/// What AWS assigns.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[outputs(of = BrokerAmi)]
pub struct Outputs {
    /// Id of the newest AMI. Another image has another one. Null when somebody has deregistered it.
    #[tf(volatile)]
    pub ami_id: Option<String>,
    /// ARN of the newest AMI.
    #[tf(volatile)]
    pub arn: Option<String>,
    /// Its whole name.
    #[tf(volatile)]
    pub ami_name: Option<String>,
    /// Snapshot of its root volume.
    #[tf(volatile)]
    pub snapshot_id: Option<String>,
    /// SHA-256 of the image that it is made of.
    #[tf(volatile)]
    pub image_hash: Option<String>,
    /// AMIs of earlier images that are still registered.
    #[tf(volatile)]
    pub old_ami_ids: Option<Vec<String>>,
    /// All tags of the AMI, those of `default_tags` included, those of `ignore_tags` left out.
    #[tf(volatile)]
    pub tags_all: Option<BTreeMap<String, String>>,
}

impl Default for RootVolume {
    fn default() -> Self {
        Self {
            size: None,
            r#type: RootVolumeType::Gp3,
            iops: None,
            throughput: None,
            delete_on_termination: true,
        }
    }
}
