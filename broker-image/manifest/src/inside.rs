//! The part of a manifest that is in the image itself.

use serde::{Deserialize, Serialize};

use crate::{Architecture, Blocks, BootMode, Component, Digest, Engine, Manifest};

/// Where it is on the image's root file system.
pub const INSIDE_PATH: &str = "/etc/kafkaws/image.json";

/// What can be said of an image before it is written: everything but its digest, its sizes and the list of its parts,
/// which depend on this very file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inside {
    /// As in the manifest.
    pub version: u32,
    /// As in the manifest.
    pub architecture: Architecture,
    /// As in the manifest.
    pub boot_mode: BootMode,
    /// As in the manifest.
    pub engine: Engine,
    /// As in the manifest.
    pub boot_agent: String,
    /// As in the manifest.
    pub contract: u32,
    /// As in the manifest.
    #[serde(default)]
    pub components: Vec<Component>,
}

/// What can be said of an image once it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// SHA-256 of the file.
    pub sha256: Digest,
    /// Its length in bytes.
    pub size_bytes: u64,
    /// How much of it is not holes.
    pub data_bytes: u64,
    /// Its blocks that are not all zeroes.
    pub blocks: Blocks,
}

impl From<&Manifest> for Inside {
    fn from(manifest: &Manifest) -> Self {
        Self {
            version: manifest.version,
            architecture: manifest.architecture,
            boot_mode: manifest.boot_mode,
            engine: manifest.engine.clone(),
            boot_agent: manifest.boot_agent.clone(),
            contract: manifest.contract,
            components: manifest.components.clone(),
        }
    }
}

impl Inside {
    /// The whole manifest, once the image is written.
    pub fn with(self, written: Measured) -> Manifest {
        Manifest {
            version: self.version,
            sha256: written.sha256,
            size_bytes: written.size_bytes,
            data_bytes: written.data_bytes,
            blocks: Some(written.blocks),
            architecture: self.architecture,
            boot_mode: self.boot_mode,
            engine: self.engine,
            boot_agent: self.boot_agent,
            contract: self.contract,
            sbom: None,
            components: self.components,
        }
    }
}
