//! Cluster policies, and the SCRAM secrets of a cluster, which has none here.

use serde::Deserialize;
use serde_json::{Value, json};

use super::cluster::Policy;
use super::desk::{Answer, Ask, Desk};
use crate::id;
use crate::refusal::Refusal;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct PutClusterPolicyRequest {
    policy: String,
    current_version: Option<String>,
}

pub(super) fn get(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    let cluster = desk.cluster(ask.arn())?;
    let policy = cluster.policy.as_ref().ok_or_else(missing)?;
    Ok(json!({ "currentVersion": policy.version, "policy": policy.text }))
}

pub(super) fn put(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    let request: PutClusterPolicyRequest = ask.body()?;
    if serde_json::from_str::<Value>(&request.policy).is_err() {
        let message = "The policy is not valid JSON.";
        return Err(Refusal::bad_request(message).parameter("policy"));
    }
    let cluster = desk.cluster(ask.arn())?;
    // hashicorp/terraform-provider-aws 35538.
    if cluster.policy.as_ref().map(|policy| &policy.version) != request.current_version.as_ref() {
        let message = "Current cluster policy version needed for Update.";
        return Err(Refusal::bad_request(message).parameter("currentVersion"));
    }
    let version = id::msk_version();
    cluster.policy = Some(Policy {
        text: request.policy,
        version: version.clone(),
    });
    Ok(json!({ "currentVersion": version }))
}

pub(super) fn delete(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    let cluster = desk.cluster(ask.arn())?;
    cluster.policy.take().map(|_| json!({})).ok_or_else(missing)
}

pub(super) fn list_scram_secrets(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    desk.cluster(ask.arn())?;
    Ok(json!({ "secretArnList": [] }))
}

fn missing() -> Refusal {
    Refusal::not_found("The cluster policy does not exist.").parameter("clusterArn")
}
