//! The checks themselves.

use std::process::Command;

use super::tally::{Reader, Tally};
use crate::artifacts::{self, Profile, cargo};
use crate::commands::{docs, image};
use crate::failure::Failure;
use crate::tools::{deny, python, terraform};
use crate::{console, place, process};

pub(super) fn formatting() -> Result<Tally, Failure> {
    passes(cargo("fmt").args(["--all", "--check"]))
}

pub(super) fn terraform_formatting() -> Result<Tally, Failure> {
    let terraform = terraform::find()?;
    let format = |folder: &str| {
        let mut fmt = Command::new(&terraform);
        fmt.args(["fmt", "-check", "-diff", "-recursive", folder]);
        // The user's own CLI configuration has no say here, and a missing one would warn.
        passes(
            fmt.current_dir(place::checkout())
                .env_remove("TF_CLI_CONFIG_FILE"),
        )
    };
    Ok(format("modules")? + format("examples")?)
}

pub(super) fn licences() -> Result<Tally, Failure> {
    let mut check = Command::new(deny::find()?);
    passes(
        check
            .args(["check", "bans", "licenses", "sources"])
            .current_dir(place::checkout()),
    )
}

/// Against the database that is on the machine: a test connects to nothing.
pub(super) fn advisories() -> Result<Tally, Failure> {
    if !deny::has_advisories() {
        console::line(
            "skipped: no advisory database is on this machine; `cargo deny fetch` brings it",
        );
        return Ok(Tally::SKIPPED);
    }
    let mut check = Command::new(deny::find()?);
    passes(
        check
            .args(["--offline", "check", "advisories"])
            .current_dir(place::checkout()),
    )
}

pub(super) fn lints() -> Result<Tally, Failure> {
    passes(cargo("clippy").args(["--workspace", "--all-targets", "--", "--deny", "warnings"]))
}

pub(super) fn tests() -> Result<Tally, Failure> {
    counted(cargo("test").args(["--workspace", "--exclude", "kafkaws-acceptance-tests"]))
}

pub(super) fn docs() -> Result<Tally, Failure> {
    docs::check().map(|current| {
        if current {
            Tally::PASSED
        } else {
            Tally::FAILED
        }
    })
}

/// The real terraform: modules, examples, life cycles, and the witnesses that keep the sandbox honest.
pub(super) fn acceptance() -> Result<Tally, Failure> {
    terraform::find()?;
    let artifacts = artifacts::build(Profile::Dev)?;
    let mut test = cargo("test");
    test.args(["-p", "kafkaws-acceptance-tests"])
        .env("KAFKAWS_PROVIDER_BIN", artifacts.provider);
    for (variable, found) in [
        ("KAFKAWS_WITNESSES", python::witnesses()),
        ("KAFKAWS_KAFKA_CLIENT", python::kafka_client()),
    ] {
        match found {
            Ok(folder) => drop(test.env(variable, folder)),
            Err(failure) => console::line(format_args!("no {variable}: {failure}")),
        }
    }
    counted(&mut test)
}

/// The broker image in a virtual machine, with a client.
pub(super) fn image() -> Result<Tally, Failure> {
    match image::test()? {
        Ok(()) => Ok(Tally::PASSED),
        Err(hindrance) => {
            console::line(format_args!("skipped: {hindrance}"));
            Ok(Tally::SKIPPED)
        }
    }
}

fn passes(command: &mut Command) -> Result<Tally, Failure> {
    process::run(command).map(|()| Tally::PASSED)
}

/// Runs `cargo test` and counts. A run that failed without a failed test did not compile.
fn counted(test: &mut Command) -> Result<Tally, Failure> {
    let mut reader = Reader::default();
    let status = process::watch(
        test.args(["--no-fail-fast", "--", "--show-output"]),
        |line| reader.read(line),
    )?;
    let tally = reader.tally();
    let unaccounted = !status.success() && tally.failed == 0;
    Ok(if unaccounted {
        tally + Tally::FAILED
    } else {
        tally
    })
}
