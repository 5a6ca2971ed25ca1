//! A crash at every call of a create that changes something: the next create goes on where it stopped, and nothing is left
//! over in the end.

use std::sync::Arc;

use kafkaws_plugin::testing::Planned;
use kafkaws_sandbox::{FaultAction, FaultRule, Sandbox};
use kafkaws_schema::Value;
use serde_json::json;

use crate::config::cluster;
use crate::scene::{CLUSTER, Scene, called, provider};

/// A create that takes as many calls as any.
fn config() -> Value {
    cluster(json!({
        "server_properties": "num.io.threads = 8\n",
        "client_authentication": { "sasl": { "iam": true } },
        "zookeeper_access": { "enabled": false },
        "broker_node_group_info": {
            "connectivity_info": { "public_access": { "type": "SERVICE_PROVIDED_EIPS" } },
        },
        "tags": { "team": "streaming" },
    }))
}

/// The calls of that create which change something, each with its number among those of its name.
async fn steps() -> Vec<(String, u64)> {
    let (scene, _stored) = Scene::applied(&config()).await;
    let mut steps: Vec<(String, u64)> = Vec::new();
    for operation in scene.mutations() {
        let before = steps.iter().filter(|(name, _)| *name == operation).count();
        steps.push((operation, u64::try_from(before + 1).unwrap()));
    }
    assert!(steps.len() >= 5, "{steps:?}");
    steps
}

/// How far AWS gets with the call at which the plugin dies.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Death {
    Before,
    After,
}

/// The call is held for ever: before AWS does the work, or in the retry that follows a lost answer.
fn holding(operation: &str, nth: u64, death: Death) -> Vec<FaultRule> {
    let rule = |nth, action| FaultRule {
        service: Some("kafka".to_owned()),
        operation: Some(operation.to_owned()),
        nth: Some(nth),
        action,
        ..FaultRule::default()
    };
    let hold = FaultAction::Delay {
        milliseconds: 3_600_000,
    };
    match death {
        Death::Before => vec![rule(nth, hold)],
        Death::After => vec![rule(nth, FaultAction::LoseResponse), rule(nth + 1, hold)],
    }
}

/// Applies in a runtime of its own, which dies with everything that runs in it once the call is held.
async fn crash(sandbox: &Arc<Sandbox>, operation: &str, nth: u64, death: Death) {
    for rule in holding(operation, nth, death) {
        sandbox.add_fault(rule);
    }
    let before = sandbox.calls().len();
    let process = tokio::runtime::Runtime::new().unwrap();
    let applying = process.spawn({
        let sandbox = Arc::clone(sandbox);
        async move {
            let harness = provider(&sandbox, json!({})).await;
            let planned: Planned = harness.plan(CLUSTER, None, &config()).await;
            drop(harness.apply(&planned).await);
        }
    });
    if death == Death::After {
        called(sandbox, operation, usize::try_from(nth).unwrap()).await;
    } else {
        settled(sandbox, before).await;
    }
    assert!(
        !applying.is_finished(),
        "nothing was held at {operation} {nth}"
    );
    process.shutdown_background();
    sandbox.clear_faults();
}

/// A held call is not in the log yet: nothing more comes once the plugin waits for it.
async fn settled(sandbox: &Sandbox, before: usize) {
    let mut seen = before;
    loop {
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        let now = sandbox.calls().len();
        if now == seen && now > before {
            return;
        }
        seen = now;
    }
}

/// From a crash to one cluster as planned, and from there to an empty world.
async fn recovers(operation: &str, nth: u64, death: Death) {
    let sandbox = Arc::new(Sandbox::builder().start().await.unwrap());
    crash(&sandbox, operation, nth, death).await;
    let harness = provider(&sandbox, json!({})).await;
    let outcome = harness.run(CLUSTER, None, &config()).await;
    let last = (operation, death) == ("UntagResource", Death::After);
    if last {
        // Everything is in force and the mark is gone: the cluster cannot be told from anybody's, and is named with the way back.
        let told = outcome
            .diagnostics
            .iter()
            .any(|said| said.detail.contains("terraform import ADDRESS arn:"));
        assert!(told, "{:#?}", outcome.diagnostics);
        return;
    }
    assert!(
        outcome.diagnostics.is_empty(),
        "{operation} {nth}, {death:?}: {:#?}",
        outcome.diagnostics
    );
    let stored = outcome.unwrap();
    harness.assert_quiet(CLUSTER, &stored, &config()).await;
    let made = sandbox
        .calls()
        .only(|call| call.operation == "CreateClusterV2" && call.code.is_none());
    let delivered = made
        .as_slice()
        .iter()
        .filter(|call| call.status == 200 || call.fault.is_some());
    assert_eq!(delivered.count(), 1, "at {operation} {nth}, {death:?}");
    let destroyed = harness.destroy(CLUSTER, &stored).await;
    assert!(
        destroyed.diagnostics.is_empty(),
        "{:#?}",
        destroyed.diagnostics
    );
    let world = sandbox.world();
    assert!(
        world.is_empty(),
        "{operation} {nth}, {death:?} leaves {:#}",
        world.summary()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_before_any_call_of_a_create_is_recovered_from() {
    let steps = steps().await;
    futures::future::join_all(
        steps
            .iter()
            .map(|(name, nth)| recovers(name, *nth, Death::Before)),
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_after_any_call_of_a_create_is_recovered_from() {
    let steps = steps().await;
    futures::future::join_all(
        steps
            .iter()
            .map(|(name, nth)| recovers(name, *nth, Death::After)),
    )
    .await;
}
