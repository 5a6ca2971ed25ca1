//! Making brokers, side by side.

use futures::stream;
use futures::{FutureExt, StreamExt};
use kafkaws_schema::{Diagnostic, Diagnostics, Path};

use super::crew::{Crew, SIDE_BY_SIDE, of_stack};
use super::spread::subnet_of;
use crate::aws::network::Subnet;
use crate::broker::gate::Mark;
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
    for (id, outcome) in launch(crew, ids, &subnets).await {
        match outcome {
            Ok(seen) => {
                crew.note(id, &seen);
                done.push(id);
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
    if !errors.has_errors() {
        errors = watch(crew, ids).await?;
    }
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
async fn watch(crew: &Crew<'_>, ids: &[i64]) -> Result<Diagnostics, Diagnostics> {
    let gate = crew.gate()?;
    let (gate, none) = (&gate, &std::collections::BTreeSet::new());
    let subjects: Vec<_> = ids.iter().filter_map(|id| crew.subject(*id)).collect();
    let one = |subject| async move { gate.after(&subject, &Mark::default(), none).await };
    let each: Vec<_> = subjects.into_iter().map(one).collect();
    let watched: Vec<_> = stream::iter(each)
        .buffer_unordered(SIDE_BY_SIDE)
        .collect()
        .await;
    let closed = watched.into_iter().filter_map(Result::err);
    Ok(closed.map(|closed| crew.closed(&closed)).collect())
}
