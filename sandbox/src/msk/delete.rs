//! DeleteCluster.

use serde_json::json;

use super::cluster::{State, Then};
use super::desk::{Answer, Ask, Desk};
use super::rules;
use crate::refusal::Refusal;

/// A delete takes some minutes on AWS.
const SECONDS: u64 = 5 * 60;

pub(super) fn delete_cluster(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    let now = desk.now;
    let cluster = desk.cluster(ask.arn())?;
    deletable(cluster.state)?;
    if let Some(version) = ask.query("currentVersion") {
        rules::version_is_current(cluster, version)?;
    }
    cluster.enter(State::Deleting, now, SECONDS, Then::Gone);
    Ok(json!({ "clusterArn": cluster.arn, "state": "DELETING" }))
}

/// ACTIVE, or FAILED, for which it is the only call allowed. hashicorp/terraform-provider-aws 21918:
/// a HEALING, MAINTENANCE or UPDATING cluster refuses.
fn deletable(state: State) -> Result<(), Refusal> {
    match state {
        State::Active | State::Failed => Ok(()),
        _ => Err(rules::wrong_state(state, "ACTIVE, FAILED")),
    }
}
