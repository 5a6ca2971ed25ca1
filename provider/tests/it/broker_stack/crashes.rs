//! A crash at every call that changes something: the next apply goes on where it stopped, and nothing is left over in the end.

use futures::StreamExt;
use futures::stream;
use kafkaws_plugin::testing::Stored;
use kafkaws_schema::Value;
use serde_json::{Value as Json, json};

use super::stage::{STACK, Stage};
use crate::death::{Death, crash};

/// Worlds side by side.
const SIDE_BY_SIDE: usize = 4;

/// From nothing or from a stack that is there, to what `patch` says.
#[derive(Clone)]
pub(super) struct Change {
    first: Option<Json>,
    patch: Json,
}

impl Change {
    pub(super) fn create() -> Self {
        Self {
            first: None,
            patch: json!({ "number_of_broker_nodes": 2, "tags": { "team": "a" } }),
        }
    }

    /// A new image, type, boot data, volumes and tags, and one broker more.
    pub(super) fn roll(stage: &Stage) -> Self {
        Self {
            first: Some(json!({ "number_of_broker_nodes": 2, "tags": { "team": "a" } })),
            patch: json!({
                "number_of_broker_nodes": 3,
                "ami": stage.images[1],
                "instance_type": "m7g.xlarge",
                "properties": { "num.io.threads": "16" },
                "volumes": [{ "name": "data", "size": 200 }, { "name": "log", "size": 10 }],
                "tags": { "team": "b" },
            }),
        }
    }

    /// The world before it. The call log begins here.
    pub(super) async fn begin(&self) -> (Stage, Option<Stored>, Value) {
        let stage = Stage::new().await;
        let prior = match &self.first {
            Some(first) => Some(stage.apply(None, &stage.config(first.clone())).await),
            None => None,
        };
        stage.sandbox.forget_calls();
        let config = stage.config(self.patch.clone());
        (stage, prior, config)
    }

    /// How many calls change something when nothing disturbs it.
    pub(super) async fn calls(&self) -> u64 {
        let (stage, prior, config) = self.begin().await;
        let outcome = stage.try_apply(prior.as_ref(), &config).await;
        drop(outcome.unwrap());
        let calls = stage.mutations();
        assert!(calls.len() >= 8, "{calls:?}");
        u64::try_from(calls.len()).unwrap()
    }
}

/// From a crash to a stack as planned, and from there to an empty world.
async fn recovers(change: Change, nth: u64, death: Death) {
    let (stage, prior, config) = change.begin().await;
    let rule = death.at_change(nth);
    crash(&stage.sandbox, STACK, (prior.as_ref(), Some(&config)), rule).await;
    let stage = stage.another().await;
    let outcome = stage.try_apply(prior.as_ref(), &config).await;
    let said = &outcome.diagnostics;
    assert!(!said.has_errors(), "{nth}, {death:?}: {said:#?}");
    let stored = outcome.unwrap();
    stage.harness.assert_quiet(STACK, &stored, &config).await;
    stage.destroyed(&stored).await;
}

async fn recovers_at_every_call(change: Change, death: Death) {
    let calls = change.calls().await;
    let each: Vec<_> = (1..=calls)
        .map(|nth| tokio::spawn(recovers(change.clone(), nth, death)))
        .collect();
    let done: Vec<_> = stream::iter(each)
        .buffer_unordered(SIDE_BY_SIDE)
        .collect()
        .await;
    done.into_iter().for_each(|it| it.unwrap());
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
async fn a_crash_before_any_call_of_a_roll_is_recovered_from() {
    let stage = Stage::new().await;
    recovers_at_every_call(Change::roll(&stage), Death::Before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_after_any_call_of_a_roll_is_recovered_from() {
    let stage = Stage::new().await;
    recovers_at_every_call(Change::roll(&stage), Death::After).await;
}
