//! Asks Kafka brokers how they are, in Kafka's own protocol.
//!
//! [`answers`] says whether something at an address is a Kafka broker that serves. [`cluster`] says
//! what a cluster looks like from one of its brokers: who is there, and who has which partition. What
//! follows from that (whether the next broker may be stopped) is for the caller to judge.
//!
//! Nothing is written to the cluster, no topic is made, and no login is tried. A server that is not
//! Kafka, or means harm, costs one time limit and a bounded amount of memory, and comes back as a
//! typed [`Cause`].
//!
//! ```no_run
//! use kafkaws_health::{Access, cluster};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let access = Access::plain(["10.0.1.11:9092".parse()?, "10.0.2.12:9092".parse()?]);
//! let view = cluster(&access).await?;
//! let safe = view.brokers.len() == 3 && view.fully_replicated();
//! # Ok(())
//! # }
//! ```

mod access;
mod cause;
mod codec;
mod conversation;
mod dial;
mod endpoint;
mod frame;
mod negotiation;
mod probe;
mod reading;
mod sasl;
mod shape;
#[cfg(feature = "testing")]
pub mod testing;
mod tls;
mod view;

pub use access::{Access, DEFAULT_TIMEOUT};
pub use cause::{Answer, Cause, Failure, ProbeError, Step, Versions};
pub use endpoint::{Endpoint, NotAnEndpoint};
pub use probe::{answers, cluster};
pub use tls::{Tls, TrustError};
pub use view::{ClusterView, Partition, TopicError};
