//! Rules that judge a planned cluster before AWS does.
//!
//! AWS refuses some clusters at once, some after half an hour, and lets others run into trouble at
//! night. Each rule here knows one such case and says it while `terraform plan` runs: with the
//! attribute's path, the numbers, the reason and what to write instead.
//!
//! - A rule says nothing when something that it needs is unknown.
//! - A rule says nothing about what is not changing: a scheduled plan of a cluster that runs stays
//!   quiet whatever this crate learns later.
//! - A rule never asks AWS. What was read from AWS comes in through an `Observed`.
//!
//! There are two groups: [`cluster`] judges `kafkaws_msk_cluster`, [`broker`] judges
//! `kafkaws_broker` and `kafkaws_broker_stack`. To add a rule: one constant and its function in the
//! file of its subject, one line in the group's `RULES`, one table of cases in the file's tests.
//! `cargo xtask docs` renders the page that users read from it.

pub mod broker;
pub mod cluster;
#[cfg(test)]
mod conventions;
mod field;
mod levels;
pub mod page;
pub mod properties;
mod replicas;
mod report;
mod rule;

pub use field::{Field, Setting};
pub use levels::{Levels, LevelsError};
pub use report::DESTROY_HINT;
pub use rule::{Level, Rule, RuleId, UnknownLevel, Violation};
