//! Why a command could not go on.

use std::path::PathBuf;
use std::process::ExitStatus;

/// An error that ends a command. Its text tells the person at the keyboard what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// A program that the machine must have is not on the PATH.
    #[error("{tool} was not found on the PATH. {advice}")]
    Missing {
        /// The program's name.
        tool: &'static str,
        /// Where to get it.
        advice: &'static str,
    },
    /// A program ran and reported failure.
    #[error("`{command}` ended with {status}")]
    Command {
        /// The command line.
        command: String,
        /// Its exit status.
        status: ExitStatus,
    },
    /// A program could not be started.
    #[error("`{command}` could not be started: {source}")]
    Spawn {
        /// The command line.
        command: String,
        /// The operating system's reason.
        source: std::io::Error,
    },
    /// A file or folder could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// The operating system's reason.
        source: std::io::Error,
    },
    /// Something answered in a way that this version of xtask does not understand.
    #[error("{0}")]
    Unexpected(String),
    /// No disk image could be written.
    #[error(transparent)]
    Image(#[from] kafkaws_image_builder::BuildError),
    /// The Terraform harness reported trouble.
    #[error(transparent)]
    Harness(#[from] kafkaws_acceptance_tests::Trouble),
}

impl Failure {
    /// Wraps an I/O error with the path it happened at; for `map_err`.
    pub(crate) fn at(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}
