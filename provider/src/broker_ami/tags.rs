//! Tags of AMIs and their snapshots: the provider's own, beside the user's and the provider block's.

pub(crate) use crate::broker::tags::{NAME, PENDING, Tagging, managed, own};

/// On AMIs and snapshots: the `name` of the resource that made them.
pub(crate) const OWNER: &str = "kafkaws:broker-ami";
/// SHA-256 of the image.
pub(crate) const IMAGE_SHA256: &str = "kafkaws:image-sha256";
/// Name of the engine in the image.
pub(crate) const ENGINE: &str = "kafkaws:engine";
/// Its version.
pub(crate) const ENGINE_VERSION: &str = "kafkaws:engine-version";
/// The newest version of the boot contract that the image's agent reads.
pub(crate) const CONTRACT: &str = "kafkaws:contract";
/// On AMIs: a hash of everything that a registered one keeps for ever.
pub(crate) const REGISTRATION: &str = "kafkaws:registration";
/// On snapshots and tasks of import: a hash of the content and how it is encrypted.
pub(crate) const CONTENT: &str = "kafkaws:content";
