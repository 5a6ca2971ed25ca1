//! A crash, a lost answer, a refusal at every call that changes something: the next apply goes on where it stopped, and nothing is
//! left over in the end.

use futures::future::join_all;
use kafkaws_plugin::testing::Stored;
use kafkaws_sandbox::{FaultAction, InstanceEvent};
use serde_json::{Value as Json, json};

use super::scene::{BROKER, NAME, Scene, same_broker};
use crate::death::{Call, Death, crash, numbered};
use crate::scene::refusal;

/// From nothing, or from a broker to which something happened, to what a patch says.
#[derive(Clone)]
struct Change {
    first: Option<Json>,
    happened: Option<InstanceEvent>,
    /// `{image}` is the newer image.
    then: Json,
}

fn two_volumes() -> Json {
    json!([{ "name": "data", "size": 100 }, { "name": "wal", "size": 20, "type": "gp3" }])
}

impl Change {
    fn create() -> Self {
        Self {
            first: None,
            happened: None,
            then: json!({ "volumes": two_volumes(), "tags": { "team": "a" } }),
        }
    }

    /// Everything that a running broker takes, everything that takes a stop, and a volume more.
    fn update() -> Self {
        Self {
            first: Some(
                json!({ "tags": { "team": "a", "old": "x" }, "disable_api_termination": true }),
            ),
            happened: None,
            then: json!({
                "ami": "{image}",
                "instance_type": "m7g.xlarge",
                "properties": { "num.io.threads": "16" },
                "volumes": [{ "name": "data", "size": 200 }, { "name": "wal", "size": 20 }],
                "tags": { "team": "b" },
            }),
        }
    }

    /// A volume less, and another instance.
    fn replacement() -> Self {
        Self {
            first: Some(json!({ "volumes": two_volumes() })),
            happened: None,
            then: json!({ "iam_instance_profile": "broker", "allow_volume_removal": true }),
        }
    }

    fn repair() -> Self {
        Self {
            first: Some(json!({})),
            happened: Some(InstanceEvent::Kill),
            then: json!({}),
        }
    }

    async fn begin(&self) -> (Scene, Option<Stored>) {
        let scene = Scene::new().await;
        let prior = match &self.first {
            Some(first) => Some(scene.apply(None, &scene.place.config(first.clone())).await),
            None => None,
        };
        if let Some(event) = &self.happened {
            scene.sandbox.world().befall(NAME, event.clone()).unwrap();
        }
        let scene = scene.another().await;
        scene.sandbox.forget_calls();
        (scene, prior)
    }

    fn config(&self, scene: &Scene) -> kafkaws_schema::Value {
        let mut patch = self.then.clone();
        if patch["ami"] == "{image}" {
            patch["ami"] = json!(scene.place.images[1]);
        }
        // A wait that nothing ends is told rather than waited for.
        patch["timeouts"] = json!({ "create": "60s", "update": "60s", "delete": "60s" });
        scene.place.config(patch)
    }

    /// The calls that change something when nothing disturbs it.
    async fn calls(&self) -> Vec<Call> {
        let (scene, prior) = self.begin().await;
        scene.apply(prior.as_ref(), &self.config(&scene)).await;
        numbered(scene.mutations())
    }
}

/// From a crash to one broker as planned, and from there to an empty world.
async fn recovers(change: &Change, call: &Call, death: Death) {
    let (scene, prior) = change.begin().await;
    let config = change.config(&scene);
    crash(
        &scene.sandbox,
        BROKER,
        (prior.as_ref(), Some(&config)),
        death.at(call),
    )
    .await;
    let scene = scene.another().await;
    let outcome = scene.try_apply(prior.as_ref(), &config).await;
    assert!(
        !outcome.diagnostics.has_errors(),
        "{call:?}, {death:?}: {:#?}",
        outcome.diagnostics
    );
    let stored = outcome.unwrap();
    scene.quiet(&stored, &config).await;
    assert_eq!(scene.things("instances").len(), 1, "{call:?}, {death:?}");
    scene.destroyed(&stored).await;
}

async fn recovers_at_every_call(change: Change) {
    let calls = change.calls().await;
    for death in [Death::Before, Death::After] {
        join_all(calls.iter().map(|call| recovers(&change, call, death))).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_at_any_call_of_a_create_is_recovered_from() {
    recovers_at_every_call(Change::create()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_at_any_call_of_an_update_is_recovered_from() {
    recovers_at_every_call(Change::update()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_at_any_call_of_a_replacement_is_recovered_from() {
    recovers_at_every_call(Change::replacement()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_at_any_call_of_a_repair_is_recovered_from() {
    recovers_at_every_call(Change::repair()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_at_any_call_of_a_destroy_is_recovered_from() {
    let (scene, stored) = Scene::applied(json!({ "volumes": two_volumes() })).await;
    drop(scene.harness.destroy(BROKER, &stored).await);
    for call in numbered(scene.mutations()) {
        for death in [Death::Before, Death::After] {
            let (scene, stored) = Scene::applied(json!({ "volumes": two_volumes() })).await;
            crash(
                &scene.sandbox,
                BROKER,
                (Some(&stored), None),
                death.at(&call),
            )
            .await;
            let scene = scene.another().await;
            match scene.refresh(&stored).await {
                Some(left) => scene.destroyed(&left).await,
                None => scene.empty(),
            }
        }
    }
}

/// The apply, or the next one, converges; nothing is left over.
async fn converges(change: &Change, (operation, nth): &Call, action: FaultAction) {
    let (scene, prior) = change.begin().await;
    let config = change.config(&scene);
    scene.fault(operation, Some(*nth), action);
    let outcome = scene.try_apply(prior.as_ref(), &config).await;
    let struck = scene.sandbox.calls().only(|call| call.fault.is_some());
    assert_eq!(struck.len(), 1, "{operation} {nth} was not struck");
    let scene = scene.another().await;
    let stored = scene.apply(outcome.stored.as_ref(), &config).await;
    if let (Some(prior), None) = (&prior, &change.happened) {
        assert_eq!(
            prior.value.attribute("address"),
            stored.value.attribute("address")
        );
    }
    scene.destroyed(&stored).await;
}

async fn converges_at_every_call(change: Change, action: FaultAction) {
    let calls = change.calls().await;
    join_all(
        calls
            .iter()
            .map(|call| converges(&change, call, action.clone())),
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_loss_of_any_answer_is_survived() {
    for change in [
        Change::create(),
        Change::update(),
        Change::replacement(),
        Change::repair(),
    ] {
        converges_at_every_call(change, FaultAction::LoseResponse).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_of_any_call_is_completed_by_the_next_apply() {
    for change in [
        Change::create(),
        Change::update(),
        Change::replacement(),
        Change::repair(),
    ] {
        let not_you = refusal("UnauthorizedOperation", 403, "not you");
        converges_at_every_call(change, not_you).await;
    }
}

#[tokio::test]
async fn a_lost_answer_costs_no_second_apply() {
    for change in [Change::create(), Change::update(), Change::repair()] {
        let (scene, prior) = change.begin().await;
        let config = change.config(&scene);
        for operation in [
            "RunInstances",
            "AttachVolume",
            "CreateVolume",
            "ModifyVolume",
            "StartInstances",
        ] {
            scene.fault(operation, Some(1), FaultAction::LoseResponse);
        }
        let stored = scene.apply(prior.as_ref(), &config).await;
        if let Some(prior) = prior.filter(|_| change.first == Some(json!({}))) {
            same_broker(&prior, &stored);
        }
        scene.destroyed(&stored).await;
    }
}
