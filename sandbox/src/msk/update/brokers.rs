//! UpdateBrokerCount, UpdateBrokerType, UpdateRebalancing, RebootBroker.

use serde::Deserialize;
use serde_json::json;

use super::{Change, resized, rolling, run, start};
use crate::msk::cluster::{State, Then};
use crate::msk::desk::{Answer, Ask, Desk};
use crate::msk::rules;
use crate::msk::shape::Rebalancing;
use crate::refusal::Refusal;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct UpdateBrokerCountRequest {
    target_number_of_broker_nodes: i64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct UpdateBrokerTypeRequest {
    target_instance_type: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct UpdateRebalancingRequest {
    rebalancing: Rebalancing,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RebootBrokerRequest {
    broker_ids: Vec<String>,
}

pub(in crate::msk) fn broker_count(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    let request: UpdateBrokerCountRequest = ask.body()?;
    let target = request.target_number_of_broker_nodes;
    run(desk, ask, |area, cluster, now| {
        let fewer = target < cluster.spec.number_of_broker_nodes;
        let kind = if fewer {
            "DECREASE_BROKER_COUNT"
        } else {
            "INCREASE_BROKER_COUNT"
        };
        let mut change = Change::of(cluster, kind, "the number of broker nodes", 15 * 60);
        change.spec.number_of_broker_nodes = target;
        rules::changes_something(&cluster.spec, &change.spec, change.what)?;
        rules::brokers::count(
            target,
            cluster.spec.broker_node_group_info.client_subnets.len(),
        )?;
        rules::brokers::count_change(cluster, target)?;
        let gone = if fewer {
            rules::brokers::removable(cluster)?
        } else {
            Vec::new()
        };
        change.brokers = resized(area, cluster, &change.spec, &gone, now);
        Ok(change)
    })
}

pub(in crate::msk) fn broker_type(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    let request: UpdateBrokerTypeRequest = ask.body()?;
    run(desk, ask, |_, cluster, _| {
        let from = rules::brokers::known(cluster.spec.instance_type())?;
        let to = rules::brokers::known(&request.target_instance_type)?;
        rules::brokers::type_change(from, to)?;
        // Growing is never refused for its partitions: it is the way out of having too many.
        if to.partitions < from.partitions || to.rank < from.rank {
            rules::brokers::partitions_fit(cluster, to)?;
        }
        let seconds = rolling(cluster, 12 * 60);
        let mut change = Change::of(cluster, "UPDATE_BROKER_TYPE", "the broker type", seconds);
        change.spec.broker_node_group_info.instance_type = to.name.to_owned();
        Ok(change)
    })
}

pub(in crate::msk) fn rebalancing(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    let request: UpdateRebalancingRequest = ask.body()?;
    if request.rebalancing.status.is_none() {
        let message = "Specify the status of rebalancing.";
        return Err(Refusal::bad_request(message).parameter("rebalancing"));
    }
    run(desk, ask, |_, cluster, _| {
        let size = rules::brokers::known(cluster.spec.instance_type())?;
        rules::brokers::rebalancing_is_for_express(size, Some(&request.rebalancing))?;
        let mut change = Change::of(cluster, "UPDATE_REBALANCING", "rebalancing", 5 * 60);
        change.spec.rebalancing = Some(request.rebalancing);
        Ok(change)
    })
}

/// Needs no version, and leaves it as it is.
pub(in crate::msk) fn reboot_broker(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    let request: RebootBrokerRequest = ask.body()?;
    let now = desk.now;
    let cluster = desk.cluster(ask.arn())?;
    rules::is_active(cluster)?;
    let refuse = |message: String| Err(Refusal::bad_request(message).parameter("brokerIds"));
    let [id] = &request.broker_ids[..] else {
        // Source: API reference, RebootBroker.
        return refuse("You can reboot one broker at a time.".into());
    };
    if !cluster
        .brokers
        .iter()
        .any(|broker| broker.id.to_string() == *id)
    {
        return refuse(format!("The broker {id} does not exist."));
    }
    let change = Change::of(cluster, "REBOOT_NODE", "brokers", 5 * 60);
    let operation = start(cluster, &change, now);
    cluster.enter(State::RebootingBroker, now, change.seconds, Then::Active);
    Ok(json!({ "clusterArn": cluster.arn, "clusterOperationArn": operation }))
}
