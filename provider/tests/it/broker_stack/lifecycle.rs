//! Made, looked at, imported, destroyed.

use kafkaws_plugin::testing::Action;
use kafkaws_sandbox::FaultAction;
use kafkaws_sandbox::FaultRule;
use serde_json::json;

use super::stage::{STACK, Stage, broker, failed, ids, text, texts};
use crate::mark;
use crate::scene::called;

#[tokio::test]
async fn three_brokers_over_three_zones_and_nothing_left() {
    let (stage, stored) = Stage::applied(json!({})).await;
    assert_eq!(stored.value.attribute("id").as_str(), Some("orders/1-1000"));
    assert_eq!(ids(&stored), [1, 2, 3]);
    let mut zones = texts(&stored, "availability_zone_id");
    zones.sort();
    zones.dedup();
    assert_eq!(zones.len(), 3);
    let distribution = stored.value.attribute("az_distribution").as_map().unwrap();
    assert_eq!(distribution.len(), 3);
    assert_eq!(
        stored.value.attribute("bootstrap").as_str().unwrap(),
        texts(&stored, "endpoint").join(",")
    );
    assert_eq!(texts(&stored, "health"), ["OK"; 3]);
    assert_eq!(texts(&stored, "ami"), [stage.images[0].as_str(); 3]);
    stage.destroyed(&stored).await;
}

/// The order of subnets means nothing to brokers.
#[tokio::test]
async fn another_order_of_subnets_touches_nobody() {
    let (stage, stored) = Stage::applied(json!({})).await;
    let reversed: Vec<_> = stage.subnets.iter().rev().cloned().collect();
    let config = stage.config(json!({ "subnet_ids": reversed }));
    stage.sandbox.forget_calls();
    let stored = stage.apply(Some(&stored), &config).await;
    assert_eq!(stage.mutations(), Vec::<String>::new());
    stage.destroyed(&stored).await;
}

#[tokio::test]
async fn an_imported_stack_is_quiet_but_for_what_only_the_provider_knows() {
    let (stage, stored) = Stage::applied(json!({ "properties": { "num.io.threads": "16" } })).await;
    let imported = stage.harness.import(STACK, "orders/1-1000").await.unwrap();
    assert_eq!(
        imported.value.attribute("brokers"),
        stored.value.attribute("brokers")
    );
    let config = stage.config(json!({ "properties": { "num.io.threads": "16" } }));
    stage.sandbox.forget_calls();
    let planned = stage.plan(Some(&imported), &config).await;
    assert!(
        matches!(planned.action, Action::NoOp | Action::Update),
        "{planned:#?}"
    );
    let outcome = stage.harness.apply(&planned).await;
    assert_eq!(stage.mutations(), Vec::<String>::new());
    stage.destroyed(&outcome.unwrap()).await;
}

#[tokio::test]
async fn what_cannot_be_imported_says_why() {
    let stage = Stage::new().await;
    for (id, words) in [
        ("orders", "CLUSTER/FIRST-LAST"),
        ("orders/1-9", "kafkaws:stack"),
    ] {
        let said = stage.harness.import(STACK, id).await.diagnostics;
        let told = said.iter().any(|one| one.detail.contains(words));
        assert!(told, "{id}: {said:#?}");
    }
}

/// A stack without a broker is gone; one whose brokers are partly gone is not.
#[tokio::test]
async fn a_stack_that_somebody_took_away_is_planned_anew() {
    let (stage, stored) = Stage::applied(json!({})).await;
    let outcome = stage.harness.destroy(STACK, &stored).await;
    assert!(outcome.diagnostics.is_empty());
    assert_eq!(stage.refresh(&stored).await, None);
    let again = stage.apply(None, &stage.config(json!({}))).await;
    stage.destroyed(&again).await;
}

/// Volumes stay by default, and the same stack made again has its data back.
#[tokio::test]
async fn a_stack_that_is_made_again_has_its_volumes_back() {
    let (stage, stored) = Stage::applied(json!({ "delete_volumes_on_destroy": false })).await;
    let volume = |stored| broker(stored, 2).attribute("volumes").as_list().unwrap()[0].clone();
    let before = volume(&stored);
    let outcome = stage.harness.destroy(STACK, &stored).await;
    assert!(outcome.diagnostics.is_empty(), "{:#?}", outcome.diagnostics);
    assert!(!stage.sandbox.world().is_empty());
    let again = stage.apply(None, &stage.config(json!({}))).await;
    assert_eq!(volume(&again), before);
    stage.destroyed(&again).await;
}

/// Brokers that came up are not destroyed because another one did not.
#[tokio::test]
async fn a_create_that_misses_a_broker_is_completed_by_the_next() {
    let stage = Stage::new().await;
    stage
        .sandbox
        .world()
        .set_capacity("m7g.large", "eu-west-1b", Some(0));
    let config = stage.config(json!({ "timeouts": { "create": "5s" } }));
    let outcome = stage.try_apply(None, &config).await;
    let told = outcome
        .diagnostics
        .iter()
        .any(|said| said.detail.contains("none of them is destroyed"));
    assert!(told, "{:#?}", outcome.diagnostics);
    let kept = outcome.unwrap();
    assert!(!kept.tainted);
    let running = texts(&kept, "health")
        .iter()
        .filter(|health| *health == "OK")
        .count();
    assert_eq!(running, 2);
    let instances: Vec<String> = ids(&kept)
        .into_iter()
        .filter(|id| text(&kept, *id, "health") == "OK")
        .map(|id| text(&kept, id, "instance_id"))
        .collect();
    stage
        .sandbox
        .world()
        .set_capacity("m7g.large", "eu-west-1b", None);
    let stored = stage.apply(Some(&kept), &config).await;
    let all = texts(&stored, "instance_id");
    assert!(instances.iter().all(|id| all.contains(id)));
    stage.destroyed(&stored).await;
}

/// Ctrl-C in a create: what there is is kept, and the next apply goes on.
#[tokio::test]
async fn an_interrupted_create_is_completed() {
    let stage = Stage::new().await;
    let config = stage.config(json!({}));
    stage.fault(FaultRule {
        state: Some("pending".to_owned()),
        action: FaultAction::Stay,
        ..FaultRule::default()
    });
    let interrupt = async {
        called(&stage.sandbox, "RunInstances", 3).await;
        stage.harness.stop().await;
    };
    let (outcome, ()) = tokio::join!(stage.try_apply(None, &config), interrupt);
    let kept = outcome.unwrap();
    assert!(!kept.tainted);
    stage.sandbox.clear_faults();
    let stage = stage.another().await;
    let stored = stage.apply(Some(&kept), &config).await;
    stage.destroyed(&stored).await;
}

#[tokio::test]
async fn a_destroy_that_is_refused_keeps_what_is_left() {
    let (stage, stored) = Stage::applied(json!({})).await;
    stage.refuse("TerminateInstances", 2, "UnauthorizedOperation", 403);
    let (_, kept) = failed(stage.harness.destroy(STACK, &stored).await);
    assert_eq!(ids(&kept).len(), 1, "{:?}", ids(&kept));
    stage.destroyed(&kept).await;
}

/// The answer of a create that finished may never have reached the state. After a while what there is counts as
/// somebody's, as it does with another broker's mark among them.
#[tokio::test]
async fn a_finished_stack_is_found_again_by_the_same_create_for_a_while() {
    let (stage, stored) = Stage::applied(json!({})).await;
    let config = stage.config(json!({}));
    stage.sandbox.forget_calls();
    let again = stage.apply(None, &config).await;
    assert_eq!(again.value, stored.value);
    // The marks of the health checks go in any case.
    assert_eq!(stage.mutations(), ["DeleteTags"; 3]);
    let interface = text(&stored, 2, "network_interface_id");
    mark::age(&stage.sandbox, &interface).await;
    let refused = stage.another().await;
    let outcome = refused.try_apply(None, &config).await;
    let mut said = outcome.diagnostics.iter();
    let named = said.any(|one| {
        one.detail
            .contains("terraform import ADDRESS orders/1-1000")
    });
    assert!(named, "{:#?}", outcome.diagnostics);
    assert_eq!(outcome.stored, None);
    refused.destroyed(&stored).await;
}
