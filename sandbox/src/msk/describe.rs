//! DescribeCluster and ListClusters, both versions.

use serde_json::{Value, json};

use super::cluster::{Cluster, State};
use super::desk::{Answer, Ask, Desk};
use super::kafka_version::KafkaVersion;
use super::{nodes, page};
use crate::refusal::Refusal;

pub(super) fn describe_cluster(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    let region = desk.area.region.clone();
    let cluster = desk.look(ask.arn())?;
    Ok(json!({ "clusterInfo": v1(&region, cluster) }))
}

pub(super) fn describe_cluster_v2(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    let region = desk.area.region.clone();
    let cluster = desk.look(ask.arn())?;
    Ok(json!({ "clusterInfo": v2(&region, cluster) }))
}

pub(super) fn list_clusters(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    list(desk, ask, v1)
}

pub(super) fn list_clusters_v2(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    match ask.query("clusterTypeFilter") {
        None | Some("PROVISIONED") => list(desk, ask, v2),
        // There are no serverless clusters here.
        Some("SERVERLESS") => Ok(json!({ "clusterInfoList": [] })),
        Some(other) => {
            let message = format!("The cluster type {other} is invalid.");
            Err(Refusal::bad_request(message).parameter("clusterTypeFilter"))
        }
    }
}

/// The lists lag behind a create. They show states as they are and move nothing on.
fn list(desk: &mut Desk<'_>, ask: &Ask<'_>, view: fn(&str, &Cluster) -> Value) -> Answer {
    let region = &desk.area.region;
    let prefix = ask.query("clusterNameFilter").unwrap_or_default();
    let listed = desk
        .area
        .clusters
        .values()
        .filter(|cluster| cluster.unlisted == 0 && cluster.name.starts_with(prefix));
    let mut listed: Vec<&Cluster> = listed.collect();
    listed.sort_by(|one, other| one.arn.cmp(&other.arn));
    let answer = page::page(
        ask,
        "clusterInfoList",
        listed,
        |c| c.arn.clone(),
        |c| view(region, c),
    );
    for cluster in desk.area.clusters.values_mut() {
        cluster.unlisted = cluster.unlisted.saturating_sub(1);
    }
    answer
}

fn v2(region: &str, cluster: &Cluster) -> Value {
    let mut info = heading(cluster);
    info["clusterType"] = "PROVISIONED".into();
    info["provisioned"] = provisioned(region, cluster);
    info
}

/// The same members, all on one level.
fn v1(region: &str, cluster: &Cluster) -> Value {
    let mut info = heading(cluster);
    if let (Value::Object(into), Value::Object(from)) = (&mut info, provisioned(region, cluster)) {
        into.extend(from);
    }
    info
}

fn heading(cluster: &Cluster) -> Value {
    let info = cluster.state_info.as_ref();
    json!({
        "activeOperationArn": cluster.running_operation().map(|operation| &operation.arn),
        "clusterArn": cluster.arn,
        "clusterName": cluster.name,
        "creationTime": cluster.created.iso(),
        "currentVersion": cluster.version,
        "state": cluster.state.name(),
        "stateInfo": info.map(|info| json!({ "code": info.code, "message": info.message })),
        "tags": cluster.tags,
    })
}

fn provisioned(region: &str, cluster: &Cluster) -> Value {
    let mut info = serde_json::to_value(&cluster.spec).unwrap_or_default();
    if let Value::Object(members) = &mut info {
        // No call shows it, so that drift in it cannot be seen (hashicorp/aws 49772).
        members.remove("zookeeperAccess");
    }
    // Nothing is shown of TLS that is off, of SASL that nobody ever mentioned, nor of the open
    // cluster that nobody asked for: hashicorp/aws would otherwise plan to take away blocks that
    // nobody wrote.
    let authentication = &cluster.spec.client_authentication;
    if !authentication.is_mentioned() {
        info["clientAuthentication"] = Value::Null;
    } else if !authentication.tls() {
        info["clientAuthentication"]["tls"] = Value::Null;
    }
    info["customerActionStatus"] = "NONE".into();
    if has_zookeeper(cluster) {
        info["zookeeperConnectString"] = nodes::zookeeper(region, cluster, 2181).into();
        info["zookeeperConnectStringTls"] = nodes::zookeeper(region, cluster, 2182).into();
    }
    info
}

/// A KRaft cluster has no such strings, and no cluster has them before it is there.
fn has_zookeeper(cluster: &Cluster) -> bool {
    let kraft = KafkaVersion::find(cluster.spec.kafka_version()).is_some_and(|v| v.is_kraft());
    !kraft && !matches!(cluster.state, State::Creating | State::Failed)
}
