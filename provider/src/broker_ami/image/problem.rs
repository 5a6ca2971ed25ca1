//! Why an image cannot be used, as the user is told.

use std::io;
use std::path::PathBuf;

use kafkaws_image_manifest::{Digest, ManifestError};
use kafkaws_schema::{Diagnostic, Path};
use thiserror::Error;

use super::disk::{NoDisk, Witness};
use crate::aws::error::AwsError;
use crate::broker_ami::types::Architecture;

/// Why an image cannot be used.
#[derive(Debug, Error)]
pub(crate) enum ImageProblem {
    #[error("{path} cannot be read: {source}")]
    Unreadable {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("{0} is not there")]
    Missing(String),
    #[error("{0} is no file")]
    NoFile(PathBuf),
    #[error("{image}: {why}")]
    NoDisk { image: String, why: NoDisk },
    #[error("{image}: {source}")]
    Manifest {
        image: String,
        #[source]
        source: ManifestError,
    },
    #[error(
        "{image} has {actual} bytes, and its manifest says {expected}: it was cut off, or belongs to another manifest"
    )]
    OtherSize {
        image: String,
        actual: u64,
        expected: u64,
    },
    #[error("image_sha256 is {given}, and the manifest of {image} says {manifest}")]
    OtherDigest {
        image: String,
        given: String,
        manifest: Digest,
    },
    #[error("{image} is for {actual}, as {witness} says, and not for {wanted}")]
    OtherArchitecture {
        image: String,
        actual: Architecture,
        witness: Witness,
        wanted: Architecture,
    },
    #[error("arm64 instances boot by UEFI only")]
    ArmWithoutUefi,
    #[error("{image} is a disk of {size} GiB, which is more than {limit}")]
    TooLarge {
        image: String,
        size: u64,
        limit: String,
    },
    #[error("nothing says what the SHA-256 of {0} is")]
    Unnamed(String),
    #[error("{image} has changed since the plan: its SHA-256 was {planned}, and is {actual}")]
    Changed {
        image: String,
        planned: String,
        actual: String,
    },
    #[error("{0}")]
    Aws(#[from] AwsError),
}

impl ImageProblem {
    /// At the attribute that names the image.
    pub(crate) fn diagnostic(&self, at: &str) -> Diagnostic {
        if let Self::Aws(error) = self {
            let told = error.diagnostic("The image of a broker cannot be looked at");
            return told.at(Path::root().attribute(at));
        }
        let detail = format!("{self}. {}", self.advice());
        let path = self.path().unwrap_or_else(|| Path::root().attribute(at));
        Diagnostic::error(self.summary(), detail.trim_end()).at(path)
    }

    fn summary(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } | Self::NoFile(_) => "The image cannot be read",
            Self::Missing(_) => "The image is missing",
            Self::NoDisk { .. } => "The image is not a disk that can be booted from",
            Self::Manifest { .. } => "The manifest of the image cannot be used",
            Self::OtherSize { .. } | Self::OtherDigest { .. } => {
                "The image is not what is said of it"
            }
            Self::OtherArchitecture { .. } => "The image is for another architecture",
            Self::ArmWithoutUefi => "The image cannot be booted this way",
            Self::TooLarge { .. } => "The image is too large",
            Self::Unnamed(_) => "The image's SHA-256 is needed",
            Self::Changed { .. } => "The image has changed since the plan",
            Self::Aws(_) => "The image cannot be looked at",
        }
    }

    fn advice(&self) -> &'static str {
        match self {
            Self::Missing(_) => "Build it, or correct the path; the plan did without it.",
            Self::NoDisk { .. } => {
                "An AMI is made of a raw disk image with a partition table, such as `cargo xtask image` writes."
            }
            Self::Manifest { .. } => {
                "Write it anew together with the image, or take it away: the image is then read to find its SHA-256."
            }
            Self::OtherSize { .. } | Self::OtherDigest { .. } => {
                "Image, manifest and image_sha256 come from one build: take all of them from the same."
            }
            Self::OtherArchitecture { .. } => {
                "Correct `architecture`, or use the image of the other one."
            }
            Self::ArmWithoutUefi => "Set boot_mode = \"uefi\", or leave it out.",
            Self::TooLarge { .. } => "Make root_volume.size larger, or the image smaller.",
            Self::Unnamed(_) => {
                "Set image_sha256, or put the image's manifest beside it, under the same key and `.json`."
            }
            Self::Changed { .. } => {
                "Nothing was made of it. Plan again, so that the plan shows it."
            }
            Self::Unreadable { .. } | Self::NoFile(_) | Self::Aws(_) => "",
        }
    }

    fn path(&self) -> Option<Path> {
        let root = Path::root();
        match self {
            Self::OtherDigest { .. } | Self::Unnamed(_) => Some(root.attribute("image_sha256")),
            Self::OtherArchitecture { .. } => Some(root.attribute("architecture")),
            Self::ArmWithoutUefi => Some(root.attribute("boot_mode")),
            Self::TooLarge { .. } => Some(root.attribute("root_volume").attribute("size")),
            _ => None,
        }
    }
}
