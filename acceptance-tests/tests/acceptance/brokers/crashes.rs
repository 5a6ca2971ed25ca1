//! The plugin is killed with -9 at every single call that changes something: after EC2 has done the work and
//! before the plugin learns of it. The next apply always converges, and nothing is left over.
//!
//! To die before a call is to die after the one before it, so one place for each call is all of them.

use std::cell::RefCell;
use std::process::Child;
use std::time::{Duration, Instant};

use kafkaws_acceptance_tests::configuration::{ours, text};
use kafkaws_acceptance_tests::{Project, Trouble, need, process_tree};
use kafkaws_sandbox::{FaultAction, FaultRule, InstanceEvent};
use serde_json::Value;

use super::{STACK, Yard, all_have, brokers, change, quiet, same, volumes};
use crate::process::{ended, plugin_of, signal};
use crate::scene::{Cast, ensure};

/// Longer than any wait of a test: a held call is never answered.
const FOR_EVER: u64 = 3_600_000;
/// On a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(120);
/// More calls than any of these runs makes: something goes round in circles.
const TOO_MANY: u64 = 100;

/// Runs terraform and kills the plugin at the nth call that changes something. The name of that call; none
/// when terraform ended without that many.
fn killed_at(yard: &Yard, terraform: Child, nth: u64) -> Result<Option<String>, Trouble> {
    let process = terraform.id();
    let waiting = std::thread::spawn(move || ended(terraform));
    let began = Instant::now();
    let held = loop {
        if let Some(operation) = held_call(yard) {
            signal("KILL", plugin_of(process)?)?;
            break Some(operation);
        }
        if waiting.is_finished() {
            break None;
        }
        if began.elapsed() > PATIENCE {
            return Err(Trouble::Unmet(format!(
                "call {nth} neither came nor was the last"
            )));
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let report = waiting
        .join()
        .map_err(|_| Trouble::Unmet("the thread that waits for terraform died".to_owned()))??;
    yard.scene.world.sandbox().clear_faults();
    let wanted = i32::from(held.is_some());
    ensure(
        report.exit == wanted,
        format!("call {nth}: {}", report.text),
    )?;
    Ok(held)
}

/// Holds the nth call from now on that changes something.
fn hold(yard: &Yard, nth: u64) {
    yard.forget_calls();
    yard.scene.world.fault(FaultRule {
        service: Some("ec2".to_owned()),
        mutating: true,
        nth: Some(nth),
        action: FaultAction::HoldResponse {
            milliseconds: FOR_EVER,
        },
        ..FaultRule::default()
    });
}

fn held_call(yard: &Yard) -> Option<String> {
    let calls = yard.scene.world.sandbox().calls();
    let held = calls.as_slice().iter();
    let mut held = held.filter(|call| call.fault.as_deref() == Some("hold_response"));
    held.next().map(|call| call.operation.clone())
}

/// Kills an apply at each of its calls; `begin` prepares a round with brokers of a cluster of this name, `check`
/// looks at what the apply after the death has made of it. The calls at which it died.
///
/// Every round has a cluster of its own: EC2 remembers the client tokens of what is gone, and a second round
/// with the same arguments would make more calls than the first.
fn at_every_call(
    yard: &Yard,
    project: &Project,
    begin: impl Fn(&str) -> Result<(), Trouble>,
    check: impl Fn() -> Result<(), Trouble>,
) -> Result<Vec<String>, Trouble> {
    let mut died = Vec::new();
    for nth in 1..TOO_MANY {
        begin(&format!("round-{nth}"))?;
        hold(yard, nth);
        let Some(operation) = killed_at(yard, project.start_apply()?, nth)? else {
            check()?;
            return Ok(died);
        };
        let at = |trouble| Trouble::Unmet(format!("died at call {nth}, {operation}: {trouble}"));
        project.apply().map_err(at)?;
        quiet(project).map_err(at)?;
        check().map_err(at)?;
        project.destroy().map_err(at)?;
        yard.scene.world.is_empty().map_err(at)?;
        died.push(operation);
    }
    Err(Trouble::Unmet(format!(
        "more than {TOO_MANY} calls: {died:?}"
    )))
}

/// Shows that a run died at calls of all of these operations: else the test has not tested them.
fn died_at(died: &[String], operations: &[&str]) -> Result<(), Trouble> {
    let missed = operations
        .iter()
        .find(|operation| !died.iter().any(|one| one == *operation));
    ensure(
        missed.is_none(),
        format!("it never died at {missed:?}: {died:?}"),
    )
}

/// As many instances and interfaces as brokers, and two volumes of each: its data and its root.
fn whole(yard: &Yard, brokers: usize) -> Result<(), Trouble> {
    let summary = yard.scene.world.sandbox().world().summary();
    let area = &summary["regions"][0];
    let count = |kind: &str| match &area[kind] {
        Value::Array(ids) => ids.len(),
        Value::Object(all) => {
            let alive = all.values().filter(|one| one["state"] != "terminated");
            alive.count()
        }
        _ => 0,
    };
    let found = ["instances", "interfaces", "volumes"].map(count);
    let wanted = [brokers, brokers, 2 * brokers];
    ensure(found == wanted, format!("{found:?}: {summary}"))
}

#[test]
fn a_create_that_dies_anywhere_is_completed() -> Result<(), Trouble> {
    need!(process_tree());
    let yard = Yard::new(need!(Cast::ours()))?;
    let project = yard.scene.project(&text(&ours())?)?;
    let begin = |name: &str| change(&project, &yard.site.stack(name));
    let died = at_every_call(&yard, &project, begin, || whole(&yard, 3))?;
    died_at(
        &died,
        &[
            "CreateNetworkInterface",
            "CreateVolume",
            "RunInstances",
            "AttachVolume",
        ],
    )?;
    yard.clear(&project)
}

#[test]
fn a_single_broker_that_dies_anywhere_is_completed() -> Result<(), Trouble> {
    need!(process_tree());
    let yard = Yard::new(need!(Cast::ours()))?;
    let project = yard.scene.project(&text(&ours())?)?;
    let begin = |name: &str| change(&project, &yard.site.broker(name, 1));
    let died = at_every_call(&yard, &project, begin, || whole(&yard, 1))?;
    died_at(
        &died,
        &["CreateNetworkInterface", "CreateVolume", "RunInstances"],
    )?;
    yard.clear(&project)
}

/// To another image and another type in one apply.
#[test]
fn a_roll_that_dies_anywhere_carries_on() -> Result<(), Trouble> {
    need!(process_tree());
    let yard = Yard::new(need!(Cast::ours()))?;
    let project = yard.scene.project(&text(&ours())?)?;
    let before = RefCell::new(Value::Null);
    let begin = |name: &str| {
        let old = yard.site.stack(name);
        change(&project, &old)?;
        project.apply()?;
        *before.borrow_mut() = brokers(&project)?;
        let new = old.with("ami", yard.site.newer_image.as_str());
        change(&project, &new.with("instance_type", "m7g.xlarge"))
    };
    let check = || {
        let (before, after) = (before.borrow(), brokers(&project)?);
        let kept = ["instance_id", "network_interface_id", "address"];
        same(&before, &after, &kept)?;
        all_have(&after, "health", &"OK".into())?;
        all_have(&after, "instance_type", &"m7g.xlarge".into())?;
        ensure(volumes(&before) == volumes(&after), &after)?;
        whole(&yard, 3)
    };
    let died = at_every_call(&yard, &project, begin, check)?;
    died_at(
        &died,
        &[
            "CreateReplaceRootVolumeTask",
            "StopInstances",
            "ModifyInstanceAttribute",
            "StartInstances",
        ],
    )?;
    yard.clear(&project)
}

/// A dead instance is replaced on the same interface and volumes.
#[test]
fn a_replacement_that_dies_anywhere_is_completed() -> Result<(), Trouble> {
    need!(process_tree());
    let yard = Yard::new(need!(Cast::ours()))?;
    let project = yard.scene.project(&text(&ours())?)?;
    let before = RefCell::new(Value::Null);
    let begin = |name: &str| {
        change(&project, &yard.site.stack(name))?;
        project.apply()?;
        *before.borrow_mut() = brokers(&project)?;
        let world = yard.scene.world.sandbox().world();
        let killed = world.befall(&format!("{name}-2"), InstanceEvent::Kill);
        killed.map_err(|error| Trouble::Unmet(error.to_string()))
    };
    let check = || {
        let (before, after) = (before.borrow(), brokers(&project)?);
        let kept = ["network_interface_id", "address", "boot_hash"];
        same(&before, &after, &kept)?;
        ensure(volumes(&before) == volumes(&after), &after)?;
        whole(&yard, 3)
    };
    let died = at_every_call(&yard, &project, begin, check)?;
    died_at(&died, &["RunInstances", "AttachVolume"])?;
    yard.clear(&project)
}

/// A destroy that dies is done by the next.
#[test]
fn a_destroy_that_dies_anywhere_is_completed() -> Result<(), Trouble> {
    need!(process_tree());
    let yard = Yard::new(need!(Cast::ours()))?;
    let project = yard.scene.project(&text(&ours())?)?;
    let mut died = Vec::new();
    for nth in 1..TOO_MANY {
        change(&project, &yard.site.stack(&format!("round-{nth}")))?;
        project.apply()?;
        ensure(
            project.state()?.resource(STACK).is_some(),
            "nothing was made",
        )?;
        hold(&yard, nth);
        let Some(operation) = killed_at(&yard, project.start_destroy()?, nth)? else {
            died_at(
                &died,
                &[
                    "TerminateInstances",
                    "DeleteVolume",
                    "DeleteNetworkInterface",
                ],
            )?;
            return yard.scene.world.is_empty();
        };
        project.destroy()?;
        let left = |trouble| Trouble::Unmet(format!("died at call {nth}, {operation}: {trouble}"));
        yard.scene.world.is_empty().map_err(left)?;
        died.push(operation);
    }
    Err(Trouble::Unmet(format!(
        "more than {TOO_MANY} calls: {died:?}"
    )))
}
