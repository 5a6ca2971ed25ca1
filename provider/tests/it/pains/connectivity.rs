//! Access from the internet and from other VPCs, which AWS takes only for a cluster that is up.

use serde_json::{Value as Json, json};

use crate::config::cluster;
use crate::scene::Scene;

fn open(info: Json) -> kafkaws_schema::Value {
    cluster(json!({
        "client_authentication": { "sasl": { "iam": true } },
        "broker_node_group_info": { "connectivity_info": info },
    }))
}

/// TPA #31271: "When creating a cluster, the only valid value for the Type parameter in PublicAccess is DISABLED".
#[tokio::test]
async fn pain_18_public_access_is_one_apply() {
    let config = open(json!({ "public_access": { "type": "SERVICE_PROVIDED_EIPS" } }));
    let (scene, stored) = Scene::applied(&config).await;
    assert_eq!(
        scene.mutations(),
        ["CreateClusterV2", "UpdateConnectivity", "UntagResource"]
    );
    let list = stored.value.attribute("bootstrap_brokers_public_sasl_iam");
    assert!(list.as_str().is_some());
    // And off again.
    let stored = scene.apply(Some(&stored), &open(json!({}))).await;
    let list = stored.value.attribute("bootstrap_brokers_public_sasl_iam");
    assert!(list.is_null(), "{list:?}");
    scene.destroyed(&stored).await;
}

/// Authentication that public access rests on can only go after it.
#[tokio::test]
async fn pain_18_access_and_authentication_go_in_the_order_that_aws_takes() {
    let config = open(json!({ "public_access": { "type": "SERVICE_PROVIDED_EIPS" } }));
    let (scene, stored) = Scene::applied(&cluster(json!({}))).await;
    scene.sandbox.forget_calls();
    let stored = scene.apply(Some(&stored), &config).await;
    assert_eq!(scene.mutations(), ["UpdateSecurity", "UpdateConnectivity"]);
    scene.sandbox.forget_calls();
    scene.apply(Some(&stored), &cluster(json!({}))).await;
    assert_eq!(scene.mutations(), ["UpdateConnectivity", "UpdateSecurity"]);
}

/// TPA #34419: the same 400 for connectivity across VPCs.
#[tokio::test]
async fn pain_19_access_from_other_vpcs_is_one_apply() {
    let iam = json!({ "client_authentication": { "sasl": { "iam": true } } });
    let config = open(json!({ "vpc_connectivity": iam }));
    let (scene, stored) = Scene::applied(&config).await;
    assert_eq!(
        scene.mutations(),
        ["CreateClusterV2", "UpdateConnectivity", "UntagResource"]
    );
    let list = stored
        .value
        .attribute("bootstrap_brokers_vpc_connectivity_sasl_iam");
    assert!(list.as_str().is_some());
    let stored = scene.apply(Some(&stored), &open(json!({}))).await;
    let list = stored
        .value
        .attribute("bootstrap_brokers_vpc_connectivity_sasl_iam");
    assert!(list.is_null(), "{list:?}");
    scene.destroyed(&stored).await;
}

/// Both at once are one call more, and not two.
#[tokio::test]
async fn pain_19_both_kinds_of_access_are_one_call() {
    let iam = json!({ "client_authentication": { "sasl": { "iam": true } } });
    let config = open(json!({
        "public_access": { "type": "SERVICE_PROVIDED_EIPS" }, "vpc_connectivity": iam,
    }));
    let (scene, _stored) = Scene::applied(&config).await;
    assert_eq!(
        scene.mutations(),
        ["CreateClusterV2", "UpdateConnectivity", "UntagResource"]
    );
}
