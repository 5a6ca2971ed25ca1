//! Changes that need a broker to go down: one at a time, in the order of their ids.

use kafkaws_acceptance_tests::{Project, Trouble, need, object};
use serde_json::json;

use super::outages::outages;
use super::{STACK, Yard, all_have, apply, brokers, change, quiet, same, volumes};
use crate::scene::{Cast, ensure};

const SMALL: &str = "m7g.large";
const LARGE: &str = "m7g.xlarge";
/// What no roll changes.
const KEPT: [&str; 4] = [
    "instance_id",
    "network_interface_id",
    "address",
    "availability_zone_id",
];

/// The zone of a broker, by name.
fn zone(project: &Project, id: &str) -> Result<String, Trouble> {
    let zone = brokers(project)?[id]["availability_zone"].clone();
    Ok(zone.as_str().unwrap_or_default().to_owned())
}

#[test]
fn a_new_image_is_rolled_one_by_one() -> Result<(), Trouble> {
    let yard = Yard::new(need!(Cast::ours()))?;
    let stack = yard.site.stack("rolled");
    let project = yard.applied(&stack)?;
    let before = brokers(&project)?;
    yard.forget_calls();
    let newer = stack.with("ami", yard.site.newer_image.as_str());
    change(&project, &newer)?;
    let report = project.plan(&[])?.expect_exit(&[2])?;
    let warned = report.warnings().count();
    ensure(warned > 0, "the plan does not say who will be down")?;
    apply(&project, &newer)?;
    let down = outages(&yard.scene.world)?;
    ensure(down == ["1", "2", "3"], format!("{down:?}"))?;
    let after = brokers(&project)?;
    all_have(&after, "ami", &json!(yard.site.newer_image))?;
    same(&before, &after, &KEPT)?;
    ensure(volumes(&before) == volumes(&after), &after)?;
    yard.clear(&project)
}

#[test]
fn a_new_type_and_new_boot_data_take_one_stop() -> Result<(), Trouble> {
    let yard = Yard::new(need!(Cast::ours()))?;
    let stack = yard.site.stack("resized");
    let project = yard.applied(&stack)?;
    let before = brokers(&project)?;
    yard.forget_calls();
    let larger = stack
        .with("instance_type", LARGE)
        .with("properties", object([("num.io.threads", "16")]));
    apply(&project, &larger)?;
    let down = outages(&yard.scene.world)?;
    ensure(down == ["1", "2", "3"], format!("{down:?}"))?;
    let stops = yard.count("StopInstances");
    ensure(stops == 3, format!("{stops} calls of StopInstances"))?;
    let after = brokers(&project)?;
    all_have(&after, "instance_type", &json!(LARGE))?;
    same(&before, &after, &KEPT)?;
    yard.clear(&project)
}

/// Without room for the new type in a zone the broker runs on as the old one, and the roll stops there.
#[test]
fn a_capacity_error_stops_the_roll_and_the_next_apply_carries_on() -> Result<(), Trouble> {
    let yard = Yard::new(need!(Cast::ours()))?;
    let stack = yard.site.stack("full");
    let project = yard.applied(&stack)?;
    let before = brokers(&project)?;
    let zone = zone(&project, "2")?;
    let world = yard.scene.world.sandbox().world();
    world.set_capacity(LARGE, &zone, Some(0));
    change(&project, &stack.with("instance_type", LARGE))?;
    yard.forget_calls();
    let report = project.try_apply()?;
    let told = report.errors().any(|error| {
        let text = format!("{} {}", error.summary, error.detail);
        text.contains("InsufficientInstanceCapacity") && text.contains('2')
    });
    ensure(report.exit == 1 && told, report.text)?;
    let half = brokers(&project)?;
    let types = ["1", "2", "3"].map(|id| half[id]["instance_type"].clone());
    ensure(types == [LARGE, SMALL, SMALL], &half)?;
    let health = ["1", "2", "3"].map(|id| half[id]["health"].clone());
    // It was started again, and nobody has seen it serve since.
    ensure(health == ["OK", "UNPROVEN", "OK"], &half)?;
    project.plan(&[])?.expect_exit(&[2])?;
    world.set_capacity(LARGE, &zone, None);
    project.apply()?;
    quiet(&project)?;
    let after = brokers(&project)?;
    all_have(&after, "instance_type", &json!(LARGE))?;
    same(&before, &after, &KEPT)?;
    yard.clear(&project)
}

/// Where there is no room for the old type either, the broker is down, and nobody else is touched.
#[test]
fn a_broker_that_cannot_be_started_again_is_told() -> Result<(), Trouble> {
    let yard = Yard::new(need!(Cast::ours()))?;
    let stack = yard.site.stack("stuck");
    let project = yard.applied(&stack)?;
    let zone = zone(&project, "1")?;
    let world = yard.scene.world.sandbox().world();
    for kind in [LARGE, SMALL] {
        world.set_capacity(kind, &zone, Some(0));
    }
    change(&project, &stack.with("instance_type", LARGE))?;
    yard.forget_calls();
    let report = project.try_apply()?;
    ensure(report.exit == 1, &report.text)?;
    let told = report.errors().any(|error| {
        let text = format!("{} {}", error.summary, error.detail);
        text.contains("down")
    });
    ensure(told, report.text)?;
    let stops = yard.count("StopInstances");
    ensure(stops == 1, format!("{stops} brokers were stopped"))?;
    let half = project.values(STACK)?["brokers"].clone();
    ensure(half["1"]["health"] == "STOPPED", &half)?;
    for kind in [LARGE, SMALL] {
        world.set_capacity(kind, &zone, None);
    }
    project.apply()?;
    quiet(&project)?;
    all_have(&brokers(&project)?, "health", &json!("OK"))?;
    yard.clear(&project)
}
