//! Changes that somebody makes elsewhere: each is seen by a refresh, and put back by an apply.

use kafkaws_plugin::testing::Action;
use serde_json::{Value as Json, json};

use crate::config::{cluster, express};
use crate::scene::{Scene, get};

fn on() -> Json {
    json!({ "enabled": true })
}

/// A patch of what AWS has, the attribute that shows it, and the call that puts it back.
fn cases() -> Vec<(Json, &'static str, &'static str)> {
    let group = |info: Json| json!({ "brokerNodeGroupInfo": info });
    vec![
        (
            group(json!({ "instanceType": "kafka.m5.xlarge" })),
            "broker_node_group_info.instance_type",
            "UpdateBrokerType",
        ),
        (
            json!({ "enhancedMonitoring": "PER_BROKER" }),
            "enhanced_monitoring",
            "UpdateMonitoring",
        ),
        (
            json!({ "openMonitoring": { "prometheus": { "jmxExporter": { "enabledInBroker": true } } } }),
            "open_monitoring",
            "UpdateMonitoring",
        ),
        (
            json!({ "loggingInfo": { "brokerLogs": { "s3": { "enabled": true, "bucket": "b" }, "firehose": { "enabled": false }, "cloudWatchLogs": { "enabled": false } } } }),
            "logging_info",
            "UpdateMonitoring",
        ),
        (
            json!({ "clientAuthentication": { "sasl": { "iam": on() }, "unauthenticated": on() } }),
            "client_authentication",
            "UpdateSecurity",
        ),
        (
            json!({ "encryptionInfo": { "encryptionInTransit": { "clientBroker": "TLS_PLAINTEXT" } } }),
            "encryption_info",
            "UpdateSecurity",
        ),
    ]
}

#[tokio::test]
async fn it_is_seen_and_put_back() {
    let config = cluster(json!({}));
    for (patch, path, call) in cases() {
        let (scene, stored) = Scene::applied(&config).await;
        scene.drift(patch);
        let fresh = scene.refresh(&stored).await.unwrap();
        assert_ne!(get(&fresh.value, path), get(&stored.value, path), "{path}");
        scene.sandbox.forget_calls();
        scene.apply(Some(&fresh), &config).await;
        assert_eq!(scene.mutations(), [call], "{path}");
    }
}

/// Volumes that somehow shrank below the floor are grown again.
#[tokio::test]
async fn volumes_below_the_floor_are_grown() {
    let config = cluster(json!({}));
    let (scene, stored) = Scene::applied(&config).await;
    scene.drift(json!({ "brokerNodeGroupInfo": { "storageInfo": { "ebsStorageInfo": { "volumeSize": 50 } } } }));
    scene.sandbox.forget_calls();
    scene.apply(Some(&stored), &config).await;
    assert_eq!(scene.mutations(), ["UpdateBrokerStorage"]);
}

/// Tiered storage that somebody turned on does not go back; nobody asked for it, and no plan is blocked.
#[tokio::test]
async fn tiered_storage_turned_on_elsewhere_is_kept() {
    let config = cluster(json!({ "storage_mode": "LOCAL" }));
    let (scene, stored) = Scene::applied(&config).await;
    scene.drift(json!({ "storageMode": "TIERED" }));
    let planned = scene.planned(&stored, &config).await;
    assert_eq!(planned.action, Action::NoOp, "{planned:#?}");
    assert_eq!(planned.diagnostics.iter().count(), 1);
}

/// What is left out stays as somebody set it.
#[tokio::test]
async fn what_is_left_out_follows() {
    let config = express(json!({}));
    let (scene, stored) = Scene::applied(&config).await;
    scene.drift(json!({ "rebalancing": { "status": "PAUSED" } }));
    let fresh = scene.refresh(&stored).await.unwrap();
    assert_eq!(
        get(&fresh.value, "rebalancing.status").as_str(),
        Some("PAUSED")
    );
    assert_eq!(scene.planned(&fresh, &config).await.action, Action::NoOp);
}

/// A cluster that is gone is planned anew.
#[tokio::test]
async fn a_cluster_that_is_gone_is_made_again() {
    let config = cluster(json!({}));
    let (scene, stored) = Scene::applied(&config).await;
    let removed = scene.harness.destroy("msk_cluster", &stored).await;
    assert!(!removed.diagnostics.has_errors());
    assert_eq!(scene.refresh(&stored).await, None);
    let again = scene.apply(None, &config).await;
    assert_ne!(again.value.attribute("arn"), stored.value.attribute("arn"));
}
