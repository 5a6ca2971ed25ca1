//! A cluster of fake brokers, for the tests of everything that asks brokers.
//!
//! Each broker listens on a port of its own on the loopback address, speaks ApiVersions, Metadata and
//! as much of SaslHandshake as tells a client that it must log in, through the same codec as the probe.
//! What they say is a [`World`] that can change while they run; how they misbehave is a [`Fault`].
//!
//! ```
//! use kafkaws_health::testing::{FakeCluster, World};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let fake = FakeCluster::start(World::of([1, 2, 3]).with_topic("orders", 6, 3)).await?;
//! fake.change(|world| world.lose(2));
//! let view = kafkaws_health::cluster(&fake.access()).await?;
//! assert_eq!(view.under_replicated().count(), 6);
//! # Ok(())
//! # }
//! ```

mod answer;
mod certificate;
mod cluster;
mod door;
mod server;
mod world;

pub use cluster::FakeCluster;
pub use server::{Asked, serve};
pub use world::{FakeBroker, FakePartition, FakeTopic, Fault, World};
