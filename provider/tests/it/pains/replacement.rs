//! Changes that once destroyed a cluster.

use kafkaws_plugin::testing::Action;
use kafkaws_schema::Value;
use serde_json::{Value as Json, json};

use crate::config::{cluster, storage};
use crate::scene::{Scene, assert_update, at};

/// What AWS can change is changed in place, each by its own call.
#[tokio::test]
async fn pain_04_what_aws_can_change_is_changed_in_place() {
    let tls = "arn:aws:acm-pca:eu-west-1:123456789012:certificate-authority/one";
    let group = |info: Json| json!({ "broker_node_group_info": info });
    let changes = [
        (
            group(json!({ "instance_type": "kafka.m5.2xlarge" })),
            "UpdateBrokerType",
        ),
        (json!({ "number_of_broker_nodes": 6 }), "UpdateBrokerCount"),
        (
            json!({ "client_authentication": { "sasl": { "iam": true } } }),
            "UpdateSecurity",
        ),
        (
            json!({ "client_authentication": { "sasl": { "scram": true } } }),
            "UpdateSecurity",
        ),
        (
            json!({ "client_authentication": { "tls": { "certificate_authority_arns": [tls] } } }),
            "UpdateSecurity",
        ),
        (
            json!({ "encryption_info": { "encryption_in_transit": { "client_broker": "TLS_PLAINTEXT" } } }),
            "UpdateSecurity",
        ),
        (
            json!({ "enhanced_monitoring": "PER_BROKER" }),
            "UpdateMonitoring",
        ),
        (
            json!({ "open_monitoring": { "prometheus": { "jmx_exporter": { "enabled_in_broker": true } } } }),
            "UpdateMonitoring",
        ),
        (
            storage(json!({ "volume_size": 200 })),
            "UpdateBrokerStorage",
        ),
        (
            json!({ "kafka_version": "3.7.x" }),
            "UpdateClusterKafkaVersion",
        ),
    ];
    for (patch, call) in changes {
        let (scene, stored) = Scene::applied(&cluster(json!({}))).await;
        let config = cluster(patch.clone());
        assert_update(&scene.planned(&stored, &config).await);
        scene.sandbox.forget_calls();
        let changed = scene.apply(Some(&stored), &config).await;
        assert_eq!(scene.mutations(), [call], "{patch}");
        assert_eq!(
            changed.value.attribute("arn"),
            stored.value.attribute("arn")
        );
    }
}

/// A cluster whose subnets and security groups are written down.
fn placed(patch: Json) -> Json {
    let mut whole = json!({ "broker_node_group_info": {} });
    for (key, item) in patch.as_object().into_iter().flatten() {
        whole["broker_node_group_info"][key] = item.clone();
    }
    whole
}

fn irreversible() -> Vec<(Json, &'static str)> {
    vec![
        (
            placed(json!({ "security_groups": ["sg-0123456789abcdef0"] })),
            "broker_node_group_info.security_groups",
        ),
        (
            placed(
                json!({ "client_subnets": ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1", "subnet-0123456789abcdef2"] }),
            ),
            "broker_node_group_info.client_subnets",
        ),
        (
            json!({ "encryption_info": { "encryption_at_rest_kms_key_arn": "arn:aws:kms:eu-west-1:123456789012:key/other" } }),
            "encryption_info.encryption_at_rest_kms_key_arn",
        ),
        (
            json!({ "encryption_info": { "encryption_in_transit": { "in_cluster": false } } }),
            "encryption_info.encryption_in_transit.in_cluster",
        ),
        (json!({ "cluster_name": "renamed" }), "cluster_name"),
        (json!({ "kafka_version": "3.5.1" }), "kafka_version"),
        (
            placed(json!({ "instance_type": "express.m7g.large", "storage_info": null })),
            "broker_node_group_info.instance_type",
        ),
    ]
}

/// TPA #25196: what AWS cannot change is refused at its attribute, and never a replacement by surprise.
#[tokio::test]
async fn pain_04_what_aws_cannot_change_is_refused_and_not_replaced() {
    let (scene, stored) = Scene::applied(&cluster(json!({}))).await;
    scene.sandbox.forget_calls();
    for (patch, path) in irreversible() {
        let planned = scene.plan(Some(&stored), &cluster(patch)).await;
        assert!(planned.diagnostics.has_errors(), "{path}");
        assert!(planned.replace.is_empty(), "{path}");
        let told = at(&planned.diagnostics, path);
        assert!(
            told.iter()
                .any(|detail| detail.contains("allow_replacement")),
            "{path}: {:#?}",
            planned.diagnostics
        );
    }
    assert!(scene.mutations().is_empty());
}

/// With the switch it is a replacement that says what is lost.
#[tokio::test]
async fn pain_04_a_replacement_is_made_only_where_it_is_allowed() {
    let (scene, stored) = Scene::applied(&cluster(json!({}))).await;
    let other = cluster(json!({
        "allow_replacement": true,
        "encryption_info": { "encryption_in_transit": { "in_cluster": false } },
    }));
    let planned = scene.planned(&stored, &other).await;
    assert_eq!(planned.action, Action::Replace);
    let path = "encryption_info.encryption_in_transit.in_cluster";
    assert_eq!(
        at(&planned.diagnostics, path).len(),
        1,
        "{:#?}",
        planned.diagnostics
    );
    let replaced = scene.apply(Some(&stored), &other).await;
    assert_ne!(
        replaced.value.attribute("arn"),
        stored.value.attribute("arn")
    );
    scene.destroyed(&replaced).await;
}

/// The aws provider plans destroy and create for an older version; a roll-back is an error here.
#[tokio::test]
async fn pain_05_a_version_downgrade_is_an_error_and_destroys_nothing() {
    let version = |version: &str| cluster(json!({ "kafka_version": version }));
    let (scene, stored) = Scene::applied(&version("3.7.x")).await;
    scene.sandbox.forget_calls();
    let planned = scene.plan(Some(&stored), &version("3.6.0")).await;
    assert!(planned.diagnostics.has_errors());
    assert_eq!(
        at(&planned.diagnostics, "kafka_version").len(),
        1,
        "{:#?}",
        planned.diagnostics
    );
    assert!(planned.replace.is_empty());
    assert!(scene.mutations().is_empty());
}

/// Older code compared versions as text: "3.10" < "3.9". AWS has no 3.10 yet, so the state claims it.
#[tokio::test]
async fn pain_05_versions_are_compared_by_number() {
    let (scene, stored) = Scene::applied(&cluster(json!({ "kafka_version": "3.9.x" }))).await;
    for (is, wanted, refused) in [("3.10.x", "3.9.x", true), ("3.9.x", "3.10.x", false)] {
        let mut state = stored.clone();
        // As if nothing had been applied: what was would be told from an upgrade by AWS.
        state.private.clear();
        state
            .value
            .put(&crate::scene::at_path("kafka_version"), Value::from(is));
        let config = cluster(json!({ "kafka_version": wanted }));
        let planned = scene
            .harness
            .plan("msk_cluster", Some(&state), &config)
            .await;
        let downgrade = planned
            .diagnostics
            .iter()
            .any(|said| said.summary.contains("downgrade"));
        assert_eq!(
            downgrade, refused,
            "{is} to {wanted}: {:#?}",
            planned.diagnostics
        );
    }
}
