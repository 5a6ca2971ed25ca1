//! States, lists, bootstrap strings, operations: how a cluster lives when nothing goes wrong.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod client;

use std::time::Duration;

use client::{Client, encode, patched};
use kafkaws_sandbox::{Clock, Sandbox};
use serde_json::{Value, json};

fn state(client: &Client, arn: &str) -> String {
    client.cluster(arn)["state"].as_str().unwrap().to_owned()
}

fn create(client: &Client, name: &str) -> String {
    let answer = client.kafka("POST", "/api/v2/clusters", &client.request(name));
    answer.json()["clusterArn"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn looking_at_a_cluster_moves_that_cluster_and_no_other() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = Client::of(&sandbox);
    let (one, other) = (create(&client, "one"), create(&client, "other"));
    assert_eq!(state(&client, &one), "CREATING");
    assert_eq!(state(&client, &one), "ACTIVE");
    assert_eq!(state(&client, &other), "CREATING");
    let path = format!("/v1/clusters/{}", encode(&one));
    let deleted = client.kafka("DELETE", &path, &Value::Null);
    assert_eq!(deleted.json()["state"], "DELETING");
    assert_eq!(state(&client, &one), "DELETING");
    let gone = client.kafka("GET", &path, &Value::Null);
    assert_eq!((gone.status, gone.code()), (404, "NotFoundException"));
}

#[tokio::test]
async fn with_the_real_clock_only_time_moves_anything() {
    let sandbox = Sandbox::builder().clock(Clock::Real).start().await.unwrap();
    let client = Client::of(&sandbox);
    let arn = create(&client, "slow");
    for _ in 0..10 {
        assert_eq!(state(&client, &arn), "CREATING");
    }
}

#[tokio::test]
async fn time_that_passes_finishes_what_is_due() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = Client::of(&sandbox);
    let arn = create(&client, "slow");
    sandbox.world().advance(Duration::from_secs(20 * 60));
    assert_eq!(state(&client, &arn), "ACTIVE");
}

#[tokio::test]
async fn what_is_left_out_comes_back_filled_in() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = Client::of(&sandbox);
    let cluster = client.cluster(&client.make(&client.request("minimal")));
    let spec = &cluster["provisioned"];
    let group = &spec["brokerNodeGroupInfo"];
    assert_eq!(group["securityGroups"].as_array().unwrap().len(), 1);
    assert_eq!(group["zoneIds"].as_array().unwrap().len(), 3);
    assert_eq!(
        group["connectivityInfo"]["publicAccess"]["type"],
        "DISABLED"
    );
    assert_eq!(
        spec["encryptionInfo"]["encryptionInTransit"],
        json!({ "clientBroker": "TLS", "inCluster": true })
    );
    let key = spec["encryptionInfo"]["encryptionAtRest"]["dataVolumeKMSKeyId"]
        .as_str()
        .unwrap();
    assert!(key.starts_with("arn:aws:kms:eu-west-1:123456789012:key/"));
    assert_eq!(
        spec["clientAuthentication"],
        Value::Null,
        "nobody said anything about it"
    );
    assert_eq!(
        (&spec["storageMode"], &spec["enhancedMonitoring"]),
        (&json!("LOCAL"), &json!("DEFAULT"))
    );
    assert_eq!(spec["loggingInfo"], Value::Null);
}

#[tokio::test]
async fn version_one_has_all_members_on_one_level() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = Client::of(&sandbox);
    let mut request = client.request("old")["provisioned"].clone();
    request["clusterName"] = "old".into();
    let answer = client.kafka("POST", "/v1/clusters", &request);
    let arn = answer.json()["clusterArn"].as_str().unwrap().to_owned();
    let info = client.get(&format!("/v1/clusters/{}", encode(&arn)))["clusterInfo"].clone();
    assert_eq!(
        (&info["numberOfBrokerNodes"], &info["provisioned"]),
        (&json!(3), &Value::Null)
    );
    assert_eq!(info["currentBrokerSoftwareInfo"]["kafkaVersion"], "3.6.0");
}

#[tokio::test]
async fn lists_lag_behind_a_create_filter_and_page() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = Client::of(&sandbox);
    let names = |path: &str| -> Vec<String> {
        let list = client.get(path)["clusterInfoList"].clone();
        let name = |c: &Value| c["clusterName"].as_str().unwrap().to_owned();
        list.as_array().unwrap().iter().map(name).collect()
    };
    for name in ["a-1", "a-2", "b-1"] {
        create(&client, name);
    }
    assert!(
        names("/api/v2/clusters").is_empty(),
        "the first list does not know them yet"
    );
    assert_eq!(names("/api/v2/clusters"), ["a-1", "a-2", "b-1"]);
    assert_eq!(
        names("/api/v2/clusters?clusterNameFilter=a-"),
        ["a-1", "a-2"]
    );
    assert_eq!(names("/v1/clusters?clusterNameFilter=b").len(), 1);
    assert!(names("/api/v2/clusters?clusterTypeFilter=SERVERLESS").is_empty());
    let first = client.get("/api/v2/clusters?maxResults=2");
    let token = first["nextToken"].as_str().unwrap();
    assert_eq!(
        names(&format!("/api/v2/clusters?maxResults=2&nextToken={token}")),
        ["b-1"]
    );
    assert_eq!(
        client
            .kafka("GET", "/api/v2/clusters?maxResults=101", &Value::Null)
            .status,
        400
    );
    sandbox.world().set_list_lag(0);
    create(&client, "c-1");
    assert_eq!(names("/api/v2/clusters?clusterNameFilter=c").len(), 1);
}

#[tokio::test]
async fn bootstrap_strings_are_refused_early_and_unsteady_later() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = Client::of(&sandbox);
    let request = patched(
        client.request("large"),
        &json!({ "provisioned": {
            "numberOfBrokerNodes": 6,
            "clientAuthentication": { "sasl": { "iam": { "enabled": true } } },
        } }),
    );
    let created = client.kafka("POST", "/api/v2/clusters", &request).json();
    let arn = created["clusterArn"].as_str().unwrap();
    let path = format!("/v1/clusters/{}/bootstrap-brokers", encode(arn));
    let early = client.kafka("GET", &path, &Value::Null);
    assert_eq!(early.status, 400);
    assert!(early.message().contains("CREATING state"));
    client.settle(arn);
    let (one, other) = (client.get(&path), client.get(&path));
    let iam = one["bootstrapBrokerStringSaslIam"].as_str().unwrap();
    assert_eq!(iam.split(',').count(), 3, "three of six");
    assert_ne!(one, other, "not always the same three");
    assert_eq!(
        one["bootstrapBrokerStringTls"],
        Value::Null,
        "nobody may come without IAM"
    );
}

#[tokio::test]
async fn an_operation_tells_what_changed() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = Client::of(&sandbox);
    let arn = client.make(&client.request("orders"));
    let body = json!({ "targetNumberOfBrokerNodes": 6 });
    let operation = client.update(&arn, "PUT", "nodes/count", body).json();
    let operation = operation["clusterOperationArn"]
        .as_str()
        .unwrap()
        .to_owned();
    let look = |version: &str| {
        client.get(&format!("/{version}/operations/{}", encode(&operation)))["clusterOperationInfo"]
            .clone()
    };
    let running = look("v1");
    assert_eq!(running["operationState"], "UPDATE_IN_PROGRESS");
    assert_eq!(running["endTime"], Value::Null);
    let done = look("api/v2");
    assert_eq!(done["operationState"], "UPDATE_COMPLETE");
    let target = &done["provisioned"]["targetClusterInfo"];
    assert_eq!(target["numberOfBrokerNodes"], 6);
    assert_eq!(
        target["brokerCountUpdateInfo"]["createdBrokerIds"],
        json!([4, 5, 6])
    );
    assert_eq!(
        done["provisioned"]["sourceClusterInfo"],
        json!({ "numberOfBrokerNodes": 3 })
    );
    let list = client.get(&format!("/api/v2/clusters/{}/operations", encode(&arn)));
    assert_eq!(
        list["clusterOperationInfoList"].as_array().unwrap().len(),
        1
    );
}

#[tokio::test]
async fn a_reboot_takes_one_broker_and_leaves_the_version() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = Client::of(&sandbox);
    let arn = client.make(&client.request("orders"));
    let version = client.cluster(&arn)["currentVersion"].clone();
    let path = format!("/v1/clusters/{}/reboot-broker", encode(&arn));
    for ids in [json!(["1", "2"]), json!(["9"]), json!([])] {
        assert_eq!(
            client
                .kafka("PUT", &path, &json!({ "brokerIds": ids }))
                .status,
            400
        );
    }
    assert_eq!(
        client
            .kafka("PUT", &path, &json!({ "brokerIds": ["1"] }))
            .status,
        200
    );
    assert_eq!(state(&client, &arn), "REBOOTING_BROKER");
    assert_eq!(client.settle(&arn)["currentVersion"], version);
}

#[tokio::test]
async fn tags_policies_and_versions() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = Client::of(&sandbox);
    let arn = client.make(&client.request("orders"));
    let tags = format!("/v1/tags/{}", encode(&arn));
    let tagged = client.kafka("POST", &tags, &json!({ "tags": { "a": "1", "b": "2" } }));
    assert_eq!((tagged.status, tagged.body.as_str()), (204, ""));
    assert_eq!(
        client
            .kafka(
                "DELETE",
                &format!("{tags}?tagKeys=a&tagKeys=c"),
                &Value::Null
            )
            .status,
        204
    );
    assert_eq!(client.get(&tags)["tags"], json!({ "b": "2" }));
    let policy = format!("/v1/clusters/{}/policy", encode(&arn));
    assert_eq!(client.kafka("GET", &policy, &Value::Null).status, 404);
    assert_eq!(
        client
            .kafka("PUT", &policy, &json!({ "policy": "{}" }))
            .status,
        200
    );
    let again = client.kafka("PUT", &policy, &json!({ "policy": "{}" }));
    assert!(
        again.message().contains("policy version needed"),
        "{}",
        again.body
    );
    let compatible = client.get(&format!(
        "/v1/compatible-kafka-versions?clusterArn={}",
        encode(&arn)
    ));
    let targets = &compatible["compatibleKafkaVersions"][0]["targetVersions"];
    assert_eq!(*targets, json!(["3.7.x", "3.8.x", "3.9.x"]));
    let versions = client.get("/v1/kafka-versions?maxResults=100");
    let status = |wanted: &str| {
        let list = versions["kafkaVersions"].as_array().unwrap().clone();
        list.into_iter()
            .find(|v| v["version"] == wanted)
            .map(|v| v["status"].clone())
    };
    assert_eq!(status("3.6.0"), Some(json!("ACTIVE")));
    assert_eq!(status("2.8.1"), Some(json!("DEPRECATED")));
}
