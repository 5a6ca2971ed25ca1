//! The way from Terraform to a provider's resources and back.
//!
//! go-plugin's transport ([`serve`]), Terraform's plugin protocol 6, and the traits that a provider
//! implements: [`Provider`], [`Resource`], [`DataSource`], [`Function`]. Protocol code sees
//! resources without their types; a resource sees neither an unknown value nor a message of the
//! protocol.

#![warn(missing_docs)]

mod command;
mod companions;
mod connection;
mod cx;
mod data_source;
mod erased;
mod function;
pub mod function_page;
mod grpc;
mod handshake;
mod hclog;
mod operations;
mod orphan;
mod panics;
mod proto;
mod provider;
mod reattach;
mod registry;
mod resource;
mod serve;
mod server;
mod signals;
mod socket;
#[cfg(feature = "testing")]
pub mod testing;
mod tls;

pub use cx::Cx;
pub use data_source::DataSource;
pub use function::{Function, FunctionError, Parameter, Signature};
pub use provider::Provider;
pub use registry::{Entry, Registry};
pub use resource::{Done, Failure, Found, Moved, Resource, State};
pub use serve::serve;
