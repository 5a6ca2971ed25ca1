//! Brokers on EC2 that the user runs.
//!
//! - [`volumes`], [`listeners`], [`health_check`]: what users write about every broker.
//! - `node`: what is done about one broker.
//! - `tags`: how brokers are known.

pub mod health_check;
pub mod listeners;
pub(crate) mod node;
pub(crate) mod tags;
pub mod volumes;
