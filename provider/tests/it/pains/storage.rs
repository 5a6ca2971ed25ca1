//! Volumes, throughput, and the storage mode.

use kafkaws_plugin::testing::Action;
use kafkaws_sandbox::Event;
use kafkaws_schema::Value;
use serde_json::json;

use crate::config::{cluster, storage, volumes};
use crate::scene::{Scene, assert_update, at, get};

const SIZE: &str = "broker_node_group_info.storage_info.ebs_storage_info.volume_size";
const HOURS: std::time::Duration = std::time::Duration::from_secs(60 * 60);

/// TPA #20327, #34480: autoscaling grew the volumes; the next apply tried to shrink them, and modules that ignore the size
/// cannot grow it any more.
#[tokio::test]
async fn pain_01_storage_autoscaling_never_shrinks_nor_blocks_growth() {
    let config = volumes(100);
    let (scene, stored) = Scene::applied(&config).await;
    let volume_size = 400;
    scene.happen(Event::GrowStorage { volume_size });
    scene.sandbox.forget_calls();
    scene.quiet(&stored, &config).await;

    // A wish below what is there is met already: the state follows, and AWS is not called.
    let config = volumes(300);
    assert_update(&scene.planned(&stored, &config).await);
    let stored = scene.apply(Some(&stored), &config).await;
    assert!(scene.mutations().is_empty(), "{:?}", scene.mutations());
    assert_eq!(get(&stored.value, SIZE).as_i64(), Some(300));

    scene.sandbox.world().advance(6 * HOURS);
    let stored = scene.apply(Some(&stored), &volumes(500)).await;
    assert_eq!(scene.mutations(), ["UpdateBrokerStorage"]);
    scene.destroyed(&stored).await;
}

/// CP #117: the configuration said 1000 where 2662 was in the state.
#[tokio::test]
async fn pain_01_a_smaller_size_is_kept_with_a_warning() {
    let (scene, stored) = Scene::applied(&volumes(200)).await;
    scene.sandbox.forget_calls();
    let planned = scene.planned(&stored, &volumes(100)).await;
    assert_eq!(planned.action, Action::NoOp);
    assert_eq!(at(&planned.diagnostics, SIZE).len(), 1);
    assert_eq!(get(&planned.value, SIZE).as_i64(), Some(200));
    assert!(scene.mutations().is_empty());
}

/// A step that AWS refuses is refused when it is planned, measured against what the volumes have.
#[tokio::test]
async fn pain_01_too_small_a_step_is_refused_in_the_plan() {
    let (scene, stored) = Scene::applied(&volumes(100)).await;
    scene.happen(Event::GrowStorage { volume_size: 400 });
    let planned = scene.plan(Some(&stored), &volumes(405)).await;
    assert!(planned.diagnostics.has_errors());
    let told = at(&planned.diagnostics, SIZE);
    assert!(told[0].contains("volume_size = 410"), "{told:?}");
}

/// TPA #32149: LOCAL to TIERED showed a diff at every plan, and apply did nothing.
#[tokio::test]
async fn pain_09_storage_mode_is_really_changed() {
    let (scene, stored) = Scene::applied(&cluster(json!({}))).await;
    let config = cluster(json!({ "storage_mode": "TIERED" }));
    assert_update(&scene.planned(&stored, &config).await);
    scene.sandbox.forget_calls();
    let stored = scene.apply(Some(&stored), &config).await;
    assert_eq!(scene.mutations(), ["UpdateStorage"]);
    assert_eq!(scene.actual()["spec"]["storageMode"], "TIERED");
    // Left out, it stays as it is.
    scene.quiet(&stored, &cluster(json!({}))).await;
}

/// ACK #3044: the way back is refused, and nothing is replaced.
#[tokio::test]
async fn pain_09_tiered_does_not_go_back_to_local() {
    let (scene, stored) = Scene::applied(&cluster(json!({ "storage_mode": "TIERED" }))).await;
    let planned = scene
        .plan(Some(&stored), &cluster(json!({ "storage_mode": "LOCAL" })))
        .await;
    assert!(planned.diagnostics.has_errors());
    let told = at(&planned.diagnostics, "storage_mode");
    assert_eq!(told.len(), 1, "{:#?}", planned.diagnostics);
}

fn throughput(value: serde_json::Value) -> Value {
    let mut patch = storage(json!({ "volume_size": 100, "provisioned_throughput": value }));
    patch["broker_node_group_info"]["instance_type"] = json!("kafka.m5.4xlarge");
    cluster(patch)
}

/// TPA #37043: AWS reports `enabled = false` for a block that nobody wrote, and the provider sent an update without a change.
#[tokio::test]
async fn pain_14_throughput_left_out_is_throughput_turned_off() {
    let (scene, stored) = Scene::applied(&throughput(json!(null))).await;
    for off in [
        json!({}),
        json!({ "enabled": false }),
        json!({ "enabled": null, "volume_throughput": null }),
    ] {
        scene.quiet(&stored, &throughput(off)).await;
    }
    scene.destroyed(&stored).await;
}

/// TPA #24464, CP #99: once written, the block could not be taken away.
#[tokio::test]
async fn pain_14_throughput_comes_changes_and_goes() {
    let (scene, mut stored) = Scene::applied(&throughput(json!(null))).await;
    let steps = [
        (json!({ "enabled": true, "volume_throughput": 300 }), true),
        (json!({ "enabled": true, "volume_throughput": 350 }), true),
        (json!(null), false),
    ];
    for (wanted, on) in steps {
        scene.sandbox.world().advance(6 * HOURS);
        scene.sandbox.forget_calls();
        stored = scene.apply(Some(&stored), &throughput(wanted)).await;
        assert_eq!(scene.mutations(), ["UpdateBrokerStorage"]);
        let actual = scene.actual();
        let storage = &actual["spec"]["brokerNodeGroupInfo"]["storageInfo"]["ebsStorageInfo"];
        assert_eq!(storage["provisionedThroughput"]["enabled"], on);
    }
    scene.destroyed(&stored).await;
}

/// Size and throughput together are one call: the second would meet the cool-down.
#[tokio::test]
async fn pain_14_size_and_throughput_are_one_call() {
    let (scene, stored) = Scene::applied(&throughput(json!(null))).await;
    scene.sandbox.forget_calls();
    let mut patch = storage(json!({
        "volume_size": 200, "provisioned_throughput": { "enabled": true, "volume_throughput": 300 },
    }));
    patch["broker_node_group_info"]["instance_type"] = json!("kafka.m5.4xlarge");
    scene.apply(Some(&stored), &cluster(patch)).await;
    assert_eq!(scene.mutations(), ["UpdateBrokerStorage"]);
}
