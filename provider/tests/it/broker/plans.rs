//! What a plan refuses, and where it says so.

use kafkaws_plugin::testing::Action;
use kafkaws_schema::{Path, Value};
use serde_json::{Value as Json, json};

use super::scene::Scene;

/// The paths of the errors of a plan.
async fn refused(
    scene: &Scene,
    prior: Option<&kafkaws_plugin::testing::Stored>,
    patch: Json,
) -> Vec<Path> {
    let planned = scene.plan(prior, &scene.place.config(patch)).await;
    let errors = planned.diagnostics.iter().filter(|said| said.is_error());
    errors.filter_map(|said| said.path.clone()).collect()
}

#[tokio::test]
async fn what_needs_another_broker_is_refused_by_name() {
    let (scene, stored) = Scene::applied(json!({})).await;
    let other = scene.place.subnets[1].clone();
    let volume = Path::from("volumes").index(0);
    let cases = [
        (
            json!({ "cluster_name": "payments" }),
            Path::from("cluster_name"),
        ),
        (json!({ "broker_id": 2 }), Path::from("broker_id")),
        (json!({ "subnet_id": other }), Path::from("subnet_id")),
        (
            json!({ "private_ip": "172.31.0.99" }),
            Path::from("private_ip"),
        ),
        (
            json!({ "volumes": [{ "name": "data", "size": 100, "encrypted": false }] }),
            volume.attribute("encrypted"),
        ),
    ];
    for (patch, path) in cases {
        let paths = refused(&scene, Some(&stored), patch.clone()).await;
        assert!(paths.contains(&path), "{patch}: {paths:?}");
    }
}

#[tokio::test]
async fn an_allowed_replacement_is_planned_with_a_warning() {
    let (scene, stored) = Scene::applied(json!({ "allow_replacement": true })).await;
    let config = scene
        .place
        .config(json!({ "allow_replacement": true, "broker_id": 2 }));
    let planned = scene.plan(Some(&stored), &config).await;
    assert_eq!(planned.action, Action::Replace);
    assert!(!planned.diagnostics.is_empty() && !planned.diagnostics.has_errors());
    let after = scene.apply(Some(&stored), &config).await;
    scene.destroyed(&after).await;
}

#[tokio::test]
async fn tags_of_the_provider_are_not_the_users_to_write() {
    let scene = Scene::new().await;
    let paths = refused(&scene, None, json!({ "tags": { "kafkaws:cluster": "x" } })).await;
    assert_eq!(paths, [Path::from("tags").key("kafkaws:cluster")]);
}

#[tokio::test]
async fn rules_judge_what_is_planned() {
    let scene = Scene::new().await;
    let cases = [
        (json!({ "ami": "ami-0123456789abcdef0" }), Path::from("ami")),
        (
            json!({ "private_ip": "10.9.9.9" }),
            Path::from("private_ip"),
        ),
        (
            json!({ "volumes": [{ "name": "data", "size": 100, "iops": 100_000 }] }),
            Path::from("volumes").index(0).attribute("iops"),
        ),
        (
            json!({ "volumes": [{ "name": "data", "type": "st1", "size": 50 }] }),
            Path::from("volumes").index(0).attribute("size"),
        ),
    ];
    for (patch, path) in cases {
        let paths = refused(&scene, None, patch.clone()).await;
        assert!(paths.contains(&path), "{patch}: {paths:?}");
    }
}

#[tokio::test]
async fn boot_data_that_ec2_would_not_take_is_refused_when_it_is_planned() {
    let scene = Scene::new().await;
    let long = "x".repeat(20_000);
    let paths = refused(&scene, None, json!({ "properties": { "a": long } })).await;
    assert!(
        paths
            .iter()
            .any(|path| path.to_string().starts_with("properties")),
        "{paths:?}"
    );
}

#[tokio::test]
async fn what_is_not_known_yet_stands_in_nobodys_way() {
    let (scene, stored) = Scene::applied(json!({})).await;
    for attribute in ["ami", "instance_type", "subnet_id", "properties", "tags"] {
        let mut config = scene.place.config(json!({}));
        config.put(&attribute.into(), Value::unknown());
        let planned = scene.plan(Some(&stored), &config).await;
        assert!(
            !planned.diagnostics.has_errors(),
            "{attribute}: {:#?}",
            planned.diagnostics
        );
        let created = scene.plan(None, &config).await;
        assert!(
            !created.diagnostics.has_errors(),
            "{attribute}: {:#?}",
            created.diagnostics
        );
    }
}

/// An image that the same apply makes: what another image changes is not known yet, and the rest is.
#[tokio::test]
async fn an_image_that_is_not_known_yet_hides_nothing_else() {
    let (scene, stored) = Scene::applied(json!({})).await;
    let (data, log) = (
        json!({ "name": "data", "size": 100 }),
        json!({ "name": "log", "size": 10 }),
    );
    // What is changed besides, what is not known then, and what is known to be another.
    let cases: [(Json, &[&str], &[&str]); 5] = [
        (json!({}), &[], &[]),
        (
            json!({ "instance_type": "m7g.xlarge" }),
            &[],
            &["volume_performance"],
        ),
        (
            json!({ "properties": { "num.io.threads": "8" } }),
            &[],
            &["boot_hash"],
        ),
        (
            json!({ "volumes": [data, log] }),
            // Boot data name the volumes by their ids.
            &["volume_ids", "boot_hash"],
            &["volume_performance"],
        ),
        (
            json!({ "iam_instance_profile": "other" }),
            &["instance_id"],
            &[],
        ),
    ];
    for (patch, hidden, other) in cases {
        let mut config = scene.place.config(patch.clone());
        config.put(&"ami".into(), Value::unknown());
        let planned = scene.plan(Some(&stored), &config).await;
        assert!(!planned.diagnostics.has_errors(), "{patch}: {planned:#?}");
        for output in OUTPUTS {
            let after = planned.value.attribute(output);
            let same = after.same(stored.value.attribute(output));
            let expected = (hidden.contains(&output), !other.contains(&output));
            let found = (after.is_unknown(), same || after.is_unknown());
            assert_eq!(found, expected, "{patch}: {output} is {after:?}");
        }
        let told = planned.diagnostics.iter();
        let down = told.filter(|said| said.summary.contains("will be down"));
        assert_eq!(down.count(), 1, "{patch}: {:#?}", planned.diagnostics);
    }
}

const OUTPUTS: [&str; 12] = [
    "id",
    "instance_id",
    "network_interface_id",
    "address",
    "availability_zone",
    "availability_zone_id",
    "endpoint",
    "volume_ids",
    "volume_performance",
    "boot_hash",
    "health",
    "tags_all",
];
