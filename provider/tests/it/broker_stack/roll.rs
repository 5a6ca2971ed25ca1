//! Changes that take brokers down: one at a time, behind the gate.

use std::collections::BTreeMap;

use kafkaws_sandbox::{Call, FaultAction, FaultRule, InstanceEvent};
use kafkaws_schema::{Path, Value};
use serde_json::json;

use super::stage::{READY, Stage, failed, fake, identity, kafka, text, texts};
use crate::scene::{assert_update, called};

/// Operations after which a broker is down.
const TAKES_DOWN: [&str; 3] = [
    "CreateReplaceRootVolumeTask",
    "StopInstances",
    "TerminateInstances",
];

/// From the first call that takes an instance down to the last look of the gate at it.
fn downtimes(calls: &[Call]) -> BTreeMap<String, (usize, usize)> {
    let mut found: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (at, call) in calls.iter().enumerate() {
        let Some(instance) = call.resource.clone().filter(|id| id.starts_with("i-")) else {
            continue;
        };
        if TAKES_DOWN.contains(&call.operation.as_str()) {
            found.entry(instance).or_insert((at, at));
        } else if call.operation == "GetConsoleOutput" {
            found.entry(instance).and_modify(|(_, end)| *end = at);
        }
    }
    found
}

#[track_caller]
fn assert_one_at_a_time(calls: &[Call], brokers: usize) {
    let mut spans: Vec<(usize, usize)> = downtimes(calls).into_values().collect();
    spans.sort_unstable();
    assert_eq!(spans.len(), brokers);
    assert!(
        spans.iter().all(|(from, to)| from < to),
        "the gate looked: {spans:?}"
    );
    assert!(
        spans.windows(2).all(|pair| pair[0].1 < pair[1].0),
        "{spans:?}"
    );
}

#[tokio::test]
async fn a_new_image_is_rolled_one_by_one() {
    let (stage, stored) = Stage::applied(json!({})).await;
    let config = stage.config(json!({ "ami": stage.images[1] }));
    let planned = stage.plan(Some(&stored), &config).await;
    assert_update(&planned);
    let warning = planned
        .diagnostics
        .iter()
        .find(|said| said.summary.contains("3 brokers will be down"));
    let lines = warning
        .unwrap()
        .detail
        .lines()
        .filter(|line| line.contains("replace the root volume"));
    assert_eq!(lines.count(), 3, "{warning:#?}");
    stage.sandbox.forget_calls();
    let rolled = stage.apply(Some(&stored), &config).await;
    assert_one_at_a_time(stage.sandbox.calls().as_slice(), 3);
    assert_eq!(texts(&rolled, "ami"), [stage.images[1].as_str(); 3]);
    for id in 1..=3 {
        assert_eq!(identity(&rolled, id), identity(&stored, id));
    }
    stage.destroyed(&rolled).await;
}

#[tokio::test]
async fn new_properties_and_a_new_type_are_one_restart_each() {
    let (stage, stored) = Stage::applied(json!({})).await;
    let config = stage.config(json!({
        "instance_type": "m7g.xlarge",
        "properties": { "num.io.threads": "16" },
    }));
    stage.sandbox.forget_calls();
    let rolled = stage.apply(Some(&stored), &config).await;
    let calls = stage.sandbox.calls();
    assert_one_at_a_time(calls.as_slice(), 3);
    assert_eq!(
        (calls.count("StopInstances"), calls.count("StartInstances")),
        (3, 3)
    );
    assert_ne!(texts(&rolled, "boot_hash"), texts(&stored, "boot_hash"));
    assert_eq!(texts(&rolled, "instance_id"), texts(&stored, "instance_id"));
    stage.destroyed(&rolled).await;
}

/// Volumes change while brokers serve, in one call each.
#[tokio::test]
async fn volumes_grow_and_change_their_type_without_a_restart() {
    let (stage, stored) = Stage::applied(json!({})).await;
    let config =
        stage.config(json!({ "volumes": [{ "name": "data", "type": "st1", "size": 500 }] }));
    let planned = stage.plan(Some(&stored), &config).await;
    assert_update(&planned);
    assert!(
        planned
            .diagnostics
            .iter()
            .all(|said| !said.summary.contains("will be down"))
    );
    stage.sandbox.forget_calls();
    let changed = stage.apply(Some(&stored), &config).await;
    assert_eq!(stage.mutations(), ["ModifyVolume"; 3]);
    stage.destroyed(&changed).await;
}

#[tokio::test]
async fn tags_are_changed_everywhere_without_a_restart() {
    let (stage, stored) = Stage::applied(json!({ "tags": { "team": "a", "old": "x" } })).await;
    let config = stage.config(json!({ "tags": { "team": "b" } }));
    stage.sandbox.forget_calls();
    let changed = stage.apply(Some(&stored), &config).await;
    let allowed = ["CreateTags", "DeleteTags"];
    assert!(
        stage
            .mutations()
            .iter()
            .all(|it| allowed.contains(&it.as_str()))
    );
    stage.destroyed(&changed).await;
}

/// The first broker does not say that it is ready: the others run on, also through an apply that changes nothing about it, and
/// once it says so the next apply carries on with them.
#[tokio::test]
async fn a_gate_that_stays_closed_stops_the_roll() {
    let check = json!({ "timeout": "1s" });
    let (stage, stored) = Stage::applied(json!({ "health_check": check })).await;
    let config = stage.config(json!({ "ami": stage.images[1], "health_check": check }));
    let world = stage.sandbox.world();
    world.set_console(
        "kafkaws-boot: failed cluster={user_data.cluster} broker={user_data.broker_id} \
        boot_hash={boot_hash} boot_id={boot_id} reason=no data directory\n",
    );
    let (errors, kept) = failed(stage.try_apply(Some(&stored), &config).await);
    assert!(
        errors.contains("Broker 1 ") && errors.contains("no data directory"),
        "{errors}"
    );
    let [old, new] = [&stage.images[0], &stage.images[1]];
    assert_eq!(
        texts(&kept, "ami").iter().collect::<Vec<_>>(),
        [new, old, old]
    );
    assert_eq!(texts(&kept, "health"), ["UNPROVEN", "OK", "OK"]);
    stage.sandbox.forget_calls();
    let (errors, kept) = failed(stage.try_apply(Some(&kept), &config).await);
    assert!(errors.contains("Broker 1 "), "{errors}");
    assert_eq!(
        stage.mutations(),
        Vec::<String>::new(),
        "nobody else goes down for it"
    );
    let ready = format!(
        "kafkaws-boot: ready cluster=orders broker=1 boot_hash={} boot_id=later\n",
        text(&kept, 1, "boot_hash")
    );
    stage.befall(&kept, 1, InstanceEvent::Console(ready));
    world.set_console(READY);
    stage.sandbox.forget_calls();
    let rolled = stage.apply(Some(&kept), &config).await;
    assert_one_at_a_time(stage.sandbox.calls().as_slice(), 2);
    stage.destroyed(&rolled).await;
}

#[tokio::test]
async fn kafka_is_asked_before_the_first_and_after_each() {
    let cluster = fake(1..=3).await;
    let check = kafka(&cluster);
    let (stage, stored) = Stage::applied(json!({ "health_check": check })).await;
    let config = stage.config(json!({ "health_check": check, "ami": stage.images[1] }));
    cluster.change(|world| world.lose(3));
    cluster.change(|world| {
        world.topics.extend(
            kafkaws_health::testing::World::of(1..=3)
                .with_topic("orders", 3, 3)
                .topics,
        )
    });
    cluster.change(|world| world.lose(3));
    stage.sandbox.forget_calls();
    let (errors, kept) = failed(stage.try_apply(Some(&stored), &config).await);
    assert!(
        errors.contains("not well") && errors.contains("broker 3"),
        "{errors}"
    );
    assert_eq!(stage.mutations(), Vec::<String>::new());
    cluster.change(|world| world.recover(3));
    let rolled = stage.apply(Some(&kept), &config).await;
    assert_eq!(texts(&rolled, "ami"), [stage.images[1].as_str(); 3]);
    stage.destroyed(&rolled).await;
}

#[tokio::test]
async fn an_unreachable_kafka_is_an_error_before_anything_is_done() {
    let (stage, stored) = Stage::applied(json!({})).await;
    let check = json!({ "probe": "kafka", "bootstrap_brokers": ["127.0.0.1:1"] });
    let config = stage.config(json!({ "ami": stage.images[1], "health_check": check }));
    stage.sandbox.forget_calls();
    let (errors, _) = failed(stage.try_apply(Some(&stored), &config).await);
    assert!(errors.contains("probe = \"console\""), "{errors}");
    assert_eq!(stage.mutations(), Vec::<String>::new());
}

/// Without room for the new type the broker goes on with the old one, and the roll stops there.
#[tokio::test]
async fn a_capacity_error_in_the_middle_stops_the_roll() {
    let (stage, stored) = Stage::applied(json!({})).await;
    let zone = text(&stored, 2, "availability_zone");
    stage
        .sandbox
        .world()
        .set_capacity("m7g.xlarge", &zone, Some(0));
    let config = stage.config(json!({ "instance_type": "m7g.xlarge" }));
    let (errors, kept) = failed(stage.try_apply(Some(&stored), &config).await);
    assert!(errors.contains("orders/2"), "{errors}");
    assert_eq!(
        texts(&kept, "instance_type"),
        ["m7g.xlarge", "m7g.large", "m7g.large"]
    );
    assert_eq!(texts(&kept, "health"), ["OK", "UNPROVEN", "OK"]);
    stage
        .sandbox
        .world()
        .set_capacity("m7g.xlarge", &zone, None);
    let rolled = stage.apply(Some(&kept), &config).await;
    assert_eq!(texts(&rolled, "instance_type"), ["m7g.xlarge"; 3]);
    stage.destroyed(&rolled).await;
}

/// Ctrl-C: the broker in hand is finished, the others are left alone, and the state says so.
#[tokio::test]
async fn an_interrupted_roll_finishes_the_broker_in_hand() {
    let (stage, stored) = Stage::applied(json!({})).await;
    let config = stage.config(json!({ "instance_type": "m7g.xlarge" }));
    stage.fault(FaultRule {
        operation: Some("StopInstances".to_owned()),
        nth: Some(1),
        action: FaultAction::HoldResponse { milliseconds: 500 },
        ..FaultRule::default()
    });
    let interrupt = async {
        called(&stage.sandbox, "StopInstances", 1).await;
        stage.harness.stop().await;
    };
    stage.sandbox.forget_calls();
    let (outcome, ()) = tokio::join!(stage.try_apply(Some(&stored), &config), interrupt);
    let (errors, kept) = failed(outcome);
    assert!(errors.contains("interrupted"), "{errors}");
    assert_eq!(
        texts(&kept, "instance_type"),
        ["m7g.xlarge", "m7g.large", "m7g.large"]
    );
    assert_eq!(texts(&kept, "health"), ["UNPROVEN", "OK", "OK"]);
    let stage = stage.another().await;
    let rolled = stage.apply(Some(&kept), &config).await;
    stage.destroyed(&rolled).await;
}

/// An image that the same apply makes: its id is not known yet, and where clients connect is.
#[tokio::test]
async fn an_image_that_is_not_known_yet_hides_nothing_else() {
    let (stage, stored) = Stage::applied(json!({})).await;
    let mut config = stage.config(json!({}));
    config.put(&Path::root().attribute("ami"), Value::unknown());
    let planned = stage.plan(Some(&stored), &config).await;
    assert!(!planned.diagnostics.has_errors(), "{planned:#?}");
    for stays in ["bootstrap", "az_distribution"] {
        let (before, after) = (&stored.value, &planned.value);
        assert!(
            after.attribute(stays).same(before.attribute(stays)),
            "{stays}"
        );
    }
    let brokers = planned.value.attribute("brokers").as_map().unwrap();
    for (id, broker) in brokers {
        assert!(broker.attribute("ami").is_unknown(), "{id}");
        assert!(broker.attribute("instance_id").is_unknown(), "{id}");
        assert!(broker.attribute("address").as_str().is_some(), "{id}");
        assert!(broker.attribute("boot_hash").as_str().is_some(), "{id}");
    }
    let told = planned.diagnostics.iter();
    let told = told.filter(|said| said.summary.contains("3 brokers will be down"));
    assert_eq!(told.count(), 1, "{:#?}", planned.diagnostics);
    stage.destroyed(&stored).await;
}
