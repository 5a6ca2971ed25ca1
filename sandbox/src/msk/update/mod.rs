//! The updates of a cluster. All go the same way: the cluster is ACTIVE, the version is current, the
//! change is one, the rules allow it; then it runs as an operation, and the cluster is UPDATING.

mod brokers;
mod connectivity;
mod monitoring;
mod security;
mod software;
mod storage;

pub(super) use brokers::{broker_count, broker_type, rebalancing, reboot_broker};
pub(super) use connectivity::connectivity;
pub(super) use monitoring::monitoring;
pub(super) use security::security;
pub(super) use software::{configuration, kafka_version};
pub(super) use storage::{broker_storage, storage};

use serde::Deserialize;
use serde_json::{Value, json};

use super::cluster::{Broker, Cluster, State, Then};
use super::desk::{Answer, Ask, Desk};
use super::operation::{Operation, differences};
use super::shape::Provisioned;
use super::{nodes, operations, rules};
use crate::clock::Timestamp;
use crate::refusal::Refusal;
use crate::world::Area;

/// What an update makes of a cluster.
struct Change {
    /// The operation's type.
    kind: &'static str,
    /// What the refusal names when nothing changes.
    what: &'static str,
    /// How long it takes on AWS.
    seconds: u64,
    spec: Provisioned,
    brokers: Vec<Broker>,
}

impl Change {
    fn of(cluster: &Cluster, kind: &'static str, what: &'static str, seconds: u64) -> Self {
        let (spec, brokers) = (cluster.spec.clone(), cluster.brokers.clone());
        Self {
            kind,
            what,
            seconds,
            spec,
            brokers,
        }
    }
}

/// Brokers are changed one after the other: so many seconds each, for a rolling restart.
fn rolling(cluster: &Cluster, seconds: u64) -> u64 {
    seconds * u64::try_from(cluster.brokers.len()).unwrap_or(1)
}

/// What every update's body has.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Versioned {
    current_version: String,
}

/// Runs an update, or refuses it.
fn run(
    desk: &mut Desk<'_>,
    ask: &Ask<'_>,
    change: impl FnOnce(&Area, &Cluster, Timestamp) -> Result<Change, Refusal>,
) -> Answer {
    let (arn, versioned) = (ask.arn(), ask.body::<Versioned>()?);
    let cluster = desk.cluster(arn)?.clone();
    rules::is_active(&cluster)?;
    rules::version_is_current(&cluster, &versioned.current_version)?;
    let change = change(desk.area, &cluster, desk.now)?;
    rules::changes_something(&cluster.spec, &change.spec, change.what)?;
    rules::cluster(desk.area, &change.spec)?;
    let now = desk.now;
    let cluster = desk.cluster(arn)?;
    let operation = start(cluster, &change, now);
    let then = Then::Updated(Box::new(change.spec), change.brokers);
    cluster.enter(State::Updating, now, change.seconds, then);
    Ok(json!({ "clusterArn": arn, "clusterOperationArn": operation }))
}

fn start(cluster: &mut Cluster, change: &Change, now: Timestamp) -> String {
    let arn = operations::arn(&cluster.arn);
    let mut target = differences(&change.spec, &cluster.spec);
    count_update(&mut target, &cluster.brokers, &change.brokers);
    cluster.operations.push(Operation {
        arn: arn.clone(),
        kind: change.kind.to_owned(),
        state: "PENDING".to_owned(),
        started: now,
        ended: None,
        source: differences(&cluster.spec, &change.spec),
        target,
        error: None,
    });
    arn
}

/// Which brokers come and go.
fn count_update(target: &mut Value, before: &[Broker], after: &[Broker]) {
    let only = |these: &[Broker], those: &[Broker]| -> Vec<u32> {
        let ids = these.iter().map(|broker| broker.id);
        ids.filter(|id| !those.iter().any(|other| other.id == *id))
            .collect()
    };
    let (created, deleted) = (only(after, before), only(before, after));
    if !created.is_empty() || !deleted.is_empty() {
        target["brokerCountUpdateInfo"] =
            json!({ "createdBrokerIds": created, "deletedBrokerIds": deleted });
    }
}

/// The brokers for a spec's number: kept, added at the end, or taken away by id.
fn resized(
    area: &Area,
    cluster: &Cluster,
    spec: &Provisioned,
    gone: &[u32],
    now: Timestamp,
) -> Vec<Broker> {
    let mut after = cluster.clone();
    after.spec = spec.clone();
    after.brokers.retain(|broker| !gone.contains(&broker.id));
    nodes::place(area, &after, now)
}
