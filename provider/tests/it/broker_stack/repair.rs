//! Brokers that are not well come back as who they were.

use kafkaws_sandbox::{Check, EventCode, InstanceEvent};
use serde_json::json;

use super::stage::{Stage, identity, text, texts};
use crate::scene::assert_update;

/// What happens, what the state then says, and whether another instance takes over.
async fn comes_back(event: InstanceEvent, health: &str, anew: bool) {
    let (stage, stored) = Stage::applied(json!({})).await;
    let config = stage.config(json!({}));
    stage.befall(&stored, 2, event);
    // A listing is believed for as long as a walk may take.
    let stage = stage.another().await;
    let planned = stage.plan(Some(&stored), &config).await;
    assert_update(&planned);
    assert_eq!(text(planned.prior.as_ref().unwrap(), 2, "health"), health);
    let told = planned
        .diagnostics
        .iter()
        .any(|said| said.detail.contains("broker 2: "));
    assert!(told, "{:#?}", planned.diagnostics);
    let repaired = stage.harness.apply(&planned).await.unwrap();
    assert_eq!(texts(&repaired, "health"), ["OK"; 3]);
    assert_eq!(identity(&repaired, 2), identity(&stored, 2));
    let same = text(&repaired, 2, "instance_id") == text(&stored, 2, "instance_id");
    assert_eq!(same, !anew, "{health}");
    for id in [1, 3] {
        assert_eq!(
            text(&repaired, id, "instance_id"),
            text(&stored, id, "instance_id")
        );
    }
    stage.destroyed(&repaired).await;
}

#[tokio::test]
async fn an_instance_that_was_killed_comes_back_with_its_volume_address_and_id() {
    comes_back(InstanceEvent::Kill, "MISSING", true).await;
}

#[tokio::test]
async fn a_stopped_instance_is_started() {
    comes_back(InstanceEvent::Stop, "STOPPED", false).await;
}

#[tokio::test]
async fn an_impaired_instance_moves_to_another_host() {
    comes_back(InstanceEvent::Impair(Check::System), "IMPAIRED", false).await;
}

#[tokio::test]
async fn an_instance_whose_host_is_retired_moves_before_that() {
    let retirement = InstanceEvent::Schedule {
        code: EventCode::InstanceRetirement,
        in_seconds: 86_400,
    };
    comes_back(retirement, "RETIRING", false).await;
}

/// The dead first, then the roll: one broker is down already.
#[tokio::test]
async fn repairs_come_before_the_roll() {
    let (stage, stored) = Stage::applied(json!({})).await;
    stage.befall(&stored, 3, InstanceEvent::Kill);
    let stage = stage.another().await;
    let config = stage.config(json!({ "ami": stage.images[1] }));
    stage.sandbox.forget_calls();
    let rolled = stage.apply(Some(&stored), &config).await;
    let order: Vec<String> = stage.mutations();
    let launch = order.iter().position(|it| it == "RunInstances").unwrap();
    let replace = order
        .iter()
        .position(|it| it == "CreateReplaceRootVolumeTask")
        .unwrap();
    assert!(launch < replace, "{order:?}");
    assert_eq!(texts(&rolled, "ami"), [stage.images[1].as_str(); 3]);
    stage.destroyed(&rolled).await;
}

/// Several at once are repaired one after another.
#[tokio::test]
async fn all_brokers_dead_come_back() {
    let (stage, stored) = Stage::applied(json!({})).await;
    for id in 1..=3 {
        stage.befall(&stored, id, InstanceEvent::Kill);
    }
    let stage = stage.another().await;
    let repaired = stage.apply(Some(&stored), &stage.config(json!({}))).await;
    for id in 1..=3 {
        assert_eq!(identity(&repaired, id), identity(&stored, id));
    }
    stage.destroyed(&repaired).await;
}
