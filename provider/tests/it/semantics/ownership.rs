//! Adopt only what is ours and unfinished; interruptions; imports.

use kafkaws_plugin::testing::Action;
use kafkaws_sandbox::Event;
use serde_json::json;

use crate::config::{cluster, storage, value};
use crate::scene::{CLUSTER, NAME, Scene, assert_update, get};

/// The name is taken by somebody else: never an adoption, and the way to take it over is in the error.
#[tokio::test]
async fn a_name_that_is_taken_is_an_error_with_the_import_command() {
    let config = cluster(json!({}));
    let (scene, theirs) = Scene::applied(&config).await;
    let arn = theirs.value.attribute("arn").as_str().unwrap();
    let outcome = scene.try_apply(None, &config).await;
    assert_eq!(outcome.stored, None);
    let command = format!("terraform import ADDRESS {arn}");
    let told = outcome
        .diagnostics
        .iter()
        .find(|said| said.detail.contains(&command));
    let told = told.unwrap_or_else(|| panic!("{:#?}", outcome.diagnostics));
    assert_eq!(told.path, Some(crate::scene::at_path("cluster_name")));
    scene.destroyed(&theirs).await;
}

/// A create that another configuration began is not ours either.
#[tokio::test]
async fn an_unfinished_create_with_other_arguments_is_not_adopted() {
    let scene = Scene::new().await;
    scene.stay("CREATING");
    let slow = |more| {
        let mut patch: serde_json::Value = storage(more);
        patch["timeouts"] = json!({ "create": "1s" });
        cluster(patch)
    };
    let theirs = scene
        .try_apply(None, &slow(json!({ "volume_size": 100 })))
        .await;
    assert!(theirs.stored.is_some());
    scene.sandbox.world().set_list_lag(0);
    let outcome = scene
        .try_apply(None, &slow(json!({ "volume_size": 200 })))
        .await;
    assert_eq!(outcome.stored, None);
    let told = outcome
        .diagnostics
        .iter()
        .any(|said| said.detail.contains("with other arguments"));
    assert!(told, "{:#?}", outcome.diagnostics);
}

/// Ctrl-C in a create: the cluster is kept, without an error that would taint it.
#[tokio::test]
async fn an_interrupted_create_is_kept_and_completed() {
    let scene = Scene::new().await;
    let config = cluster(json!({}));
    scene.stay("CREATING");
    let interrupt = async {
        scene.called("DescribeClusterV2", 2).await;
        scene.harness.stop().await;
    };
    let (outcome, ()) = tokio::join!(scene.try_apply(None, &config), interrupt);
    assert!(
        !outcome.diagnostics.has_errors(),
        "{:#?}",
        outcome.diagnostics
    );
    let kept = outcome.stored.unwrap();
    assert!(!kept.tainted);
    scene.sandbox.clear_faults();
    let stored = scene.apply(Some(&kept), &config).await;
    assert_eq!(scene.sandbox.calls().count("CreateClusterV2"), 1);
    scene.destroyed(&stored).await;
}

/// A version that AWS moved by itself, past its support: the plan keeps it and warns, and nothing is a downgrade.
#[tokio::test]
async fn an_upgrade_by_aws_is_kept_with_a_warning() {
    let config = cluster(json!({ "kafka_version": "3.5.1" }));
    let (scene, stored) = Scene::applied(&config).await;
    scene.happen(Event::Upgrade {
        kafka_version: "3.6.0".to_owned(),
    });
    let planned = scene.planned(&stored, &config).await;
    assert_eq!(planned.action, Action::NoOp);
    let warned = planned
        .diagnostics
        .iter()
        .any(|said| said.detail.contains("kafka_version = \"3.6.0\""));
    assert!(warned, "{:#?}", planned.diagnostics);
    // A change beside it goes through, and leaves the version where it is.
    let config = cluster(json!({ "kafka_version": "3.5.1", "enhanced_monitoring": "PER_BROKER" }));
    scene.sandbox.forget_calls();
    let changed = scene.try_apply(Some(&stored), &config).await.unwrap();
    assert_eq!(scene.mutations(), ["UpdateMonitoring"]);
    assert_eq!(scene.planned(&changed, &config).await.action, Action::NoOp);
}

/// The same for a cluster that was imported and never applied: no plan of it is blocked.
#[tokio::test]
async fn an_upgrade_by_aws_is_kept_after_an_import() {
    let config = cluster(json!({ "kafka_version": "3.5.1" }));
    let (scene, _applied) = Scene::applied(&config).await;
    let imported = scene.harness.import(CLUSTER, "orders").await.unwrap();
    scene.happen(Event::Upgrade {
        kafka_version: "3.6.0".to_owned(),
    });
    let planned = scene.planned(&imported, &config).await;
    assert_eq!(planned.action, Action::NoOp, "{planned:#?}");
}

#[tokio::test]
async fn an_import_by_arn_and_by_name_is_quiet() {
    let config = cluster(json!({ "tags": { "team": "streaming" } }));
    let (scene, applied) = Scene::applied(&config).await;
    let arn = applied.value.attribute("arn").as_str().unwrap();
    for id in [arn, "orders"] {
        let imported = scene.harness.import(CLUSTER, id).await.unwrap();
        assert_eq!(imported.value, applied.value, "{id}");
        scene.quiet(&imported, &config).await;
    }
    for id in [
        "order",
        "arn:aws:kafka:eu-west-1:1:topic/x/y",
        "no such name!",
    ] {
        let outcome = scene.harness.import(CLUSTER, id).await;
        assert!(outcome.diagnostics.has_errors(), "{id}");
    }
}

/// An import takes the size that is there, not the one that was once written.
#[tokio::test]
async fn an_import_takes_the_actual_size() {
    let (scene, _applied) = Scene::applied(&cluster(json!({}))).await;
    scene.happen(Event::GrowStorage { volume_size: 300 });
    let imported = scene.harness.import(CLUSTER, "orders").await.unwrap();
    let size = "broker_node_group_info.storage_info.ebs_storage_info.volume_size";
    assert_eq!(get(&imported.value, size).as_i64(), Some(300));
    scene.quiet(&imported, &cluster(json!({}))).await;
}

/// What only the provider knows is one update after an import, and calls nothing.
#[tokio::test]
async fn what_only_the_provider_knows_is_one_update_without_a_call() {
    let known = json!({
        "deletion_protection": true, "allow_replacement": true, "timeouts": { "update": "3h" },
        "server_properties": "num.io.threads = 8\n",
    });
    let config = cluster(json!({ "server_properties": "num.io.threads = 8\n" }));
    let (scene, applied) = Scene::applied(&config).await;
    let imported = scene.harness.import(CLUSTER, "orders").await.unwrap();
    let config = cluster(known);
    assert_update(&scene.planned(&imported, &config).await);
    scene.sandbox.forget_calls();
    let stored = scene.apply(Some(&imported), &config).await;
    assert!(scene.mutations().is_empty(), "{:?}", scene.mutations());
    assert_eq!(
        get(&stored.value, "configuration_info"),
        get(&applied.value, "configuration_info")
    );
    // The configuration is the provider's again: it goes with the cluster.
    let unprotected = cluster(json!({ "server_properties": "num.io.threads = 8\n" }));
    let stored = scene.apply(Some(&stored), &unprotected).await;
    scene.destroyed(&stored).await;
}

/// The data source has what a state must not hold, and looks again where the list is late.
#[tokio::test]
async fn a_cluster_is_found_by_its_name() {
    let (scene, _) = Scene::applied(&cluster(json!({}))).await;
    scene.happen(Event::GrowStorage { volume_size: 777 });
    let config = value(&json!({ "cluster_name": NAME }));
    let found = scene.harness.read_data(CLUSTER, &config).await.unwrap();
    assert_eq!(found.attribute("volume_size").as_i64(), Some(777));
    assert_eq!(found.attribute("state").as_str(), Some("ACTIVE"));
    assert!(found.attribute("current_version").as_str().is_some());
    assert!(found.attribute("bootstrap_brokers_tls").as_str().is_some());
}
