//! What goes wrong, and what the user is told and left with.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::world::{Printed, World, eventually};

fn book(mishap: &str) -> String {
    format!("resource \"shelf_book\" \"it\" {{\n  title  = \"dune\"\n  mishap = {mishap:?}\n}}\n")
}

fn signal(name: &str, target: &str) {
    assert!(
        Command::new("kill")
            .args([name, "--", target])
            .status()
            .unwrap()
            .success()
    );
}

#[test]
fn a_failed_create_is_stored_as_tainted() {
    let Some(world) = World::new() else { return };
    world.write(&book("break"));
    world.init();
    let printed = world.run(&["apply", "-auto-approve", "-no-color"]);
    assert_eq!(printed.code, Some(1));
    assert!(
        printed.prose().contains("Error: The spine broke"),
        "{printed:#?}"
    );
    assert_eq!(world.state()["status"], "tainted");
    assert_eq!(world.state()["attributes"]["printing"], 1);
}

#[test]
fn a_failed_update_stores_what_is_really_there() {
    let Some(world) = World::new() else { return };
    world.write(&book("none"));
    world.init();
    world.apply();
    world.write(&book("break").replace("mishap", "pages = 5\n  mishap"));
    assert_eq!(
        world.run(&["apply", "-auto-approve", "-no-color"]).code,
        Some(1)
    );
    let state = world.state();
    assert_eq!(state["attributes"]["pages"], 5);
    assert_eq!(state["attributes"]["printing"], 2);
    assert!(state["status"].is_null(), "{state:#}");
}

#[test]
fn a_panic_is_an_error_that_the_user_sees() {
    let Some(world) = World::new() else { return };
    world.write(&book("panic"));
    world.init();
    let printed = world.run(&["apply", "-auto-approve", "-no-color"]);
    assert_eq!(printed.code, Some(1));
    let prose = printed.prose();
    assert!(prose.contains("Error: The provider panicked"), "{prose}");
    assert!(prose.contains("the shelf fell over (at"), "{prose}");
    assert!(prose.contains("please report it"), "{prose}");
}

/// Interrupts an apply while it waits, as a terminal or systemd does it: the whole process group, the
/// plugin included.
fn interrupted_by(name: &str) {
    let Some(world) = World::new() else { return };
    world.write(&book("wait"));
    world.init();
    let terraform = world.start(&["apply", "-auto-approve", "-no-color"]);
    world.wait_for("waiting");
    signal(name, &format!("-{}", terraform.id()));
    let printed = Printed::of(terraform.wait_with_output().unwrap());
    assert!(world.path("shelf/stopped").exists(), "{printed:#?}");
    assert_eq!(world.state()["attributes"]["title"], "dune");
    assert!(world.state()["status"].is_null());
    eventually("sockets are removed", || world.sockets().is_empty());
}

#[test]
fn ctrl_c_in_the_middle_of_an_apply_saves_the_state() {
    interrupted_by("-INT");
}

#[test]
fn sigterm_to_all_in_the_middle_of_an_apply_saves_the_state() {
    interrupted_by("-TERM");
}

#[test]
fn an_orphan_ends_by_itself() {
    let Some(world) = World::new() else { return };
    world.write(&book("wait"));
    world.init();
    let mut terraform = world.start(&["apply", "-auto-approve", "-no-color"]);
    world.wait_for("waiting");
    assert!(!world.sockets().is_empty());
    signal("-KILL", &terraform.id().to_string());
    terraform.wait().unwrap();
    world.wait_for("stopped");
    // The socket is removed last of all.
    eventually("the plugin is gone", || world.sockets().is_empty());
}

#[test]
fn a_second_ctrl_c_ends_the_plugin_too() {
    let Some(world) = World::new() else { return };
    world.write(&book("stubborn"));
    world.init();
    let mut terraform = world.start(&["apply", "-auto-approve", "-no-color"]);
    world.wait_for("waiting");
    let group = format!("-{}", terraform.id());
    let start = Instant::now();
    signal("-INT", &group);
    // Terraform counts signals only while it is told of the first.
    std::thread::sleep(Duration::from_secs(1));
    signal("-INT", &group);
    assert!(!terraform.wait().unwrap().success());
    eventually("the plugin is gone", || world.sockets().is_empty());
    // The book itself takes a minute.
    assert!(start.elapsed() < Duration::from_secs(30));
}

#[test]
fn a_panic_that_ends_the_plugin_is_in_the_crash_report() {
    let Some(world) = World::new() else { return };
    world.write(&book("none"));
    world.init();
    let mut command = world.command(&["plan", "-no-color"]);
    let printed = Printed::of(command.env("SHELF_FALLS_OVER", "1").output().unwrap());
    assert_eq!(printed.code, Some(1));
    assert!(
        printed
            .err
            .contains("panic: the whole shelf fell over (at "),
        "{printed:#?}"
    );
}

#[test]
fn a_value_that_breaks_its_rule_is_refused_by_validate() {
    let Some(world) = World::new() else { return };
    world.write("resource \"shelf_book\" \"it\" {\n  title = \"dune\"\n  edition = 0\n}\n");
    world.init();
    let printed = world.run(&["validate", "-no-color"]);
    assert_eq!(printed.code, Some(1));
    assert!(printed.prose().contains("between 1 and 99"), "{printed:#?}");
    assert!(
        printed.prose().contains("edition = 0"),
        "points at the attribute: {printed:#?}"
    );
}
