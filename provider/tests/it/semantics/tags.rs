//! Tags: the resource's, the provider block's, and those of others.

use kafkaws_plugin::testing::{Action, Stored};
use kafkaws_schema::Value;
use serde_json::{Value as Json, json};

use crate::config::{cluster, value};
use crate::scene::Scene;

fn tagged(tags: Json) -> Value {
    cluster(json!({ "tags": tags }))
}

fn defaults(tags: Json) -> Json {
    json!({ "default_tags": { "tags": tags } })
}

/// Tags as AWS has them.
fn actual(scene: &Scene) -> Json {
    scene.actual()["tags"].clone()
}

fn all(stored: &Stored) -> Value {
    stored.value.attribute("tags_all").clone()
}

fn map(tags: Json) -> Value {
    match value(&tags) {
        Value::Object(items) => Value::Map(items),
        other => other,
    }
}

#[tokio::test]
async fn tags_come_change_and_go() {
    let (scene, stored) = Scene::applied(&tagged(json!({ "a": "1", "b": "2" }))).await;
    assert_eq!(actual(&scene), json!({ "a": "1", "b": "2" }));
    scene.sandbox.forget_calls();
    let stored = scene
        .apply(Some(&stored), &tagged(json!({ "b": "3", "c": "4" })))
        .await;
    assert_eq!(actual(&scene), json!({ "b": "3", "c": "4" }));
    assert_eq!(scene.mutations(), ["UntagResource", "TagResource"]);
    let stored = scene.apply(Some(&stored), &tagged(json!({}))).await;
    let stored = scene.apply(Some(&stored), &tagged(json!(null))).await;
    assert_eq!(actual(&scene), json!({}));
    scene.destroyed(&stored).await;
}

#[tokio::test]
async fn default_tags_are_added_and_shown_in_tags_all_alone() {
    let scene = Scene::with(defaults(json!({ "team": "data", "env": "prod" }))).await;
    let config = tagged(json!({ "env": "dev" }));
    let stored = scene.apply(None, &config).await;
    let both = json!({ "team": "data", "env": "dev" });
    assert_eq!(actual(&scene), both);
    assert_eq!(all(&stored), map(both));
    assert_eq!(
        stored.value.attribute("tags"),
        &map(json!({ "env": "dev" }))
    );
}

/// Other defaults are one update, of the tags alone.
#[tokio::test]
async fn changed_default_tags_are_an_update() {
    let scene = Scene::with(defaults(json!({ "team": "data", "old": "yes" }))).await;
    let config = tagged(json!({ "app": "orders" }));
    let stored = scene.apply(None, &config).await;
    let scene = scene.another(defaults(json!({ "team": "platform" }))).await;
    let planned = scene.planned(&stored, &config).await;
    assert_eq!(planned.action, Action::Update);
    let wanted = json!({ "team": "platform", "app": "orders" });
    assert_eq!(planned.value.attribute("tags_all"), &map(wanted.clone()));
    let stored = scene.apply(Some(&stored), &config).await;
    assert_eq!(actual(&scene), wanted);
    let scene = scene.another(json!({})).await;
    scene.apply(Some(&stored), &config).await;
    assert_eq!(actual(&scene), json!({ "app": "orders" }));
}

/// The same tag in both places stays where it was written, also when it leaves one of them.
#[tokio::test]
async fn a_tag_in_both_places_may_leave_either() {
    let scene = Scene::with(defaults(json!({ "team": "data" }))).await;
    let both = tagged(json!({ "team": "data" }));
    let stored = scene.apply(None, &both).await;
    let stored = scene.apply(Some(&stored), &cluster(json!({}))).await;
    assert_eq!(actual(&scene), json!({ "team": "data" }));
    let stored = scene.apply(Some(&stored), &both).await;
    let scene = scene.another(json!({})).await;
    scene.quiet(&stored, &both).await;
}

/// What somebody else adds is drift, and is taken away by an apply.
#[tokio::test]
async fn foreign_tags_are_drift() {
    let config = tagged(json!({ "app": "orders" }));
    let (scene, stored) = Scene::applied(&config).await;
    scene.drift(json!({ "tags": { "owner": "somebody", "app": "changed" } }));
    let fresh = scene.refresh(&stored).await.unwrap();
    assert_eq!(
        fresh.value.attribute("tags"),
        &map(json!({ "app": "changed", "owner": "somebody" }))
    );
    scene.apply(Some(&fresh), &config).await;
    assert_eq!(actual(&scene), json!({ "app": "orders" }));
}

/// Tags that the provider block ignores, and AWS's own, are neither shown nor removed.
#[tokio::test]
async fn ignored_tags_are_left_alone() {
    let ignored =
        json!({ "ignore_tags": { "keys": ["owner"], "key_prefixes": ["kubernetes.io/"] } });
    let scene = Scene::with(ignored).await;
    let config = tagged(json!({ "app": "orders" }));
    let stored = scene.apply(None, &config).await;
    scene.drift(json!({ "tags": { "owner": "x", "kubernetes.io/a": "y", "aws:made-by": "z" } }));
    scene.quiet(&stored, &config).await;
    let stored = scene
        .apply(Some(&stored), &tagged(json!({ "app": "payments" })))
        .await;
    let mut kept = actual(&scene);
    assert_eq!(kept["owner"], "x");
    assert_eq!(kept["aws:made-by"], "z");
    assert_eq!(kept["app"].take(), "payments");
    assert_eq!(all(&stored), map(json!({ "app": "payments" })));
}

/// An import under default tags: they are the provider block's, and not the resource's.
#[tokio::test]
async fn an_import_tells_default_tags_from_the_resource_s() {
    let scene = Scene::with(defaults(json!({ "team": "data" }))).await;
    let config = tagged(json!({ "app": "orders" }));
    let stored = scene.apply(None, &config).await;
    let imported = scene.harness.import("msk_cluster", "orders").await.unwrap();
    assert_eq!(imported.value, stored.value);
    scene.quiet(&imported, &config).await;
}

/// Keys of the provider's own are refused where they are written.
#[tokio::test]
async fn reserved_keys_are_refused() {
    let scene = Scene::new().await;
    for key in ["kafkaws:pending", "aws:x", ""] {
        let planned = scene.plan(None, &tagged(json!({ key: "x" }))).await;
        assert!(planned.diagnostics.has_errors(), "{key:?}");
    }
}
