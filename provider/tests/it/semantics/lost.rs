//! Every call that changes something goes wrong once: its answer is lost, so that the work is done and nobody is told, or AWS
//! refuses it.

use futures::future::join_all;
use kafkaws_sandbox::FaultAction;
use serde_json::json;

use super::change::Change;
use crate::scene::{Scene, refusal};

/// The apply, or the next one, converges; nothing is left over.
async fn converges(change: &Change, operation: &str, nth: u64, action: FaultAction) {
    let (scene, prior) = change.begin().await;
    scene.fault(operation, Some(nth), action);
    let outcome = scene.try_apply(prior.as_ref(), &change.config).await;
    let struck = scene.sandbox.calls().only(|call| call.fault.is_some());
    assert_eq!(struck.len(), 1, "{operation} {nth} was not struck");
    let kept = outcome.stored;
    assert!(
        kept.as_ref().is_none_or(|kept| !kept.tainted),
        "{operation} {nth}"
    );
    let scene = scene.another(json!({})).await;
    let stored = scene.apply(kept.as_ref(), &change.config).await;
    scene.destroyed(&stored).await;
}

async fn converges_at_every_call(change: Change, action: FaultAction) {
    let calls = change.calls().await;
    let each = calls
        .iter()
        .map(|(operation, nth)| converges(&change, operation, *nth, action.clone()));
    join_all(each).await;
}

fn not_now() -> FaultAction {
    refusal("BadRequestException", 400, "not now")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_create_survives_the_loss_of_any_answer() {
    converges_at_every_call(Change::create(), FaultAction::LoseResponse).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_survives_the_loss_of_any_answer() {
    converges_at_every_call(Change::update(), FaultAction::LoseResponse).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_create_that_is_refused_anywhere_is_completed_by_the_next() {
    converges_at_every_call(Change::create(), not_now()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_that_is_refused_anywhere_is_completed_by_the_next() {
    converges_at_every_call(Change::update(), not_now()).await;
}

/// A lost answer costs no second apply where looking again tells what happened.
#[tokio::test]
async fn a_lost_answer_to_the_create_is_found_in_the_same_apply() {
    let scene = Scene::new().await;
    scene.fault("CreateClusterV2", Some(1), FaultAction::LoseResponse);
    let stored = scene.apply(None, &Change::create().config).await;
    scene.destroyed(&stored).await;
}

#[tokio::test]
async fn a_destroy_survives_the_loss_of_any_answer() {
    for operation in ["DeleteCluster", "DeleteConfiguration"] {
        let scene = Scene::new().await;
        let stored = scene.apply(None, &Change::create().config).await;
        scene.fault(operation, Some(1), FaultAction::LoseResponse);
        scene.destroyed(&stored).await;
    }
}
