//! CloudWatch: GetMetricData for MSK's PartitionCount.

use crate::gateway::Asked;
use crate::http::{Reply, Request};
use crate::refusal::Refusal;
use crate::world::World;

pub(crate) fn identify(_: &Request) -> (String, Option<String>) {
    ("GetMetricData".to_owned(), None)
}

pub(crate) fn answer(_: &mut World, _: &Asked, _: &Request) -> Result<Reply, Refusal> {
    Err(Refusal::not_simulated("CloudWatch yet"))
}

pub(crate) fn refuse(refusal: &Refusal) -> Reply {
    crate::sts::refuse(refusal)
}
