//! `cargo xtask test`: everything CI checks, in the order in which mistakes are cheapest to find.

mod steps;
mod tally;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::console;
use crate::failure::Failure;
use tally::Tally;

/// One check: its title, and what it found.
struct Step {
    title: &'static str,
    check: fn() -> Result<Tally, Failure>,
}

/// Later steps run even when an earlier one failed: one run tells everything.
const STEPS: [Step; 9] = [
    Step {
        title: "formatting",
        check: steps::formatting,
    },
    Step {
        title: "terraform formatting",
        check: steps::terraform_formatting,
    },
    Step {
        title: "licences, banned crates, sources",
        check: steps::licences,
    },
    Step {
        title: "known vulnerabilities",
        check: steps::advisories,
    },
    Step {
        title: "lints",
        check: steps::lints,
    },
    Step {
        title: "unit and integration tests",
        check: steps::tests,
    },
    Step {
        title: "docs are up to date",
        check: steps::docs,
    },
    Step {
        title: "terraform against the sandbox",
        check: steps::acceptance,
    },
    Step {
        title: "the broker image boots",
        check: steps::image,
    },
];

/// Runs every step and prints a summary; the last line is `N passed, N failed, N skipped`.
pub(crate) fn run() -> Result<ExitCode, Failure> {
    let began = Instant::now();
    let results: Vec<_> = STEPS.iter().map(take).collect();
    console::heading(format_args!(
        "summary, after {}",
        console::seconds(began.elapsed())
    ));
    for (step, (tally, took)) in STEPS.iter().zip(&results) {
        console::done(format_args!("{}: {tally}", step.title), *took);
    }
    let total = results
        .iter()
        .fold(Tally::default(), |total, (tally, _)| total + *tally);
    console::line(format_args!("\n{total}"));
    Ok(if total.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn take(step: &Step) -> (Tally, Duration) {
    console::heading(step.title);
    let began = Instant::now();
    let tally = (step.check)().unwrap_or_else(|failure| {
        console::error(&failure);
        Tally::FAILED
    });
    (tally, began.elapsed())
}
