//! Made, grown, moved to another kind of disk, taken down.

use std::collections::BTreeSet;

use kafkaws_acceptance_tests::{Trouble, elements, need, volume};
use serde_json::{Value, json};

use super::{BROKER, STACK, Yard, all_have, apply, brokers, change, each, quiet, same, volumes};
use crate::scene::{Cast, ensure};

/// What stays when anything else about a broker changes.
const IDENTITY: [&str; 3] = ["network_interface_id", "address", "availability_zone_id"];

/// The only volume of every broker, but for its id.
fn disk(brokers: &Value) -> BTreeSet<(String, i64)> {
    let disks = each(brokers, "volumes").into_values();
    disks
        .map(|volumes| {
            let kind = volumes[0]["type"].as_str().unwrap_or_default();
            (kind.to_owned(), volumes[0]["size"].as_i64().unwrap_or(0))
        })
        .collect()
}

#[test]
fn three_brokers_in_three_zones() -> Result<(), Trouble> {
    let yard = Yard::new(need!(Cast::ours()))?;
    let project = yard.applied(&yard.site.stack("orders"))?;
    let stack = project.values(STACK)?;
    let zones = stack["az_distribution"].as_object();
    let mut placed: Vec<_> = zones.into_iter().flatten().map(|(_, ids)| ids).collect();
    placed.sort_by_key(|ids| ids[0].as_i64());
    ensure(placed == [&json!([1]), &json!([2]), &json!([3])], &stack)?;
    ensure(
        disk(&stack["brokers"]) == BTreeSet::from([("gp3".to_owned(), 100)]),
        &stack,
    )?;
    all_have(&stack["brokers"], "health", &json!("OK"))?;
    let bootstrap = stack["bootstrap"].as_str().unwrap_or_default();
    let endpoints = each(&stack["brokers"], "endpoint").into_values();
    let endpoints: Vec<_> = endpoints.filter_map(Value::as_str).collect();
    ensure(bootstrap == endpoints.join(","), bootstrap)?;
    let instances = yard.scene.neighbour().ec2("DescribeInstances")?;
    ensure(
        elements(&instances, "httpTokens") == ["required"; 3],
        "an instance answers IMDSv1",
    )?;
    yard.clear(&project)
}

#[test]
fn volumes_grow_and_become_st1_while_brokers_run() -> Result<(), Trouble> {
    let yard = Yard::new(need!(Cast::ours()))?;
    let stack = yard.site.stack("grown");
    let project = yard.applied(&stack)?;
    let before = brokers(&project)?;
    for (kind, size) in [("gp3", 200), ("st1", 200)] {
        yard.forget_calls();
        let larger = stack
            .clone()
            .with("volumes", vec![volume("data", kind, size)]);
        apply(&project, &larger)?;
        let after = brokers(&project)?;
        let wanted = BTreeSet::from([(kind.to_owned(), i64::from(size))]);
        ensure(disk(&after) == wanted, &after)?;
        same(&before, &after, &IDENTITY)?;
        same(&before, &after, &["instance_id", "boot_hash"])?;
        ensure(volumes(&before) == volumes(&after), &after)?;
        let modified = yard.count("ModifyVolume");
        ensure(modified == 3, format!("{modified} calls of ModifyVolume"))?;
        yard.settle_volumes(&after)?;
    }
    ensure(yard.count("StopInstances") == 0, "a broker was stopped")?;
    yard.clear(&project)
}

/// A volume that is still being modified is refused by EC2: the plan says so, and nothing is called.
#[test]
fn a_second_change_of_a_volume_has_to_wait() -> Result<(), Trouble> {
    let yard = Yard::new(need!(Cast::ours()))?;
    let stack = yard.site.stack("twice");
    let project = yard.applied(&stack)?;
    let sized = |size| {
        stack
            .clone()
            .with("volumes", vec![volume("data", "gp3", size)])
    };
    yard.scene.world.stay("optimizing");
    apply(&project, &sized(200))?;
    change(&project, &sized(300))?;
    let report = project.plan(&[])?;
    ensure(report.exit == 1, format!("planned:\n{}", report.text))?;
    yard.scene.world.sandbox().clear_faults();
    yard.settle_volumes(&brokers(&project)?)?;
    apply(&project, &sized(300))?;
    yard.clear(&project)
}

#[test]
fn volumes_stay_when_a_broker_goes_and_are_taken_over() -> Result<(), Trouble> {
    let yard = Yard::new(need!(Cast::ours()))?;
    let keeping = yard
        .site
        .broker("kept", 7)
        .with("delete_volumes_on_destroy", false);
    let project = yard.applied(&keeping)?;
    let before = project.values(BROKER)?["volume_ids"].clone();
    project.destroy()?;
    let world = yard.scene.world.sandbox().world();
    ensure(!world.is_empty(), "the volumes went with the broker")?;
    project.apply()?;
    quiet(&project)?;
    let after = project.values(BROKER)?["volume_ids"].clone();
    ensure(before == after, format!("{before} became {after}"))?;
    apply(&project, &keeping.with("delete_volumes_on_destroy", true))?;
    yard.clear(&project)
}

#[test]
fn what_is_protected_is_not_destroyed() -> Result<(), Trouble> {
    let yard = Yard::new(need!(Cast::ours()))?;
    let stack = yard.site.stack("protected");
    let project = yard.applied(&stack.clone().with("disable_api_termination", true))?;
    let report = project.try_destroy()?;
    let named = report
        .errors()
        .any(|error| error.detail.contains("disable_api_termination"));
    ensure(report.exit == 1 && named, report.text)?;
    apply(&project, &stack.with("disable_api_termination", false))?;
    yard.clear(&project)
}
