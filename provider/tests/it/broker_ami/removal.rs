//! Old AMIs, and taking everything away.

use aws_sdk_ec2::types::Tag;
use kafkaws_plugin::testing::Stored;
use kafkaws_sandbox::FaultAction;
use serde_json::json;

use super::disk::Disk;
use super::scene::{AMI, Scene, texts};
use crate::scene::{text, words};

/// Launches an instance of an AMI; its id, once EC2 shows it.
async fn launch(scene: &Scene, image: &str) -> String {
    let cloud = scene.cloud().await;
    let ec2 = cloud.connection().ec2().await.unwrap();
    let call = ec2.run_instances().image_id(image);
    let call = call
        .min_count(1)
        .max_count(1)
        .instance_type("m7i.large".into());
    let answer = call.send().await.unwrap();
    let id = answer.instances()[0].instance_id().unwrap().to_owned();
    while ec2
        .describe_instances()
        .instance_ids(&id)
        .send()
        .await
        .is_err()
    {}
    id
}

async fn terminate(scene: &Scene, id: &str) {
    let cloud = scene.cloud().await;
    let ec2 = cloud.connection().ec2().await.unwrap();
    drop(
        ec2.terminate_instances()
            .instance_ids(id)
            .send()
            .await
            .unwrap(),
    );
}

/// Another image, applied.
async fn roll(scene: &Scene, prior: &Stored, seed: u8) -> Stored {
    scene.build(Disk::of(seed), "0.9.0");
    scene.apply(Some(prior), &scene.config(json!({}))).await
}

#[tokio::test]
async fn an_old_ami_stays_until_no_instance_runs_from_it() {
    let (scene, first) = Scene::applied(json!({})).await;
    let instance = launch(&scene, text(&first, "ami_id")).await;
    let second = roll(&scene, &first, 2).await;
    assert_eq!(texts(&second, "old_ami_ids"), [text(&first, "ami_id")]);
    terminate(&scene, &instance).await;
    // That nobody runs from it any more is no change by itself.
    scene.quiet(&second, &scene.config(json!({}))).await;
    let third = roll(&scene, &second, 3).await;
    assert!(texts(&third, "old_ami_ids").is_empty());
    assert_eq!(scene.ids("snapshots"), [text(&third, "snapshot_id")]);
    let outcome = scene.harness.destroy(AMI, &third).await;
    assert!(
        !outcome.diagnostics.has_errors(),
        "{:#?}",
        outcome.diagnostics
    );
    assert!(scene.ids("images").is_empty() && scene.ids("snapshots").is_empty());
}

#[tokio::test]
async fn going_back_to_an_image_takes_the_ami_that_is_still_there() {
    let (scene, first) = Scene::applied(json!({})).await;
    let instance = launch(&scene, text(&first, "ami_id")).await;
    let second = roll(&scene, &first, 2).await;
    scene.sandbox.forget_calls();
    scene.build(Disk::of(1), "0.8.1");
    let back = scene.apply(Some(&second), &scene.config(json!({}))).await;
    assert_eq!(text(&back, "ami_id"), text(&first, "ami_id"));
    assert_eq!(scene.count("PutSnapshotBlock"), 0);
    assert_eq!(scene.ids("snapshots"), [text(&first, "snapshot_id")]);
    terminate(&scene, &instance).await;
}

#[tokio::test]
async fn a_destroy_is_refused_while_instances_run() {
    let (scene, stored) = Scene::applied(json!({})).await;
    let instance = launch(&scene, text(&stored, "ami_id")).await;
    scene.sandbox.forget_calls();
    let outcome = scene.harness.destroy(AMI, &stored).await;
    let said = words(&outcome.diagnostics);
    assert!(
        said.contains(&instance) && said.contains(text(&stored, "ami_id")),
        "{said}"
    );
    assert!(scene.mutations().is_empty());
    let stored = outcome.stored.unwrap();
    terminate(&scene, &instance).await;
    let outcome = scene.harness.destroy(AMI, &stored).await;
    assert!(
        !outcome.diagnostics.has_errors(),
        "{:#?}",
        outcome.diagnostics
    );
    assert!(scene.ids("snapshots").is_empty());
}

#[tokio::test]
async fn an_old_ami_that_cannot_go_is_a_warning() {
    let (scene, first) = Scene::applied(json!({})).await;
    scene.build(Disk::of(2), "0.9.0");
    scene.fault("DeregisterImage", None, FaultAction::Deny);
    let config = scene.config(json!({}));
    let outcome = scene.try_apply(Some(&first), &config).await;
    assert!(
        !outcome.diagnostics.has_errors(),
        "{:#?}",
        outcome.diagnostics
    );
    assert!(words(&outcome.diagnostics).contains("could not be deleted"));
    let second = outcome.stored.unwrap();
    assert_eq!(texts(&second, "old_ami_ids"), [text(&first, "ami_id")]);
    scene.quiet(&second, &config).await;
    scene.sandbox.clear_faults();
    scene.destroyed(&second).await;
}

#[tokio::test]
async fn an_ami_that_somebody_deregistered_is_registered_again() {
    let (scene, stored) = Scene::applied(json!({})).await;
    let cloud = scene.cloud().await;
    let ec2 = cloud.connection().ec2().await.unwrap();
    let id = text(&stored, "ami_id");
    drop(ec2.deregister_image().image_id(id).send().await.unwrap());
    scene.sandbox.forget_calls();
    let again = scene.apply(Some(&stored), &scene.config(json!({}))).await;
    assert_ne!(text(&again, "ami_id"), id);
    assert_eq!(text(&again, "snapshot_id"), text(&stored, "snapshot_id"));
    assert_eq!(scene.count("PutSnapshotBlock"), 0);
    scene.destroyed(&again).await;
}

#[tokio::test]
async fn an_ami_of_which_nothing_is_left_is_made_anew() {
    let (scene, stored) = Scene::applied(json!({})).await;
    let cloud = scene.cloud().await;
    let ec2 = cloud.connection().ec2().await.unwrap();
    let (image, snapshot) = (text(&stored, "ami_id"), text(&stored, "snapshot_id"));
    drop(ec2.deregister_image().image_id(image).send().await.unwrap());
    drop(
        ec2.delete_snapshot()
            .snapshot_id(snapshot)
            .send()
            .await
            .unwrap(),
    );
    assert_eq!(scene.refresh(&stored).await, None);
    let again = scene.apply(None, &scene.config(json!({}))).await;
    scene.destroyed(&again).await;
}

#[tokio::test]
async fn a_finished_ami_of_the_same_name_is_not_taken_over() {
    let (scene, stored) = Scene::applied(json!({})).await;
    let id = text(&stored, "ami_id");
    let command = format!("terraform import ADDRESS {id}");
    let others = scene.config(json!({ "root_volume": { "size": 20 } }));
    let said = scene.refused(None, &others).await;
    assert!(words(&said).contains(&command), "{said:#?}");
    // The same create, long after.
    let cloud = scene.cloud().await;
    let ec2 = cloud.connection().ec2().await.unwrap();
    let mark = Tag::builder().key("kafkaws:made").build();
    let unmarked = ec2.delete_tags().resources(id).tags(mark).send().await;
    unmarked.unwrap();
    let said = scene.refused(None, &scene.config(json!({}))).await;
    assert!(words(&said).contains(&command), "{said:#?}");
    scene.destroyed(&stored).await;
}

#[tokio::test]
async fn an_ami_is_imported_by_its_id_and_is_quiet() {
    for patch in [
        json!({}),
        json!({ "root_volume": { "size": 30, "iops": 4000 }, "encrypted": true, "tags": { "a": "b" } }),
    ] {
        let (scene, stored) = Scene::applied(patch.clone()).await;
        let outcome = scene.harness.import(AMI, text(&stored, "ami_id")).await;
        let imported = outcome.unwrap();
        scene.sandbox.forget_calls();
        let again = scene.apply(Some(&imported), &scene.config(patch)).await;
        assert_eq!(scene.mutations(), Vec::<String>::new());
        assert_eq!(text(&again, "ami_id"), text(&stored, "ami_id"));
        scene.destroyed(&again).await;
    }
}

#[tokio::test]
async fn what_is_no_broker_ami_is_not_imported() {
    let scene = Scene::new().await;
    let cloud = scene.cloud().await;
    let ec2 = cloud.connection().ec2().await.unwrap();
    let all = ec2.describe_images().send().await.unwrap();
    let amazons = all.images()[0].image_id().unwrap().to_owned();
    for id in [amazons.as_str(), "ami-00000000000000000", "broker"] {
        let outcome = scene.harness.import(AMI, id).await;
        assert!(outcome.diagnostics.has_errors(), "{id}");
    }
}
