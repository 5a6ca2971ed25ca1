//! Why a volume cannot be used. Each text names the volume as the user knows it: by name and id.

use std::io;
use std::path::PathBuf;

use kafkaws_boot_contract::Volume;
use thiserror::Error;

use crate::tools::ToolError;

/// A volume's name and id.
pub(crate) fn called(volume: &Volume) -> String {
    format!("{} ({})", volume.name, volume.volume_id)
}

#[derive(Debug, Error)]
pub(crate) enum VolumeError {
    #[error("not attached after {seconds} seconds: {}", volumes.join(", "))]
    Missing { volumes: Vec<String>, seconds: u64 },
    #[error("volume {volume} cannot be told apart: {} have its serial number", devices.join(" and "))]
    Ambiguous {
        volume: String,
        devices: Vec<String>,
    },
    /// The one that keeps data alive: such a volume is never touched.
    #[error(
        "volume {volume} is not blank and not ours, and nothing was written to it: it holds {content}"
    )]
    Foreign { volume: String, content: String },
    #[error(
        "volume {volume} belongs to another broker or another volume of this one, and nothing was written to it: \
         its filesystem is labelled {label}, and this broker's would be {expected}"
    )]
    OtherLabel {
        volume: String,
        label: String,
        expected: String,
    },
    #[error("volume {volume} belongs to {owner}")]
    OtherOwner { volume: String, owner: String },
    #[error(
        "volume {volume} and another device have the filesystem {uuid}, so one is a copy of the other: {}",
        devices.join(", ")
    )]
    Copied {
        volume: String,
        uuid: String,
        devices: Vec<String>,
    },
    #[error("{at} holds a mount of device {actual}, and not of volume {volume} ({expected})", at = at.display())]
    Occupied {
        volume: String,
        at: PathBuf,
        expected: String,
        actual: String,
    },
    #[error("the filesystem made on volume {volume} is not found there: {content}")]
    NotMade { volume: String, content: String },
    #[error("the marker {path} is not one of kafkaws: {cause}", path = path.display())]
    BadMarker {
        path: PathBuf,
        #[source]
        cause: serde_json::Error,
    },
    #[error(transparent)]
    Tool(#[from] ToolError),
    #[error("{path}: {cause}", path = path.display())]
    File {
        path: PathBuf,
        #[source]
        cause: io::Error,
    },
}

impl VolumeError {
    /// For `map_err` after an operation on a file.
    pub(crate) fn at(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |cause| Self::File { path, cause }
    }
}
