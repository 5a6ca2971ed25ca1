//! A crash at every call that changes something: the next apply goes on where it stopped, and nothing is left over in the end.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use futures::stream;
use kafkaws_plugin::testing::Stored;
use kafkaws_sandbox::{FaultAction, FaultRule, Sandbox};
use kafkaws_schema::Value;
use serde_json::{Value as Json, json};

use super::stage::{STACK, Stage, configured};

/// Worlds side by side.
const SIDE_BY_SIDE: usize = 4;
const HOUR: u64 = 3_600_000;

/// How far AWS gets with the call at which the plugin dies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Death {
    Before,
    After,
}

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

/// Applies in a runtime of its own, which dies with everything that runs in it once a call is held.
async fn crash(stage: &Stage, prior: Option<&Stored>, config: &Value, nth: u64, death: Death) {
    stage.fault(FaultRule {
        service: Some("ec2".to_owned()),
        mutating: true,
        nth: Some(nth),
        action: match death {
            Death::Before => FaultAction::Delay { milliseconds: HOUR },
            Death::After => FaultAction::HoldResponse { milliseconds: HOUR },
        },
        ..FaultRule::default()
    });
    let process = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let applying = process.spawn({
        let (sandbox, prior) = (Arc::clone(&stage.sandbox), prior.cloned());
        let config = config.clone();
        async move {
            let harness = configured(&sandbox).await;
            drop(harness.run(STACK, prior.as_ref(), &config).await);
        }
    });
    falls_silent(&stage.sandbox, &applying).await;
    assert!(!applying.is_finished(), "nothing was held at {nth}");
    process.shutdown_background();
    stage.sandbox.clear_faults();
}

/// Nothing more comes once the plugin waits for a call alone.
async fn falls_silent<T>(sandbox: &Sandbox, applying: &tokio::task::JoinHandle<T>) {
    let mut seen = 0;
    loop {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let now = sandbox.calls().len();
        if applying.is_finished() || now == seen && now > 0 {
            return;
        }
        seen = now;
    }
}

/// From a crash to a stack as planned, and from there to an empty world.
async fn recovers(change: Change, nth: u64, death: Death) {
    let (stage, prior, config) = change.begin().await;
    crash(&stage, prior.as_ref(), &config, nth, death).await;
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
