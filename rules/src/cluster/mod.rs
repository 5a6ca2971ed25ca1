//! Rules that judge an MSK cluster.
//!
//! What only a new cluster could satisfy is not a rule with a level: see [`replacement`].

pub mod attributes;
mod authentication;
mod broker_count;
mod broker_type;
mod case;
mod express;
mod judge;
mod kafka_version;
mod kraft;
mod logging;
mod observed;
mod partitions;
mod public_access;
mod registry;
pub mod replacement;
mod replication;
mod server_properties;
mod storage;
mod subnets;
#[cfg(test)]
mod testing;
mod throughput;
mod tiered_storage;
mod vpc_connectivity;

use crate::rule::Violation;

pub use case::Case;
pub use judge::judge;
pub use observed::{Observed, Subnet};
pub use registry::RULES;
pub use storage::smaller_than_it_is;

/// A rule of clusters.
pub type Rule = crate::rule::Rule<fn(&Case<'_>) -> Option<Violation>>;
