//! How many calls a walk takes.

use futures::future::join_all;
use serde_json::json;

use crate::config::cluster;
use crate::scene::{CLUSTER, Scene, provider};

/// 27 clusters that did not change are read by one call: a page of ListClustersV2.
#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_of_27_clusters_is_one_call() {
    let scene = Scene::new().await;
    scene.sandbox.world().set_list_lag(0);
    let configs: Vec<_> = (0..27)
        .map(|n| {
            let properties = (n % 2 == 0).then_some("num.io.threads = 8\n");
            cluster(
                json!({ "cluster_name": format!("fleet-{n}"), "server_properties": properties }),
            )
        })
        .collect();
    let made = configs.iter().map(|config| scene.try_apply(None, config));
    let stored: Vec<_> = join_all(made)
        .await
        .into_iter()
        .map(|made| made.unwrap())
        .collect();
    // The next run of Terraform is a process of its own.
    let harness = provider(&scene.sandbox, json!({})).await;
    scene.sandbox.forget_calls();
    let walk = stored.iter().zip(&configs);
    join_all(walk.map(|(stored, config)| harness.assert_quiet(CLUSTER, stored, config))).await;
    assert_eq!(scene.sandbox.calls().operations(), ["ListClustersV2"]);
}

/// Some policies allow Describe alone, and a list lags behind: both fall back, and only NotFound removes a state.
#[tokio::test]
async fn a_walk_without_the_list_describes() {
    let config = cluster(json!({}));
    let (scene, stored) = Scene::applied(&config).await;
    let scene = scene.another(json!({})).await;
    scene.fault("ListClustersV2", None, kafkaws_sandbox::FaultAction::Deny);
    scene.quiet(&stored, &config).await;
    scene.sandbox.clear_faults();
    let scene = scene.another(json!({})).await;
    let removed = scene.harness.destroy(CLUSTER, &stored).await;
    assert!(!removed.diagnostics.has_errors());
    let scene = scene.another(json!({})).await;
    assert_eq!(scene.refresh(&stored).await, None);
}

/// A refusal to look never looks like a cluster that is gone.
#[tokio::test]
async fn a_denied_read_keeps_the_state_and_names_the_way_out() {
    let (scene, stored) = Scene::applied(&cluster(json!({}))).await;
    let scene = scene.another(json!({})).await;
    for operation in ["ListClustersV2", "DescribeClusterV2"] {
        scene.fault(operation, None, kafkaws_sandbox::FaultAction::Deny);
    }
    let outcome = scene.harness.refresh(CLUSTER, &stored).await;
    assert_eq!(outcome.stored.as_ref(), Some(&stored));
    let told = outcome
        .diagnostics
        .iter()
        .any(|said| said.detail.contains("terraform destroy -refresh=false"));
    assert!(told, "{:#?}", outcome.diagnostics);
}

/// Throttling is waited out wherever it strikes.
#[tokio::test]
async fn throttling_is_waited_out() {
    let scene = Scene::new().await;
    for operation in [
        "Create*",
        "Update*",
        "Describe*",
        "List*",
        "Get*",
        "Untag*",
        "Tag*",
        "Delete*",
    ] {
        scene.sandbox.add_fault(kafkaws_sandbox::FaultRule {
            service: Some("kafka".to_owned()),
            operation: Some(operation.to_owned()),
            first: Some(2),
            ..Default::default()
        });
    }
    let config = |level: &str| {
        cluster(
            json!({ "server_properties": "num.io.threads = 8\n", "enhanced_monitoring": level, "tags": { "level": level } }),
        )
    };
    let stored = scene.apply(None, &config("DEFAULT")).await;
    let stored = scene.apply(Some(&stored), &config("PER_BROKER")).await;
    scene.destroyed(&stored).await;
}
