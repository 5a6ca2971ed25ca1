//! CreateCluster and CreateClusterV2.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::cluster::{Cluster, State, Then};
use super::desk::{Answer, Ask, Desk};
use super::shape::ProvisionedRequest;
use super::{defaults, nodes, rules};
use crate::id;
use crate::refusal::Refusal;

/// What a create takes on AWS: "can take up to 30 minutes", usually 20.
const SECONDS: u64 = 20 * 60;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Named {
    cluster_name: String,
    tags: Option<BTreeMap<String, String>>,
}

#[derive(Debug, Deserialize)]
struct CreateClusterV2Request {
    provisioned: Option<ProvisionedRequest>,
    serverless: Option<Value>,
}

pub(super) fn create_cluster(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    let (named, request) = (ask.body::<Named>()?, ask.body::<ProvisionedRequest>()?);
    create(desk, named, request, false)
}

pub(super) fn create_cluster_v2(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    let (named, request) = (ask.body::<Named>()?, ask.body::<CreateClusterV2Request>()?);
    match (request.provisioned, request.serverless) {
        (Some(provisioned), None) => create(desk, named, provisioned, true),
        (None, Some(_)) => Err(Refusal::not_simulated("serverless clusters")),
        _ => {
            let message = "Specify either provisioned or serverless, and not both.";
            Err(Refusal::bad_request(message))
        }
    }
}

fn create(desk: &mut Desk<'_>, named: Named, request: ProvisionedRequest, v2: bool) -> Answer {
    let Named {
        cluster_name: name,
        tags,
    } = named;
    let tags = tags.unwrap_or_default();
    rules::names::check(&name, "clusterName")?;
    rules::tags::check(&BTreeMap::new(), &tags)?;
    unused(desk, &name)?;
    rules::create(desk.area, &request)?;
    let spec = defaults::fill_in(desk.area, request);
    rules::cluster(desk.area, &spec)?;
    let arn = desk.area.kafka_arn("cluster", &name, &id::msk_uuid());
    let mut cluster = Cluster::new(arn.clone(), name.clone(), spec, desk.now);
    cluster.tags = tags;
    cluster.unlisted = desk.list_lag;
    cluster.brokers = nodes::place(desk.area, &cluster, desk.now);
    cluster.enter(State::Creating, desk.now, SECONDS, Then::Active);
    desk.area.clusters.insert(arn.clone(), cluster);
    let kind = v2.then_some("PROVISIONED");
    Ok(json!({
        "clusterArn": arn, "clusterName": name, "state": "CREATING", "clusterType": kind,
    }))
}

/// Names are unique in an account and a region. There is no client token: a create that is sent
/// again after a lost response meets this.
fn unused(desk: &Desk<'_>, name: &str) -> Result<(), Refusal> {
    match desk
        .area
        .clusters
        .values()
        .any(|cluster| cluster.name == name)
    {
        false => Ok(()),
        true => {
            let message = "A resource with this name already exists.";
            Err(Refusal::conflict(message).parameter("clusterName"))
        }
    }
}
