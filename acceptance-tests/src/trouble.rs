//! Why the harness could not do what a test asked for.

use std::path::{Path, PathBuf};

/// An error of the harness, or an expectation that did not hold. Its text is what a failed test shows.
#[derive(thiserror::Error)]
pub enum Trouble {
    /// A file or folder could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// The operating system's reason.
        source: std::io::Error,
    },
    /// A program answered with text that is not what it promises.
    #[error("{what}: {source}")]
    Json {
        /// Which answer.
        what: String,
        /// Where the text breaks off.
        source: serde_json::Error,
    },
    /// A configuration is not HCL.
    #[error("{path}: {source}")]
    Hcl {
        /// The file.
        path: PathBuf,
        /// Where the text breaks off.
        source: hcl::Error,
    },
    /// A program ended otherwise than the test needs.
    #[error("{command} {outcome}\n{output}")]
    Ended {
        /// What was run.
        command: String,
        /// How it ended.
        outcome: String,
        /// All it said.
        output: String,
    },
    /// What the test is there to show is not so.
    #[error("{0}")]
    Unmet(String),
}

/// The test runner prints a returned error with `Debug`; people should read the text.
impl std::fmt::Debug for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

impl Trouble {
    /// Wraps an I/O error with the path it happened at; for `map_err`.
    pub(crate) fn at(path: &Path) -> impl FnOnce(std::io::Error) -> Self + use<> {
        let path = path.to_path_buf();
        move |source| Self::File { path, source }
    }

    /// Wraps a JSON error with the answer it was found in; for `map_err`.
    pub(crate) fn json(what: &str) -> impl FnOnce(serde_json::Error) -> Self + use<> {
        let what = what.to_owned();
        move |source| Self::Json { what, source }
    }
}
