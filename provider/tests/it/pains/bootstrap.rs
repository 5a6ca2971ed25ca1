//! Bootstrap lists.

use kafkaws_plugin::testing::Stored;
use kafkaws_schema::Value;
use serde_json::{Value as Json, json};

use crate::config::{cluster, connectivity};
use crate::scene::{Scene, get};

fn six() -> Value {
    cluster(json!({ "number_of_broker_nodes": 6 }))
}

/// TPA #35696: with more than three brokers AWS names another three each time, and every plan showed a change.
#[tokio::test]
async fn pain_08_bootstrap_brokers_are_stable() {
    let (scene, stored) = Scene::applied(&six()).await;
    let text = stored.value.attribute("bootstrap_brokers_tls").clone();
    for _ in 0..4 {
        scene.quiet(&stored, &six()).await;
    }
    // An update that has nothing to do with the lists leaves them as they are, in the plan already.
    let config =
        cluster(json!({ "number_of_broker_nodes": 6, "enhanced_monitoring": "PER_BROKER" }));
    let planned = scene.planned(&stored, &config).await;
    assert_eq!(planned.value.attribute("bootstrap_brokers_tls"), &text);
    let stored = scene.apply(Some(&stored), &config).await;
    assert_eq!(stored.value.attribute("bootstrap_brokers_tls"), &text);
}

/// A refresh of a cluster that did not change does not even ask.
#[tokio::test]
async fn pain_08_a_refresh_does_not_ask_for_bootstrap_brokers() {
    let (scene, stored) = Scene::applied(&six()).await;
    scene.sandbox.forget_calls();
    scene.quiet(&stored, &six()).await;
    assert_eq!(scene.sandbox.calls().count("GetBootstrapBrokers"), 0);
}

#[tokio::test]
async fn pain_08_the_list_is_sorted() {
    let (_scene, stored) = Scene::applied(&six()).await;
    let text = get(&stored.value, "bootstrap_brokers_tls")
        .as_str()
        .unwrap();
    let hosts: Vec<&str> = text.split(',').collect();
    assert!(hosts.is_sorted(), "{hosts:?}");
    assert_eq!(hosts.len(), 3);
}

/// Brokers, authentication, encryption and connectivity change the lists, and the plan says so.
#[tokio::test]
async fn pain_08_what_changes_the_lists_makes_them_unknown() {
    let iam = json!({ "client_authentication": { "sasl": { "iam": true } } });
    let (scene, stored) = Scene::applied(&cluster(iam.clone())).await;
    let changes = [
        json!({ "number_of_broker_nodes": 6 }),
        json!({ "client_authentication": { "sasl": { "iam": true, "scram": true } } }),
        connectivity(json!({ "public_access": { "type": "SERVICE_PROVIDED_EIPS" } })),
        connectivity(
            json!({ "vpc_connectivity": { "client_authentication": { "sasl": { "iam": true } } } }),
        ),
    ];
    for change in changes {
        let planned = scene.planned(&stored, &cluster(both(&iam, &change))).await;
        let list = planned.value.attribute("bootstrap_brokers_sasl_iam");
        assert!(list.is_unknown(), "{change}");
    }
}

fn both(one: &Json, other: &Json) -> Json {
    let mut both = one.clone();
    for (key, item) in other.as_object().unwrap() {
        both[key] = item.clone();
    }
    both
}

/// A list that appears or goes away outside of Terraform is drift, and refreshing it settles.
#[tokio::test]
async fn pain_08_authentication_changed_elsewhere_brings_its_list() {
    let (scene, stored) = Scene::applied(&cluster(json!({}))).await;
    scene.drift(json!({ "clientAuthentication": {
        "sasl": { "iam": { "enabled": true } }, "unauthenticated": { "enabled": false },
    } }));
    let fresh: Stored = scene.refresh(&stored).await.unwrap();
    assert!(
        get(&fresh.value, "bootstrap_brokers_sasl_iam")
            .as_str()
            .is_some()
    );
    assert!(get(&fresh.value, "bootstrap_brokers_tls").is_null());
    let again = scene.refresh(&fresh).await.unwrap();
    assert_eq!(again.value, fresh.value);
}
