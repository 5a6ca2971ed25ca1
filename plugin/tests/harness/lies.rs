//! A misbehaving resource is caught before core sees it, and what is stored stays true.

use kafkaws_plugin::Provider;
use kafkaws_plugin::testing::{Harness, Outcome, Stored};
use kafkaws_schema::{Diagnostic, Value};

use crate::liar::Liars;

fn liar(promise: &str, lie: Option<&str>) -> Value {
    let lie = lie.map_or(Value::Null, Value::from);
    Value::object([("promise", Value::from(promise)), ("lie", lie)])
}

async fn honest(harness: &Harness<Liars>, promise: &str) -> Stored {
    harness
        .run("liar", None, &liar(promise, None))
        .await
        .unwrap()
}

fn harness() -> Harness<Liars> {
    Harness::new(Liars { twice: false })
}

#[track_caller]
fn the_error(outcome: &Outcome) -> &Diagnostic {
    outcome
        .diagnostics
        .iter()
        .find(|said| said.is_error())
        .unwrap()
}

#[track_caller]
fn assert_bug(outcome: &Outcome, says: &str) {
    let error = the_error(outcome);
    assert!(error.detail.contains(says), "{error:#?}");
    assert!(error.detail.contains("please report it"), "{error:#?}");
}

#[tokio::test]
async fn an_invalid_plan_is_a_bug_that_names_the_attribute() {
    let outcome = harness().run("liar", None, &liar("x", Some("plan"))).await;
    assert_bug(&outcome, "promise");
    assert!(outcome.stored.is_none());
}

#[tokio::test]
async fn a_broken_promise_is_a_bug_that_names_the_attribute_and_keeps_what_was_made() {
    let outcome = harness()
        .run("liar", None, &liar("x", Some("create")))
        .await;
    assert_bug(&outcome, "promise");
    let stored = outcome.stored.unwrap();
    assert!(stored.tainted);
    assert_eq!(stored.value.attribute("promise").as_str(), Some("broken"));
}

#[tokio::test]
async fn a_failure_without_a_reason_is_a_bug() {
    let outcome = harness()
        .run("liar", None, &liar("x", Some("silence")))
        .await;
    assert_bug(&outcome, "without saying why");
}

#[tokio::test]
async fn panics_are_bugs_with_their_message() {
    let outcome = harness()
        .run("liar", None, &liar("x", Some("panic in plan")))
        .await;
    assert_bug(&outcome, "planned to panic");
    let outcome = harness()
        .run("liar", None, &liar("x", Some("panic in create")))
        .await;
    assert_bug(&outcome, "created to panic");
}

#[tokio::test]
async fn a_failed_update_keeps_what_it_says_it_left() {
    let harness = harness();
    let stored = honest(&harness, "x").await;
    let outcome = harness
        .run("liar", Some(&stored), &liar("y", Some("half")))
        .await;
    assert_eq!(the_error(&outcome).summary, "It failed");
    let kept = outcome.stored.unwrap();
    assert_eq!(kept.value.attribute("promise").as_str(), Some("half"));
    assert!(!kept.tainted);
}

#[tokio::test]
async fn a_failed_update_that_leaves_nothing_known_keeps_what_a_read_finds() {
    let harness = harness();
    let stored = honest(&harness, "x").await;
    let outcome = harness
        .run("liar", Some(&stored), &liar("y", Some("fail")))
        .await;
    assert_eq!(outcome.stored, Some(stored));
}

#[tokio::test]
async fn a_failed_update_that_cannot_be_read_either_keeps_the_prior_state_and_both_errors() {
    let harness = harness();
    let stored = harness
        .run("liar", None, &liar("x", Some("blind")))
        .await
        .unwrap();
    let refreshed = harness.refresh("liar", &stored).await;
    assert_eq!(the_error(&refreshed).summary, "It failed");
    let outcome = harness
        .run("liar", Some(&stored), &liar("y", Some("fail")))
        .await;
    assert_eq!(outcome.stored, Some(stored));
}

#[tokio::test]
async fn a_failed_delete_keeps_what_is_left() {
    let harness = harness();
    let stored = honest(&harness, "to stay").await;
    let outcome = harness.destroy("liar", &stored).await;
    assert_eq!(the_error(&outcome).summary, "It failed");
    assert_eq!(outcome.stored, Some(stored));
    let stored = honest(&harness, "to leave half").await;
    let kept = harness.destroy("liar", &stored).await.stored.unwrap();
    assert_eq!(kept.value.attribute("promise").as_str(), Some("half"));
}

#[tokio::test]
async fn warnings_of_a_delete_arrive() {
    let harness = harness();
    let stored = honest(&harness, "x").await;
    let outcome = harness.destroy("liar", &stored).await;
    assert!(outcome.stored.is_none());
    assert_eq!(
        outcome.diagnostics.iter().next().unwrap().summary,
        "It is gone"
    );
}

#[tokio::test]
async fn a_provider_that_is_wrong_in_itself_says_so() {
    assert!(Liars { twice: false }.registry().problems().is_empty());
    assert_eq!(
        Liars { twice: true }.registry().problems(),
        ["liar is registered twice"]
    );
    let said = Harness::new(Liars { twice: true })
        .catalogue()
        .await
        .unwrap_err();
    assert!(
        said.iter()
            .next()
            .unwrap()
            .detail
            .contains("liar is registered twice")
    );
}
