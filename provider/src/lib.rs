//! terraform-provider-kafkaws: Kafka on AWS.

pub mod aws;
pub mod config;
pub mod msk;
pub mod network;
pub mod provider;
mod reading;
