//! Tags of clusters. Configurations have none.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::desk::{Answer, Ask, Desk};
use super::rules;
use crate::refusal::Refusal;

#[derive(Debug, Deserialize)]
struct TagResourceRequest {
    tags: BTreeMap<String, String>,
}

pub(super) fn list(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    Ok(json!({ "tags": desk.cluster(ask.arn())?.tags }))
}

pub(super) fn tag(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    let request: TagResourceRequest = ask.body()?;
    let cluster = desk.cluster(ask.arn())?;
    rules::tags::check(&cluster.tags, &request.tags)?;
    cluster.tags.extend(request.tags);
    Ok(Value::Null)
}

pub(super) fn untag(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    let keys: Vec<&String> = ask
        .query
        .iter()
        .filter(|(name, _)| name == "tagKeys")
        .map(|(_, key)| key)
        .collect();
    if keys.is_empty() {
        return Err(Refusal::bad_request("Specify at least one tag key.").parameter("tagKeys"));
    }
    let cluster = desk.cluster(ask.arn())?;
    cluster.tags.retain(|key, _| !keys.contains(&key));
    Ok(Value::Null)
}
