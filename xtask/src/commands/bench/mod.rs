//! `cargo xtask bench`: ours and hashicorp/aws on the same sandbox, in turn.

mod contender;
mod handshake;
mod measure;
mod proc;
mod record;
mod table;
mod works;

use std::path::PathBuf;

use clap::Args;
use kafkaws_acceptance_tests::{Package, peer};
use tempfile::TempDir;

use crate::artifacts::{self, Profile};
use crate::console;
use crate::failure::Failure;
use crate::sandbox::Sandbox;
use crate::tools::terraform;
use contender::Ground;
use record::Record;

/// How the bench runs.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// Write the figures to this file as well, as a JSON array.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Runs of each work; the figures are medians.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(5..))]
    runs: u16,
}

/// Numbers of clusters that each work is measured with.
const FIXTURES: [usize; 2] = [1, 27];

/// Measures everything and prints the ratios.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let terraform = terraform::find()?;
    console::heading("building the provider and the sandbox, optimised");
    let artifacts = artifacts::build(Profile::Release)?;
    let packages = packages(Package::kafkaws(artifacts.provider));
    let folder =
        TempDir::with_prefix("kafkaws-bench-").map_err(Failure::at(std::env::temp_dir()))?;
    let sandbox = Sandbox::start(&artifacts.sandbox, folder.path())?;
    let ground = Ground {
        terraform,
        folder: folder.path().to_path_buf(),
        sandbox,
    };
    let records = works::all(&ground, &packages, usize::from(options.runs))?;
    table::print(&records);
    options
        .json
        .as_ref()
        .map_or(Ok(()), |file| write(file, &records))
}

/// Ours, and the peer where this machine has it.
fn packages(ours: Package) -> Vec<Package> {
    match peer() {
        Ok(peer) => vec![ours, peer],
        Err(absent) => {
            console::line(format_args!("skipped: {absent}"));
            vec![ours]
        }
    }
}

fn write(file: &PathBuf, records: &[Record]) -> Result<(), Failure> {
    let json = serde_json::to_string_pretty(records)
        .map_err(|error| Failure::Unexpected(format!("the figures are not JSON: {error}")))?;
    std::fs::write(file, json + "\n").map_err(Failure::at(file))
}
