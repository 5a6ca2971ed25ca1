//! Every call that changes something goes wrong once: its answer is lost, so that the work is done and nobody is told, or EC2
//! refuses it.

use futures::StreamExt;
use futures::stream;
use kafkaws_sandbox::{FaultAction, FaultRule};

use super::crashes::Change;
use super::stage::Stage;
use crate::scene::refusal;

/// The apply, or the next one, converges; nothing is left over.
async fn converges(change: Change, nth: u64, action: FaultAction) {
    let (stage, prior, config) = change.begin().await;
    stage.fault(FaultRule {
        service: Some("ec2".to_owned()),
        mutating: true,
        nth: Some(nth),
        action,
        ..FaultRule::default()
    });
    let outcome = stage.try_apply(prior.as_ref(), &config).await;
    let struck = stage.sandbox.calls().only(|call| call.fault.is_some());
    assert_eq!(struck.len(), 1, "{nth} was not struck");
    let operation = struck.operations()[0].to_owned();
    let kept = outcome.stored;
    let tainted = kept.as_ref().is_some_and(|kept| kept.tainted);
    assert!(!tainted, "{operation} {nth}: {:#?}", outcome.diagnostics);
    let stage = stage.another().await;
    let stored = stage.try_apply(kept.as_ref(), &config).await;
    assert!(
        !stored.diagnostics.has_errors(),
        "{operation} {nth}: {:#?}",
        stored.diagnostics
    );
    let stored = stored.unwrap();
    stage
        .harness
        .assert_quiet(super::stage::STACK, &stored, &config)
        .await;
    stage.destroyed(&stored).await;
}

async fn converges_at_every_call(change: Change, action: FaultAction) {
    let calls = change.calls().await;
    let each: Vec<_> = (1..=calls)
        .map(|nth| tokio::spawn(converges(change.clone(), nth, action.clone())))
        .collect();
    let done: Vec<_> = stream::iter(each).buffer_unordered(4).collect().await;
    done.into_iter().for_each(|it| it.unwrap());
}

fn not_now() -> FaultAction {
    refusal("UnauthorizedOperation", 403, "not now")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_create_survives_the_loss_of_any_answer() {
    converges_at_every_call(Change::create(), FaultAction::LoseResponse).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_roll_survives_the_loss_of_any_answer() {
    let stage = Stage::new().await;
    converges_at_every_call(Change::roll(&stage), FaultAction::LoseResponse).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_create_that_is_refused_anywhere_is_completed_by_the_next() {
    converges_at_every_call(Change::create(), not_now()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_roll_that_is_refused_anywhere_is_completed_by_the_next() {
    let stage = Stage::new().await;
    converges_at_every_call(Change::roll(&stage), not_now()).await;
}
