//! What updates of versions, configurations, authentication and connectivity are refused for.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod client;

use client::encode;
use client::stage::stage;
use serde_json::{Value, json};

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
