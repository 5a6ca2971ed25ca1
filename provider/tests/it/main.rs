//! The plugin and a local AWS in one process: `kafkaws_plugin::testing` plays Terraform's part.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "steps of tests")]

mod broker;
mod broker_ami;
mod broker_stack;
mod config;
mod configuration;
mod death;
mod instance_type;
mod lints;
mod mark;
mod scene;

mod pains;
mod semantics;
mod terraform;
