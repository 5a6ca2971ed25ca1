//! The image, before it is uploaded: where it lies, what it is, and whether it is a disk at all.

mod disk;
mod facts;
mod fat;
mod file;
mod foreign;
mod known;
mod loader;
mod manifest;
mod object;
mod problem;
mod proof;
pub(crate) mod sparse;

use std::path::PathBuf;

use crate::aws::cloud::Cloud;
use crate::broker_ami::model::BrokerAmi;
use crate::broker_ami::types::Sha256Digest;

pub(crate) use facts::{Facts, Stamp};
pub(crate) use problem::ImageProblem;
pub(crate) use proof::Proof;

/// Where an image lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// On this machine.
    File(PathBuf),
    /// In S3.
    Object { bucket: String, key: String },
}

/// What is known without looking.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Given<'a> {
    /// What the configuration says.
    pub(crate) sha256: Option<&'a Sha256Digest>,
    /// How it looked when it was read last.
    pub(crate) stamp: Option<&'a Stamp>,
}

impl Place {
    /// Where the configuration says. `None` where it says both or neither, which validation refuses.
    pub(crate) fn of(inputs: &BrokerAmi) -> Option<Self> {
        match (&inputs.image_file, &inputs.image_object) {
            (Some(path), None) => Some(Self::File(PathBuf::from(path.as_str()))),
            (None, Some(object)) => Some(Self::Object {
                bucket: object.bucket.to_string(),
                key: object.key.to_string(),
            }),
            _ => None,
        }
    }

    /// The attribute that says so.
    pub(crate) fn attribute(&self) -> &'static str {
        match self {
            Self::File(_) => "image_file",
            Self::Object { .. } => "image_object",
        }
    }

    /// Looks at the image. `None`: it is not there.
    ///
    /// # Errors
    ///
    /// Why it cannot be used.
    pub(crate) async fn look(
        &self,
        cloud: &Cloud,
        given: Given<'_>,
    ) -> Result<Option<Facts>, ImageProblem> {
        match self {
            Self::File(path) => {
                let (path, sha256, stamp) =
                    (path.clone(), given.sha256.cloned(), given.stamp.cloned());
                let looking = tokio::task::spawn_blocking(move || {
                    let given = Given {
                        sha256: sha256.as_ref(),
                        stamp: stamp.as_ref(),
                    };
                    file::look(&path, &given)
                });
                looking
                    .await
                    .unwrap_or_else(|gone| Err(self.panicked(gone)))
            }
            Self::Object { bucket, key } => object::look(cloud, bucket, key, &given).await,
        }
    }

    fn panicked(&self, gone: tokio::task::JoinError) -> ImageProblem {
        let path = match self {
            Self::File(path) => path.clone(),
            Self::Object { key, .. } => key.into(),
        };
        ImageProblem::Unreadable {
            path,
            source: std::io::Error::other(gone),
        }
    }
}
