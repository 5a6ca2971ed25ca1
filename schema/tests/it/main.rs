//! What an author of a resource sees of this crate, in one binary.

mod cluster;
mod conformance;
mod model;
mod plan;
