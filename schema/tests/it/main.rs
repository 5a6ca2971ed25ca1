//! What an author of a resource sees of this crate, in one binary.

mod cluster;
mod codec;
mod conformance;
mod engine;
mod hooks;
mod lint;
mod model;
mod page;
mod plan;
mod tape;
mod upgrade;
mod validate;
