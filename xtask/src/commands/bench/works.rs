//! What is measured, in which order.

use kafkaws_acceptance_tests::Package;

use super::contender::{Contender, Ground};
use super::fixture::{Fixture, Scope};
use super::handshake;
use super::record::{Figures, Record};
use crate::console;
use crate::failure::Failure;

/// A terraform command that is measured. Ours must end with 0.
struct Work {
    name: &'static str,
    arguments: &'static [&'static str],
    /// How the peer's may end.
    peer_ends: &'static [i32],
}

impl Work {
    fn ends(&self, contender: &Contender<'_>) -> &'static [i32] {
        if contender.is_peer {
            self.peer_ends
        } else {
            &[0]
        }
    }
}

/// Before anything exists.
const BEFORE: [Work; 2] = [
    Work {
        name: "validate",
        arguments: &["validate", "-no-color"],
        peer_ends: &[0],
    },
    Work {
        name: "plan_create",
        arguments: &["plan", "-no-color", "-input=false"],
        peer_ends: &[0],
    },
];

/// From nothing to everything.
const APPLY: Work = Work {
    name: "apply",
    arguments: &["apply", "-no-color", "-auto-approve", "-input=false"],
    peer_ends: &[0],
};

/// While everything is as configured: a plan that finds something to do is not a no-op.
const AFTER: [Work; 2] = [
    Work {
        name: "plan_noop",
        arguments: &["plan", "-no-color", "-input=false", "-detailed-exitcode"],
        peer_ends: &[0],
    },
    Work {
        name: "plan_refresh_only",
        arguments: &[
            "plan",
            "-no-color",
            "-input=false",
            "-refresh-only",
            "-detailed-exitcode",
        ],
        // After a create it finds null tags that became empty ones, and later it says "No changes" and ends
        // with 2 all the same.
        peer_ends: &[0, 2],
    },
];

/// What needs no resources: the size of the executables, and how soon they answer.
pub(super) fn without_resources(packages: &[Package], runs: usize) -> Result<Vec<Record>, Failure> {
    console::heading("spawn to handshake");
    let mut start = |index: usize| handshake::measure(&packages[index]);
    let started = in_turn(packages.len(), runs, &mut start)?;
    Ok(vec![
        binary_size(packages)?,
        Record::of("handshake", "none", runs, started),
    ])
}

/// Every work on one fixture.
pub(super) fn on_fixture(
    ground: &Ground,
    packages: &[Package],
    fixture: &Fixture,
    runs: usize,
) -> Result<Vec<Record>, Failure> {
    console::heading(format_args!("{}: preparing", fixture.name));
    let packages = match fixture.scope {
        Scope::OursRefreshing | Scope::OursUploading => &packages[..1],
        Scope::Peer | Scope::PeerAndTerraformAlone => packages,
    };
    let contenders = packages
        .iter()
        .map(|package| Contender::new(ground, package, fixture));
    let contenders: Vec<Contender> = contenders.collect::<Result<_, _>>()?;
    let mut records = made(fixture, &contenders, runs)?;
    let alone = match fixture.scope {
        Scope::PeerAndTerraformAlone => Some(Contender::terraform_alone(ground, &contenders[0])?),
        Scope::Peer | Scope::OursRefreshing | Scope::OursUploading => None,
    };
    for work in &AFTER {
        records.push(measured(work, fixture, &contenders, alone.as_ref(), runs)?);
    }
    contenders.iter().try_for_each(Contender::clear)?;
    Ok(records)
}

/// Everything exists afterwards; what was measured on the way.
fn made(
    fixture: &Fixture,
    contenders: &[Contender<'_>],
    runs: usize,
) -> Result<Vec<Record>, Failure> {
    let mut records = Vec::new();
    if fixture.scope == Scope::OursRefreshing {
        contenders.iter().try_for_each(Contender::make)?;
        return Ok(records);
    }
    let before = match fixture.scope {
        Scope::OursUploading => &[],
        _ => BEFORE.as_slice(),
    };
    for work in before {
        records.push(measured(work, fixture, contenders, None, runs)?);
    }
    console::heading(format_args!("{}: {}", fixture.name, APPLY.name));
    let mut applied = vec![0; contenders.len()];
    let mut apply = |index: usize| {
        if applied[index] > 0 {
            contenders[index].clear()?;
        }
        applied[index] += 1;
        let figures = contenders[index].measure(APPLY.arguments, APPLY.ends(&contenders[index]))?;
        Ok(figures.uploading(fixture.upload_mib()))
    };
    let figures = in_turn(contenders.len(), runs, &mut apply)?;
    records.push(Record::of(APPLY.name, fixture.name, runs, figures));
    Ok(records)
}

fn measured(
    work: &Work,
    fixture: &Fixture,
    contenders: &[Contender<'_>],
    alone: Option<&Contender<'_>>,
    runs: usize,
) -> Result<Record, Failure> {
    console::heading(format_args!("{}: {}", fixture.name, work.name));
    let all: Vec<&Contender> = contenders.iter().chain(alone).collect();
    let mut run = |index: usize| all[index].measure(work.arguments, work.ends(all[index]));
    let mut figures = in_turn(all.len(), runs, &mut run)?;
    let terraform_alone = alone.and_then(|_| figures.pop());
    Ok(Record {
        terraform_alone,
        ..Record::of(work.name, fixture.name, runs, figures)
    })
}

/// Medians of each contender. Ours, theirs, ours, theirs: whatever else the machine does strikes both.
fn in_turn(
    contenders: usize,
    runs: usize,
    run: &mut dyn FnMut(usize) -> Result<Figures, Failure>,
) -> Result<Vec<Figures>, Failure> {
    let mut figures = vec![Vec::new(); contenders];
    for _ in 0..runs {
        for (index, figures) in figures.iter_mut().enumerate() {
            figures.push(run(index)?);
        }
    }
    Ok(figures.iter().map(|runs| Figures::median(runs)).collect())
}

fn binary_size(packages: &[Package]) -> Result<Record, Failure> {
    let size = |package: &Package| {
        let metadata = std::fs::metadata(&package.binary).map_err(Failure::at(&package.binary))?;
        Ok(Figures {
            binary_bytes: Some(metadata.len()),
            ..Figures::default()
        })
    };
    let sizes = packages.iter().map(size);
    let sizes = sizes.collect::<Result<Vec<_>, Failure>>()?;
    Ok(Record::of("binary_size", "none", 1, sizes))
}
