//! Configurations and their revisions.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod client;

use client::{Client, encode, patched};
use kafkaws_sandbox::Sandbox;
use serde_json::{Value, json};

/// "a=1" and "a=2" in base64.
const ONE: &str = "YT0x";
const TWO: &str = "YT0y";

fn path(arn: &str) -> String {
    format!("/v1/configurations/{}", encode(arn))
}

#[tokio::test]
async fn revisions_are_appended_and_never_change() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = Client::of(&sandbox);
    let arn = client.configuration("conf", "a=1", &["3.6.0"]);
    let body = json!({ "serverProperties": TWO, "description": "second" });
    let updated = client.kafka("PUT", &path(&arn), &body).json();
    assert_eq!(updated["latestRevision"]["revision"], 2);
    let revision = |n: u32| client.get(&format!("{}/revisions/{n}", path(&arn)));
    assert_eq!(
        (
            &revision(1)["serverProperties"],
            &revision(2)["serverProperties"]
        ),
        (&json!(ONE), &json!(TWO))
    );
    let whole = client.get(&path(&arn));
    assert_eq!(
        (&whole["description"], &whole["kafkaVersions"]),
        (&json!("second"), &json!(["3.6.0"]))
    );
    let list = client.get(&format!("{}/revisions?maxResults=1", path(&arn)));
    assert!(list["nextToken"].is_string());
    assert_eq!(
        client.get("/v1/configurations")["configurations"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn fifty_revisions_and_no_more() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = Client::of(&sandbox);
    let arn = client.configuration("conf", "a=1", &[]);
    let body = json!({ "serverProperties": ONE });
    for number in 2..=50 {
        assert_eq!(
            client.kafka("PUT", &path(&arn), &body).status,
            200,
            "revision {number}"
        );
    }
    let refused = client.kafka("PUT", &path(&arn), &body);
    assert!(
        refused.message().contains("up to 50 revisions"),
        "{}",
        refused.body
    );
}

#[tokio::test]
async fn names_are_used_once_and_contents_are_judged() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = Client::of(&sandbox);
    client.configuration("conf", "a=1", &[]);
    let create = |body: Value| client.kafka("POST", "/v1/configurations", &body);
    let again = create(json!({ "name": "conf", "serverProperties": ONE }));
    assert_eq!((again.status, again.code()), (409, "ConflictException"));
    let rows = [
        (json!({ "name": "a b", "serverProperties": ONE }), "name"),
        (
            json!({ "name": "a", "serverProperties": "%" }),
            "serverProperties",
        ),
        // "listeners=x"
        (
            json!({ "name": "a", "serverProperties": "bGlzdGVuZXJzPXg=" }),
            "serverProperties",
        ),
        (
            json!({ "name": "a", "serverProperties": ONE, "kafkaVersions": ["9"] }),
            "kafkaVersion",
        ),
    ];
    for (body, parameter) in rows {
        let answer = create(body);
        assert_eq!(
            (answer.status, answer.parameter().as_str()),
            (400, parameter),
            "{}",
            answer.body
        );
    }
}

#[tokio::test]
async fn what_does_not_exist_is_a_bad_request_and_not_404() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = Client::of(&sandbox);
    let arn = client
        .configuration("conf", "a=1", &[])
        .replace("/conf/", "/fnoc/");
    let missing = client.kafka("GET", &path(&arn), &Value::Null);
    assert_eq!(
        (missing.status, missing.code()),
        (400, "BadRequestException")
    );
    assert!(
        missing
            .message()
            .contains("Configuration ARN does not exist")
    );
}

#[tokio::test]
async fn a_configuration_in_use_stays() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = Client::of(&sandbox);
    let arn = client.configuration("conf", "a=1", &[]);
    let info = json!({ "configurationInfo": { "arn": arn, "revision": 1 } });
    let cluster = client.make(&patched(
        client.request("orders"),
        &json!({ "provisioned": info }),
    ));
    let refused = client.kafka("DELETE", &path(&arn), &Value::Null);
    assert!(
        refused.message().contains("in use by one or more clusters"),
        "{}",
        refused.body
    );
    client.kafka(
        "DELETE",
        &format!("/v1/clusters/{}", encode(&cluster)),
        &Value::Null,
    );
    client.cluster(&cluster);
    client.kafka(
        "GET",
        &format!("/v1/clusters/{}", encode(&cluster)),
        &Value::Null,
    );
    assert_eq!(
        client.kafka("DELETE", &path(&arn), &Value::Null).json()["state"],
        "DELETING"
    );
    assert!(sandbox.world().is_empty());
}
