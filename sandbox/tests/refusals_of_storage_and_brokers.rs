//! What updates of volumes and brokers are refused for, and what they do when they are not.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod client;

use std::time::Duration;

use client::encode;
use client::stage::stage;
use serde_json::{Value, json};

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
