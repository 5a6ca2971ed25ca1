//! terraform-provider-kafkaws: Kafka on AWS.

pub mod aws;
pub mod broker;
pub mod broker_ami;
pub mod broker_stack;
pub mod config;
pub mod functions;
pub mod instance_type;
pub mod msk;
pub mod network;
pub mod provider;
mod reading;
mod replacing;
pub mod storage_plan;
