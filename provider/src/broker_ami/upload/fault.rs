//! Why an image did not become a snapshot.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::aws::error::AwsError;
use crate::aws::wait::WaitError;

/// Why an image did not become a snapshot.
#[derive(Debug, Error)]
pub(crate) enum UploadFault {
    #[error("{path} cannot be read: {source}")]
    Unreadable {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    /// What was uploaded is not what it was said to be.
    #[error("the {what} of {path} is {actual}, and was to be {expected}")]
    OtherContent {
        path: PathBuf,
        /// What was compared, in words.
        what: &'static str,
        expected: String,
        actual: String,
    },
    /// The snapshot was sealed or given up while it was written, and came to nothing.
    #[error("the snapshot {snapshot} came to nothing: {why}")]
    Lost { snapshot: String, why: String },
    /// EC2 gave an import up.
    #[error("EC2 could not import {object}: {why}")]
    NotImported { object: String, why: String },
    #[error(transparent)]
    Aws(#[from] AwsError),
    #[error(transparent)]
    Wait(#[from] WaitError),
    /// A part of the work that died.
    #[error("the upload died: {0}")]
    Died(#[from] tokio::task::JoinError),
}
