//! The part of a manifest that is in the image itself.

use serde::{Deserialize, Serialize};

use crate::{Architecture, BootMode, Component, Engine, Manifest};

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
    pub fn with(self, sha256: crate::Digest, size_bytes: u64, data_bytes: u64) -> Manifest {
        Manifest {
            version: self.version,
            sha256,
            size_bytes,
            data_bytes,
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
