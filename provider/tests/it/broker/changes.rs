//! Every kind of change, and what it takes.

use kafkaws_plugin::testing::Stored;
use serde_json::{Value as Json, json};

use super::scene::{Scene, same_broker};
use crate::scene::{assert_update, get, text, words};

/// Applies a change and gives the calls that it took.
async fn change(scene: &Scene, stored: &Stored, patch: Json) -> (Stored, Vec<String>) {
    scene.sandbox.forget_calls();
    let after = scene.apply(Some(stored), &scene.place.config(patch)).await;
    same_broker(stored, &after);
    let calls = scene.mutations();
    (after, calls)
}

/// The change of one broker, and the calls that it took, whose instance stays.
async fn in_place(patch: Json) -> Vec<String> {
    let (scene, stored) = Scene::applied(json!({})).await;
    let (after, calls) = change(&scene, &stored, patch).await;
    assert_eq!(text(&stored, "instance_id"), text(&after, "instance_id"));
    scene.destroyed(&after).await;
    calls
}

#[tokio::test]
async fn a_new_image_replaces_the_root_of_the_running_instance() {
    let (scene, stored) = Scene::applied(json!({})).await;
    let image = scene.place.images[1].clone();
    let planned = scene
        .plan(Some(&stored), &scene.place.config(json!({ "ami": image })))
        .await;
    assert_update(&planned);
    let told = words(&planned.diagnostics);
    assert!(told.contains("orders/1 will be down for a while"), "{told}");
    assert!(told.contains("replace the root volume"), "{told}");
    assert!(get(&planned.value, "instance_id").is_wholly_known());
    let (after, calls) = change(&scene, &stored, json!({ "ami": image })).await;
    assert_eq!(
        calls,
        [
            "CreateTags",
            "CreateReplaceRootVolumeTask",
            "CreateTags",
            "CreateTags",
            "DeleteTags"
        ],
        "unproven, the image, the new root, proven"
    );
    assert_eq!(text(&after, "instance_id"), text(&stored, "instance_id"));
    assert_eq!(scene.things("volumes").len(), 2, "the old root is gone");
    scene.destroyed(&after).await;
}

#[tokio::test]
async fn new_boot_data_takes_a_stop_and_a_start() {
    let calls = in_place(json!({ "properties": { "num.io.threads": "16" } })).await;
    assert_eq!(
        calls,
        [
            "CreateTags",
            "StopInstances",
            "ModifyInstanceAttribute",
            "CreateTags",
            "StartInstances",
            "DeleteTags"
        ]
    );
}

#[tokio::test]
async fn another_type_takes_a_stop_and_a_start() {
    let calls = in_place(json!({ "instance_type": "m7g.xlarge" })).await;
    assert_eq!(
        calls,
        [
            "CreateTags",
            "StopInstances",
            "ModifyInstanceAttribute",
            "StartInstances",
            "DeleteTags"
        ]
    );
}

#[tokio::test]
async fn image_type_and_boot_data_at_once_go_in_the_order_that_agents_need() {
    let (scene, stored) = Scene::applied(json!({})).await;
    let image = scene.place.images[1].clone();
    let patch = json!({ "ami": image, "instance_type": "m7g.xlarge", "properties": { "a": "b" } });
    let (after, calls) = change(&scene, &stored, patch).await;
    let order = [
        "CreateTags",
        "CreateReplaceRootVolumeTask",
        "CreateTags",
        "StopInstances",
        "ModifyInstanceAttribute",
        "ModifyInstanceAttribute",
        "CreateTags",
        "StartInstances",
        "CreateTags",
        "DeleteTags",
    ];
    assert_eq!(calls, order);
    scene.destroyed(&after).await;
}

#[tokio::test]
async fn a_key_is_only_for_a_new_instance() {
    let (scene, stored) = Scene::applied(json!({})).await;
    let patch = json!({ "iam_instance_profile": "broker" });
    let planned = scene
        .plan(Some(&stored), &scene.place.config(patch.clone()))
        .await;
    assert_update(&planned);
    assert!(get(&planned.value, "instance_id").is_unknown());
    let (after, calls) = change(&scene, &stored, patch).await;
    assert_eq!(
        calls,
        [
            "CreateTags",
            "TerminateInstances",
            "RunInstances",
            "AttachVolume",
            "DeleteTags"
        ]
    );
    assert_ne!(text(&stored, "instance_id"), text(&after, "instance_id"));
    scene.destroyed(&after).await;
}

#[tokio::test]
async fn a_protected_instance_is_replaced_and_protected_again() {
    let (scene, stored) = Scene::applied(json!({ "disable_api_termination": true })).await;
    let patch = json!({ "disable_api_termination": true, "iam_instance_profile": "broker" });
    let (after, calls) = change(&scene, &stored, patch).await;
    let expected = [
        "CreateTags",
        "ModifyInstanceAttribute",
        "TerminateInstances",
        "RunInstances",
        "AttachVolume",
        "DeleteTags",
    ];
    assert_eq!(calls, expected);
    let open = json!({ "iam_instance_profile": "broker" });
    let after = scene.apply(Some(&after), &scene.place.config(open)).await;
    scene.destroyed(&after).await;
}

#[tokio::test]
async fn what_only_the_provider_knows_costs_no_call() {
    let (scene, stored) = Scene::applied(json!({})).await;
    let patch = json!({ "timeouts": { "update": "1h" }, "allow_volume_removal": true });
    let planned = scene.plan(Some(&stored), &scene.place.config(patch)).await;
    assert_update(&planned);
    scene.sandbox.forget_calls();
    let after = scene.harness.apply(&planned).await.unwrap();
    assert!(
        scene.sandbox.calls().is_empty(),
        "{:?}",
        scene.sandbox.calls().operations()
    );
    scene.destroyed(&after).await;
}

#[tokio::test]
async fn boot_data_that_somebody_changed_is_written_again() {
    let (scene, stored) = Scene::applied(json!({})).await;
    let mut tampered = stored.clone();
    tampered.value.put(&"boot_hash".into(), "0123".into());
    let planned = scene
        .harness
        .plan("broker", Some(&tampered), &scene.place.config(json!({})))
        .await;
    assert_update(&planned);
    assert_eq!(
        get(&planned.value, "boot_hash"),
        get(&stored.value, "boot_hash")
    );
    scene.destroyed(&stored).await;
}

#[tokio::test]
async fn a_hundred_reads_are_four_calls() {
    let (scene, stored) = Scene::applied(json!({})).await;
    let scene = scene.another().await;
    scene.sandbox.forget_calls();
    let reads = (0..100).map(|_| scene.refresh(&stored));
    let read = futures::future::join_all(reads).await;
    assert!(
        read.iter()
            .all(|one| one.as_ref().unwrap().value.same(&stored.value))
    );
    let mut calls = scene
        .sandbox
        .calls()
        .operations()
        .into_iter()
        .map(str::to_owned)
        .collect::<Vec<_>>();
    calls.sort();
    let expected = [
        "DescribeInstanceStatus",
        "DescribeInstances",
        "DescribeNetworkInterfaces",
        "DescribeVolumes",
    ];
    assert_eq!(calls, expected);
    scene.destroyed(&stored).await;
}
