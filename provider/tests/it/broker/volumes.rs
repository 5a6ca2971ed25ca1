//! Data volumes: grown and retuned in place, added, taken away, and what AWS refuses.

use kafkaws_sandbox::{FaultAction, FaultRule, VolumeEvent};
use serde_json::{Value as Json, json};

use super::scene::{Scene, same_broker};
use crate::scene::{assert_update, get, text, words};

fn data(other: Json) -> Json {
    let mut volume = json!({ "name": "data", "size": 100 });
    crate::config::merge(&mut volume, other);
    json!({ "volumes": [volume] })
}

#[tokio::test]
async fn everything_about_a_volume_is_one_call() {
    let (scene, stored) = Scene::applied(json!({ "instance_type": "m7g.4xlarge" })).await;
    let mut patch = data(json!({ "size": 500, "iops": 6000, "throughput": 250 }));
    patch["instance_type"] = json!("m7g.4xlarge");
    let config = scene.place.config(patch);
    let planned = scene.plan(Some(&stored), &config).await;
    assert_update(&planned);
    assert!(
        planned.diagnostics.is_empty(),
        "nobody is down: {:#?}",
        planned.diagnostics
    );
    let after = scene.apply(Some(&stored), &config).await;
    same_broker(&stored, &after);
    assert_eq!(scene.mutations(), ["ModifyVolume"]);
    let actual = &scene
        .things("volumes")
        .into_iter()
        .find(|(_, one)| one["size"] == 500)
        .unwrap()
        .1;
    assert_eq!(actual["type"], "gp3");
    scene.destroyed(&after).await;
}

#[tokio::test]
async fn gp3_becomes_st1_and_leaves_no_iops_behind() {
    let (scene, stored) = Scene::applied(data(json!({ "iops": 4000 }))).await;
    let config = scene
        .place
        .config(data(json!({ "type": "st1", "size": 500 })));
    let after = scene.apply(Some(&stored), &config).await;
    assert_eq!(scene.mutations(), ["ModifyVolume"]);
    scene.destroyed(&after).await;
}

#[tokio::test]
async fn a_modification_that_runs_says_when_to_come_back_and_the_state_is_true() {
    let (scene, stored) = Scene::applied(json!({})).await;
    scene.sandbox.add_fault(FaultRule {
        state: Some("optimizing".to_owned()),
        action: FaultAction::Stay,
        ..FaultRule::default()
    });
    let larger = scene.place.config(data(json!({ "size": 200 })));
    let stored = scene.apply(Some(&stored), &larger).await;
    let larger = scene.place.config(data(json!({ "size": 300 })));
    let planned = scene.harness.plan("broker", Some(&stored), &larger).await;
    // The rule says it when it is planned; AWS says it to whoever applies an older plan.
    assert!(
        planned.diagnostics.has_errors(),
        "{:#?}",
        planned.diagnostics
    );
    scene.sandbox.clear_faults();
    let name = "orders-1-data";
    scene
        .sandbox
        .world()
        .befall_volume(name, VolumeEvent::Settle)
        .unwrap();
    let after = scene.apply(Some(&stored), &larger).await;
    scene.destroyed(&after).await;
}

#[tokio::test]
async fn a_quota_that_is_spent_is_told_and_the_state_keeps_what_aws_has() {
    let (scene, mut stored) = Scene::applied(json!({})).await;
    for size in [110, 120, 130, 140] {
        let config = scene.place.config(data(json!({ "size": size })));
        stored = scene.apply(Some(&stored), &config).await;
        scene
            .sandbox
            .world()
            .befall_volume("orders-1-data", VolumeEvent::Settle)
            .unwrap();
    }
    let config = scene.place.config(data(json!({ "size": 150 })));
    let refused = scene.try_apply(Some(&stored), &config).await;
    let told = words(&refused.diagnostics);
    assert!(refused.diagnostics.has_errors());
    assert!(told.contains("can be modified again after"), "{told}");
    assert!(told.contains("The last modification of vol-"), "{told}");
    let left = refused.stored.unwrap();
    let size = get(&left.value, "volumes").as_list().unwrap()[0]
        .attribute("size")
        .as_i64();
    assert_eq!(size, Some(140));
    scene.destroyed(&left).await;
}

#[tokio::test]
async fn a_modification_that_fails_is_told() {
    let (scene, stored) = Scene::applied(json!({})).await;
    scene
        .sandbox
        .world()
        .befall_volume("orders-1-data", VolumeEvent::FailModification)
        .unwrap();
    let config = scene.place.config(data(json!({ "size": 200 })));
    let refused = scene.try_apply(Some(&stored), &config).await;
    assert!(
        words(&refused.diagnostics).contains("could not modify a volume"),
        "{:#?}",
        refused.diagnostics
    );
    let after = scene.apply(refused.stored.as_ref(), &config).await;
    scene.destroyed(&after).await;
}

#[tokio::test]
async fn a_volume_more_and_a_volume_less() {
    let (scene, stored) = Scene::applied(json!({})).await;
    let two = json!([{ "name": "data", "size": 100 }, { "name": "wal", "size": 20 }]);
    let stored = scene
        .apply(
            Some(&stored),
            &scene.place.config(json!({ "volumes": two })),
        )
        .await;
    let calls = [
        "CreateTags",
        "CreateVolume",
        "AttachVolume",
        "StopInstances",
        "ModifyInstanceAttribute",
        "CreateTags",
        "StartInstances",
        "DeleteTags",
    ];
    assert_eq!(scene.mutations(), calls);
    let one = scene.place.config(json!({}));
    let refused = scene.plan(Some(&stored), &one).await;
    assert!(
        refused.diagnostics.has_errors(),
        "removal has to be allowed"
    );
    scene.sandbox.forget_calls();
    let allowed = scene.place.config(json!({ "allow_volume_removal": true }));
    let stored = scene.apply(Some(&stored), &allowed).await;
    let calls = [
        "CreateTags",
        "StopInstances",
        "DetachVolume",
        "ModifyInstanceAttribute",
        "CreateTags",
        "StartInstances",
        "DeleteVolume",
        "DeleteTags",
    ];
    assert_eq!(scene.mutations(), calls);
    scene.destroyed(&stored).await;
}

#[tokio::test]
async fn a_size_is_a_floor() {
    let (scene, stored) = Scene::applied(data(json!({ "size": 200 }))).await;
    let smaller = scene.place.config(data(json!({ "size": 50 })));
    let planned = scene.plan(Some(&stored), &smaller).await;
    assert!(
        !planned.diagnostics.has_errors(),
        "{:#?}",
        planned.diagnostics
    );
    assert!(
        words(&planned.diagnostics).contains("200"),
        "{:#?}",
        planned.diagnostics
    );
    assert_eq!(planned.action, kafkaws_plugin::testing::Action::NoOp);
    scene.destroyed(&stored).await;
}

#[tokio::test]
async fn a_volume_that_somebody_deleted_is_missed_loudly() {
    let (scene, stored) = Scene::applied(json!({})).await;
    let id = get(&stored.value, "volume_ids");
    let kafkaws_schema::Value::Map(ids) = id else {
        panic!("{id:?}")
    };
    let id = ids["data"].as_str().unwrap().to_owned();
    scene.delete_volume(&id).await;
    let scene = scene.another().await;
    let outcome = scene.harness.refresh("broker", &stored).await;
    assert!(
        words(&outcome.diagnostics).contains("has lost the volume \"data\""),
        "{:#?}",
        outcome.diagnostics
    );
    let after = scene
        .try_apply(Some(&stored), &scene.place.config(json!({})))
        .await
        .unwrap();
    assert_eq!(text(&after, "health"), "OK");
    scene.destroyed(&after).await;
}
