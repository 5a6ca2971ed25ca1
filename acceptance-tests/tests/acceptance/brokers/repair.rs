//! What happens to instances behind Terraform's back: a drift run tells it, an apply puts it right, and
//! nothing but the instance is new.

use kafkaws_acceptance_tests::{Project, Trouble, need};
use kafkaws_sandbox::{Check, EventCode, InstanceEvent};
use serde_json::{Value, json};

use super::{BROKER, STACK, Yard, all_have, brokers, each, quiet, same, volumes};
use crate::scene::{Cast, ensure};

/// What is a broker's, whatever instance it runs on.
const IDENTITY: [&str; 4] = [
    "network_interface_id",
    "address",
    "availability_zone_id",
    "boot_hash",
];

/// Something happens to the instance of a broker.
fn befall(yard: &Yard, instance: &Value, event: InstanceEvent) -> Result<(), Trouble> {
    let world = yard.scene.world.sandbox().world();
    let told = world.befall(instance.as_str().unwrap_or_default(), event);
    told.map_err(|error| Trouble::Unmet(format!("{instance}: {error}")))
}

/// A drift run exits with 2 and shows this health of broker 2.
fn told(project: &Project, health: &str) -> Result<(), Trouble> {
    let change = project.drift(STACK)?;
    let shown = &change.after["brokers"]["2"]["health"];
    ensure(shown == health, format!("health is {shown}, not {health}"))?;
    let report = project.plan(&[])?.expect_exit(&[2])?;
    ensure(
        report.warnings().next().is_some(),
        format!("the plan does not say what it will do:\n{}", report.text),
    )
}

#[test]
fn a_killed_instance_comes_back_with_the_same_volume_address_and_id() -> Result<(), Trouble> {
    let yard = Yard::new(need!(Cast::ours()))?;
    let project = yard.applied(&yard.site.stack("killed"))?;
    let before = brokers(&project)?;
    befall(&yard, &before["2"]["instance_id"], InstanceEvent::Kill)?;
    told(&project, "MISSING")?;
    yard.forget_calls();
    project.apply()?;
    let made = (
        yard.count("CreateVolume"),
        yard.count("CreateNetworkInterface"),
    );
    ensure(made == (0, 0), format!("made anew: {made:?}"))?;
    quiet(&project)?;
    let after = brokers(&project)?;
    same(&before, &after, &IDENTITY)?;
    ensure(volumes(&before) == volumes(&after), &after)?;
    let changed = |id: &str| before[id]["instance_id"] != after[id]["instance_id"];
    let changed = ["1", "2", "3"].map(changed);
    ensure(changed == [false, true, false], format!("{changed:?}"))?;
    yard.clear(&project)
}

/// Stopped by its host, on a failing one, on one that is to be retired: it is started, on another host.
#[test]
fn a_broken_instance_is_moved_to_another_host() -> Result<(), Trouble> {
    let yard = Yard::new(need!(Cast::ours()))?;
    let project = yard.applied(&yard.site.stack("broken"))?;
    let before = brokers(&project)?;
    let retire = InstanceEvent::Schedule {
        code: EventCode::InstanceRetirement,
        in_seconds: 3_600,
    };
    let events = [
        (InstanceEvent::Stop, "STOPPED"),
        (InstanceEvent::Impair(Check::System), "IMPAIRED"),
        (retire, "RETIRING"),
    ];
    for (event, health) in events {
        befall(&yard, &before["2"]["instance_id"], event)?;
        told(&project, health)?;
        yard.forget_calls();
        project.apply()?;
        let started = yard.count("StartInstances");
        ensure(started == 1, format!("{health}: {started} starts"))?;
        quiet(&project)?;
        let after = brokers(&project)?;
        same(&before, &after, &IDENTITY)?;
        same(&before, &after, &["instance_id"])?;
        all_have(&after, "health", &json!("OK"))?;
    }
    yard.clear(&project)
}

#[test]
fn a_single_broker_comes_back_as_well() -> Result<(), Trouble> {
    let yard = Yard::new(need!(Cast::ours()))?;
    let project = yard.applied(&yard.site.broker("alone", 1))?;
    let before = project.values(BROKER)?;
    befall(&yard, &before["instance_id"], InstanceEvent::Kill)?;
    let change = project.drift(BROKER)?;
    ensure(change.after["health"] == "MISSING", &change.after)?;
    project.apply()?;
    quiet(&project)?;
    let after = project.values(BROKER)?;
    for kept in ["volume_ids", "network_interface_id", "address", "id"] {
        ensure(before[kept] == after[kept], format!("{kept} changed"))?;
    }
    ensure(before["instance_id"] != after["instance_id"], &after)?;
    yard.clear(&project)
}

/// Two at once: both come back, one after the other.
#[test]
fn two_dead_brokers_are_repaired_by_one_apply() -> Result<(), Trouble> {
    let yard = Yard::new(need!(Cast::ours()))?;
    let project = yard.applied(&yard.site.stack("halved"))?;
    let before = brokers(&project)?;
    for id in ["1", "3"] {
        befall(&yard, &before[id]["instance_id"], InstanceEvent::Kill)?;
    }
    project.plan(&["-refresh-only"])?.expect_exit(&[2])?;
    project.apply()?;
    quiet(&project)?;
    let after = brokers(&project)?;
    same(&before, &after, &IDENTITY)?;
    ensure(each(&after, "instance_id").len() == 3, &after)?;
    yard.clear(&project)
}
