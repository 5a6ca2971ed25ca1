//! What a create is refused for in its security, its network and its configuration.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod client;

use client::spoiled::{all, check, group, provisioned};
use client::{Client, patched};
use kafkaws_sandbox::Sandbox;
use serde_json::{Value, json};

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
