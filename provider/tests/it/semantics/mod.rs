//! The lines of "MSK semantics" that no pain covers.

mod bad_input;
mod calls;
mod change;
mod crashes;
mod drift;
mod interruptions;
mod lost;
mod ownership;
mod partitions;
mod properties;
mod protection;
mod provider_block;
mod steps;
mod tags;
mod takeover;
mod zookeeper;
