//! A crash at every call that changes something: the next apply goes on where it stopped, and nothing is left over in the end.

use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use kafkaws_plugin::testing::Stored;
use kafkaws_sandbox::{FaultAction, FaultRule, Sandbox};
use serde_json::json;

use super::change::{Call, Change};
use crate::scene::{CLUSTER, Scene, called, provider};

/// How far AWS gets with the call at which the plugin dies.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Death {
    Before,
    After,
}

/// The call is held for ever: before AWS does the work, or in the retry that follows a lost answer.
fn holding((operation, nth): &Call, death: Death) -> Vec<FaultRule> {
    let rule = |nth, action| FaultRule {
        service: Some("kafka".to_owned()),
        operation: Some(operation.clone()),
        nth: Some(nth),
        action,
        ..FaultRule::default()
    };
    let milliseconds = 3_600_000;
    let hold = FaultAction::Delay { milliseconds };
    match death {
        Death::Before => vec![rule(*nth, hold)],
        Death::After => vec![rule(*nth, FaultAction::LoseResponse), rule(nth + 1, hold)],
    }
}

/// Applies in a runtime of its own, which dies with everything that runs in it once the call is held.
async fn crash(scene: &Scene, prior: Option<&Stored>, change: &Change, call: &Call, death: Death) {
    for rule in holding(call, death) {
        scene.sandbox.add_fault(rule);
    }
    let process = tokio::runtime::Runtime::new().unwrap();
    let applying = process.spawn({
        let (sandbox, prior) = (Arc::clone(&scene.sandbox), prior.cloned());
        let config = change.config.clone();
        async move {
            let harness = provider(&sandbox, json!({})).await;
            drop(harness.run(CLUSTER, prior.as_ref(), &config).await);
        }
    });
    match death {
        Death::Before => falls_silent(&scene.sandbox).await,
        Death::After => called(&scene.sandbox, &call.0, usize::try_from(call.1).unwrap()).await,
    }
    assert!(!applying.is_finished(), "nothing was held at {call:?}");
    process.shutdown_background();
    scene.sandbox.clear_faults();
}

/// A held call is not in the log yet: nothing more comes once the plugin waits for it.
async fn falls_silent(sandbox: &Sandbox) {
    let mut seen = 0;
    loop {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let now = sandbox.calls().len();
        if now == seen && now > 0 {
            return;
        }
        seen = now;
    }
}

/// From a crash to one cluster as planned, and from there to an empty world.
async fn recovers(change: &Change, call: &Call, death: Death) {
    let (scene, prior) = change.begin().await;
    crash(&scene, prior.as_ref(), change, call, death).await;
    let scene = scene.another(json!({})).await;
    let outcome = scene.try_apply(prior.as_ref(), &change.config).await;
    if call.0 == "UntagResource" && death == Death::After && prior.is_none() {
        // Everything is in force and the mark is gone: the cluster cannot be told from anybody's, and is named with the way back.
        let command = "terraform import ADDRESS arn:";
        let told = outcome
            .diagnostics
            .iter()
            .any(|said| said.detail.contains(command));
        assert!(told, "{:#?}", outcome.diagnostics);
        return;
    }
    assert!(
        outcome.diagnostics.is_empty(),
        "{call:?}, {death:?}: {:#?}",
        outcome.diagnostics
    );
    let stored = outcome.unwrap();
    scene.quiet(&stored, &change.config).await;
    if let Some(prior) = &prior {
        assert_eq!(prior.value.attribute("arn"), stored.value.attribute("arn"));
    }
    scene.destroyed(&stored).await;
}

async fn recovers_at_every_call(change: Change, death: Death) {
    let calls = change.calls().await;
    join_all(calls.iter().map(|call| recovers(&change, call, death))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_before_any_call_of_a_create_is_recovered_from() {
    recovers_at_every_call(Change::create(), Death::Before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_after_any_call_of_a_create_is_recovered_from() {
    recovers_at_every_call(Change::create(), Death::After).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_before_any_call_of_an_update_is_recovered_from() {
    recovers_at_every_call(Change::update(), Death::Before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_after_any_call_of_an_update_is_recovered_from() {
    recovers_at_every_call(Change::update(), Death::After).await;
}
