//! Looking at a stack: at its brokers in the walk's listing, without a call for each.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kafkaws_plugin::{Cx, Found, State};
use kafkaws_schema::Diagnostics;

use super::Stack;
use super::drift::{Drifted, drifted};
use super::entry::entry;
use super::ids::{BrokerIds, StackId};
use super::model::BrokerStack;
use super::outputs::{OUTDATED, Outputs, by_id};
use super::wanted::identity;
use crate::aws::cloud::Cloud;
use crate::aws::error::{AwsError, AwsErrorKind};
use crate::aws::fleet::Seen;
use crate::broker::node::Health;
use crate::broker::tags::STACK;
use crate::reading::{UNCONFIGURED, not_looked_at, stands_in_the_way};

pub(super) async fn read(cx: &Cx<Cloud>, prior: State<Stack>) -> Result<Found<Stack>, Diagnostics> {
    let stack = &prior.inputs;
    let what = format!("The stack {}", id(stack));
    let doing = format!("reading the stack {}", id(stack));
    let Some(cloud) = cx.try_cloud() else {
        return Ok(not_looked_at(prior, &what, UNCONFIGURED));
    };
    let there = prior.outputs.brokers.clone().unwrap_or_default();
    let known: BTreeSet<i64> = by_id(&there).into_keys().collect();
    match brokers(cloud, stack, &known).await {
        Ok(found) if found.is_empty() => Ok(Found::Gone),
        Ok(found) => Ok(Found::State(
            state(cloud, &prior, &found),
            Diagnostics::default(),
        )),
        Err(error) if error.kind == AwsErrorKind::NotConfigured => {
            Ok(not_looked_at(prior, &what, &error.message))
        }
        Err(error) => Err(stands_in_the_way(&error, &doing).into()),
    }
}

/// The brokers of the stack: those that the state knows, and those with ids of its range that an apply which was cut off has
/// begun.
pub(super) async fn brokers(
    cloud: &Cloud,
    stack: &BrokerStack,
    known: &BTreeSet<i64>,
) -> Result<BTreeMap<i64, Arc<Seen>>, AwsError> {
    let mut found = BTreeMap::new();
    for broker_id in known {
        if let Some(seen) = cloud.fleet().find(&identity(stack, *broker_id)).await? {
            found.insert(*broker_id, seen);
        }
    }
    for (broker_id, seen) in of_range(cloud, &stack.cluster_name, stack.broker_ids).await? {
        found.entry(broker_id).or_insert(seen);
    }
    Ok(found)
}

/// The brokers that are tagged as those of a stack.
pub(super) async fn of_range(
    cloud: &Cloud,
    cluster: &str,
    range: BrokerIds,
) -> Result<BTreeMap<i64, Arc<Seen>>, AwsError> {
    let mut found = cloud.fleet().of_cluster(cluster).await?;
    found.retain(|broker_id, seen| range.contains(*broker_id) && is_of(range, seen));
    Ok(found)
}

/// A broker by itself may have an id of the range: it is `kafkaws_broker`'s.
fn is_of(range: BrokerIds, seen: &Seen) -> bool {
    let range = range.to_string();
    seen.tagged()
        .any(|(_, tags)| tags.get(STACK) == Some(&range))
}

fn state(cloud: &Cloud, prior: &State<Stack>, found: &BTreeMap<i64, Arc<Seen>>) -> State<Stack> {
    let Drifted {
        inputs,
        tags_all,
        outdated,
    } = drifted(cloud, prior, found);
    let shown = |(id, seen): (&i64, &Arc<Seen>)| {
        let mut entry = entry(&prior.inputs, seen);
        if outdated.contains(id) && entry.health == Health::Ok.as_str() {
            entry.health = OUTDATED.to_owned();
        }
        (*id, entry)
    };
    let brokers = found.iter().map(shown).collect();
    State {
        outputs: Outputs::of(id(&inputs).to_string(), brokers, Some(tags_all)),
        inputs,
        private: (),
    }
}

pub(super) fn id(stack: &BrokerStack) -> StackId {
    StackId {
        cluster: stack.cluster_name.clone(),
        ids: stack.broker_ids,
    }
}
