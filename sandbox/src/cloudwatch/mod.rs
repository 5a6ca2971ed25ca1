//! CloudWatch: GetMetricData, for the metrics that MSK publishes about partitions.

mod cbor;
mod item;
mod metric_data;
mod protocol;

use crate::gateway::Asked;
use crate::http::{Reply, Request};
use crate::refusal::Refusal;
use crate::world::World;

use protocol::Protocol;

/// The operation, and the cluster whose metrics are asked for.
pub(crate) fn identify(request: &Request) -> (String, Option<String>) {
    let protocol = Protocol::of(request);
    let input = protocol.read(request).unwrap_or_default();
    (protocol.operation(request), metric_data::cluster_in(&input))
}

pub(crate) fn answer(
    world: &mut World,
    asked: &Asked,
    request: &Request,
) -> Result<Reply, Refusal> {
    let protocol = Protocol::of(request);
    if asked.operation != "GetMetricData" {
        return Err(Refusal::not_simulated(&format!(
            "CloudWatch's {}",
            asked.operation
        )));
    }
    let input = protocol.read(request)?;
    let area = world.area(&asked.caller.account, &asked.caller.region);
    let output = metric_data::get(area, &input)?;
    Ok(protocol.reply(&asked.operation, &output))
}

/// A refusal in the protocol of the request.
pub(crate) fn refuse(refusal: &Refusal, request: &Request) -> Reply {
    Protocol::of(request).refuse(refusal)
}
