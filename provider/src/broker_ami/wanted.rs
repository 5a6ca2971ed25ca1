//! What is to be: an AMI of one image with one registration.

use std::collections::BTreeMap;

use crate::aws::idempotency;
use crate::aws::maker::Maker;
use crate::aws::tags::Tags;
use crate::broker_ami::image::{Facts, Place, Proof};
use crate::broker_ami::model::{BrokerAmi, RootVolume};
use crate::broker_ami::tags::{
    CONTENT, CONTRACT, ENGINE, ENGINE_VERSION, IMAGE_SHA256, NAME, OWNER, REGISTRATION, Tagging,
};
use crate::broker_ami::types::{Architecture, BootMode};

/// Where uploaded objects go unless the configuration says otherwise.
const KEY_PREFIX: &str = "kafkaws-images/";
/// VM Import's own default. Source: "Required permissions for VM Import/Export".
const ROLE: &str = "vmimport";

/// An AMI as it is to be.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    /// The resource's `name`.
    pub(crate) name: String,
    /// SHA-256 of the image.
    pub(crate) sha256: String,
    /// How an upload shows that it was this image.
    pub(crate) proof: Proof,
    /// Where the image lies.
    pub(crate) place: Place,
    /// How it becomes a snapshot.
    pub(crate) way: Way,
    /// Size of the snapshot.
    pub(crate) size_gib: u64,
    pub(crate) encrypted: bool,
    pub(crate) kms_key_id: Option<String>,
    pub(crate) architecture: Architecture,
    pub(crate) boot_mode: BootMode,
    pub(crate) root_device: String,
    pub(crate) root_volume: RootVolume,
    pub(crate) description: String,
    /// Names the content; see [`content`].
    pub(crate) content: String,
    /// Names the AMI; see [`registration`].
    pub(crate) registration: String,
    pub(crate) tags: Tagging,
    about: Tags,
}

/// How an image becomes a snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Written block by block through the EBS direct APIs.
    Blocks,
    /// Imported from S3.
    Import {
        bucket: String,
        key: String,
        role: String,
        /// Whether the object is ours, to be uploaded before and deleted after.
        upload: bool,
    },
}

impl Wanted {
    /// Of inputs in which all that AWS may choose is chosen. `None`: no image is named, or a file is to be imported and no bucket
    /// named, which validation refuses.
    pub(crate) fn of(
        inputs: &BrokerAmi,
        sha256: &str,
        facts: Option<&Facts>,
        tags: Tagging,
    ) -> Option<Self> {
        let place = Place::of(inputs)?;
        let content = content(inputs, sha256);
        let text = |value: Option<&str>| value.map(str::to_owned);
        Some(Self {
            name: inputs.name.to_string(),
            proof: Proof::of(
                inputs.image_sha256.as_ref(),
                sha256,
                facts.and_then(|facts| facts.manifest.as_ref()),
            ),
            way: way(inputs, &place, &content)?,
            place,
            size_gib: facts.map(Facts::size_gib).unwrap_or_default(),
            encrypted: inputs.encrypted,
            kms_key_id: text(inputs.kms_key_id.as_deref()),
            architecture: inputs.architecture.unwrap_or(Architecture::X86),
            boot_mode: inputs.boot_mode.unwrap_or(BootMode::Uefi),
            root_device: inputs.root_device_name.as_str().to_owned(),
            root_volume: inputs.root_volume.clone(),
            description: description(inputs, sha256),
            registration: registration(inputs, sha256),
            about: about(inputs, sha256, facts),
            content,
            tags,
            sha256: sha256.to_owned(),
        })
    }

    /// The AMI's name, of which there is one in an account and region: EC2 has no client token for registering.
    pub(crate) fn ami_name(&self) -> String {
        ami_name(&self.name, &self.registration)
    }

    /// Every tag that the AMI is to have once it is finished.
    pub(crate) fn image_tags(&self) -> Tags {
        self.with([(REGISTRATION, self.registration.as_str())])
    }

    /// The same of its snapshot.
    pub(crate) fn snapshot_tags(&self) -> Tags {
        self.with([(CONTENT, self.content.as_str())])
    }

    fn with<const N: usize>(&self, more: [(&str, &str); N]) -> Tags {
        let name = self.ami_name();
        let mut all = Tags::from([
            (NAME.to_owned(), name),
            (OWNER.to_owned(), self.name.clone()),
        ]);
        all.extend(self.tags.all.clone());
        all.extend(self.about.clone());
        all.extend(more.map(|(key, value)| (key.to_owned(), value.to_owned())));
        all
    }
}

/// The create of the AMI of this registration.
pub(crate) fn maker(name: &str, registration: &str) -> Maker {
    Maker::here(&[name, registration])
}

/// The AMI of this registration.
pub(crate) fn ami_name(name: &str, registration: &str) -> String {
    format!("{name}-{}", registration.get(..12).unwrap_or(registration))
}

/// Names everything that a registered AMI keeps for ever. Another one is another AMI; it does not take a change of tags, engine or where the
/// image lies.
pub(crate) fn registration(inputs: &BrokerAmi, sha256: &str) -> String {
    let root = &inputs.root_volume;
    let number = |value: Option<i64>| value.map(|value| value.to_string()).unwrap_or_default();
    idempotency::key(&[
        &content(inputs, sha256),
        inputs.architecture.map_or("", |one| one.as_str()),
        inputs.boot_mode.map_or("", |one| one.as_str()),
        inputs.root_device_name.as_str(),
        &number(root.size.map(|size| size.get())),
        root.r#type.as_str(),
        &number(root.iops.map(|iops| iops.get())),
        &number(root.throughput.map(|throughput| throughput.get())),
        &root.delete_on_termination.to_string(),
    ])
}

/// Names what a snapshot holds: the image, and the key that it is encrypted with.
fn content(inputs: &BrokerAmi, sha256: &str) -> String {
    let (encrypted, key) = (inputs.encrypted.to_string(), inputs.kms_key_id.as_deref());
    idempotency::key(&[
        inputs.name.as_str(),
        sha256,
        &encrypted,
        key.unwrap_or_default(),
    ])
}

fn way(inputs: &BrokerAmi, place: &Place, content: &str) -> Option<Way> {
    let settings = inputs.import_snapshot.as_ref();
    let role = settings
        .and_then(|settings| settings.role_name.as_deref())
        .unwrap_or(ROLE)
        .to_owned();
    let prefix = settings.and_then(|settings| settings.key_prefix.as_deref());
    match (place, settings) {
        (Place::File(_), None) => Some(Way::Blocks),
        (Place::File(_), Some(settings)) => Some(Way::Import {
            bucket: settings.bucket.as_ref()?.to_string(),
            key: format!("{}{content}.raw", prefix.unwrap_or(KEY_PREFIX)),
            role,
            upload: true,
        }),
        (Place::Object { bucket, key }, _) => Some(Way::Import {
            bucket: bucket.clone(),
            key: key.clone(),
            role,
            upload: false,
        }),
    }
}

fn about(inputs: &BrokerAmi, sha256: &str, facts: Option<&Facts>) -> Tags {
    let manifest = facts.and_then(|facts| facts.manifest.as_ref());
    let text = |value: Option<&str>| value.map(str::to_owned);
    let all = [
        (IMAGE_SHA256, Some(sha256.to_owned())),
        (ENGINE, text(inputs.engine.as_deref())),
        (ENGINE_VERSION, text(inputs.engine_version.as_deref())),
        (CONTRACT, manifest.map(|one| one.contract.to_string())),
    ];
    let said = all
        .into_iter()
        .filter_map(|(key, value)| Some((key.to_owned(), value?)));
    said.collect::<BTreeMap<_, _>>()
}

fn description(inputs: &BrokerAmi, sha256: &str) -> String {
    let engine = inputs.engine.as_deref().unwrap_or("Kafka broker");
    let version = inputs.engine_version.as_deref().unwrap_or_default();
    let digits = sha256.get(..12).unwrap_or(sha256);
    let text = format!("{engine} {version}");
    format!("{}, image {digits}", text.trim_end())
}

#[cfg(test)]
#[path = "wanted_tests.rs"]
mod tests;
