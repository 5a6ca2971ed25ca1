//! AWS as the resources see it: clients, errors, waiting, and reads that are shared.

pub(crate) mod account;
pub mod clock;
pub mod cloud;
pub mod clusters;
mod connect;
pub mod connection;
mod credentials;
pub(crate) mod ec2_tags;
pub mod error;
pub(crate) mod fleet;
pub mod http;
pub(crate) mod idempotency;
pub mod images;
pub mod instance_types;
pub(crate) mod maker;
pub mod network;
mod profile;
mod retry;
mod sdk;
pub(crate) mod snapshots;
pub mod tags;
pub mod timeouts;
pub mod versions;
pub mod wait;

#[cfg(test)]
mod credentials_tests;
#[cfg(test)]
mod http_tests;
#[cfg(test)]
mod sandbox_tests;

pub use cloud::Cloud;
pub use error::{AwsError, AwsErrorKind};
pub use wait::{Pace, Progress, WaitError, Waiter};
