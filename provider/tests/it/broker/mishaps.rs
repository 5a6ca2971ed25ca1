//! What happens to brokers: the plan says it, and apply repairs it onto the same interface and volumes.

use kafkaws_plugin::testing::Stored;
use kafkaws_sandbox::{Check, EventCode, FaultAction, InstanceEvent};
use serde_json::json;

use super::scene::{NAME, Scene, same_broker};
use crate::scene::{assert_update, text, words};

/// The broker after something happened to it and an apply, the calls of the apply, and the words of its plan.
async fn repaired(
    event: InstanceEvent,
    health: &str,
) -> (Scene, Stored, Stored, Vec<String>, String) {
    let (scene, stored) = Scene::applied(json!({})).await;
    let config = scene.place.config(json!({}));
    scene.sandbox.world().befall(NAME, event).unwrap();
    let scene = scene.another().await;
    let seen = scene.refresh(&stored).await.unwrap();
    assert_eq!(text(&seen, "health"), health);
    let planned = scene.plan(Some(&stored), &config).await;
    assert_update(&planned);
    let told = words(&planned.diagnostics);
    scene.sandbox.forget_calls();
    let after = scene.harness.apply(&planned).await.unwrap();
    let calls = scene.mutations();
    scene.quiet(&after, &config).await;
    same_broker(&stored, &after);
    assert_eq!(text(&after, "health"), "OK");
    (scene, stored, after, calls, told)
}

#[tokio::test]
async fn a_killed_instance_comes_back_with_its_volumes_and_address() {
    let (scene, before, after, calls, told) = repaired(InstanceEvent::Kill, "MISSING").await;
    assert_eq!(
        calls,
        ["CreateTags", "RunInstances", "AttachVolume", "DeleteTags"]
    );
    assert_ne!(text(&before, "instance_id"), text(&after, "instance_id"));
    assert!(
        told.contains("is MISSING") && told.contains("launch an instance"),
        "{told}"
    );
    scene.destroyed(&after).await;
}

#[tokio::test]
async fn a_stopped_instance_is_started() {
    let (scene, before, after, calls, told) = repaired(InstanceEvent::Stop, "STOPPED").await;
    assert_eq!(calls, ["CreateTags", "StartInstances", "DeleteTags"]);
    assert_eq!(text(&before, "instance_id"), text(&after, "instance_id"));
    assert!(
        told.contains("is STOPPED") && told.contains("start the instance"),
        "{told}"
    );
    scene.destroyed(&after).await;
}

#[tokio::test]
async fn an_impaired_instance_moves_to_another_host() {
    let event = InstanceEvent::Impair(Check::System);
    let (scene, before, after, calls, told) = repaired(event, "IMPAIRED").await;
    assert_eq!(
        calls,
        [
            "CreateTags",
            "StopInstances",
            "StartInstances",
            "DeleteTags"
        ]
    );
    assert_eq!(text(&before, "instance_id"), text(&after, "instance_id"));
    assert!(
        told.contains("is IMPAIRED") && told.contains("another host"),
        "{told}"
    );
    scene.destroyed(&after).await;
}

#[tokio::test]
async fn an_instance_whose_host_is_retired_moves_before_that() {
    let event = InstanceEvent::Schedule {
        code: EventCode::InstanceRetirement,
        in_seconds: 86_400,
    };
    let (scene, _, after, calls, told) = repaired(event, "RETIRING").await;
    assert_eq!(
        calls,
        [
            "CreateTags",
            "StopInstances",
            "StartInstances",
            "DeleteTags"
        ]
    );
    assert!(told.contains("is RETIRING"), "{told}");
    scene.destroyed(&after).await;
}

#[tokio::test]
async fn a_root_that_is_lost_in_its_replacement_takes_another_instance() {
    let (scene, stored) = Scene::applied(json!({})).await;
    let event = InstanceEvent::FailRootReplacement { detached: true };
    scene.sandbox.world().befall(NAME, event).unwrap();
    let config = scene.place.config(json!({ "ami": scene.place.images[1] }));
    let planned = scene.plan(Some(&stored), &config).await;
    let outcome = scene.harness.apply(&planned).await;
    // The plan promised the same instance; the next refresh shows the new one.
    let after = scene
        .refresh(outcome.stored.as_ref().unwrap())
        .await
        .unwrap();
    same_broker(&stored, &after);
    assert_ne!(text(&stored, "instance_id"), text(&after, "instance_id"));
    let calls = [
        "CreateTags",
        "CreateReplaceRootVolumeTask",
        "TerminateInstances",
        "RunInstances",
        "AttachVolume",
        "DeleteVolume",
        "DeleteTags",
    ];
    assert_eq!(scene.mutations(), calls);
    scene.quiet(&after, &config).await;
    scene.destroyed(&after).await;
}

#[tokio::test]
async fn a_root_that_could_not_be_replaced_is_told_and_tried_again() {
    let (scene, stored) = Scene::applied(json!({})).await;
    let event = InstanceEvent::FailRootReplacement { detached: false };
    scene.sandbox.world().befall(NAME, event).unwrap();
    let config = scene.place.config(json!({ "ami": scene.place.images[1] }));
    let refused = scene.try_apply(Some(&stored), &config).await;
    assert!(words(&refused.diagnostics).contains("could not replace the root volume"));
    let left = refused.stored.unwrap();
    assert_eq!(text(&left, "ami"), scene.place.images[0]);
    let after = scene.apply(Some(&left), &config).await;
    assert_eq!(text(&after, "ami"), scene.place.images[1]);
    scene.destroyed(&after).await;
}

#[tokio::test]
async fn without_room_for_another_type_the_broker_runs_on_with_the_old_one() {
    let (scene, stored) = Scene::applied(json!({})).await;
    let zone = text(&stored, "availability_zone").to_owned();
    scene
        .sandbox
        .world()
        .set_capacity("m7g.xlarge", &zone, Some(0));
    let config = scene.place.config(json!({ "instance_type": "m7g.xlarge" }));
    let refused = scene.try_apply(Some(&stored), &config).await;
    let told = words(&refused.diagnostics);
    assert!(
        told.contains("started again as it was, with m7g.large"),
        "{told}"
    );
    assert_eq!(
        scene.sandbox.calls().count("StartInstances"),
        2,
        "no retries while it is down"
    );
    let left = refused.stored.unwrap();
    assert_eq!(
        (text(&left, "instance_type"), text(&left, "health")),
        ("m7g.large", "UNPROVEN")
    );
    same_broker(&stored, &left);
    scene
        .sandbox
        .world()
        .set_capacity("m7g.xlarge", &zone, None);
    let after = scene.apply(Some(&left), &config).await;
    scene.destroyed(&after).await;
}

#[tokio::test]
async fn without_room_for_any_type_the_broker_is_reported_down() {
    let (scene, stored) = Scene::applied(json!({})).await;
    let zone = text(&stored, "availability_zone").to_owned();
    for kind in ["m7g.xlarge", "m7g.large"] {
        scene.sandbox.world().set_capacity(kind, &zone, Some(0));
    }
    let config = scene.place.config(json!({ "instance_type": "m7g.xlarge" }));
    let refused = scene.try_apply(Some(&stored), &config).await;
    let told = words(&refused.diagnostics);
    assert!(told.contains("the broker is down"), "{told}");
    let left = refused.stored.unwrap();
    assert_eq!(text(&left, "health"), "STOPPED");
    scene
        .sandbox
        .world()
        .set_capacity("m7g.xlarge", &zone, None);
    let after = scene.apply(Some(&left), &config).await;
    same_broker(&stored, &after);
    scene.destroyed(&after).await;
}

#[tokio::test]
async fn a_launch_without_room_leaves_nothing_that_the_next_apply_does_not_use() {
    let scene = Scene::new().await;
    let config = scene.place.config(json!({}));
    for zone in ["eu-west-1a", "eu-west-1b", "eu-west-1c"] {
        scene
            .sandbox
            .world()
            .set_capacity("m7g.large", zone, Some(0));
    }
    let refused = scene.try_apply(None, &config).await;
    assert!(
        words(&refused.diagnostics).contains("no room"),
        "{:#?}",
        refused.diagnostics
    );
    let left = refused.stored.unwrap();
    assert!(left.tainted);
    for zone in ["eu-west-1a", "eu-west-1b", "eu-west-1c"] {
        scene.sandbox.world().set_capacity("m7g.large", zone, None);
    }
    let after = scene.apply(Some(&left), &config).await;
    scene.destroyed(&after).await;
}

#[tokio::test]
async fn a_launch_that_ends_at_once_says_why() {
    let scene = Scene::new().await;
    let world = scene.sandbox.world();
    world
        .fail_next_launch("Client.VolumeLimitExceeded", "Volume limit exceeded")
        .unwrap();
    let config = scene.place.config(json!({}));
    let refused = scene.try_apply(None, &config).await;
    assert!(
        words(&refused.diagnostics).contains("Client.VolumeLimitExceeded"),
        "{:#?}",
        refused.diagnostics
    );
    let after = scene.apply(refused.stored.as_ref(), &config).await;
    scene.destroyed(&after).await;
}

#[tokio::test]
async fn a_broker_whose_every_part_is_gone_is_gone() {
    let (scene, stored) = Scene::applied(json!({})).await;
    scene
        .sandbox
        .world()
        .befall(NAME, InstanceEvent::Kill)
        .unwrap();
    scene.delete_everything(&stored).await;
    let scene = scene.another().await;
    assert_eq!(scene.refresh(&stored).await, None);
    scene.empty();
}

#[tokio::test]
async fn who_may_not_ask_for_health_may_plan_all_the_same() {
    let (scene, stored) = Scene::applied(json!({})).await;
    let scene = scene.another().await;
    scene.fault("DescribeInstanceStatus", None, FaultAction::Deny);
    let outcome = scene.harness.refresh("broker", &stored).await;
    assert!(!outcome.diagnostics.has_errors() && !outcome.diagnostics.is_empty());
    assert!(words(&outcome.diagnostics).contains("ec2:DescribeInstanceStatus"));
    assert!(outcome.stored.unwrap().value.same(&stored.value));
}

#[tokio::test]
async fn a_refusal_names_the_attribute_and_changes_nothing_else() {
    let (scene, stored) = Scene::applied(json!({})).await;
    let config = scene
        .place
        .config(json!({ "security_groups": ["sg-0123456789abcdef0"] }));
    let refused = scene.try_apply(Some(&stored), &config).await;
    let path = kafkaws_schema::Path::from("security_groups");
    assert!(
        refused
            .diagnostics
            .iter()
            .any(|one| one.path.as_ref() == Some(&path)),
        "{:#?}",
        refused.diagnostics
    );
    assert!(refused.stored.unwrap().value.same(&stored.value));
}
