//! Bad input, and answers that are not AWS's: each a diagnostic, with a path where an attribute is to blame.

use kafkaws_sandbox::FaultAction;
use kafkaws_schema::Value;
use serde_json::{Value as Json, json};

use crate::config::cluster;
use crate::scene::{CLUSTER, Scene, assert_empty, at, at_path, refusal};

/// A patch that does not fit its attribute, and the attribute.
fn cases() -> Vec<(Json, &'static str)> {
    let group = |info: Json| json!({ "broker_node_group_info": info });
    vec![
        (json!({ "cluster_name": "no such name!" }), "cluster_name"),
        (json!({ "kafka_version": "three" }), "kafka_version"),
        (
            json!({ "number_of_broker_nodes": 0 }),
            "number_of_broker_nodes",
        ),
        (
            json!({ "enhanced_monitoring": "ALL" }),
            "enhanced_monitoring",
        ),
        (json!({ "storage_mode": "CLOUD" }), "storage_mode"),
        (
            group(json!({ "instance_type": "m5.large" })),
            "broker_node_group_info.instance_type",
        ),
        (
            json!({ "configuration_info": { "arn": "not-an-arn", "revision": 1 } }),
            "configuration_info.arn",
        ),
        (
            json!({ "encryption_info": { "encryption_at_rest_kms_key_arn": "alias/x" } }),
            "encryption_info.encryption_at_rest_kms_key_arn",
        ),
        (
            json!({ "timeouts": { "create": "soon" } }),
            "timeouts.create",
        ),
        (
            group(json!({ "storage_info": { "ebs_storage_info": { "volume_size": 20_000 } } })),
            "broker_node_group_info.storage_info.ebs_storage_info.volume_size",
        ),
        (
            json!({ "server_properties": "x".repeat(10_000_000) }),
            "server_properties",
        ),
    ]
}

#[tokio::test]
async fn a_value_that_does_not_fit_is_told_at_its_attribute() {
    let scene = Scene::new().await;
    for (patch, path) in cases() {
        let said = scene.harness.validate(CLUSTER, &cluster(patch)).await;
        let there = at(&said, path);
        assert_eq!(there.len(), 1, "{path}: {said:#?}");
        assert!(
            there[0].len() < 2000,
            "{path}: the value itself is not repeated"
        );
    }
    assert!(scene.sandbox.calls().is_empty());
}

#[tokio::test]
async fn a_subnet_that_is_none_is_told() {
    let scene = Scene::new().await;
    let config =
        cluster(json!({ "broker_node_group_info": { "client_subnets": ["10.0.0.0/24"] } }));
    let said = scene.harness.validate(CLUSTER, &config).await;
    assert!(said.has_errors());
    let subnets = "broker_node_group_info.client_subnets";
    assert!(
        said.iter().all(|one| one
            .path
            .as_ref()
            .is_some_and(|path| path.starts_with(&at_path(subnets)))),
        "{said:#?}"
    );
}

/// A captive portal, or an endpoint that is something else: never a cluster that is gone, never a state that is lost.
#[tokio::test]
async fn an_endpoint_that_answers_html_loses_nothing() {
    let config = cluster(json!({}));
    let (scene, stored) = Scene::applied(&config).await;
    let scene = scene.another(json!({ "max_retries": 0 })).await;
    scene.fault("*", None, FaultAction::Html);
    let refreshed = scene.harness.refresh(CLUSTER, &stored).await;
    assert!(refreshed.diagnostics.has_errors());
    assert_eq!(refreshed.stored.as_ref(), Some(&stored));
    let made = scene.harness.import(CLUSTER, "orders").await;
    assert!(made.diagnostics.has_errors());
    let removed = scene.harness.destroy(CLUSTER, &stored).await;
    assert!(removed.diagnostics.has_errors());
    assert_eq!(removed.stored.as_ref(), Some(&stored));
    scene.sandbox.clear_faults();
    scene.quiet(&stored, &config).await;
}

/// What AWS alone can know (a key that does not exist, a quota) is its refusal, in its words, and leaves nothing.
#[tokio::test]
async fn a_refusal_of_the_create_is_told_in_aws_s_words() {
    let scene = Scene::new().await;
    let quota = refusal("ServiceQuotaExceededException", 400, "too many brokers");
    scene.fault("CreateClusterV2", None, quota);
    let outcome = scene.try_apply(None, &cluster(json!({}))).await;
    assert_eq!(outcome.stored, None);
    let told = outcome
        .diagnostics
        .iter()
        .any(|said| said.detail.contains("too many brokers"));
    assert!(told, "{:#?}", outcome.diagnostics);
    assert_empty(&scene.sandbox);
}

/// Wrong types are Terraform's to convert; what it cannot, it refuses itself. An object instead of a text never reaches a
/// plan: the codec says so.
#[tokio::test]
async fn null_for_a_required_attribute_is_told() {
    let scene = Scene::new().await;
    let mut config = cluster(json!({}));
    assert!(config.put(&at_path("kafka_version"), Value::Null));
    let said = scene.harness.validate(CLUSTER, &config).await;
    assert!(said.has_errors());
}
