//! Create requests that were acceptable, until a test spoilt one thing in them.

use kafkaws_sandbox::Sandbox;
use serde_json::{Value, json};

use super::{Client, patched};

/// A change to an acceptable request, the parameter that MSK blames, a part of its message.
pub(crate) type Row = (Value, &'static str, &'static str);

pub(crate) fn provisioned(patch: Value) -> Value {
    json!({ "provisioned": patch })
}

pub(crate) fn group(patch: Value) -> Value {
    provisioned(json!({ "brokerNodeGroupInfo": patch }))
}

pub(crate) fn ebs(patch: Value) -> Value {
    group(json!({ "storageInfo": { "ebsStorageInfo": patch } }))
}

pub(crate) fn all(patches: &[Value]) -> Value {
    patches.iter().fold(json!({}), patched)
}

pub(crate) fn express() -> Value {
    group(json!({ "instanceType": "express.m7g.large", "storageInfo": null }))
}

pub(crate) async fn check(rows: Vec<Row>) {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = Client::of(&sandbox);
    for (patch, parameter, message) in rows {
        let request = patched(client.request("orders"), &patch);
        let answer = client.kafka("POST", "/api/v2/clusters", &request);
        assert_eq!(answer.status, 400, "{patch}: {}", answer.body);
        assert_eq!(answer.code(), "BadRequestException", "{patch}");
        assert_eq!(answer.parameter(), parameter, "{patch}: {}", answer.body);
        assert!(
            answer.message().contains(message),
            "{patch}: {}",
            answer.body
        );
    }
    assert!(sandbox.world().is_empty());
    client.make(&client.request("orders"));
}
