//! Rules that judge a self-managed broker or a stack of them.

mod addresses;
pub mod attributes;
mod bandwidth;
mod case;
mod cidr;
mod image;
mod instance;
mod instance_store;
mod judge;
mod listeners;
mod modification;
mod observed;
mod owned_properties;
mod registry;
mod replication;
mod secrets;
mod spread;
#[cfg(test)]
mod testing;
mod user_data;
mod volume;
mod volume_iops;
mod volume_set;
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
