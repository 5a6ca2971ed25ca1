//! Why a value is not what a type wants.

use crate::path::{Path, Step};

/// A value that does not decode: where, relative to the value that was read, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{message}", prefix(.path))]
pub struct Problem {
    /// Where, relative to the value that was read.
    pub path: Path,
    /// Why; a sentence without a full stop. It never shows a sensitive value.
    pub message: String,
}

impl Problem {
    /// A problem of the value itself.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            path: Path::root(),
            message: message.into(),
        }
    }

    /// The same problem, seen from the value that holds this one at `step`.
    pub fn within(self, step: Step) -> Self {
        let path = Path(std::iter::once(step).chain(self.path.0).collect());
        Self { path, ..self }
    }
}

fn prefix(path: &Path) -> String {
    if path.is_root() {
        String::new()
    } else {
        format!("{path}: ")
    }
}
