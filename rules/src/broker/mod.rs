//! Rules that judge a self-managed broker or a stack of them.

pub mod attributes;
mod case;
mod judge;
mod observed;
mod registry;
#[cfg(test)]
mod testing;
mod volume;
mod volume_iops;
mod volume_size;
mod volume_throughput;

use crate::rule::Violation;

pub use case::Case;
pub use judge::judge;
pub use observed::{
    Attachments, EbsCapacity, Image, ImageState, InstanceType, Modification, ModificationState,
    Observed, Subnet, Volume,
};
pub use registry::RULES;
pub use volume_size::smaller_than_it_is;

/// A rule of brokers. It may find several volumes, addresses or properties at once.
pub type Rule = crate::rule::Rule<fn(&Case<'_>) -> Vec<Violation>>;
