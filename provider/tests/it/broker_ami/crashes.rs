//! A crash, a lost answer, a refusal at every call that changes something: the next apply goes on where it stopped, and nothing is left
//! over in the end.

use futures::future::join_all;
use kafkaws_plugin::testing::Stored;
use kafkaws_sandbox::FaultAction;
use kafkaws_schema::Value;
use serde_json::json;

use super::disk::Disk;
use super::scene::{AMI, Scene};
use crate::death::{Call, Death, crash, numbered};
use crate::scene::text;

const CLEARING: [&str; 2] = ["DeregisterImage", "DeleteSnapshot"];

#[derive(Clone, Copy, Debug)]
enum Change {
    Create,
    /// Of another image, with other tags.
    Update,
}

impl Change {
    async fn begin(self) -> (Scene, Option<Stored>) {
        match self {
            Self::Create => (Scene::new().await, None),
            Self::Update => {
                let (scene, stored) = Scene::applied(json!({ "tags": { "a": "b" } })).await;
                scene.build(Disk::of(2), "0.9.0");
                (scene, Some(stored))
            }
        }
    }

    fn config(self, scene: &Scene) -> Value {
        scene.config(json!({ "tags": { "team": "data" } }))
    }

    /// The calls that change something when nothing disturbs it.
    async fn calls(self) -> Vec<Call> {
        let (scene, prior) = self.begin().await;
        drop(scene.apply(prior.as_ref(), &self.config(&scene)).await);
        numbered(scene.mutations())
    }
}

async fn recovers(change: Change, call: &Call, death: Death) {
    let (scene, prior) = change.begin().await;
    let config = change.config(&scene);
    scene.sandbox.forget_calls();
    crash(
        &scene.sandbox,
        AMI,
        (prior.as_ref(), Some(&config)),
        death.at(call),
    )
    .await;
    let scene = scene.another().await;
    let stored = scene.apply(prior.as_ref(), &config).await;
    assert_eq!(
        scene.ids("snapshots"),
        [text(&stored, "snapshot_id")],
        "{call:?} {death:?}"
    );
    assert_eq!(
        scene.ids("images"),
        [text(&stored, "ami_id")],
        "{call:?} {death:?}"
    );
    scene.destroyed(&stored).await;
}

/// Blocks are all alike: the first, one in the middle, and the last.
fn telling(calls: Vec<Call>) -> Vec<Call> {
    let last = calls
        .iter()
        .filter(|(name, _)| name == "PutSnapshotBlock")
        .count();
    let kept = |(name, nth): &Call| {
        name != "PutSnapshotBlock" || [1, 4, last].contains(&usize::try_from(*nth).unwrap())
    };
    calls.into_iter().filter(kept).collect()
}

async fn recovers_at_every_call(change: Change) {
    let calls = telling(change.calls().await);
    for death in [Death::Before, Death::After] {
        join_all(calls.iter().map(|call| recovers(change, call, death))).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_at_any_call_of_a_create_is_recovered_from() {
    recovers_at_every_call(Change::Create).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_at_any_call_of_an_update_is_recovered_from() {
    recovers_at_every_call(Change::Update).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_at_any_call_of_a_destroy_is_recovered_from() {
    for (operation, death) in [
        ("DeregisterImage", Death::Before),
        ("DeregisterImage", Death::After),
        ("DeleteSnapshot", Death::Before),
        ("DeleteSnapshot", Death::After),
    ] {
        let (scene, stored) = Scene::applied(json!({})).await;
        let call = (operation.to_owned(), 1);
        crash(&scene.sandbox, AMI, (Some(&stored), None), death.at(&call)).await;
        let scene = scene.another().await;
        match scene.refresh(&stored).await {
            Some(left) => scene.destroyed(&left).await,
            None => scene.empty(),
        }
    }
}

/// A create that dies at this block.
async fn cut_off_at_block(scene: &Scene, config: &Value, nth: u64) {
    let call = ("PutSnapshotBlock".to_owned(), nth);
    let rule = Death::Before.at(&call);
    crash(&scene.sandbox, AMI, (None, Some(config)), rule).await;
}

/// One of whose blocks nobody knows any more which are written.
async fn cut_off_without_a_journal(scene: &Scene, config: &Value) {
    cut_off_at_block(scene, config, 5).await;
    for journal in scene.journals() {
        std::fs::remove_file(scene.folder.path().join(journal)).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn blocks_that_were_written_are_not_written_again() {
    let scene = Scene::new().await;
    let disk = Disk {
        blocks: 60,
        ..Disk::of(1)
    };
    scene.build(disk, "1");
    let config = scene.config(json!({}));
    cut_off_at_block(&scene, &config, 40).await;
    // All but the one that is held are answered, and those that wait for its place were never sent.
    let acknowledged = scene.done("PutSnapshotBlock");
    assert!(acknowledged >= 39, "{acknowledged}");
    assert_eq!(scene.journals().len(), 1);
    scene.sandbox.forget_calls();
    let scene = scene.another().await;
    let stored = scene.apply(None, &config).await;
    assert_eq!(
        scene.done("PutSnapshotBlock"),
        disk.written() - acknowledged
    );
    assert_eq!(scene.count("StartSnapshot"), 0);
    scene.destroyed(&stored).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_without_a_journal_is_written_anew_into_the_same_snapshot() {
    let scene = Scene::new().await;
    let config = scene.config(json!({}));
    cut_off_without_a_journal(&scene, &config).await;
    scene.sandbox.forget_calls();
    let scene = scene.another().await;
    let stored = scene.apply(None, &config).await;
    assert_eq!(scene.count("StartSnapshot"), 0);
    assert_eq!(scene.done("PutSnapshotBlock"), Disk::of(1).written());
    scene.destroyed(&stored).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_apply_of_another_image_left_is_cleared_away() {
    let scene = Scene::new().await;
    let config = scene.config(json!({}));
    cut_off_without_a_journal(&scene, &config).await;
    scene.build(Disk::of(2), "2");
    let scene = scene.another().await;
    let stored = scene.apply(None, &config).await;
    assert_eq!(scene.ids("snapshots"), [text(&stored, "snapshot_id")]);
    scene.destroyed(&stored).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_whose_answer_nobody_saw_is_not_asked_again_for_something_else() {
    let scene = Scene::new().await;
    let start = ("StartSnapshot".to_owned(), 1);
    let config = scene.config(json!({}));
    crash(
        &scene.sandbox,
        AMI,
        (None, Some(&config)),
        Death::After.at(&start),
    )
    .await;
    let scene = scene.another().await;
    let other = scene.config(json!({ "tags": { "team": "other" } }));
    let stored = scene.apply(None, &other).await;
    assert_eq!(scene.ids("snapshots"), [text(&stored, "snapshot_id")]);
    scene.destroyed(&stored).await;
}

async fn converges(change: Change, (operation, nth): &Call, action: FaultAction) {
    let (scene, prior) = change.begin().await;
    let config = change.config(&scene);
    scene.fault(operation, Some(*nth), action);
    let outcome = scene.try_apply(prior.as_ref(), &config).await;
    let struck = scene.sandbox.calls().only(|call| call.fault.is_some());
    assert_eq!(struck.len(), 1, "{operation} {nth} was not struck");
    let prior = outcome.stored.or(prior);
    scene.sandbox.clear_faults();
    let scene = scene.another().await;
    let stored = scene.apply(prior.as_ref(), &config).await;
    // What could not be cleared away waits for the next change.
    if !CLEARING.contains(&operation.as_str()) {
        let own = [text(&stored, "snapshot_id")];
        assert_eq!(scene.ids("snapshots"), own, "{operation} {nth}");
    }
    scene.destroyed(&stored).await;
}

async fn converges_at_every_call(action: FaultAction) {
    for change in [Change::Create, Change::Update] {
        let calls = telling(change.calls().await);
        let all = calls
            .iter()
            .map(|call| converges(change, call, action.clone()));
        join_all(all).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_loss_of_any_answer_is_survived() {
    converges_at_every_call(FaultAction::LoseResponse).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_of_any_call_is_completed_by_the_next_apply() {
    converges_at_every_call(FaultAction::Deny).await;
}
