//! Rules of brokers, as a plan says them: every one that a broker can break is broken once, and must
//! speak at its level, at its attribute, and with its id.

mod broken;

use std::collections::BTreeMap;

use kafkaws_plugin::testing::Stored;
use kafkaws_rules::Level;
use kafkaws_rules::broker::RULES;
use kafkaws_sandbox::{FaultAction, FaultRule};
use kafkaws_schema::{Diagnostic, Diagnostics};
use serde_json::json;

use self::broken::{
    Broken, addresses, later, listeners_and_properties, volume, volumes_and_machines,
};
use super::scene::Scene;
use crate::scene::text;

/// What only a stack has.
const OF_STACKS: [&str; 5] = [
    "brokers-fewer-than-three",
    "brokers-multiple-of-zones",
    "brokers-in-one-zone",
    "private-ip-repeated",
    "broker-replication-factor",
];

/// Rules that nothing here can break, and why. They are tested in `rules/` only.
const OUT_OF_REACH: [(&str, &str); 5] = [
    (
        "image-boot-mode",
        "no image of the sandbox insists on a BIOS",
    ),
    ("image-ena", "every image of the sandbox has ENA"),
    ("image-root-device", "every image of the sandbox is on EBS"),
    (
        "image-root-volume-type",
        "no image of the sandbox has an HDD root",
    ),
    (
        "volume-modification-quota",
        "EC2 tells of a volume's last modification only: apply is told when to come back",
    ),
];

/// Shows that the plan says what it must, and once.
#[track_caller]
fn assert_told(said: &Diagnostics, (id, at, patch): &Broken) {
    let rule = RULES.iter().find(|rule| rule.id.0 == *id).unwrap();
    let names_it = |one: &&Diagnostic| one.detail.contains(&format!("Rule `{id}`"));
    let told: Vec<_> = said.iter().filter(names_it).collect();
    assert_eq!(told.len(), 1, "{id} of {patch}: {said:#?}");
    assert_eq!(told[0].summary, rule.title);
    assert_eq!(
        told[0].is_error(),
        rule.default_level == Level::Error,
        "{id}"
    );
    let path = told[0].path.as_ref().map(ToString::to_string);
    assert_eq!(path.as_deref(), Some(*at), "{id}");
}

async fn assert_all_told(scene: &Scene, prior: Option<&Stored>, broken: Vec<Broken>) {
    for one in broken {
        let config = scene.place.config(one.2.clone());
        let planned = scene.plan(prior, &config).await;
        assert_told(&planned.diagnostics, &one);
    }
}

#[tokio::test]
async fn new_brokers_that_break_a_rule() {
    let scene = Scene::new().await;
    assert_all_told(&scene, None, volumes_and_machines()).await;
    assert_all_told(&scene, None, listeners_and_properties()).await;
}

#[tokio::test]
async fn addresses_that_a_broker_cannot_have() {
    let (scene, stored) = Scene::applied(json!({})).await;
    let broken = addresses(text(&stored, "address"));
    assert_all_told(&scene, None, broken).await;
}

/// Nothing may be wrong with a broker's own address.
#[tokio::test]
async fn the_address_of_the_broker_itself_is_not_taken() {
    let (scene, stored) = Scene::applied(json!({})).await;
    let own = json!({ "private_ip": text(&stored, "address") });
    scene.quiet(&stored, &scene.place.config(own)).await;
}

#[tokio::test]
async fn changes_that_break_a_rule() {
    let (scene, stored) = Scene::applied(json!({})).await;
    scene.sandbox.add_fault(FaultRule {
        state: Some("optimizing".to_owned()),
        action: FaultAction::Stay,
        ..FaultRule::default()
    });
    let larger = scene.place.config(volume(json!({ "size": 200 })));
    let stored = scene.apply(Some(&stored), &larger).await;
    assert_all_told(&scene, Some(&stored), later()).await;
}

#[test]
fn every_rule_is_broken_once_or_not_for_a_reason() {
    let mut times: BTreeMap<&str, usize> = RULES.iter().map(|rule| (rule.id.0, 0)).collect();
    let broken = [
        volumes_and_machines(),
        listeners_and_properties(),
        addresses("172.31.0.9"),
        later(),
    ];
    let broken = broken.into_iter().flatten().map(|(id, ..)| id);
    let unreached = OUT_OF_REACH.into_iter().map(|(id, _)| id);
    for id in broken.chain(unreached).chain(OF_STACKS) {
        *times.entry(id).or_default() += 1;
    }
    let known = |id: &str| RULES.iter().any(|rule| rule.id.0 == id);
    times.retain(|id, times| *times != 1 || !known(id));
    assert!(times.is_empty(), "not broken exactly once: {times:?}");
}
