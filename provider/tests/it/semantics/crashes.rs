//! A crash at every call that changes something: the next apply goes on where it stopped, and nothing is left over in the end.

use futures::future::join_all;
use serde_json::json;

use super::change::Change;
use crate::death::{Call, Death, crash};
use crate::scene::CLUSTER;

/// From a crash to one cluster as planned, and from there to an empty world.
async fn recovers(change: &Change, call: &Call, death: Death) {
    let (scene, prior) = change.begin().await;
    let rule = death.at(call);
    crash(
        &scene.sandbox,
        CLUSTER,
        (prior.as_ref(), Some(&change.config)),
        rule,
    )
    .await;
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
