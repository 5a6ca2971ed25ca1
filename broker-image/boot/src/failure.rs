//! Everything that can stop a boot.

use std::io;
use std::path::PathBuf;

use kafkaws_boot_contract::{ContractError, Unusable};
use thiserror::Error;

use crate::engine::{EngineError, ResolveError};
use crate::identity::Mistaken;
use crate::metadata::MetadataError;
use crate::tools::ToolError;
use crate::volumes::VolumeError;

/// Why the broker is not coming up. The text is the console's `reason`.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    #[error(transparent)]
    Contract(#[from] ContractError),
    #[error(transparent)]
    Unusable(#[from] Unusable),
    #[error(transparent)]
    Mistaken(#[from] Mistaken),
    #[error(transparent)]
    Volume(#[from] VolumeError),
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error(transparent)]
    Resolve(#[from] ResolveError),
    #[error(transparent)]
    Tool(#[from] ToolError),
    #[error("there is no user {0} in /etc/passwd: the image must have it")]
    NoUser(String),
    #[error("the broker did not take connections at {address} within {seconds} seconds: {last}")]
    NotReady {
        address: String,
        seconds: u64,
        last: String,
    },
    #[error("{path}: {cause}", path = path.display())]
    File {
        path: PathBuf,
        #[source]
        cause: io::Error,
    },
}

impl Failure {
    /// For `map_err` after an operation on a file.
    pub(crate) fn at(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |cause| Self::File { path, cause }
    }
}
