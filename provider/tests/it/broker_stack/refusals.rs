//! Plans that are refused, with the attribute and the way out.

use kafkaws_schema::Path;
use serde_json::{Value as Json, json};

use super::stage::Stage;

/// The errors of a change, by path.
async fn refused(
    stage: &Stage,
    prior: &kafkaws_plugin::testing::Stored,
    patch: Json,
) -> Vec<(String, String)> {
    let planned = stage.plan(Some(prior), &stage.config(patch)).await;
    let errors = planned.diagnostics.iter().filter(|said| said.is_error());
    let path = |path: &Option<Path>| path.as_ref().map(ToString::to_string).unwrap_or_default();
    errors
        .map(|said| (path(&said.path), said.detail.clone()))
        .collect()
}

#[tokio::test]
async fn changes_that_brokers_cannot_make() {
    let (stage, stored) = Stage::applied(json!({})).await;
    let two = &stage.subnets[..2];
    let table = [
        (json!({ "subnet_ids": two }), "subnet_ids", "cannot move"),
        (
            json!({ "cluster_name": "payments" }),
            "cluster_name",
            "another stack",
        ),
        (
            json!({ "broker_ids": { "first": 1, "last": 9 } }),
            "broker_ids",
            "another stack",
        ),
        (
            json!({ "private_ips": { "1": "10.0.0.9" } }),
            "private_ips[\"1\"]",
            "stays with its network interface",
        ),
        (
            json!({ "volumes": [{ "name": "log", "size": 100 }] }),
            "volumes",
            "allow_volume_removal",
        ),
        (
            json!({ "volumes": [{ "name": "data", "size": 100, "encrypted": false }] }),
            "volumes[0].encrypted",
            "when a volume is made",
        ),
    ];
    stage.sandbox.forget_calls();
    for (patch, path, words) in table {
        let said = refused(&stage, &stored, patch.clone()).await;
        let told = said
            .iter()
            .any(|(at, detail)| at == path && detail.contains(words));
        assert!(told, "{patch}: {said:#?}");
    }
    assert_eq!(stage.mutations(), Vec::<String>::new());
    stage.destroyed(&stored).await;
}

#[tokio::test]
async fn more_brokers_than_ids_are_refused_from_the_start() {
    let stage = Stage::new().await;
    let config = stage.config(json!({ "broker_ids": { "first": 1, "last": 2 } }));
    let planned = stage.plan(None, &config).await;
    let told = planned
        .diagnostics
        .iter()
        .any(|said| said.is_error() && said.detail.contains("room for 2"));
    assert!(told, "{:#?}", planned.diagnostics);
}

#[tokio::test]
async fn configurations_that_are_wrong_in_themselves() {
    let stage = Stage::new().await;
    let subnet = &stage.subnets[0];
    let table = [
        (
            json!({ "broker_ids": { "first": 9, "last": 1 } }),
            "broker_ids",
        ),
        (json!({ "subnet_ids": [] }), "subnet_ids"),
        (json!({ "subnet_ids": [subnet, subnet] }), "subnet_ids"),
        (
            json!({ "private_ips": { "01": "10.0.0.1" } }),
            "private_ips[\"01\"]",
        ),
        (
            json!({ "tags": { "kafkaws:cluster": "x" } }),
            "tags[\"kafkaws:cluster\"]",
        ),
    ];
    for (patch, path) in table {
        let said = stage
            .harness
            .validate("broker_stack", &stage.config(patch.clone()))
            .await;
        let at = said
            .iter()
            .filter(|one| one.is_error())
            .filter_map(|one| one.path.as_ref());
        let at: Vec<String> = at.map(ToString::to_string).collect();
        assert!(at.iter().any(|it| it == path), "{patch}: {at:?}");
    }
}

/// The value in the state counts, so that turning protection off is an apply of its own.
#[tokio::test]
async fn a_protected_stack_is_not_destroyed() {
    let (stage, stored) = Stage::applied(json!({ "disable_api_termination": true })).await;
    let outcome = stage.harness.destroy("broker_stack", &stored).await;
    assert!(outcome.diagnostics.has_errors());
    let stored = stage.apply(Some(&stored), &stage.config(json!({}))).await;
    stage.destroyed(&stored).await;
}

/// A smaller volume than there is stays, with a warning.
#[tokio::test]
async fn volumes_do_not_shrink() {
    let (stage, stored) = Stage::applied(json!({})).await;
    let grown = stage
        .apply(
            Some(&stored),
            &stage.config(json!({ "volumes": [{ "name": "data", "size": 200 }] })),
        )
        .await;
    stage.sandbox.forget_calls();
    let planned = stage.plan(Some(&grown), &stage.config(json!({}))).await;
    let told = planned
        .diagnostics
        .iter()
        .any(|said| !said.is_error() && said.detail.contains("200 GiB"));
    assert!(told, "{:#?}", planned.diagnostics);
    stage.destroyed(&grown).await;
}
