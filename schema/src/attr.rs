//! How a Rust type declares itself to be the type of an attribute.
//!
//! Validation is an attempt to decode: a type that reads itself from a value cannot disagree with its
//! own use. The type also says presence (`Option`), validity (its rule) and sensitivity.

mod collections;
mod scalars;

use crate::object::Choice;
use crate::object::Object;
use crate::object::Rule;
use crate::object::Shape;
use crate::problem::Problem;
use crate::value::Value;

/// A Rust type that can be the type of an attribute.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the type of an attribute",
    label = "say how it is written in HCL",
    note = "text! and parsed! make a type from a string, #[derive(Choice)] from an enum, #[derive(Model)] from a struct"
)]
pub trait Attr: Sized {
    /// The form of its values.
    const SHAPE: Shape;
    /// What its text or number must be; of a collection, what each element must be.
    const RULE: Rule = Rule::None;
    /// The texts it may be, when they are few.
    const CHOICES: &'static [Choice] = &[];
    /// Whether Terraform hides it.
    const SENSITIVE: bool = false;
    /// Whether it is only ever in the configuration.
    const WRITE_ONLY: bool = false;
    /// Whether it may be null: true for `Option` only.
    const OPTIONAL: bool = false;

    /// [`Attr::SHAPE`] by reference, so that the shape of a collection can be a constant.
    #[doc(hidden)]
    const SHAPE_REF: &'static Shape = &Self::SHAPE;

    /// Reads it from a known value.
    fn read(value: &Value) -> Result<Self, Problem>;

    /// Writes it as a value.
    fn write(&self) -> Value;
}

/// A struct whose fields are attributes: `#[derive(Model)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the type of an attribute",
    label = "say how it is written in HCL",
    note = "text! and parsed! make a type from a string, #[derive(Choice)] from an enum, #[derive(Model)] from a struct"
)]
pub trait Model: Sized {
    /// Its attributes, in declaration order.
    const OBJECT: &'static Object;

    /// Reads it from a known object. Attributes of the object that it does not have are left alone, so
    /// that inputs and outputs can be read from one state.
    fn read(value: &Value) -> Result<Self, Problem>;

    /// Writes it as an object.
    fn write(&self) -> Value;
}

impl<M: Model> Attr for M {
    const SHAPE: Shape = Shape::Nested(M::OBJECT);

    fn read(value: &Value) -> Result<Self, Problem> {
        <M as Model>::read(value)
    }

    fn write(&self) -> Value {
        <M as Model>::write(self)
    }
}

/// The problem of a value of the wrong kind: `wanted` is "a string", "a bool".
pub(crate) fn mismatch(wanted: &str, value: &Value) -> Problem {
    match value {
        Value::Null => Problem::new(format!("{wanted} is required here")),
        Value::Unknown(_) => Problem::new(format!("{wanted} is needed, but it is not known yet")),
        other => Problem::new(format!("{wanted} is required here, not {}", other.kind())),
    }
}

/// The problem of a text or number that breaks its rule.
pub(crate) fn broken(shown: impl std::fmt::Display, rule: &str) -> Problem {
    Problem::new(format!("{shown} is not accepted: it must be {rule}"))
}
