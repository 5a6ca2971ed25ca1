//! The project commands, run as `cargo xtask <command>`.
//!
//! A fresh machine needs Rust and Terraform; whatever else a command wants it fetches into a cache
//! folder of its own, or says what is missing.

mod artifacts;
mod commands;
mod console;
mod failure;
mod place;
mod process;
mod sandbox;
mod tools;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use commands::{bench, demo, docs, image, test};
use failure::Failure;

/// The commands of the kafkaws project.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Apply, change, roll and destroy an MSK cluster and three self-managed brokers, with the real terraform on
    /// a local AWS.
    Demo(demo::Options),
    /// Everything CI checks: formatting, lints, licences, tests, docs, modules, acceptance.
    Test,
    /// Write the registry pages under docs/ from the provider's schema.
    Docs(docs::Options),
    /// Measure us and hashicorp/aws side by side on the same sandbox.
    Bench(bench::Options),
    /// Build a broker's disk image.
    Image(image::Options),
    /// Answers one request to a metadata service on standard input and output; qemu runs it.
    #[command(hide = true)]
    Metadata {
        /// What it answers.
        folder: std::path::PathBuf,
    },
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(code) => code,
        Err(failure) => {
            console::error(&failure);
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Demo(options) => demo::run(&options).map(|()| ExitCode::SUCCESS),
        Command::Test => test::run(),
        Command::Docs(options) => docs::run(&options),
        Command::Bench(options) => bench::run(&options).map(|()| ExitCode::SUCCESS),
        Command::Image(options) => image::run(&options).map(|()| ExitCode::SUCCESS),
        Command::Metadata { folder } => {
            let (input, output) = (std::io::stdin().lock(), std::io::stdout().lock());
            image::boot::metadata::answer_one(&folder, input, output)
                .map(|()| ExitCode::SUCCESS)
                .map_err(Failure::at(folder))
        }
    }
}
