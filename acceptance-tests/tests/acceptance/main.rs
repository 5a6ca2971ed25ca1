//! The real terraform against the sandbox. One binary: linking is what costs.

mod aliases;
mod aws_cli;
mod bad_input;
mod botocore;
mod broker_ami;
mod brokers;
mod cli;
mod drift;
mod examples;
mod imports;
mod interruptions;
mod lifecycle;
mod modules;
mod moto;
mod moving;
mod peer;
mod process;
mod processes;
mod refusals;
mod rules;
mod scene;
mod updates;
