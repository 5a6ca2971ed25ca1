//! Rules that judge a planned cluster before AWS does.
//!
//! AWS refuses some clusters at once, some after half an hour, and lets others run into trouble at
//! night. Each rule here knows one such case and says it while `terraform plan` runs: with the
//! attribute's path, the numbers, the reason and what to write instead.
//!
//! - A rule says nothing when something that it needs is unknown.
//! - A rule says nothing about what is not changing ([`Case::changed`]): a scheduled plan of a
//!   cluster that runs stays quiet whatever this crate learns later.
//! - A rule never asks AWS. What was read from AWS comes in through [`Observed`].
//!
//! To add a rule: one constant and its function in the file of its subject, one line in [`RULES`],
//! one table of cases in the file's tests. `cargo xtask docs` renders the page that users read from
//! it.
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
mod levels;
mod logging;
mod observed;
pub mod page;
mod partitions;
pub mod properties;
mod public_access;
mod registry;
pub mod replacement;
mod replication;
mod rule;
mod server_properties;
mod storage;
mod subnets;
#[cfg(test)]
mod testing;
mod throughput;
mod tiered_storage;
mod vpc_connectivity;

pub use case::{Case, Field, Setting};
pub use judge::{DESTROY_HINT, judge};
pub use levels::{Levels, LevelsError};
pub use observed::{Observed, Subnet};
pub use registry::RULES;
pub use rule::{Level, Rule, RuleId, UnknownLevel, Violation};
pub use storage::smaller_than_it_is;
