//! The RPC layer in one process, with Terraform's part played by `kafkaws_plugin::testing`.
#![expect(clippy::unwrap_used, reason = "steps of tests")]

#[path = "../../examples/shelf/library/mod.rs"]
mod library;

mod books;
mod liar;
mod lies;
mod refusals;
