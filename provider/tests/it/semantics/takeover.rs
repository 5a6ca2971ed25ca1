//! State of hashicorp/aws's `aws_msk_cluster`, taken over by a `moved` block.

use kafkaws_plugin::Moved;
use kafkaws_plugin::testing::{Action, Stored};
use kafkaws_schema::Value;
use serde_json::{Value as Json, json};

use crate::config::{cluster, value};
use crate::scene::{CLUSTER, Scene, get};

fn moved(state: Json) -> Moved {
    Moved {
        provider: "registry.terraform.io/hashicorp/aws".to_owned(),
        type_name: "aws_msk_cluster".to_owned(),
        version: 0,
        state,
    }
}

fn text(value: &Value) -> Json {
    value.as_str().map_or(Json::Null, Json::from)
}

fn list(value: &Value) -> Json {
    value.as_list().unwrap().iter().map(text).collect()
}

/// The state that the peer has of the cluster in `stored`: blocks as lists, "" and 0 for what is not set.
fn peer(stored: &Stored, extra: Json) -> Json {
    let it = &stored.value;
    let group = get(it, "broker_node_group_info");
    let mut state = json!({
        "arn": text(it.attribute("arn")), "id": text(it.attribute("arn")),
        "bootstrap_brokers": "", "bootstrap_brokers_public_sasl_iam": "",
        "bootstrap_brokers_public_sasl_scram": "", "bootstrap_brokers_public_tls": "",
        "bootstrap_brokers_sasl_iam": "", "bootstrap_brokers_sasl_scram": "",
        "bootstrap_brokers_tls": text(it.attribute("bootstrap_brokers_tls")),
        "bootstrap_brokers_vpc_connectivity_sasl_iam": "",
        "bootstrap_brokers_vpc_connectivity_sasl_scram": "",
        "bootstrap_brokers_vpc_connectivity_tls": "",
        "broker_node_group_info": [{
            "az_distribution": "DEFAULT",
            "client_subnets": list(get(group, "client_subnets")),
            "connectivity_info": [{
                "public_access": [{ "type": "DISABLED" }],
                "vpc_connectivity": [{ "client_authentication": [{
                    "sasl": [{ "iam": false, "scram": false }], "tls": false,
                }] }],
            }],
            "instance_type": text(get(group, "instance_type")),
            "security_groups": list(get(group, "security_groups")),
            "storage_info": [{ "ebs_storage_info": [{ "provisioned_throughput": [], "volume_size": 100 }] }],
        }],
        "client_authentication": [{ "sasl": [], "tls": [], "unauthenticated": true }],
        "cluster_name": "orders",
        "cluster_uuid": text(it.attribute("cluster_uuid")),
        "configuration_info": [],
        "current_version": "K3P5ROKL5A1OLE",
        "encryption_info": [{
            "encryption_at_rest_kms_key_arn": text(get(it, "encryption_info.encryption_at_rest_kms_key_arn")),
            "encryption_in_transit": [{ "client_broker": "TLS", "in_cluster": true }],
        }],
        "enhanced_monitoring": "DEFAULT",
        "kafka_version": "3.6.0",
        "logging_info": [{ "broker_logs": [{
            "cloudwatch_logs": [{ "enabled": false, "log_group": "" }],
            "firehose": [{ "enabled": false, "delivery_stream": "" }],
            "s3": [{ "enabled": false, "bucket": "", "prefix": "" }],
        }] }],
        "number_of_broker_nodes": 3,
        "open_monitoring": [{ "prometheus": [{
            "jmx_exporter": [{ "enabled_in_broker": false }],
            "node_exporter": [{ "enabled_in_broker": false }],
        }] }],
        "storage_mode": "LOCAL",
        "tags": {}, "tags_all": {}, "timeouts": null,
        "zookeeper_connect_string": text(it.attribute("zookeeper_connect_string")),
        "zookeeper_connect_string_tls": text(it.attribute("zookeeper_connect_string_tls")),
    });
    for (key, item) in extra.as_object().unwrap() {
        state[key] = item.clone();
    }
    state
}

/// Taken over, refreshed and planned: nothing to do, and nothing called.
async fn moves_in(scene: &Scene, stored: &Stored, state: Json, config: &Value) {
    let taken = scene
        .harness
        .take_over(CLUSTER, &moved(state))
        .await
        .unwrap();
    scene.sandbox.forget_calls();
    let planned = scene.planned(&taken, config).await;
    assert_eq!(
        planned.action,
        Action::NoOp,
        "{:#?} is not {:#?}",
        planned.value,
        taken.value
    );
    assert!(scene.mutations().is_empty());
    assert_eq!(taken.value.attribute("arn"), stored.value.attribute("arn"));
    scene.quiet(&taken, config).await;
}

#[tokio::test]
async fn a_state_with_blocks_that_are_off_plans_nothing() {
    let config = cluster(json!({}));
    let (scene, stored) = Scene::applied(&config).await;
    moves_in(&scene, &stored, peer(&stored, json!({})), &config).await;
}

/// Blocks that were never written are empty lists.
#[tokio::test]
async fn a_state_without_optional_blocks_plans_nothing() {
    let config = cluster(json!({}));
    let (scene, stored) = Scene::applied(&config).await;
    let bare = json!({
        "client_authentication": [], "logging_info": [], "open_monitoring": [], "tags": null,
    });
    moves_in(&scene, &stored, peer(&stored, bare), &config).await;
}

/// Throughput that the peer wrote down as off, with the 0 that it could not validate itself.
#[tokio::test]
async fn throughput_that_is_off_plans_nothing() {
    let config =
        cluster(json!({ "broker_node_group_info": { "instance_type": "kafka.m5.4xlarge" } }));
    let (scene, stored) = Scene::applied(&config).await;
    let mut state = peer(&stored, json!({}));
    state["broker_node_group_info"][0]["storage_info"][0]["ebs_storage_info"][0]["provisioned_throughput"] =
        json!([{ "enabled": false, "volume_throughput": 0 }]);
    moves_in(&scene, &stored, state, &config).await;
}

/// Tags and a configuration come along.
#[tokio::test]
async fn tags_and_configuration_come_along() {
    let scene = Scene::new().await;
    let shared = value(&json!({ "name": "shared", "server_properties": "num.io.threads = 8\n" }));
    let shared = scene
        .harness
        .run("msk_configuration", None, &shared)
        .await
        .unwrap();
    let arn = text(shared.value.attribute("arn"));
    let config = cluster(json!({
        "tags": { "team": "data" }, "configuration_info": { "arn": arn, "revision": 1 },
    }));
    let stored = scene.apply(None, &config).await;
    let state = peer(
        &stored,
        json!({
            "tags": { "team": "data" }, "tags_all": { "team": "data" },
            "configuration_info": [{ "arn": arn, "revision": 1 }],
        }),
    );
    moves_in(&scene, &stored, state, &config).await;
}

/// A version that AWS moved after the move does not block every plan.
#[tokio::test]
async fn an_upgrade_by_aws_is_kept_after_a_move() {
    let config = cluster(json!({ "kafka_version": "3.5.1" }));
    let (scene, stored) = Scene::applied(&config).await;
    let state = peer(&stored, json!({ "kafka_version": "3.5.1" }));
    let taken = scene
        .harness
        .take_over(CLUSTER, &moved(state))
        .await
        .unwrap();
    let kafka_version = "3.6.0".to_owned();
    scene.happen(kafkaws_sandbox::Event::Upgrade { kafka_version });
    let planned = scene.planned(&taken, &config).await;
    assert_eq!(planned.action, Action::NoOp, "{planned:#?}");
}

/// Any other type is refused, and the error says what is taken over.
#[tokio::test]
async fn another_type_is_refused() {
    let scene = Scene::new().await;
    let mut source = moved(json!({}));
    source.type_name = "aws_msk_serverless_cluster".to_owned();
    let outcome = scene.harness.take_over(CLUSTER, &source).await;
    let told = outcome
        .diagnostics
        .iter()
        .any(|said| said.detail.contains("hashicorp/aws aws_msk_cluster"));
    assert!(told, "{:#?}", outcome.diagnostics);
}
