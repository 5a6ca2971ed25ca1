//! A local AWS for tests and demos, as strict as the real one: MSK, EC2 as self-managed brokers need
//! it, the EBS direct APIs, S3, and as much of STS and CloudWatch as either does. A stand-in that accepts what AWS refuses proves nothing.
//!
//! ```no_run
//! # async fn test() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = kafkaws_sandbox::Sandbox::builder().start().await?;
//! // Point any AWS client at sandbox.url(), with any credentials, and then:
//! assert_eq!(sandbox.calls().count("CreateClusterV2"), 1);
//! assert!(sandbox.world().is_empty());
//! # Ok(())
//! # }
//! ```

mod admin;
mod builder;
mod calls;
mod clock;
mod cloudwatch;
mod ebs;
mod ec2;
mod faults;
mod gateway;
mod handles;
mod http;
mod id;
mod imds;
mod meddle;
mod msk;
mod processes;
mod query;
mod refusal;
mod s3;
mod sandbox;
mod scope;
mod server;
mod storage;
mod store;
mod strike;
mod sts;
mod world;

pub use builder::{Builder, StartError};
pub use calls::Call;
pub use clock::Clock;
pub use ec2::{Check, EventCode, InstanceEvent, MeddleError, VolumeEvent};
pub use faults::{FaultAction, FaultRule};
pub use handles::{Calls, WorldHandle};
pub use meddle::Place;
pub use msk::{DriftError, Event};
pub use processes::{Compute, ProcessesError};
pub use sandbox::Sandbox;
pub use store::StoreError;
pub use world::DEFAULT_ACCOUNT;
