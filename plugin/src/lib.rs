//! The way from Terraform to a provider's resources: go-plugin's transport and Terraform's plugin protocol 6.
#![expect(dead_code, reason = "the transport waits for the services it carries")]

mod command;
mod companions;
mod connection;
mod handshake;
mod hclog;
mod operations;
mod orphan;
mod panics;
pub mod proto;
mod server;
mod signals;
mod socket;
mod tls;
