//! Terraform's type system, models and the plan engine: pure, without tokio, tonic or AWS.

#![warn(missing_docs)]

// The macros name this crate from outside; inside, in tests, it must answer to that name too.
extern crate self as kafkaws_schema;

pub mod attr;
pub mod bounded;
pub mod codec;
pub mod conformance;
pub mod diagnostic;
pub mod lint;
mod nested;
pub mod number;
pub mod object;
pub mod page;
pub mod path;
pub mod plan;
pub mod problem;
pub mod resource_schema;
pub mod secret;
pub mod sketch;
#[doc(hidden)]
pub mod support;
mod text;
pub mod ty;
pub mod upgrade;
pub mod validate;
pub mod value;

pub use attr::{Attr, Model};
pub use bounded::Bounded;
pub use codec::{CodecError, json, msgpack};
pub use diagnostic::{Diagnostic, Diagnostics, Severity};
pub use kafkaws_schema_derive::{Choice, Model};
pub use lint::check_schema;
pub use number::Number;
pub use object::{Attribute, Changes, Choice, Flags, Object, Presence, Replace, Rule, Shape};
pub use path::{Path, Step};
pub use problem::Problem;
pub use resource_schema::{Attributes, ResourceSchema};
pub use secret::{Secret, WriteOnly};
pub use sketch::Sketch;
pub use ty::Type;
pub use validate::validate;
pub use value::{Dynamic, Refinements, Value};
