//! What is left out is AWS's default, and no change.

use serde_json::{Value as Json, json};

use crate::config::{cluster, connectivity};
use crate::scene::Scene;

/// TPA #22920, #45702: destinations that are off came back at every plan.
#[tokio::test]
async fn pain_16_logging_left_out_is_logging_turned_off() {
    let logs = |logs: Json| cluster(json!({ "logging_info": { "broker_logs": logs } }));
    let off = json!({
        "cloudwatch_logs": { "enabled": false },
        "firehose": { "enabled": false },
        "s3": { "enabled": false },
    });
    let ways = [
        cluster(json!({})),
        cluster(json!({ "logging_info": {} })),
        logs(json!({})),
        logs(json!({ "s3": {} })),
        logs(off),
    ];
    for created in &ways {
        let (scene, stored) = Scene::applied(created).await;
        for config in &ways {
            scene.quiet(&stored, config).await;
        }
    }
}

/// One destination is on, the others are left out, said to be off, or taken away again.
#[tokio::test]
async fn pain_16_logging_comes_and_goes() {
    let on = json!({ "enabled": true, "log_group": "brokers" });
    let some = cluster(json!({ "logging_info": { "broker_logs": { "cloudwatch_logs": on } } }));
    let full = cluster(json!({ "logging_info": { "broker_logs": {
        "cloudwatch_logs": on, "firehose": { "enabled": false }, "s3": { "enabled": false },
    } } }));
    let none = cluster(json!({}));
    let (scene, stored) = Scene::applied(&none).await;
    let stored = scene.apply(Some(&stored), &some).await;
    scene.quiet(&stored, &full).await;
    let stored = scene.apply(Some(&stored), &none).await;
    assert_eq!(
        scene.actual()["spec"]["loggingInfo"]["brokerLogs"]["cloudWatchLogs"]["enabled"],
        false
    );
    scene.destroyed(&stored).await;
}

/// A destination that is off may keep its name in the configuration: AWS forgets it.
#[tokio::test]
async fn pain_16_the_name_of_a_destination_that_is_off_is_no_change() {
    let logs = |enabled: bool| {
        cluster(json!({ "logging_info": { "broker_logs": {
            "s3": { "enabled": enabled, "bucket": "logs", "prefix": "orders/" },
        } } }))
    };
    let (scene, stored) = Scene::applied(&logs(true)).await;
    let stored = scene.apply(Some(&stored), &logs(false)).await;
    scene.drift(
        json!({ "loggingInfo": { "brokerLogs": { "s3": { "bucket": null, "prefix": null } } } }),
    );
    scene.quiet(&stored, &logs(false)).await;
}

/// awscc #1852: the same for every other optional object.
#[tokio::test]
async fn pain_16_every_optional_object_may_be_null_empty_or_said_in_full() {
    let exporter = json!({ "enabled_in_broker": false });
    let sasl = json!({ "iam": false, "scram": false });
    let ways = [
        json!({}),
        json!({ "client_authentication": {}, "encryption_info": {}, "open_monitoring": {}, "enhanced_monitoring": "DEFAULT" }),
        json!({ "client_authentication": { "unauthenticated": true, "sasl": sasl, "tls": { "certificate_authority_arns": [] } } }),
        json!({ "encryption_info": { "encryption_in_transit": { "client_broker": "TLS", "in_cluster": true } } }),
        json!({ "open_monitoring": { "prometheus": { "jmx_exporter": exporter, "node_exporter": exporter } } }),
        connectivity(json!({})),
        connectivity(json!({ "public_access": { "type": "DISABLED" }, "network_type": "IPV4" })),
        connectivity(
            json!({ "vpc_connectivity": { "client_authentication": { "sasl": sasl, "tls": false } } }),
        ),
    ];
    let (scene, stored) = Scene::applied(&cluster(json!({}))).await;
    for patch in ways {
        scene.quiet(&stored, &cluster(patch.clone())).await;
        let (other, made) = Scene::applied(&cluster(patch)).await;
        other.quiet(&made, &cluster(json!({}))).await;
    }
}

/// The same where AWS chooses: what is left out is what it chose, however it is left out.
#[tokio::test]
async fn pain_16_what_aws_chooses_may_be_left_out_in_any_way() {
    let size = |info: Json| json!({ "broker_node_group_info": { "storage_info": info } });
    let bare = |patch: Json| {
        let mut base = size(json!(null));
        for (key, item) in patch.as_object().unwrap() {
            base[key] = item.clone();
        }
        base
    };
    let ways = [
        bare(json!({})),
        bare(json!({ "tags": {}, "timeouts": {} })),
        size(json!({ "ebs_storage_info": { "volume_size": null } })),
        size(json!({ "ebs_storage_info": { "volume_size": 100 } })),
    ];
    for created in &ways {
        let (scene, stored) = Scene::applied(&cluster(created.clone())).await;
        for patch in &ways {
            let config = cluster(patch.clone());
            let planned = scene.planned(&stored, &config).await;
            let told = format!("{created} and then {patch}");
            // `timeouts = {}` is something that only the state knows, and costs no call.
            let stored = scene.harness.apply(&planned).await.unwrap();
            scene.quiet(&stored, &config).await;
            assert_eq!(
                scene.mutations(),
                ["CreateClusterV2", "UntagResource"],
                "{told}"
            );
        }
        scene.destroyed(&stored).await;
    }
}
