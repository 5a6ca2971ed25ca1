//! The manifest.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::blocks::BLOCK_BYTES;
use crate::{Architecture, Blocks, BootMode, Digest, Inconsistent, ManifestError};

/// The version that this crate writes, and the newest that it reads.
pub const VERSION: u32 = 1;
/// The most bytes of a manifest. One with a thousand components has a tenth of this.
pub const MAX_BYTES: u64 = 1024 * 1024;

/// What an image is.
///
/// A field that is not known is passed over: one that matters raises [`VERSION`], and a newer version is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of this form: [`VERSION`].
    pub version: u32,
    /// Of the whole raw file, holes as the zeroes they read as.
    pub sha256: Digest,
    /// The file's length in bytes: the size of the disk.
    pub size_bytes: u64,
    /// How much of it is not holes, in bytes.
    pub data_bytes: u64,
    /// Its blocks that are not all zeroes, where that was found out: an upload is then verified without hashing the holes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocks: Option<Blocks>,
    /// The processor it is for.
    pub architecture: Architecture,
    /// How it wants to be booted.
    pub boot_mode: BootMode,
    /// The Kafka-compatible broker in it.
    pub engine: Engine,
    /// Version of the boot agent in it.
    pub boot_agent: String,
    /// The newest version of the boot contract that its agent reads.
    pub contract: u32,
    /// File name of the software bill of materials, in the same folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sbom: Option<String>,
    /// The packages in it that a reader may look for.
    #[serde(default)]
    pub components: Vec<Component>,
}

/// The Kafka-compatible broker in an image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Engine {
    /// Its name, as its engine file says it, such as `nisshi`.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// A package in an image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Component {
    /// Its name in its distribution.
    pub name: String,
    /// Its version.
    pub version: String,
}

impl Manifest {
    /// Where the manifest of an image is: `X.raw.json` beside `X.raw`.
    pub fn path_beside(image: &Path) -> PathBuf {
        let mut path = OsString::from(image);
        path.push(".json");
        path.into()
    }

    /// Reads the manifest in a file.
    ///
    /// # Errors
    ///
    /// Every [`ManifestError`]; one that [is absent](ManifestError::is_absent) if there is no such file.
    pub fn read(path: &Path) -> Result<Self, ManifestError> {
        let bytes = read_bounded(path).map_err(|source| ManifestError::Unreadable {
            path: path.to_owned(),
            source,
        })?;
        match bytes.len() as u64 {
            length if length > MAX_BYTES => Err(ManifestError::TooLarge(length)),
            _ => Self::from_bytes(&bytes),
        }
    }

    /// Reads a manifest.
    ///
    /// # Errors
    ///
    /// [`ManifestError::Newer`], [`ManifestError::NotAManifest`] and [`ManifestError::Inconsistent`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ManifestError> {
        // The version alone first: a newer form may not fit the fields of this one.
        let head: Head = serde_json::from_slice(bytes).map_err(ManifestError::NotAManifest)?;
        if head.version > VERSION {
            return Err(ManifestError::Newer(head.version));
        }
        let manifest: Self = serde_json::from_slice(bytes).map_err(ManifestError::NotAManifest)?;
        manifest.check()?;
        Ok(manifest)
    }

    /// The bytes of the file: JSON that a person can read, the same for the same manifest.
    ///
    /// # Errors
    ///
    /// [`ManifestError::Inconsistent`]: what could not be read again is not written.
    pub fn to_bytes(&self) -> Result<Vec<u8>, ManifestError> {
        self.check()?;
        let mut bytes = serde_json::to_vec_pretty(self).map_err(ManifestError::NotAManifest)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Whether it agrees with itself.
    ///
    /// # Errors
    ///
    /// What cannot be true of any image.
    pub fn check(&self) -> Result<(), Inconsistent> {
        let arm_by_bios =
            self.architecture == Architecture::Arm64 && self.boot_mode == BootMode::LegacyBios;
        match (self.size_bytes, self.data_bytes) {
            (0, _) => Err(Inconsistent::Empty),
            (size, _) if size % 512 != 0 => Err(Inconsistent::NoWholeSectors(size)),
            (size, data) if data > size => Err(Inconsistent::MoreDataThanSize { data, size }),
            _ if self.engine.name.is_empty() || self.engine.version.is_empty() => {
                Err(Inconsistent::NoEngine)
            }
            _ if arm_by_bios => Err(Inconsistent::ArmWithoutUefi),
            _ => self
                .blocks
                .as_ref()
                .map_or(Ok(()), |blocks| self.check_blocks(blocks)),
        }
    }
}

impl Manifest {
    fn check_blocks(&self, blocks: &Blocks) -> Result<(), Inconsistent> {
        let room = self.size_bytes.div_ceil(BLOCK_BYTES as u64);
        match (blocks.bytes, blocks.count) {
            (bytes, _) if bytes != BLOCK_BYTES as u64 => Err(Inconsistent::OtherBlocks(bytes)),
            (_, count) if count > room => Err(Inconsistent::MoreBlocksThanSize { count, room }),
            _ => Ok(()),
        }
    }
}

/// One byte more than allowed, so that a file that is too large shows.
fn read_bounded(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?
        .take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[derive(Deserialize)]
struct Head {
    version: u32,
}

#[cfg(test)]
#[path = "manifest_tests.rs"]
mod tests;
