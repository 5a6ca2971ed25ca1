//! `cargo xtask bench`: ours and hashicorp/aws on the same sandbox, in turn.

mod contender;
mod fixture;
mod handshake;
mod image;
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
use fixture::FIXTURES;
use record::Record;

/// How the bench runs.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// Write the figures to this file as well, as a JSON array.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Runs of each work; the figures are medians. Fewer than 5 are for trying things only.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
    runs: u16,
    /// Only this fixture; may be repeated. `none` is what needs no resources: size and handshake.
    #[arg(long = "fixture", value_name = "NAME", value_parser = known)]
    fixtures: Vec<String>,
}

/// What needs no resources.
const NONE: &str = "none";
/// The fewest runs whose median is worth telling.
const ENOUGH: u16 = 5;

/// A fixture's name.
fn known(name: &str) -> Result<String, String> {
    let names: Vec<&str> = std::iter::once(NONE)
        .chain(FIXTURES.iter().map(|fixture| fixture.name))
        .collect();
    if names.contains(&name) {
        return Ok(name.to_owned());
    }
    Err(format!("there are {}", names.join(", ")))
}

impl Options {
    fn wants(&self, fixture: &str) -> bool {
        self.fixtures.is_empty() || self.fixtures.iter().any(|name| name == fixture)
    }
}

/// Measures everything and prints the ratios.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let terraform = terraform::find()?;
    console::heading("building the provider and the sandbox, optimised");
    let artifacts = artifacts::build(Profile::Release)?;
    let packages = packages(Package::kafkaws(artifacts.provider));
    let folder =
        TempDir::with_prefix("kafkaws-bench-").map_err(Failure::at(std::env::temp_dir()))?;
    let sandbox = Sandbox::start(&artifacts.sandbox, folder.path(), &[])?;
    let ground = Ground {
        terraform,
        folder: folder.path().to_path_buf(),
        sandbox,
    };
    let records = measured(&ground, &packages, options)?;
    table::print(&records);
    if options.runs < ENOUGH {
        console::line(format_args!(
            "\nmedians of {} runs only: good for trying things, not for telling others",
            options.runs
        ));
    }
    options
        .json
        .as_ref()
        .map_or(Ok(()), |file| write(file, &records))
}

fn measured(
    ground: &Ground,
    packages: &[Package],
    options: &Options,
) -> Result<Vec<Record>, Failure> {
    let runs = usize::from(options.runs);
    let mut records = Vec::new();
    if options.wants(NONE) {
        records.extend(works::without_resources(packages, runs)?);
    }
    for fixture in FIXTURES.iter().filter(|one| options.wants(one.name)) {
        records.extend(works::on_fixture(ground, packages, fixture, runs)?);
    }
    Ok(records)
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
