//! Cluster operations: lists and details. Looking at an operation is looking at its cluster.

use serde_json::{Value, json};

use super::desk::{Answer, Ask, Desk, check_arn};
use super::operation::Operation;
use super::page;
use crate::refusal::Refusal;

pub(super) fn list(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    listed(desk, ask, Operation::v1)
}

pub(super) fn list_v2(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    listed(desk, ask, Operation::v2_summary)
}

pub(super) fn describe(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    described(desk, ask, Operation::v1)
}

pub(super) fn describe_v2(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    described(desk, ask, Operation::v2)
}

type View = fn(&Operation, &str) -> Value;

/// Newest first.
fn listed(desk: &mut Desk<'_>, ask: &Ask<'_>, view: View) -> Answer {
    let cluster = desk.look(ask.arn())?;
    let numbered = cluster.operations.iter().rev().enumerate();
    page::page(
        ask,
        "clusterOperationInfoList",
        numbered,
        |(n, _)| format!("{n:05}"),
        |(_, o)| view(o, &cluster.arn),
    )
}

fn described(desk: &mut Desk<'_>, ask: &Ask<'_>, view: View) -> Answer {
    let arn = ask.arn();
    check_arn(arn, "cluster-operation", "clusterOperationArn")?;
    let cluster = cluster_of(arn);
    let missing = || {
        let message = format!("The cluster operation {arn} does not exist.");
        Refusal::not_found(message).parameter("clusterOperationArn")
    };
    let cluster = desk.look(&cluster).map_err(|_| missing())?;
    let operation = cluster
        .operations
        .iter()
        .find(|operation| operation.arn == arn);
    let operation = operation.ok_or_else(missing)?;
    Ok(json!({ "clusterOperationInfo": view(operation, &cluster.arn) }))
}

/// An operation's ARN is its cluster's, with one more part.
fn cluster_of(arn: &str) -> String {
    let cluster = arn.rsplit_once('/').map_or(arn, |(cluster, _)| cluster);
    cluster.replacen(":cluster-operation/", ":cluster/", 1)
}

/// The ARN of a cluster's next operation.
pub(super) fn arn(cluster: &str) -> String {
    let start = cluster.replacen(":cluster/", ":cluster-operation/", 1);
    format!("{start}/{}", uuid::Uuid::new_v4())
}
