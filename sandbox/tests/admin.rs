//! The admin API, and the library's way to the same things.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod client;

use client::{Client, encode};
use kafkaws_sandbox::{Event, Sandbox};
use serde_json::{Value, json};

async fn stage() -> (Sandbox, Client, String) {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = Client::of(&sandbox);
    let arn = client.make(&client.request("orders"));
    (sandbox, client, arn)
}

#[tokio::test]
async fn calls_are_logged_in_order_and_counted() {
    let (sandbox, client, _) = stage().await;
    client.kafka("GET", "/api/v2/clusters", &Value::Null);
    client.kafka("GET", "/v1/clusters/arn%3Ax", &Value::Null);
    let log = client
        .admin(
            "GET",
            "calls?service=kafka&operation=ListClustersV2",
            &json!({}),
        )
        .json();
    assert_eq!(log["count"], 1);
    let calls = sandbox.calls();
    let operations = calls.operations();
    assert_eq!(operations[..2], ["DescribeSubnets", "CreateClusterV2"]);
    assert_eq!(operations.last(), Some(&"DescribeCluster"));
    let last = calls.as_slice().last().unwrap();
    assert_eq!(
        (last.status, last.code.as_deref()),
        (400, Some("BadRequestException"))
    );
    assert_eq!(calls.as_slice()[1].resource.as_deref(), Some("orders"));
    assert_eq!(calls.mutating().operations(), ["CreateClusterV2"]);
    client.admin("DELETE", "calls", &json!({}));
    assert!(sandbox.calls().is_empty());
}

#[tokio::test]
async fn msk_heals_maintains_upgrades_and_grows_by_itself() {
    let (_sandbox, client, arn) = stage().await;
    let happen = |event: Value| {
        client
            .admin("POST", "msk/clusters/orders/events", &event)
            .status
    };
    for (event, state) in [("heal", "HEALING"), ("maintain", "MAINTENANCE")] {
        assert_eq!(happen(json!(event)), 200);
        let path = format!("/v1/clusters/{}", encode(&arn));
        let refused = client.kafka("DELETE", &path, &Value::Null);
        assert!(refused.message().contains(state), "{}", refused.body);
        assert_eq!(client.cluster(&arn)["state"], state);
        client.settle(&arn);
    }
    assert_eq!(
        happen(json!({ "upgrade": { "kafka_version": "3.9.x" } })),
        200
    );
    assert_eq!(happen(json!({ "upgrade": { "kafka_version": "9" } })), 400);
    assert_eq!(
        happen(json!({ "grow_storage": { "volume_size": 1200 } })),
        200
    );
    let spec = client.cluster(&arn)["provisioned"].clone();
    assert_eq!(spec["currentBrokerSoftwareInfo"]["kafkaVersion"], "3.9.x");
    assert_eq!(
        spec["brokerNodeGroupInfo"]["storageInfo"]["ebsStorageInfo"]["volumeSize"],
        1200
    );
    let body = json!({ "volumeSizeGB": 2000 });
    let refused = client.update(&arn, "PUT", "storage", body);
    assert!(
        refused.message().contains("6 hours"),
        "autoscaling starts the cool-down too"
    );
}

#[tokio::test]
async fn a_failed_cluster_can_only_be_deleted() {
    let (sandbox, client, arn) = stage().await;
    let event = Event::Fail {
        code: "X".into(),
        message: "why".into(),
    };
    sandbox.world().happen("orders", event).unwrap();
    let cluster = client.cluster(&arn);
    assert_eq!(
        cluster["stateInfo"],
        json!({ "code": "X", "message": "why" })
    );
    let update = client.update(
        &arn,
        "PUT",
        "monitoring",
        json!({ "enhancedMonitoring": "PER_BROKER" }),
    );
    assert!(update.message().contains("FAILED"), "{}", update.body);
    let path = format!("/v1/clusters/{}", encode(&arn));
    let bootstrap = client.kafka("GET", &format!("{path}/bootstrap-brokers"), &Value::Null);
    assert!(
        bootstrap.message().contains("a cluster in FAILED state"),
        "{}",
        bootstrap.body
    );
    assert_eq!(client.kafka("DELETE", &path, &Value::Null).status, 200);
}

#[tokio::test]
async fn doom_fails_a_create_and_an_update_differently() {
    let (sandbox, client, arn) = stage().await;
    let doom = || Event::Doom {
        code: "Capacity".into(),
        message: "none left".into(),
    };
    sandbox.world().happen("orders", doom()).unwrap();
    let body = json!({ "enhancedMonitoring": "PER_BROKER" });
    let operation = client.update(&arn, "PUT", "monitoring", body).json();
    let cluster = client.settle(&arn);
    assert_eq!(
        cluster["provisioned"]["enhancedMonitoring"], "DEFAULT",
        "nothing has changed"
    );
    let path = format!(
        "/v1/operations/{}",
        encode(operation["clusterOperationArn"].as_str().unwrap())
    );
    let operation = client.get(&path)["clusterOperationInfo"].clone();
    assert_eq!(operation["operationState"], "UPDATE_FAILED");
    assert_eq!(operation["errorInfo"]["errorString"], "none left");
    let second = client
        .kafka("POST", "/api/v2/clusters", &client.request("second"))
        .json();
    sandbox.world().happen("second", doom()).unwrap();
    let arn = second["clusterArn"].as_str().unwrap();
    client.cluster(arn);
    assert_eq!(client.cluster(arn)["state"], "FAILED");
}

#[tokio::test]
async fn drift_is_a_merge_patch_that_must_fit() {
    let (sandbox, client, arn) = stage().await;
    let before = client.cluster(&arn)["currentVersion"].clone();
    let patch = json!({ "enhancedMonitoring": "PER_BROKER", "tags": { "by": "hand" } });
    assert_eq!(
        client
            .admin("POST", "msk/clusters/orders/drift", &patch)
            .status,
        200
    );
    let cluster = client.cluster(&arn);
    assert_eq!(cluster["provisioned"]["enhancedMonitoring"], "PER_BROKER");
    assert_eq!(cluster["tags"], json!({ "by": "hand" }));
    assert_ne!(cluster["currentVersion"], before);
    assert!(
        sandbox
            .world()
            .drift("orders", json!({ "numberOfBrokerNodes": "x" }))
            .is_err()
    );
    assert!(sandbox.world().drift("nobody", json!({})).is_err());
}

#[tokio::test]
async fn the_world_tells_what_there_is() {
    let (sandbox, client, _) = stage().await;
    let world = client.admin("GET", "world", &json!({})).json();
    assert_eq!(world["empty"], false);
    assert_eq!(
        world["regions"][0]["clusters"],
        json!({ "orders": "ACTIVE" })
    );
    assert_eq!(world, sandbox.world().summary());
    assert_eq!(
        client
            .admin("POST", "msk/clusters/nobody/events", &json!("heal"))
            .status,
        404
    );
    assert_eq!(client.admin("POST", "nonsense", &json!({})).status, 404);
}

/// The query protocol of CloudWatch; the witnesses speak the newer ones.
#[tokio::test]
async fn partitions_show_in_cloudwatch() {
    let (_sandbox, client, _) = stage().await;
    let partitions = |body: Value| client.admin("POST", "msk/clusters/orders/partitions", &body);
    assert_eq!(
        partitions(json!({ "all": 900, "2": 1600 })).json(),
        json!({ "1": 900, "2": 1600, "3": 900 })
    );
    let metric = |broker: &str| {
        let query = format!(
            "Action=GetMetricData&Version=2010-08-01&StartTime=2026-01-01T00:00:00Z\
             &EndTime=2026-01-01T00:10:00Z&MetricDataQueries.member.1.Id=m\
             &MetricDataQueries.member.1.MetricStat.Period=300\
             &MetricDataQueries.member.1.MetricStat.Stat=Maximum\
             &MetricDataQueries.member.1.MetricStat.Metric.Namespace=AWS/Kafka\
             &MetricDataQueries.member.1.MetricStat.Metric.MetricName=PartitionCount\
             &MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.1.Name=Cluster%20Name\
             &MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.1.Value=orders\
             &MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.2.Name=Broker%20ID\
             &MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.2.Value={broker}"
        );
        client::between(&client.form("monitoring", &query).body, "member")
    };
    assert!(metric("2").contains(&"1600".to_owned()));
    assert!(
        !metric("9").contains(&"1600".to_owned()),
        "no such broker, no points"
    );
}
