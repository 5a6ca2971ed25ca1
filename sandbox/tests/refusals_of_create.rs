//! What a create is refused for: one row per rule, each beside a request that is accepted.

// A helper that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod client;

use client::{Client, patched};
use kafkaws_sandbox::Sandbox;
use serde_json::{Value, json};

/// A change to an acceptable request, the parameter that MSK blames, a part of its message.
type Row = (Value, &'static str, &'static str);

fn provisioned(patch: Value) -> Value {
    json!({ "provisioned": patch })
}

fn group(patch: Value) -> Value {
    provisioned(json!({ "brokerNodeGroupInfo": patch }))
}

fn ebs(patch: Value) -> Value {
    group(json!({ "storageInfo": { "ebsStorageInfo": patch } }))
}

fn all(patches: &[Value]) -> Value {
    patches.iter().fold(json!({}), patched)
}

fn express() -> Value {
    group(json!({ "instanceType": "express.m7g.large", "storageInfo": null }))
}

async fn check(rows: Vec<Row>) {
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
async fn security() {
    let auth = |patch: Value| provisioned(json!({ "clientAuthentication": patch }));
    let transit =
        |patch: Value| provisioned(json!({ "encryptionInfo": { "encryptionInTransit": patch } }));
    let iam = || auth(json!({ "sasl": { "iam": { "enabled": true } } }));
    let scram = || auth(json!({ "sasl": { "scram": { "enabled": true } } }));
    let authority = "arn:aws:acm-pca:eu-west-1:123456789012:certificate-authority/a";
    let tls = || auth(json!({ "tls": { "certificateAuthorityArnList": [authority] } }));
    check(vec![
        (
            auth(json!({ "unauthenticated": { "enabled": false } })),
            "clientAuthentication",
            "At least one",
        ),
        (
            all(&[iam(), transit(json!({ "clientBroker": "PLAINTEXT" }))]),
            "clientBroker",
            "SASL",
        ),
        (
            all(&[scram(), transit(json!({ "clientBroker": "TLS_PLAINTEXT" }))]),
            "clientBroker",
            "SASL",
        ),
        (
            all(&[tls(), transit(json!({ "clientBroker": "PLAINTEXT" }))]),
            "clientBroker",
            "TLS",
        ),
        (
            all(&[iam(), transit(json!({ "inCluster": false }))]),
            "inCluster",
            "inside the cluster",
        ),
        (
            auth(json!({ "tls": { "enabled": true } })),
            "certificateAuthorityArnList",
            "at least one",
        ),
        (
            auth(json!({ "tls": { "certificateAuthorityArnList": ["a"] } })),
            "certificateAuthorityArnList",
            "invalid",
        ),
        (
            provisioned(
                json!({ "encryptionInfo": { "encryptionAtRest": { "dataVolumeKMSKeyId": "k" } } }),
            ),
            "dataVolumeKMSKeyId",
            "invalid",
        ),
    ])
    .await;
}

#[tokio::test]
async fn network() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let first = Client::of(&sandbox).subnets()[0].clone();
    let access = json!({ "publicAccess": { "type": "SERVICE_PROVIDED_EIPS" } });
    let vpc =
        json!({ "vpcConnectivity": { "clientAuthentication": { "tls": { "enabled": true } } } });
    check(vec![
        (
            group(json!({ "clientSubnets": [first] })),
            "clientSubnets",
            "either two or three",
        ),
        (
            group(json!({ "clientSubnets": [first, first] })),
            "clientSubnets",
            "different",
        ),
        (
            group(json!({ "clientSubnets": [first, "subnet-1"] })),
            "clientSubnets",
            "does not exist",
        ),
        (
            group(json!({ "securityGroups": ["sg-1"] })),
            "securityGroups",
            "does not exist",
        ),
        (
            group(json!({ "connectivityInfo": access })),
            "publicAccess",
            "When creating a cluster",
        ),
        (
            group(json!({ "connectivityInfo": vpc })),
            "vpcConnectivity",
            "When creating a cluster",
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_configuration_must_exist_and_fit() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = Client::of(&sandbox);
    let compacting = client.configuration("compact", "log.cleanup.policy=compact", &[]);
    let other = client.configuration("other", "", &["3.9.x"]);
    let with = |arn: &str, revision: i64| {
        provisioned(json!({ "configurationInfo": { "arn": arn, "revision": revision } }))
    };
    let tiered = provisioned(json!({ "storageMode": "TIERED" }));
    let rows = [
        (with(&compacting, 2), "Revision 2"),
        (
            with(&compacting.replace("compact", "x"), 1),
            "does not exist",
        ),
        (with(&other, 1), "not compatible with Kafka version 3.6.0"),
        (
            all(&[with(&compacting, 1), tiered]),
            "log.cleanup.policy=delete",
        ),
    ];
    for (patch, message) in rows {
        let request = patched(client.request("orders"), &patch);
        let answer = client.kafka("POST", "/api/v2/clusters", &request);
        assert_eq!(answer.status, 400, "{patch}");
        assert!(answer.message().contains(message), "{}", answer.body);
    }
    client.make(&patched(client.request("orders"), &with(&compacting, 1)));
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
