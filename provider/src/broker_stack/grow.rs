//! Making brokers, side by side.

use std::collections::BTreeSet;

use futures::stream;
use futures::{FutureExt, StreamExt};
use kafkaws_schema::{Diagnostic, Diagnostics, Path};

use super::crew::{Crew, SIDE_BY_SIDE, of_stack};
use super::spread::subnet_of;
use crate::aws::network::Subnet;
use crate::broker::gate::{Gate, Mark};
use crate::broker::node::{self, Halt, Why};

/// What became of brokers that were to be made.
#[derive(Debug, Default)]
pub(super) struct Made {
    /// The brokers that are there now, and noted.
    pub(super) done: Vec<i64>,
    /// What did not work.
    pub(super) errors: Option<Diagnostics>,
    /// Whether all of that is merely late: AWS goes on, or Terraform was told to stop.
    pub(super) merely_late: bool,
}

/// Makes these brokers, finishes those that an earlier attempt has begun, and waits until they are well.
pub(super) async fn make(crew: &mut Crew<'_>, ids: &[i64]) -> Result<Made, Diagnostics> {
    let subnets = subnets(crew).await?;
    let (mut errors, mut done) = (Diagnostics::default(), Vec::new());
    let mut merely_late = true;
    let mut made = Vec::new();
    for (id, outcome) in launch(crew, ids, &subnets).await {
        match outcome {
            Ok(seen) => {
                crew.note(id, &seen);
                done.push(id);
                made.push((id, seen));
            }
            Err(halt) => {
                merely_late &= halt.why != Why::Failed;
                // What is somebody else's is not to be destroyed with this stack.
                if let Some(seen) = halt.seen.filter(|seen| halt.ours && !seen.is_nothing()) {
                    crew.note(id, &seen);
                }
                errors.extend(of_stack(halt.errors));
            }
        }
    }
    // Those that came up serve, whatever became of the others.
    errors.extend(watch(crew, made).await?);
    Ok(Made {
        done,
        merely_late,
        errors: errors.has_errors().then_some(errors),
    })
}

async fn subnets(crew: &Crew<'_>) -> Result<Vec<Subnet>, Diagnostic> {
    let ids: Vec<String> = crew
        .stack
        .subnet_ids
        .iter()
        .map(ToString::to_string)
        .collect();
    let found = crew.cloud.network().subnets_by_id(&ids).await;
    found.map_err(|error| {
        error
            .diagnostic("reading the subnets of the brokers")
            .at(Path::root().attribute("subnet_ids"))
    })
}

async fn launch(
    crew: &Crew<'_>,
    ids: &[i64],
    subnets: &[Subnet],
) -> Vec<(i64, Result<node::Seen, Halt>)> {
    let one = |id: i64| async move {
        // What the state has of it was begun by an apply that was cut off, and stays where it is.
        let begun = crew.brokers.get(&id);
        let subnet = match begun.and_then(|broker| broker.subnet_id.clone()) {
            Some(subnet) => subnet,
            None => {
                let place = subnet_of(id, subnets);
                place
                    .map_err(|error| nowhere(id, &error.to_string()))?
                    .id
                    .clone()
            }
        };
        let (wanted, limit) = (crew.wanted(id, &subnet), crew.create_limit());
        match begun {
            Some(_) => Box::pin(node::converge(crew.cx, crew.cloud, &wanted, limit)).await,
            None => Box::pin(node::create(crew.cx, crew.cloud, &wanted, limit)).await,
        }
    };
    let each: Vec<_> = ids
        .iter()
        .copied()
        .map(|id| one(id).map(move |made| (id, made)))
        .collect();
    let mut made: Vec<_> = stream::iter(each)
        .buffer_unordered(SIDE_BY_SIDE)
        .collect()
        .await;
    made.sort_by_key(|(id, _)| *id);
    made
}

fn nowhere(broker_id: i64, why: &str) -> Halt {
    let error = Diagnostic::error(
        format!("Broker {broker_id} has no place"),
        format!("{why}. Name at least one subnet."),
    );
    Halt {
        seen: None,
        ours: true,
        why: Why::Failed,
        errors: error.at(Path::root().attribute("subnet_ids")).into(),
    }
}

/// The gate of every new broker: they come up side by side.
async fn watch(
    crew: &mut Crew<'_>,
    made: Vec<(i64, node::Seen)>,
) -> Result<Diagnostics, Diagnostics> {
    let gate = crew.gate()?;
    let proving = made.into_iter().map(|(id, seen)| {
        let proved = prove(crew, &gate, id, seen);
        proved.map(move |seen| (id, seen))
    });
    let proving: Vec<_> = proving.collect();
    let proved: Vec<_> = stream::iter(proving)
        .buffer_unordered(SIDE_BY_SIDE)
        .collect()
        .await;
    let mut errors = Diagnostics::default();
    for (id, outcome) in proved {
        match outcome {
            Ok(seen) => crew.note(id, &seen),
            Err(error) => errors.push(error),
        }
    }
    Ok(errors)
}

async fn prove(
    crew: &Crew<'_>,
    gate: &Gate<'_>,
    broker_id: i64,
    mut seen: node::Seen,
) -> Result<node::Seen, Diagnostic> {
    if let Some(subject) = crew.subject(broker_id) {
        let (mark, none) = (Mark::default(), BTreeSet::new());
        let after = gate.after(&subject, &mark, &none).await;
        after.map_err(|closed| crew.closed(&closed))?;
    }
    let trusted = node::trust(crew.cloud, &mut seen).await;
    trusted.map_err(|error| crew.refused(broker_id, &error))?;
    Ok(seen)
}
