//! Amazon MSK: provisioned clusters and their configurations.

pub mod cluster;
pub mod configuration;
pub(crate) mod properties;
pub(crate) mod revisions;
pub mod types;
