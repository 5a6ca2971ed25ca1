//! The lines of "MSK semantics" that no pain covers.

mod calls;
mod crashes;
mod lost;
mod ownership;
mod partitions;
mod properties;
mod protection;
mod provider_block;
mod tags;
mod takeover;
mod zookeeper;
