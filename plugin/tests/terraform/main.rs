//! The real terraform drives the provider of `examples/shelf`.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "steps of tests; a skip is a printed line"
)]

mod crash;
mod lifecycle;
mod process;
mod world;
