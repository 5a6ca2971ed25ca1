//! A provider block with values that are known only after apply, and other ways in which it is not ready.

use kafkaws_plugin::testing::{Action, Harness};
use kafkaws_provider::config::Environment;
use kafkaws_provider::provider::Kafkaws;
use kafkaws_schema::Value;
use serde_json::json;

use crate::config::cluster;
use crate::scene::{CLUSTER, Scene, at_path, block};

/// A provider of which one attribute is not known yet.
async fn unknown(scene: &Scene, attribute: &str) -> Harness<Kafkaws> {
    let mut block = block(&scene.sandbox, json!({}));
    assert!(block.put(&at_path(attribute), Value::unknown()));
    let harness = Harness::new(Kafkaws::new(Environment::default()));
    let said = harness.configure(&block).await;
    assert!(!said.has_errors(), "{attribute}: {said:#?}");
    harness
}

const SHAPE_CALLS: [&str; 4] = ["region", "secret_key", "endpoints", "assume_role"];

/// A cluster of a region or an account that another resource decides: planned, without a call.
#[tokio::test]
async fn a_create_is_planned_while_the_block_is_unknown() {
    let scene = Scene::new().await;
    for attribute in SHAPE_CALLS {
        let harness = unknown(&scene, attribute).await;
        let planned = harness.plan(CLUSTER, None, &cluster(json!({}))).await;
        assert!(
            !planned.diagnostics.has_errors(),
            "{attribute}: {:#?}",
            planned.diagnostics
        );
        assert_eq!(planned.action, Action::Create);
    }
    assert!(
        scene.sandbox.calls().is_empty(),
        "{:?}",
        scene.sandbox.calls().operations()
    );
}

/// A cluster in the state is planned from the state, with a warning, and nothing is lost.
#[tokio::test]
async fn a_refresh_goes_on_with_the_state_while_the_block_is_unknown() {
    let config = cluster(json!({}));
    let (scene, stored) = Scene::applied(&config).await;
    for attribute in SHAPE_CALLS {
        let harness = unknown(&scene, attribute).await;
        let outcome = harness.refresh(CLUSTER, &stored).await;
        assert_eq!(outcome.diagnostics.iter().count(), 1, "{attribute}");
        assert_eq!(outcome.unwrap(), stored);
        let planned = harness.plan(CLUSTER, Some(&stored), &config).await;
        assert_eq!(planned.action, Action::NoOp, "{attribute}: {planned:#?}");
        let changed = cluster(json!({ "kafka_version": "3.7.x" }));
        let planned = harness.plan(CLUSTER, Some(&stored), &changed).await;
        assert_eq!(planned.action, Action::Update);
        assert!(
            !planned.diagnostics.has_errors(),
            "{:#?}",
            planned.diagnostics
        );
    }
}

/// Unknown default tags make `tags_all` unknown, and nothing else.
#[tokio::test]
async fn unknown_default_tags_make_tags_all_unknown() {
    let scene = Scene::new().await;
    let harness = unknown(&scene, "default_tags").await;
    let planned = harness
        .plan(CLUSTER, None, &cluster(json!({ "tags": { "a": "b" } })))
        .await;
    assert!(
        !planned.diagnostics.has_errors(),
        "{:#?}",
        planned.diagnostics
    );
    assert!(planned.value.attribute("tags_all").is_unknown());
}

/// Every attribute of a cluster may be unknown at plan time, also of one that exists.
#[tokio::test]
async fn any_attribute_may_be_unknown() {
    let (scene, stored) = Scene::applied(&cluster(json!({}))).await;
    let schema = scene.harness.schema(CLUSTER);
    for attribute in schema.inputs.attributes {
        let mut config = cluster(json!({}));
        assert!(config.put(&at_path(attribute.name), Value::unknown()));
        let planned = scene.plan(None, &config).await;
        assert!(
            !planned.diagnostics.has_errors(),
            "{}: {:#?}",
            attribute.name,
            planned.diagnostics
        );
        let planned = scene.plan(Some(&stored), &config).await;
        assert!(
            !planned.diagnostics.has_errors(),
            "{}: {:#?}",
            attribute.name,
            planned.diagnostics
        );
        assert!(planned.replace.is_empty(), "{}", attribute.name);
    }
}

/// Subnets of a VPC that is being changed replace nothing while they are unknown; where they turn out to be others, the plan
/// that Terraform makes in the apply refuses, before anything is touched.
#[tokio::test]
async fn unknown_subnets_replace_nothing() {
    let (scene, stored) = Scene::applied(&cluster(json!({}))).await;
    let subnets = "broker_node_group_info.client_subnets";
    let known = crate::scene::get(&stored.value, subnets).clone();
    let mut config = cluster(json!({}));
    assert!(config.put(&at_path(subnets), Value::unknown()));
    let planned = scene.planned(&stored, &config).await;
    assert_eq!(planned.action, Action::Update, "{planned:#?}");
    assert!(config.put(&at_path(subnets), known));
    scene.apply(Some(&stored), &config).await;
}

/// A provider that was never configured (`terraform validate`) judges attributes all the same.
#[tokio::test]
async fn validation_needs_no_configuration() {
    let harness = Harness::new(Kafkaws::new(Environment::default()));
    let wrong = cluster(json!({ "kafka_version": "three", "cluster_name": "no such name!" }));
    let said = harness.validate(CLUSTER, &wrong).await;
    assert_eq!(
        said.iter().filter(|one| one.is_error()).count(),
        2,
        "{said:#?}"
    );
    assert!(
        harness
            .validate(CLUSTER, &cluster(json!({})))
            .await
            .is_empty()
    );
}
