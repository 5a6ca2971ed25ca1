//! What updates are refused for, and what they do when they are not.

// A helper that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod client;

use std::time::Duration;

use client::{Client, encode, patched};
use kafkaws_sandbox::Sandbox;
use serde_json::{Value, json};

struct Stage {
    sandbox: Sandbox,
    client: Client,
    arn: String,
}

/// A cluster like the acceptable one, but for `patch` of its `provisioned`.
async fn stage(patch: Value) -> Stage {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = Client::of(&sandbox);
    let request = patched(client.request("orders"), &json!({ "provisioned": patch }));
    let arn = client.make(&request);
    Stage {
        sandbox,
        client,
        arn,
    }
}

impl Stage {
    fn update(&self, method: &str, what: &str, body: Value) -> client::Answer {
        self.client.update(&self.arn, method, what, body)
    }

    /// Refused as a bad request whose message has this part, and nothing has changed.
    fn refuses(&self, method: &str, what: &str, body: Value, message: &str) {
        let before = self.client.cluster(&self.arn);
        let answer = self.update(method, what, body.clone());
        assert_eq!(answer.status, 400, "{what} {body}: {}", answer.body);
        assert!(
            answer.message().contains(message),
            "{what} {body}: {}",
            answer.body
        );
        assert_eq!(self.client.cluster(&self.arn), before);
    }

    /// Accepted; what the cluster is afterwards.
    fn takes(&self, method: &str, what: &str, body: Value) -> Value {
        let before = self.client.cluster(&self.arn)["currentVersion"].clone();
        let answer = self.update(method, what, body.clone());
        assert_eq!(answer.status, 200, "{what} {body}: {}", answer.body);
        assert!(answer.json()["clusterOperationArn"].is_string());
        let after = self.client.settle(&self.arn);
        assert_ne!(
            after["currentVersion"], before,
            "{what}: a success changes the version"
        );
        after["provisioned"].clone()
    }
}

fn volume(size: i64) -> Value {
    json!({ "targetBrokerEBSVolumeInfo": [{ "kafkaBrokerNodeId": "All", "volumeSizeGB": size }] })
}

#[tokio::test]
async fn one_update_at_a_time_and_only_with_the_current_version() {
    let stage = stage(json!({})).await;
    let path = format!("/v1/clusters/{}/monitoring", encode(&stage.arn));
    let stale = json!({ "currentVersion": "K1", "enhancedMonitoring": "PER_BROKER" });
    let answer = stage.client.kafka("PUT", &path, &stale);
    assert_eq!(
        (answer.status, answer.parameter().as_str()),
        (400, "currentVersion")
    );
    let body = json!({ "enhancedMonitoring": "PER_BROKER" });
    assert_eq!(stage.update("PUT", "monitoring", body.clone()).status, 200);
    let second = stage.update("PUT", "nodes/storage", volume(500));
    assert!(second.message().contains("UPDATING"), "{}", second.body);
}

#[tokio::test]
async fn volumes_grow_by_ten_and_then_cool_down() {
    let stage = stage(json!({})).await;
    let what = "nodes/storage";
    stage.refuses(
        "PUT",
        what,
        volume(100),
        "does not include any updates to the EBS volumes",
    );
    stage.refuses("PUT", what, volume(99), "at least 10 GiB");
    stage.refuses("PUT", what, volume(109), "at least 10 GiB");
    stage.refuses("PUT", what, volume(16_385), "16384");
    let some =
        json!({ "targetBrokerEBSVolumeInfo": [{ "kafkaBrokerNodeId": "1", "volumeSizeGB": 200 }] });
    stage.refuses("PUT", what, some, "all brokers alike");
    let after = stage.takes("PUT", what, volume(110));
    assert_eq!(
        after["brokerNodeGroupInfo"]["storageInfo"]["ebsStorageInfo"]["volumeSize"],
        110
    );
    stage.refuses("PUT", what, volume(200), "6 hours");
    stage
        .sandbox
        .world()
        .advance(Duration::from_secs(6 * 3600 - 1));
    stage.refuses("PUT", what, volume(200), "6 hours");
    stage.sandbox.world().advance(Duration::from_secs(1));
    stage.takes("PUT", "storage", json!({ "volumeSizeGB": 200 }));
}

#[tokio::test]
async fn throughput_goes_with_size_in_one_call() {
    let patch = json!({ "brokerNodeGroupInfo": { "instanceType": "kafka.m5.4xlarge" } });
    let stage = stage(patch).await;
    let off = json!({ "provisionedThroughput": { "enabled": false } });
    stage.refuses(
        "PUT",
        "storage",
        off,
        "does not include any updates to the EBS volumes",
    );
    let both = json!({
        "volumeSizeGB": 200,
        "provisionedThroughput": { "enabled": true, "volumeThroughput": 300 },
    });
    let after = stage.takes("PUT", "storage", both);
    let ebs = &after["brokerNodeGroupInfo"]["storageInfo"]["ebsStorageInfo"];
    assert_eq!(
        (
            &ebs["volumeSize"],
            &ebs["provisionedThroughput"]["volumeThroughput"]
        ),
        (&json!(200), &json!(300))
    );
    let smaller = json!({ "targetInstanceType": "kafka.m5.large" });
    stage.refuses(
        "PUT",
        "nodes/type",
        smaller,
        "Provisioned throughput is not supported",
    );
}

#[tokio::test]
async fn tiered_storage_is_a_way_of_no_return() {
    let stage = stage(json!({})).await;
    let mode = |mode: &str| json!({ "storageMode": mode });
    stage.refuses(
        "PUT",
        "storage",
        mode("LOCAL"),
        "does not include any updates",
    );
    let both = json!({ "storageMode": "TIERED", "volumeSizeGB": 200 });
    stage.refuses("PUT", "storage", both, "one request");
    assert_eq!(
        stage.takes("PUT", "storage", mode("TIERED"))["storageMode"],
        "TIERED"
    );
    stage.refuses("PUT", "storage", mode("LOCAL"), "from TIERED to LOCAL");
    let compacting = stage
        .client
        .configuration("compact", "log.cleanup.policy=compact", &[]);
    let info = json!({ "configurationInfo": { "arn": compacting, "revision": 1 } });
    stage.refuses("PUT", "configuration", info, "log.cleanup.policy=delete");
}

#[tokio::test]
async fn brokers_come_and_go_by_zone() {
    let stage = stage(json!({})).await;
    let to = |count: i64| json!({ "targetNumberOfBrokerNodes": count });
    stage.refuses("PUT", "nodes/count", to(3), "number of broker nodes");
    stage.refuses("PUT", "nodes/count", to(4), "multiple");
    stage.refuses("PUT", "nodes/count", to(33), "at most 30");
    assert_eq!(
        stage.takes("PUT", "nodes/count", to(9))["numberOfBrokerNodes"],
        9
    );
    stage.refuses("PUT", "nodes/count", to(3), "exactly one broker");
    stage.sandbox.world().set_partitions("orders", 10).unwrap();
    stage.refuses("PUT", "nodes/count", to(6), "free of partitions");
    stage.sandbox.world().set_partitions("orders", 0).unwrap();
    assert_eq!(
        stage.takes("PUT", "nodes/count", to(6))["numberOfBrokerNodes"],
        6
    );
    assert_eq!(
        stage.takes("PUT", "nodes/count", to(3))["numberOfBrokerNodes"],
        3
    );
    stage.refuses("PUT", "nodes/count", to(0), "multiple");
}

#[tokio::test]
async fn broker_types() {
    let stage = stage(json!({})).await;
    let to = |size: &str| json!({ "targetInstanceType": size });
    stage.refuses("PUT", "nodes/type", to("kafka.m5.large"), "broker type");
    stage.refuses("PUT", "nodes/type", to("kafka.t3.small"), "can't change");
    stage.refuses(
        "PUT",
        "nodes/type",
        to("express.m7g.large"),
        "Standard and Express",
    );
    let after = stage.takes("PUT", "nodes/type", to("kafka.m7g.2xlarge"));
    assert_eq!(
        after["brokerNodeGroupInfo"]["instanceType"],
        "kafka.m7g.2xlarge"
    );
    stage
        .sandbox
        .world()
        .set_partitions("orders", 1501)
        .unwrap();
    stage.refuses(
        "PUT",
        "nodes/type",
        to("kafka.m7g.large"),
        "number of partitions per broker",
    );
    stage.takes("PUT", "nodes/type", to("kafka.m7g.4xlarge"));
}

#[tokio::test]
async fn too_many_partitions_refuse_configuration_and_version() {
    let stage = stage(json!({})).await;
    let arn = stage.client.configuration("conf", "num.partitions=3", &[]);
    let info = json!({ "configurationInfo": { "arn": arn, "revision": 1 } });
    let version = json!({ "targetKafkaVersion": "3.9.x" });
    stage
        .sandbox
        .world()
        .set_partitions("orders", 1501)
        .unwrap();
    stage.refuses(
        "PUT",
        "configuration",
        info.clone(),
        "number of partitions per broker",
    );
    stage.refuses(
        "PUT",
        "version",
        version.clone(),
        "number of partitions per broker",
    );
    stage
        .sandbox
        .world()
        .set_partitions("orders", 1500)
        .unwrap();
    stage.takes("PUT", "configuration", info.clone());
    stage.refuses("PUT", "configuration", info, "does not include any updates");
    stage.takes("PUT", "version", version);
}

#[tokio::test]
async fn versions_go_forward_and_cross_to_kraft_at_one_place() {
    let stage = stage(json!({})).await;
    let to = |version: &str| json!({ "targetKafkaVersion": version });
    stage.refuses(
        "PUT",
        "version",
        to("3.6.0"),
        "does not include any updates",
    );
    stage.refuses("PUT", "version", to("3.5.1"), "not supported");
    stage.refuses("PUT", "version", to("3.9.x.kraft"), "not supported");
    let arn = stage.client.configuration("for-39", "", &["3.9.x"]);
    let both = json!({ "targetKafkaVersion": "3.9.x", "configurationInfo": { "arn": arn, "revision": 1 } });
    let after = stage.takes("PUT", "version", both);
    assert_eq!(
        after["currentBrokerSoftwareInfo"]["configurationArn"],
        arn.as_str()
    );
    assert!(after["zookeeperConnectString"].is_string());
    stage.refuses("PUT", "version", to("3.9.x.kraft"), "ZooKeeper access");
    stage.takes(
        "PUT",
        "connectivity",
        json!({ "zookeeperAccess": { "enabled": false } }),
    );
    let other = stage.client.configuration("for-all", "", &[]);
    let both = json!({ "targetKafkaVersion": "3.9.x.kraft", "configurationInfo": { "arn": other, "revision": 1 } });
    let after = stage.takes("PUT", "version", both);
    assert_eq!(after["zookeeperConnectString"], Value::Null);
    let again = json!({ "zookeeperAccess": { "enabled": true } });
    stage.refuses("PUT", "connectivity", again, "no ZooKeeper");
}

#[tokio::test]
async fn security_settings() {
    let stage = stage(json!({})).await;
    let auth = |patch: Value| json!({ "clientAuthentication": patch });
    let encryption = |patch: Value| json!({ "encryptionInfo": patch });
    let iam = |on: bool| json!({ "sasl": { "iam": { "enabled": on } } });
    let open = |on: bool| json!({ "unauthenticated": { "enabled": on } });
    let set = |body: Value| stage.takes("PATCH", "security", body);
    let no = |body: Value, message: &str| stage.refuses("PATCH", "security", body, message);
    no(auth(open(true)), "security setting of the cluster");
    no(auth(open(false)), "At least one");
    no(
        encryption(json!({ "encryptionAtRest": { "dataVolumeKMSKeyId": "k" } })),
        "at-rest",
    );
    no(
        encryption(json!({ "encryptionInTransit": { "inCluster": false } })),
        "inter-broker",
    );
    set(auth(iam(true)));
    let plain = encryption(json!({ "encryptionInTransit": { "clientBroker": "TLS_PLAINTEXT" } }));
    no(plain.clone(), "SASL");
    let after = set(auth(open(false)));
    assert_eq!(
        after["clientAuthentication"]["sasl"]["iam"]["enabled"], true,
        "kept"
    );
    set(auth(
        json!({ "sasl": { "iam": { "enabled": false } }, "unauthenticated": { "enabled": true } }),
    ));
    let after = set(plain);
    assert_eq!(
        after["encryptionInfo"]["encryptionInTransit"]["clientBroker"],
        "TLS_PLAINTEXT"
    );
}

#[tokio::test]
async fn public_access_has_prerequisites() {
    let stage = stage(json!({})).await;
    let open = |kind: &str| json!({ "connectivityInfo": { "publicAccess": { "type": kind } } });
    let eips = || open("SERVICE_PROVIDED_EIPS");
    stage.refuses(
        "PUT",
        "connectivity",
        open("DISABLED"),
        "does not include any updates",
    );
    stage.refuses("PUT", "connectivity", open("ON"), "invalid");
    stage.refuses(
        "PUT",
        "connectivity",
        eips(),
        "unauthenticated access to be off",
    );
    let scram = json!({ "clientAuthentication": {
        "sasl": { "scram": { "enabled": true } }, "unauthenticated": { "enabled": false } } });
    stage.takes("PATCH", "security", scram);
    stage.refuses(
        "PUT",
        "connectivity",
        eips(),
        "allow.everyone.if.no.acl.found=false",
    );
    let arn = stage
        .client
        .configuration("acl", "allow.everyone.if.no.acl.found=false", &[]);
    let info = json!({ "configurationInfo": { "arn": arn, "revision": 1 } });
    stage.takes("PUT", "configuration", info);
    stage.takes("PUT", "connectivity", eips());
    let path = format!("/v1/clusters/{}/bootstrap-brokers", encode(&stage.arn));
    let strings = stage.client.get(&path);
    assert!(
        strings["bootstrapBrokerStringPublicSaslScram"]
            .as_str()
            .unwrap()
            .contains(":9196")
    );
    let unauthenticated =
        json!({ "clientAuthentication": { "unauthenticated": { "enabled": true } } });
    stage.refuses(
        "PATCH",
        "security",
        unauthenticated,
        "unauthenticated access to be off",
    );
}

#[tokio::test]
async fn connectivity_across_vpcs_needs_the_same_authentication() {
    let stage = stage(json!({})).await;
    let vpc = json!({ "connectivityInfo": { "vpcConnectivity": { "clientAuthentication": {
        "sasl": { "iam": { "enabled": true } } } } } });
    stage.refuses("PUT", "connectivity", vpc.clone(), "same authentication");
    let iam = json!({ "clientAuthentication": { "sasl": { "iam": { "enabled": true } } } });
    stage.takes("PATCH", "security", iam);
    let after = stage.takes("PUT", "connectivity", vpc);
    let kept = &after["brokerNodeGroupInfo"]["connectivityInfo"]["publicAccess"]["type"];
    assert_eq!(kept, "DISABLED", "what was left out stays");
    let off = json!({ "clientAuthentication": {
        "sasl": { "iam": { "enabled": false } }, "unauthenticated": { "enabled": true } } });
    stage.refuses("PATCH", "security", off, "same authentication");
}

#[tokio::test]
async fn express_has_its_own_ways() {
    let patch = json!({ "kafkaVersion": "3.8.x",
        "brokerNodeGroupInfo": { "instanceType": "express.m7g.large", "storageInfo": null } });
    let stage = stage(patch).await;
    let shown = stage.client.cluster(&stage.arn)["provisioned"].clone();
    assert_eq!(shown["rebalancing"]["status"], "ACTIVE");
    assert_eq!(
        (
            &shown["storageMode"],
            &shown["brokerNodeGroupInfo"]["storageInfo"]
        ),
        (&Value::Null, &Value::Null)
    );
    stage.refuses("PUT", "nodes/storage", volume(500), "Express");
    stage.refuses(
        "PUT",
        "storage",
        json!({ "storageMode": "TIERED" }),
        "Express",
    );
    let status = |status: &str| json!({ "rebalancing": { "status": status } });
    stage.refuses(
        "PUT",
        "rebalancing",
        status("ACTIVE"),
        "does not include any updates",
    );
    stage.takes("PUT", "rebalancing", status("PAUSED"));
}

#[tokio::test]
async fn monitoring_and_logs() {
    let stage = stage(json!({})).await;
    let level = json!({ "enhancedMonitoring": "PER_TOPIC_PER_PARTITION" });
    assert_eq!(
        stage.takes("PUT", "monitoring", level.clone())["enhancedMonitoring"],
        "PER_TOPIC_PER_PARTITION"
    );
    stage.refuses("PUT", "monitoring", level, "does not include any updates");
    let logs =
        json!({ "loggingInfo": { "brokerLogs": { "s3": { "enabled": true, "bucket": "b" } } } });
    let after = stage.takes("PUT", "monitoring", logs);
    assert_eq!(
        after["loggingInfo"]["brokerLogs"]["firehose"],
        json!({ "enabled": false })
    );
}
