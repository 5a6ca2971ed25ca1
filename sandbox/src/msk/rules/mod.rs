//! What MSK refuses. Each rule is a function of its own, with its source; `[inf]` marks what follows
//! from the sources but stands in none of them.

pub(super) mod brokers;
pub(super) mod configurations;
pub(super) mod connectivity;
pub(super) mod names;
pub(super) mod network;
pub(super) mod security;
pub(super) mod storage;
pub(super) mod tags;
pub(super) mod versions;

use super::broker_type::BrokerType;
use super::cluster::{Cluster, State};
use super::kafka_version::KafkaVersion;
use super::shape::{Provisioned, ProvisionedRequest};
use crate::refusal::Refusal;
use crate::world::Area;

type Verdict = Result<(), Refusal>;

/// Refuses what does not hold, and blames a parameter for it.
fn ensure<M: Into<String>>(holds: bool, parameter: &str, message: impl FnOnce() -> M) -> Verdict {
    match holds {
        true => Ok(()),
        false => Err(Refusal::bad_request(message()).parameter(parameter)),
    }
}

/// What concerns the request of a create, before MSK fills in what it leaves out.
pub(super) fn create(area: &Area, request: &ProvisionedRequest) -> Verdict {
    versions::known(&request.kafka_version)?;
    brokers::known(&request.broker_node_group_info.instance_type)?;
    network::subnets(area, &request.broker_node_group_info.client_subnets)?;
    network::security_groups(area, &request.broker_node_group_info)?;
    connectivity::not_at_create(request.broker_node_group_info.connectivity_info.as_ref())?;
    security::named(request.client_authentication.as_ref())?;
    security::key(request.encryption_info.as_ref())?;
    let (size, version) = found(
        &request.broker_node_group_info.instance_type,
        &request.kafka_version,
    )?;
    storage::express_manages_its_own(size, request)?;
    brokers::rebalancing_is_for_express(size, request.rebalancing.as_ref())?;
    storage::throughput_request(request)?;
    versions::offered(version)?;
    versions::for_kind(size, version)
}

/// What must hold of every cluster, new or changed.
pub(super) fn cluster(area: &Area, spec: &Provisioned) -> Verdict {
    let (size, version) = found(spec.instance_type(), spec.kafka_version())?;
    let subnets = spec.broker_node_group_info.client_subnets.len();
    brokers::count(spec.number_of_broker_nodes, subnets)?;
    brokers::quota(spec.number_of_broker_nodes, version)?;
    brokers::express_needs_three_zones(size, subnets)?;
    versions::for_size(size, version)?;
    storage::volume_size(spec)?;
    storage::throughput(size, spec)?;
    security::authentication_fits_encryption(spec)?;
    let properties = configurations::properties(area, spec)?;
    connectivity::public(area, spec, &properties)?;
    connectivity::across_vpcs(spec)?;
    storage::tiered(size, version, spec, &properties)
}

fn found(
    size: &str,
    version: &str,
) -> Result<(&'static BrokerType, &'static KafkaVersion), Refusal> {
    Ok((brokers::known(size)?, versions::known(version)?))
}

/// Every update needs ACTIVE. Source: developer guide, "Cluster states".
pub(super) fn is_active(cluster: &Cluster) -> Verdict {
    match cluster.state {
        State::Active => Ok(()),
        other => Err(wrong_state(other, "ACTIVE")),
    }
}

pub(super) fn wrong_state(state: State, allowed: &str) -> Refusal {
    let name = state.name();
    Refusal::bad_request(format!(
        "This operation is only valid for resources that are in one of the following states: \
         [{allowed}]. The cluster is in the {name} state."
    ))
    .parameter("clusterArn")
}

/// The optimistic lock. Text: hashicorp/terraform-provider-aws 25061.
pub(super) fn version_is_current(cluster: &Cluster, version: &str) -> Verdict {
    ensure(
        cluster.version == version,
        "currentVersion",
        || "The version of the cluster isn't current. Check the current version and try again.",
    )
}

/// An update that would change nothing is refused, not ignored. Text for volumes:
/// hashicorp/terraform-provider-aws 37043.
pub(super) fn changes_something(before: &Provisioned, after: &Provisioned, what: &str) -> Verdict {
    ensure(before != after, "clusterArn", || {
        format!(
            "The request does not include any updates to {what} of the cluster. \
             Verify the request, then try again."
        )
    })
}
