//! Express brokers.

use serde_json::{Value as Json, json};

use crate::config::{cluster, express};
use crate::scene::Scene;

/// TPA #40357: volumes are rejected by AWS, and are not asked for.
#[tokio::test]
async fn pain_17_an_express_cluster_has_no_volumes_and_is_quiet() {
    let config = express(json!({}));
    let (scene, stored) = Scene::applied(&config).await;
    assert!(crate::scene::get(&stored.value, "broker_node_group_info.storage_info").is_null());
    scene.destroyed(&stored).await;
}

/// TAM #68: logs of Express brokers were dropped.
#[tokio::test]
async fn pain_17_logs_of_express_brokers_are_delivered() {
    let logs = json!({ "cloudwatch_logs": { "enabled": true, "log_group": "brokers" } });
    let config = express(json!({ "logging_info": { "broker_logs": logs } }));
    let (scene, stored) = Scene::applied(&config).await;
    let actual = scene.actual();
    assert_eq!(
        actual["spec"]["loggingInfo"]["brokerLogs"]["cloudWatchLogs"]["enabled"],
        true
    );
    scene.destroyed(&stored).await;
}

/// TPA #48309: what Express does not take failed at apply; now it is told in the plan, at its attribute.
#[tokio::test]
async fn pain_17_what_express_does_not_take_is_refused_in_the_plan() {
    let group = |info: Json| json!({ "broker_node_group_info": info });
    let size = "express.m7g.large";
    let volumes = json!({ "ebs_storage_info": { "volume_size": 100 } });
    let cases = [
        (
            json!({ "kafka_version": "3.8.x", "broker_node_group_info": { "instance_type": size, "storage_info": volumes } }),
            "broker_node_group_info.storage_info",
        ),
        (
            json!({ "kafka_version": "3.7.x", "broker_node_group_info": { "instance_type": size, "storage_info": null } }),
            "kafka_version",
        ),
        (
            json!({ "kafka_version": "3.8.x", "storage_mode": "TIERED",
                "broker_node_group_info": { "instance_type": size, "storage_info": null } }),
            "storage_mode",
        ),
        (
            json!({ "rebalancing": { "status": "ACTIVE" } }),
            "rebalancing",
        ),
        (
            merged(
                json!({ "kafka_version": "3.8.x" }),
                group(json!({
                    "instance_type": size, "storage_info": null,
                    "client_subnets": ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
                })),
            ),
            "broker_node_group_info.client_subnets",
        ),
    ];
    let scene = Scene::new().await;
    for (patch, path) in cases {
        let planned = scene.plan(None, &cluster(patch)).await;
        assert!(planned.diagnostics.has_errors(), "{path}");
        let told = planned.diagnostics.iter().filter(|said| said.is_error());
        let there = told
            .filter_map(|said| said.path.as_ref())
            .any(|it| it.to_string().starts_with(path));
        assert!(there, "{path}: {:#?}", planned.diagnostics);
    }
    assert!(scene.mutations().is_empty());
}

fn merged(mut one: Json, other: Json) -> Json {
    for (key, item) in other.as_object().unwrap() {
        one[key] = item.clone();
    }
    one
}
