//! Brokers on EC2 that the user runs.
//!
//! - [`volumes`], [`listeners`], [`health_check`], [`types`]: what users write about every broker.
//! - [`gate`]: when the next broker may be touched.
//! - `node`: what is done about one broker.
//! - `tags`: how brokers are known.

pub mod gate;
pub mod health_check;
pub mod listeners;
pub(crate) mod node;
pub(crate) mod tags;
pub mod types;
pub mod volumes;
