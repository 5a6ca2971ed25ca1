//! Functions that configurations can call: `provider::kafkaws::name(...)`.

use kafkaws_schema::{Type, Value};

/// A pure function. Terraform calls it on unconfigured providers, in every walk, and fails when the
/// results differ.
pub trait Function: Send + Sync + 'static {
    /// The name, a valid identifier.
    const NAME: &'static str;

    /// What goes in and what comes out.
    fn signature() -> Signature;

    /// Computes the result. There is one argument per parameter, then those of the variadic one.
    ///
    /// # Errors
    /// With the argument's place when one of them is to blame.
    fn call(arguments: &[Value]) -> Result<Value, FunctionError>;
}

/// A function's types and its documentation.
#[derive(Clone, Debug)]
pub struct Signature {
    /// One line.
    pub summary: &'static str,
    /// Markdown.
    pub doc: &'static str,
    /// The parameters, in order.
    pub parameters: Vec<Parameter>,
    /// What further arguments are.
    pub variadic: Option<Parameter>,
    /// What comes out.
    pub returns: Type,
}

/// One parameter. Terraform itself refuses null, and does not call with anything unknown.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name in the docs.
    pub name: &'static str,
    /// Markdown.
    pub doc: &'static str,
    /// What it takes.
    pub ty: Type,
}

/// Why a function has no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionError {
    /// What is wrong and what to write instead.
    pub text: String,
    /// The zero-based place of the argument that is to blame.
    pub argument: Option<i64>,
}

impl FunctionError {
    /// An error that no argument alone is to blame for.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            argument: None,
        }
    }

    /// An error about the argument at this zero-based place.
    pub fn argument(place: i64, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            argument: Some(place),
        }
    }
}
