//! Terraform's type system, models and the plan engine: pure, without tokio, tonic or AWS.
//!
//! A resource is declared by two structs, what the user sets and what AWS sets. The derive makes one
//! const table of them; the schema sent to Terraform, decoding, validation, the plan and the docs page
//! all come from that table.
//!
//! ```
//! use kafkaws_schema::{Bounded, Model, ResourceSchema, Value, plan, validate};
//!
//! /// A Kafka topic.
//! #[derive(Model)]
//! struct Topic {
//!     /// Name of the topic.
//!     #[tf(replace)]
//!     name: String,
//!     /// How many partitions it has. They can be added, not taken away.
//!     #[tf(default = Bounded::new(6), replace_when = shrinks)]
//!     partitions: Partitions,
//! }
//!
//! type Partitions = Bounded<1, 10_000>;
//!
//! fn shrinks(prior: &Partitions, planned: &Partitions) -> bool {
//!     planned < prior
//! }
//!
//! /// What Kafka assigns to a topic.
//! #[derive(Model)]
//! #[outputs(of = Topic)]
//! struct TopicOutputs {
//!     /// Id of the topic.
//!     #[tf(stable)]
//!     id: Option<String>,
//! }
//!
//! const SCHEMA: ResourceSchema = ResourceSchema::of::<Topic, TopicOutputs>(0);
//!
//! let config = Value::object([("name", "orders".into())]);
//! assert!(validate(&SCHEMA, &config).is_empty());
//!
//! let mut draft = plan::begin(&SCHEMA, Value::Null, config.clone(), config);
//! plan::finish(&SCHEMA, &mut draft);
//! assert_eq!(draft.planned.attribute("partitions").as_i64(), Some(6));
//! assert!(draft.planned.attribute("id").is_unknown());
//! ```
//!
//! From values up: [`value`], [`number`], [`path`] and [`ty`] are what Terraform talks about, [`codec`]
//! how it does. [`attr`], [`object`], [`resource_schema`] and the macros describe models. [`mod@validate`],
//! [`plan`], [`conformance`], [`upgrade`] and [`page`] work on the description.

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
pub use lint::{check_provider_schema, check_schema};
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
