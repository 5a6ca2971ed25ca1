//! What an author of a resource sees of this crate, in one binary.

mod cluster;
mod conformance;
mod lint;
mod model;
mod page;
mod plan;
mod upgrade;
mod validate;
