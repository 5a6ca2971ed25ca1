//! The file that says whose a filesystem is, in words. Its label says it too, as a hash.

use std::fs;
use std::io;
use std::path::Path;

use kafkaws_boot_contract::Volume;
use serde::{Deserialize, Serialize};

use super::error::{VolumeError, called};
use crate::atomic;
use crate::identity::Identity;

/// Its name in the root of the filesystem.
pub(crate) const NAME: &str = ".kafkaws.json";

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Marker {
    #[serde(flatten)]
    owner: Identity,
    /// The volume's name on its broker. Its id may change: a volume can be restored from a snapshot.
    volume: String,
}

/// Makes sure that a folder is this broker's volume, and marks one that says nothing.
///
/// # Errors
///
/// [`VolumeError::OtherOwner`]; a marker that cannot be read or written.
pub(crate) fn claim(owner: &Identity, volume: &Volume, folder: &Path) -> Result<(), VolumeError> {
    let path = folder.join(NAME);
    let ours = Marker {
        owner: owner.clone(),
        volume: volume.name.clone(),
    };
    match read(&path)? {
        Some(found) if found == ours => Ok(()),
        Some(found) => Err(VolumeError::OtherOwner {
            volume: called(volume),
            owner: found.to_string(),
        }),
        // Its filesystem was made for us, and the machine stopped before the marker was written.
        None => write(&path, &ours),
    }
}

fn read(path: &Path) -> Result<Option<Marker>, VolumeError> {
    match fs::read(path) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(VolumeError::at(path)(cause)),
        Ok(bytes) => {
            serde_json::from_slice(&bytes)
                .map(Some)
                .map_err(|cause| VolumeError::BadMarker {
                    path: path.to_owned(),
                    cause,
                })
        }
    }
}

fn write(path: &Path, marker: &Marker) -> Result<(), VolumeError> {
    let bytes = serde_json::to_vec(marker).map_err(io::Error::from);
    let written = bytes.and_then(|bytes| atomic::write(path, &bytes));
    written.map_err(VolumeError::at(path))
}

impl std::fmt::Display for Marker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { owner, volume } = self;
        let Identity { cluster, broker_id } = owner;
        write!(
            f,
            "volume {volume} of broker {broker_id} of cluster {cluster}"
        )
    }
}
