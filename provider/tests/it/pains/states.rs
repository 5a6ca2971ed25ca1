//! Clusters that are not ACTIVE, and creates that take too long.

use kafkaws_plugin::testing::{Action, Outcome};
use kafkaws_sandbox::Event;
use kafkaws_schema::Value;
use serde_json::json;

use crate::config::cluster;
use crate::scene::{CLUSTER, Scene, assert_update};

fn failure() -> Event {
    Event::Fail {
        code: "InternalFailure".to_owned(),
        message: "a broker did not start".to_owned(),
    }
}

/// TPA #37471: a refresh asked for bootstrap brokers, which a FAILED cluster has none of, so plan and destroy failed.
#[tokio::test]
async fn pain_12_a_failed_cluster_refreshes_plans_and_destroys() {
    let config = cluster(json!({}));
    let (scene, stored) = Scene::applied(&config).await;
    scene.happen(failure());
    let outcome = scene.harness.refresh(CLUSTER, &stored).await;
    let warned = outcome
        .diagnostics
        .iter()
        .any(|said| said.detail.contains("a broker did not start"));
    assert!(warned, "{:#?}", outcome.diagnostics);
    let fresh = outcome.unwrap();
    let planned = scene.planned(&fresh, &config).await;
    assert_eq!(planned.action, Action::NoOp, "{planned:#?}");
    scene.destroyed(&fresh).await;
}

/// TPA #21918: AWS refuses to delete while it heals, patches or updates; that is waited for.
#[tokio::test]
async fn pain_12_a_busy_cluster_is_read_and_deleted() {
    let config = cluster(json!({}));
    for event in [Event::Heal, Event::Maintain] {
        let (scene, stored) = Scene::applied(&config).await;
        scene.happen(event);
        scene.quiet(&stored, &config).await;
        scene.destroyed(&stored).await;
    }
}

/// An update that meets a cluster which AWS is healing waits for it.
#[tokio::test]
async fn pain_12_an_update_waits_for_healing() {
    let (scene, stored) = Scene::applied(&cluster(json!({}))).await;
    scene.happen(Event::Heal);
    let config = cluster(json!({ "enhanced_monitoring": "PER_BROKER" }));
    scene.apply(Some(&stored), &config).await;
}

/// TPA #27835: a create that ends in FAILED said `%!s(<nil>)`. It says AWS's reason, and the cluster is tainted.
#[tokio::test]
async fn pain_12_a_failed_create_says_why_and_is_tainted() {
    let config = cluster(json!({}));
    let scene = Scene::new().await;
    scene.stay("CREATING");
    let doom = async {
        scene.called("DescribeClusterV2", 1).await;
        let (code, message) = ("InternalFailure".to_owned(), "no capacity".to_owned());
        scene.happen(Event::Doom { code, message });
        scene.sandbox.clear_faults();
    };
    let (outcome, ()) = tokio::join!(scene.try_apply(None, &config), doom);
    let told = outcome
        .diagnostics
        .iter()
        .any(|said| said.is_error() && said.detail.contains("no capacity"));
    assert!(told, "{:#?}", outcome.diagnostics);
    let tainted = outcome.stored.unwrap();
    assert!(tainted.tainted);
    // The next apply replaces it.
    let planned = scene.harness.plan(CLUSTER, Some(&tainted), &config).await;
    assert_eq!(planned.action, Action::Replace);
    let stored = scene.harness.apply(&planned).await.unwrap();
    scene.quiet(&stored, &config).await;
    scene.destroyed(&stored).await;
}

fn slow(more: serde_json::Value) -> Value {
    let mut patch = json!({ "timeouts": { "create": "1s" } });
    for (key, item) in more.as_object().unwrap() {
        patch[key] = item.clone();
    }
    cluster(patch)
}

async fn timed_out(scene: &Scene, config: &Value) -> Outcome {
    scene.stay("CREATING");
    let outcome = scene.try_apply(None, config).await;
    assert!(
        !outcome.diagnostics.has_errors(),
        "{:#?}",
        outcome.diagnostics
    );
    assert!(!outcome.diagnostics.is_empty(), "nobody is warned");
    outcome
}

/// TPA #11736: a create that took too long was tainted, and the next apply destroyed a healthy cluster.
#[tokio::test]
async fn pain_13_a_create_that_times_out_is_kept_and_completed() {
    let scene = Scene::new().await;
    let config = slow(json!({}));
    let outcome = timed_out(&scene, &config).await;
    let kept = outcome.stored.unwrap();
    assert!(!kept.tainted);
    assert!(kept.value.attribute("bootstrap_brokers_tls").is_null());
    // While AWS is not done, plans go on to say what is missing.
    let planned = scene.planned(&kept, &config).await;
    assert_update(&planned);
    assert!(
        planned
            .value
            .attribute("bootstrap_brokers_tls")
            .is_unknown()
    );
    scene.sandbox.clear_faults();
    let stored = scene.apply(Some(&kept), &config).await;
    assert!(
        stored
            .value
            .attribute("bootstrap_brokers_tls")
            .as_str()
            .is_some()
    );
    assert_eq!(scene.sandbox.calls().count("CreateClusterV2"), 1);
    assert_eq!(scene.actual()["tags"], json!({}));
    scene.destroyed(&stored).await;
}

/// The cluster may come up before the next plan looks: what the create had still to do is done all the same, also where AWS
/// does not report it.
#[tokio::test]
async fn pain_13_what_a_timed_out_create_left_undone_is_done_later() {
    let public = json!({
        "client_authentication": { "sasl": { "iam": true } },
        "broker_node_group_info": {
            "connectivity_info": { "public_access": { "type": "SERVICE_PROVIDED_EIPS" } },
        },
    });
    let closed = json!({ "zookeeper_access": { "enabled": false } });
    for (more, call) in [
        (public, "UpdateConnectivity"),
        (closed, "UpdateConnectivity"),
        (json!({}), "UntagResource"),
    ] {
        let scene = Scene::new().await;
        let config = slow(more);
        let kept = timed_out(&scene, &config).await.stored.unwrap();
        scene.sandbox.clear_faults();
        // The cluster becomes ACTIVE, and scheduled runs refresh the state.
        scene
            .sandbox
            .world()
            .advance(std::time::Duration::from_secs(60 * 60));
        let fresh = scene.refresh(&kept).await.unwrap();
        let fresh = scene.refresh(&fresh).await.unwrap();
        assert_update(&scene.planned(&fresh, &config).await);
        scene.sandbox.forget_calls();
        let stored = scene.apply(Some(&fresh), &config).await;
        assert_eq!(scene.mutations()[0], call);
        assert_eq!(scene.actual()["tags"], json!({}));
        scene.destroyed(&stored).await;
    }
}

/// An update that times out is an error with the state as it is, and never a taint.
#[tokio::test]
async fn pain_13_an_update_that_times_out_is_completed() {
    let (scene, stored) = Scene::applied(&cluster(json!({}))).await;
    let config =
        cluster(json!({ "enhanced_monitoring": "PER_BROKER", "timeouts": { "update": "1s" } }));
    scene.stay("UPDATING");
    let outcome = scene.try_apply(Some(&stored), &config).await;
    assert!(outcome.diagnostics.has_errors());
    let kept = outcome.stored.unwrap();
    assert!(!kept.tainted);
    scene.sandbox.clear_faults();
    scene.sandbox.forget_calls();
    scene.apply(Some(&kept), &config).await;
    assert!(scene.mutations().is_empty(), "{:?}", scene.mutations());
}
