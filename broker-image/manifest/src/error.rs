//! Why there is no manifest.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::blocks::BLOCK_BYTES;
use crate::manifest::{MAX_BYTES, VERSION};

/// Why a file is no manifest.
#[derive(Debug, Error)]
pub enum ManifestError {
    /// It cannot be read. [`ManifestError::is_absent`] tells whether it is not there.
    #[error("the manifest {path} cannot be read: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// No manifest is that large; most likely the path is the image's.
    #[error("the manifest has {0} bytes, and none has more than {MAX_BYTES}")]
    TooLarge(u64),
    /// Written by a newer program: a field that this one does not know could be the one that matters.
    #[error("the manifest is of version {0}, and this program reads versions up to {VERSION}")]
    Newer(u32),
    /// Not JSON, or not of this form.
    #[error("this is no image manifest: {0}")]
    NotAManifest(#[source] serde_json::Error),
    /// It contradicts itself.
    #[error(transparent)]
    Inconsistent(#[from] Inconsistent),
}

impl ManifestError {
    /// Whether the file is simply not there, as beside an image that something else made.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Unreadable { source, .. } if source.kind() == io::ErrorKind::NotFound)
    }
}

/// What cannot be true of any image.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Inconsistent {
    /// Nothing to boot.
    #[error("the manifest says that the image is empty")]
    Empty,
    /// Disks are made of sectors of 512 bytes.
    #[error(
        "the manifest says that the image has {0} bytes, which is not a whole number of 512-byte sectors"
    )]
    NoWholeSectors(u64),
    /// There cannot be more data than image.
    #[error("the manifest says that {data} of {size} bytes are data")]
    MoreDataThanSize {
        /// `data_bytes`.
        data: u64,
        /// `size_bytes`.
        size: u64,
    },
    /// A snapshot has one size of block.
    #[error("the manifest counts blocks of {0} bytes, and those of a snapshot have {BLOCK_BYTES}")]
    OtherBlocks(u64),
    /// There cannot be more blocks than fit.
    #[error("the manifest says that {count} blocks are not empty, and the image has {room}")]
    MoreBlocksThanSize {
        /// `blocks.count`.
        count: u64,
        /// How many the image has.
        room: u64,
    },
    /// The engine is what AMIs are found by.
    #[error("the manifest does not say which engine in which version is in the image")]
    NoEngine,
    /// Graviton has no BIOS.
    #[error("the manifest says arm64 and legacy-bios, and arm64 instances boot by UEFI only")]
    ArmWithoutUefi,
}
