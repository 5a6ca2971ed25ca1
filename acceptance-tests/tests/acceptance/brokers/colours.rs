//! Two stacks of one cluster, and stacks that grow and shrink.

use kafkaws_acceptance_tests::configuration::{ours, text};
use kafkaws_acceptance_tests::{Trouble, ids, need};
use serde_json::Value;

use super::{Yard, apply, apply_all, brokers, change, root, same};
use crate::scene::{Cast, ensure};

fn keys(brokers: &Value) -> Vec<&str> {
    let brokers = brokers.as_object().into_iter().flatten();
    brokers.map(|(id, _)| id.as_str()).collect()
}

/// Where no Kafka is. The brokers' own addresses are other people's outside of AWS.
fn nobody() -> Vec<String> {
    vec!["127.0.0.1:1".to_owned()]
}

#[test]
fn green_beside_blue_then_blue_removed() -> Result<(), Trouble> {
    let yard = Yard::new(need!(Cast::ours()))?;
    let blue = yard.site.stack("colours").with("broker_ids", ids(1, 1000));
    let green = yard
        .site
        .stack("colours")
        .with("broker_ids", ids(1001, 2000))
        .with("ami", yard.site.newer_image.as_str())
        .with("instance_type", "m7g.xlarge");
    let project = yard.scene.project(&text(&ours())?)?;
    let found = |label: &str| {
        let values = project.values(&format!("kafkaws_broker_stack.{label}"));
        values.map(|values| values["brokers"].clone())
    };
    apply_all(&project, [("blue", &blue)])?;
    let before = found("blue")?;
    yard.forget_calls();
    apply_all(&project, [("blue", &blue), ("green", &green)])?;
    same(
        &before,
        &found("blue")?,
        &["instance_id", "address", "boot_hash"],
    )?;
    ensure(
        keys(&found("green")?) == ["1001", "1002", "1003"],
        "green's ids",
    )?;
    let stopped = yard.count("StopInstances") + yard.count("TerminateInstances");
    ensure(stopped == 0, "a blue broker was touched")?;
    let beside = found("green")?;
    apply_all(&project, [("green", &green)])?;
    same(
        &beside,
        &found("green")?,
        &["instance_id", "address", "boot_hash"],
    )?;
    ensure(found("blue").is_err(), "blue is still there")?;
    yard.clear(&project)
}

#[test]
fn a_stack_grows_and_shrinks_at_its_end() -> Result<(), Trouble> {
    let yard = Yard::new(need!(Cast::ours()))?;
    let stack = yard.site.stack("sized");
    let project = yard.applied(&stack)?;
    let three = brokers(&project)?;
    apply(&project, &stack.clone().with("number_of_broker_nodes", 6))?;
    let six = brokers(&project)?;
    ensure(keys(&six) == ["1", "2", "3", "4", "5", "6"], &six)?;
    for id in keys(&three) {
        ensure(three[id]["instance_id"] == six[id]["instance_id"], id)?;
    }
    apply(&project, &stack)?;
    let again = brokers(&project)?;
    same(
        &three,
        &again,
        &["instance_id", "address", "availability_zone_id"],
    )?;
    yard.clear(&project)
}

/// Nobody can be asked here whether the last brokers still hold partitions: they stay, unless one takes the
/// blame.
#[test]
fn shrinking_fails_closed() -> Result<(), Trouble> {
    let yard = Yard::new(need!(Cast::ours()))?;
    let stack = yard
        .site
        .stack("careful")
        .with("health_check.bootstrap_brokers", nobody())
        .without("allow_unverified");
    let project = yard.applied(&stack.clone().with("number_of_broker_nodes", 6))?;
    yard.forget_calls();
    change(&project, &stack)?;
    let report = project.try_apply()?;
    let named = report
        .errors()
        .any(|error| error.detail.contains("allow_unverified"));
    ensure(report.exit == 1 && named, report.text)?;
    let ended = yard.count("TerminateInstances");
    ensure(ended == 0, format!("{ended} brokers were removed"))?;
    apply(&project, &stack.with("allow_unverified", true))?;
    yard.clear(&project)
}

/// Green stays, and nobody can be asked here whether blue still holds partitions: blue stays as well, unless one takes the
/// blame.
#[test]
fn removing_one_of_two_fails_closed() -> Result<(), Trouble> {
    let yard = Yard::new(need!(Cast::ours()))?;
    let blue = yard
        .site
        .stack("guarded")
        .with("broker_ids", ids(1, 1000))
        .with("health_check.bootstrap_brokers", nobody())
        .without("allow_unverified");
    let green = yard
        .site
        .stack("guarded")
        .with("broker_ids", ids(1001, 2000));
    let project = yard.scene.project(&text(&ours())?)?;
    apply_all(&project, [("blue", &blue), ("green", &green)])?;
    yard.forget_calls();
    project.write("main.tf", &root([("green", &green)])?)?;
    let report = project.try_apply()?;
    let named = report
        .errors()
        .any(|error| error.detail.contains("Brokers 1001, 1002, 1003"));
    ensure(report.exit == 1 && named, report.text)?;
    let ended = yard.count("TerminateInstances");
    ensure(ended == 0, format!("{ended} brokers were removed"))?;
    let blue = blue.with("allow_unverified", true);
    apply_all(&project, [("blue", &blue), ("green", &green)])?;
    apply_all(&project, [("green", &green)])?;
    yard.clear(&project)
}
