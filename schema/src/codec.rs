//! Values as bytes: MessagePack, which Terraform and the provider exchange, and JSON, which is in state
//! files. Both are directed by a [`Type`](crate::Type).
//!
//! Bytes come from another process: whatever they are, decoding ends in a value or a [`CodecError`],
//! never in a panic, and allocates no more than the bytes can account for.

pub mod json;
pub mod msgpack;

use crate::number::NotANumber;
use crate::path::{Path, Step};
use crate::ty::TypeError;

/// Deeper nesting is refused. Types nest by hand; only a dynamic value in a dynamic value has no end.
const MAX_DEPTH: usize = 128;

/// Bytes that are no value of the type, or a value that has no bytes.
#[derive(Debug, thiserror::Error)]
#[error("{}{cause}", place(.path))]
pub struct CodecError {
    /// Where in the value.
    pub path: Path,
    /// Why.
    pub cause: Cause,
}

/// Why bytes are no value of the type.
#[derive(Debug, thiserror::Error)]
pub enum Cause {
    /// The bytes end too early.
    #[error("the bytes end within a value")]
    Truncated,
    /// The bytes go on after the value.
    #[error("{0} bytes follow the value")]
    Trailing(usize),
    /// Another kind of value than the type asks for.
    #[error("{wanted} is required, found {found}")]
    Mismatch {
        /// What the type asks for.
        wanted: &'static str,
        /// What is there.
        found: String,
    },
    /// A tuple of another length.
    #[error("a tuple of {wanted} is required, found {found} elements")]
    Length {
        /// What the type asks for.
        wanted: usize,
        /// What is there.
        found: usize,
    },
    /// An object lacks an attribute.
    #[error("the attribute {0:?} is missing")]
    Missing(String),
    /// An object has an attribute that its type does not have.
    #[error("there is no attribute {0:?} in the schema")]
    Extra(String),
    /// A key occurs twice.
    #[error("{0:?} occurs twice")]
    Twice(String),
    /// Text that is not UTF-8.
    #[error("the text is not UTF-8")]
    Utf8(#[from] std::str::Utf8Error),
    /// Not a finite decimal number.
    #[error(transparent)]
    Number(#[from] NotANumber),
    /// The type of a dynamic value is none.
    #[error(transparent)]
    Type(#[from] TypeError),
    /// Not JSON.
    #[error("the text is not valid JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// JSON has no unknown values.
    #[error("an unknown value cannot be written as JSON")]
    Unknown,
    /// Nested too deeply.
    #[error("the value nests deeper than {MAX_DEPTH} levels")]
    TooDeep,
}

impl CodecError {
    /// The same error, seen from the value that holds this one at `step`.
    fn within(self, step: Step) -> Self {
        let path = Path(std::iter::once(step).chain(self.path.0).collect());
        Self { path, ..self }
    }
}

impl<C: Into<Cause>> From<C> for CodecError {
    fn from(cause: C) -> Self {
        Self {
            path: Path::root(),
            cause: cause.into(),
        }
    }
}

fn place(path: &Path) -> String {
    if path.is_root() {
        String::new()
    } else {
        format!("{path}: ")
    }
}
