//! What a create is refused for: one row per rule, each beside a request that is accepted.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod client;

use client::spoiled::{all, check, ebs, express, group, provisioned};
use client::{Client, patched};
use kafkaws_sandbox::Sandbox;
use serde_json::{Value, json};

#[tokio::test]
async fn names_and_tags() {
    let many: serde_json::Map<String, Value> =
        (0..51).map(|n| (format!("k{n}"), "v".into())).collect();
    check(vec![
        (json!({ "clusterName": "-a" }), "clusterName", "1 to 64"),
        (json!({ "clusterName": "a_b" }), "clusterName", "1 to 64"),
        (
            json!({ "clusterName": "a".repeat(65) }),
            "clusterName",
            "1 to 64",
        ),
        (json!({ "tags": many }), "tags", "50 tags"),
        (json!({ "tags": { "aws:x": "" } }), "tags", "reserved"),
        (json!({ "tags": { "a": "v".repeat(257) } }), "tags", "256"),
    ])
    .await;
}

#[tokio::test]
async fn brokers() {
    check(vec![
        (
            provisioned(json!({ "numberOfBrokerNodes": 4 })),
            "numberOfBrokerNodes",
            "multiple",
        ),
        (
            provisioned(json!({ "numberOfBrokerNodes": 0 })),
            "numberOfBrokerNodes",
            "multiple",
        ),
        (
            provisioned(json!({ "numberOfBrokerNodes": 33 })),
            "numberOfBrokerNodes",
            "at most 30",
        ),
        (
            provisioned(json!({ "numberOfBrokerNodes": 63, "kafkaVersion": "3.9.x.kraft" })),
            "numberOfBrokerNodes",
            "at most 60",
        ),
        (
            group(json!({ "instanceType": "kafka.m9.large" })),
            "instanceType",
            "Unsupported",
        ),
        (
            all(&[
                group(json!({ "instanceType": "kafka.m7g.large" })),
                provisioned(json!({ "kafkaVersion": "3.3.1" })),
            ]),
            "instanceType",
            "not supported with Kafka version 3.3.1",
        ),
        (
            all(&[
                group(json!({ "instanceType": "kafka.t3.small" })),
                provisioned(json!({ "kafkaVersion": "3.9.x.kraft" })),
            ]),
            "instanceType",
            "3.9.x.kraft",
        ),
        (
            provisioned(json!({ "rebalancing": { "status": "ACTIVE" } })),
            "rebalancing",
            "Express",
        ),
    ])
    .await;
}

#[tokio::test]
async fn versions() {
    check(vec![
        (
            provisioned(json!({ "kafkaVersion": "9.9.9" })),
            "kafkaVersion",
            "Unsupported",
        ),
        (
            provisioned(json!({ "kafkaVersion": "3.6" })),
            "kafkaVersion",
            "[3.6]",
        ),
        (
            provisioned(json!({ "kafkaVersion": "2.8.1" })),
            "kafkaVersion",
            "Valid values",
        ),
        (
            provisioned(json!({ "kafkaVersion": "4.2.x.kraft" })),
            "kafkaVersion",
            "Standard brokers",
        ),
        (
            all(&[express(), provisioned(json!({ "kafkaVersion": "3.7.x" }))]),
            "kafkaVersion",
            "Express brokers",
        ),
    ])
    .await;
}

#[tokio::test]
async fn storage() {
    let on = |value: i64| json!({ "provisionedThroughput": { "enabled": true, "volumeThroughput": value } });
    let large = || group(json!({ "instanceType": "kafka.m5.4xlarge" }));
    let tiered = || provisioned(json!({ "storageMode": "TIERED" }));
    check(vec![
        (ebs(json!({ "volumeSize": 0 })), "volumeSize", "16384"),
        (ebs(json!({ "volumeSize": 16_385 })), "volumeSize", "16384"),
        (
            ebs(on(250)),
            "provisionedThroughput",
            "not supported for kafka.m5.large",
        ),
        (
            all(&[large(), ebs(on(249))]),
            "provisionedThroughput",
            "between 250 and 593",
        ),
        (
            all(&[large(), ebs(on(594))]),
            "provisionedThroughput",
            "between 250 and 593",
        ),
        (
            all(&[large(), ebs(on(250)), ebs(json!({ "volumeSize": 9 }))]),
            "provisionedThroughput",
            "at least 10 GiB",
        ),
        (
            ebs(json!({ "provisionedThroughput": { "enabled": false, "volumeThroughput": 250 } })),
            "volumeThroughput",
            "off",
        ),
        (
            all(&[tiered(), provisioned(json!({ "kafkaVersion": "3.5.1" }))]),
            "storageMode",
            "Kafka version 3.5.1",
        ),
        (
            all(&[tiered(), group(json!({ "instanceType": "kafka.t3.small" }))]),
            "storageMode",
            "kafka.t3.small",
        ),
        (all(&[express(), tiered()]), "storageMode", "Express"),
        (
            all(&[express(), ebs(json!({ "volumeSize": 100 }))]),
            "storageInfo",
            "Express",
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_name_is_used_once_in_a_region() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = Client::of(&sandbox);
    client.make(&client.request("orders"));
    let again = client.kafka("POST", "/api/v2/clusters", &client.request("orders"));
    assert_eq!((again.status, again.code()), (409, "ConflictException"));
    let elsewhere = Client {
        region: "us-east-1",
        ..client
    };
    elsewhere.make(&elsewhere.request("orders"));
}

#[tokio::test]
async fn nonsense_is_refused_and_not_swallowed() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = Client::of(&sandbox);
    for body in [
        "{",
        "[]",
        r#"{"clusterName":"a"}"#,
        r#"{"clusterName":1,"provisioned":{}}"#,
    ] {
        let answer = client.signed("kafka", "POST", "/api/v2/clusters", body);
        assert_eq!(
            (answer.status, answer.code()),
            (400, "BadRequestException"),
            "{body}"
        );
    }
    let enumeration = patched(
        client.request("a"),
        &provisioned(json!({ "enhancedMonitoring": "EVERYTHING" })),
    );
    assert_eq!(
        client
            .kafka("POST", "/api/v2/clusters", &enumeration)
            .status,
        400
    );
    let large = "x".repeat(11 * 1024 * 1024);
    assert_eq!(
        client
            .signed("kafka", "POST", "/api/v2/clusters", &large)
            .status,
        413
    );
}
