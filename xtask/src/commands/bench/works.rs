//! What is measured, in which order.

use kafkaws_acceptance_tests::Package;

use super::contender::{Contender, Ground};
use super::record::{Figures, Record};
use super::{FIXTURES, handshake};
use crate::console;
use crate::failure::Failure;

/// A terraform command that is measured, with the exit statuses that it may end with.
struct Work {
    name: &'static str,
    arguments: &'static [&'static str],
    wanted: &'static [i32],
}

/// Before anything exists.
const BEFORE: [Work; 2] = [
    Work {
        name: "validate",
        arguments: &["validate"],
        wanted: &[0],
    },
    Work {
        name: "plan_create",
        arguments: &["plan", "-input=false"],
        wanted: &[0],
    },
];

/// While everything is as configured: a plan that finds something to do is not a no-op.
const AFTER: [Work; 2] = [
    Work {
        name: "plan_noop",
        arguments: &["plan", "-input=false", "-detailed-exitcode"],
        wanted: &[0],
    },
    Work {
        name: "plan_refresh_only",
        arguments: &[
            "plan",
            "-input=false",
            "-refresh-only",
            "-detailed-exitcode",
        ],
        wanted: &[0],
    },
];

/// Everything, in turn.
pub(super) fn all(
    ground: &Ground,
    packages: &[Package],
    runs: usize,
) -> Result<Vec<Record>, Failure> {
    let mut records = vec![binary_size(packages)?];
    console::heading("spawn to handshake");
    let mut start = |index: usize| handshake::measure(&packages[index]);
    records.push(in_turn(
        "handshake",
        "none",
        packages.len(),
        runs,
        &mut start,
    )?);
    for clusters in FIXTURES {
        records.extend(with_clusters(ground, packages, clusters, runs)?);
    }
    Ok(records)
}

fn with_clusters(
    ground: &Ground,
    packages: &[Package],
    clusters: usize,
    runs: usize,
) -> Result<Vec<Record>, Failure> {
    let fixture = format!("msk-{clusters}");
    console::heading(format_args!("{fixture}: preparing"));
    let contenders = packages
        .iter()
        .map(|package| Contender::new(ground, package, clusters));
    let contenders: Vec<Contender> = contenders.collect::<Result<_, _>>()?;
    let mut records = Vec::new();
    for work in &BEFORE {
        records.push(measured(work, &fixture, &contenders, runs)?);
    }
    for contender in &contenders {
        contender.once(&["apply", "-auto-approve", "-input=false"])?;
    }
    for work in &AFTER {
        records.push(measured(work, &fixture, &contenders, runs)?);
    }
    for contender in &contenders {
        contender.once(&["destroy", "-auto-approve", "-input=false"])?;
    }
    Ok(records)
}

fn measured(
    work: &Work,
    fixture: &str,
    contenders: &[Contender<'_>],
    runs: usize,
) -> Result<Record, Failure> {
    console::heading(format_args!("{fixture}: {}", work.name));
    let mut run = |index: usize| contenders[index].measure(work.arguments, work.wanted);
    in_turn(work.name, fixture, contenders.len(), runs, &mut run)
}

/// Ours, theirs, ours, theirs: whatever else the machine does strikes both.
fn in_turn(
    work: &'static str,
    fixture: &str,
    contenders: usize,
    runs: usize,
    run: &mut dyn FnMut(usize) -> Result<Figures, Failure>,
) -> Result<Record, Failure> {
    let mut figures = vec![Vec::new(); contenders];
    for _ in 0..runs {
        for (index, figures) in figures.iter_mut().enumerate() {
            figures.push(run(index)?);
        }
    }
    let mut medians = figures.iter().map(|runs| Figures::median(runs));
    let ours = medians.next().unwrap_or_default();
    Ok(Record {
        work,
        fixture: fixture.to_owned(),
        ours,
        peer: medians.next(),
    })
}

fn binary_size(packages: &[Package]) -> Result<Record, Failure> {
    let size = |package: &Package| {
        let metadata = std::fs::metadata(&package.binary).map_err(Failure::at(&package.binary))?;
        Ok(Figures {
            binary_bytes: Some(metadata.len()),
            ..Figures::default()
        })
    };
    let mut sizes = packages
        .iter()
        .map(size)
        .collect::<Result<Vec<_>, Failure>>()?
        .into_iter();
    let ours = sizes.next().unwrap_or_default();
    Ok(Record {
        work: "binary_size",
        fixture: "none".to_owned(),
        ours,
        peer: sizes.next(),
    })
}
