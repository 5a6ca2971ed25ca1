//! The agent as a process, with an engine that is one too: what the sandbox runs in place of an instance.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod failures;
#[path = "../../src/metadata/testing.rs"]
mod metadata;
mod stage;

use std::fs;

use kafkaws_boot_contract::UserData;
use kafkaws_boot_contract::console::Line;
use rustix::process::Signal;
use serde_json::json;

use stage::{Agent, Stage};

#[test]
fn a_broker_that_takes_connections_is_reported_and_stopped_in_order() {
    let stage = Stage::new("serve");
    let mut agent = stage.boot();
    let started = agent.line();
    let expected = "kafkaws-boot: starting broker 1 of cluster orders on i-0123456789abcdef0 from ami-0123456789abcdef0";
    assert_eq!(started, expected);
    let Line::Ready(boot) = agent.reported() else {
        panic!("not ready")
    };
    assert_eq!((boot.cluster.as_str(), boot.broker_id), ("orders", 1));
    assert_eq!(boot.boot_id.len(), 36);
    agent.signal(Signal::TERM);
    assert!(agent.ended().success());
    // By the signal that the engine file names.
    let stopped = fs::read_to_string(stage.volume().join("broker/stopped")).unwrap();
    assert_eq!(stopped, Signal::INT.as_raw().to_string());
    stage.wait_for_silence();
}

#[test]
fn every_boot_reads_its_boot_data_again_and_keeps_the_volume() {
    let stage = Stage::new("serve");
    let mut boots = Vec::new();
    for retention in ["1", "2"] {
        stage.tell("", told(&stage, retention));
        let mut agent = stage.boot();
        let Line::Ready(boot) = agent.reported() else {
            panic!("not ready")
        };
        let program = fs::read_to_string(stage.path("run/broker.json")).unwrap();
        assert!(
            program.contains(&format!("\"RETENTION\": \"{retention}\"")),
            "{program}"
        );
        assert_eq!(
            boot.boot_hash,
            UserData::from_bytes(told(&stage, retention).to_string()).hash()
        );
        agent.signal(Signal::TERM);
        assert!(agent.ended().success());
        boots.push(boot);
    }
    assert_ne!(boots[0].boot_id, boots[1].boot_id);
}

fn told(stage: &Stage, retention: &str) -> serde_json::Value {
    json!({
        "version": 1, "cluster": "orders", "broker_id": 1, "rack": "euw1-az1",
        "address": stage.address.ip().to_string(),
        "listeners": [{"name": "PLAINTEXT", "port": stage.address.port(), "protocol": "PLAINTEXT"}],
        "volumes": [{"name": "data", "volume_id": stage::VOLUME}],
        "environment": {"RETENTION": retention},
    })
}

#[test]
fn a_broker_that_ends_by_itself_is_started_again() {
    let stage = Stage::new("crash-once");
    let agent = stage.boot();
    agent.line();
    let said = agent.line();
    assert!(
        said.contains("ended with exit status: 3 and is started again in 1 second"),
        "{said}"
    );
    assert!(matches!(agent.reported(), Line::Ready(_)));
}

#[test]
fn a_broker_that_does_not_stop_is_killed() {
    let stage = Stage::new("stubborn");
    stage.engine_with("within = '20s'\n", "within = '100ms'\n");
    stage.engine_with("ready_within = '100ms'", "ready_within = '20s'");
    let mut agent = stage.boot();
    assert!(matches!(agent.reported(), Line::Ready(_)));
    agent.signal(Signal::TERM);
    assert!(agent.line().contains("did not stop within"));
    assert!(agent.ended().success());
    stage.wait_for_silence();
}

#[test]
fn the_broker_ends_with_an_agent_that_is_killed() {
    let stage = Stage::new("serve");
    let mut agent = stage.boot();
    assert!(matches!(agent.reported(), Line::Ready(_)));
    agent.signal(Signal::KILL);
    agent.ended();
    stage.wait_for_silence();
}

#[test]
fn the_agent_ends_with_who_started_it() {
    let stage = Stage::new("serve");
    let mut agent = stage.boot();
    assert!(matches!(agent.reported(), Line::Ready(_)));
    agent.let_go();
    assert!(agent.ended().success());
    assert!(stage.volume().join("broker/stopped").exists());
    stage.wait_for_silence();
}

#[test]
fn an_agent_that_still_waits_for_volumes_ends_with_who_started_it() {
    let stage = Stage::new("serve");
    fs::remove_dir(stage.volume()).unwrap();
    let mut agent = stage.boot();
    while !agent.line().contains("waiting for volumes") {}
    agent.let_go();
    agent.ended();
}

#[test]
fn a_volume_that_is_attached_after_the_launch() {
    let stage = Stage::new("serve");
    fs::remove_dir(stage.volume()).unwrap();
    let agent = stage.boot();
    while !agent.line().contains("waiting for volumes") {}
    fs::create_dir(stage.volume()).unwrap();
    assert!(matches!(agent.reported(), Line::Ready(_)));
}

#[test]
fn a_metadata_service_that_stumbles_costs_a_moment() {
    let stage = Stage::new("serve");
    stage.service.fail(&[503, 503]);
    let agent = stage.boot();
    assert!(matches!(agent.reported(), Line::Ready(_)));
    let requests = stage.service.requests();
    assert!(
        requests.len() > 3
            && requests[..3]
                .iter()
                .all(|each| each == "PUT /latest/api/token"),
        "{requests:?}"
    );
}

#[test]
fn the_engines_files_are_there_before_it_starts() {
    let stage = Stage::new("serve");
    let text = "[[files]]\nname = 'server.properties'\ncontent = 'node.id={broker_id}'\n[stop]";
    stage.engine_with("[stop]", text);
    let agent = stage.boot();
    assert!(matches!(agent.reported(), Line::Ready(_)));
    let written = fs::read_to_string(stage.path("run/config/server.properties")).unwrap();
    assert_eq!(written, "node.id=1");
}

#[test]
fn people_check_user_data_before_they_launch() {
    let stage = Stage::new("serve");
    let file = stage.path("user-data.json");
    fs::write(&file, told(&stage, "7").to_string()).unwrap();
    let check = |arguments: &[&std::ffi::OsStr]| {
        let output = stage.agent().arg("check").args(arguments).output().unwrap();
        let said = |bytes| String::from_utf8(bytes).unwrap();
        (
            output.status.success(),
            said(output.stdout),
            said(output.stderr),
        )
    };
    let engine = stage.path("engine.toml");
    let (fine, stdout, _) = check(&[file.as_ref(), "--engine".as_ref(), engine.as_ref()]);
    assert!(fine);
    for expected in [
        "broker 1 of cluster orders",
        "serial number vol0aaaaaaaaaaaaaaaa, filesystem label kws-160a785d",
        "examples/tiny_engine",
        "variable RETENTION=7",
    ] {
        assert!(stdout.contains(expected), "{expected}\n{stdout}");
    }
    fs::write(&file, "#!/bin/sh").unwrap();
    let (fine, _, stderr) = check(&[file.as_ref()]);
    assert!(!fine);
    assert!(
        stderr.contains("the user data is not a boot contract"),
        "{stderr}"
    );
}

#[test]
fn it_says_which_version_it_is_and_what_it_can() {
    let stage = Stage::new("serve");
    let said = |argument: &str| {
        let output = stage.agent().arg(argument).output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    let version = format!("kafkaws-boot {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(said("--version"), version);
    let help = said("--help");
    for command in ["run", "watch", "broker", "check"] {
        assert!(help.contains(&format!("\n  {command}")), "{help}");
    }
}

#[test]
fn a_broker_without_a_run_before_it() {
    let stage = Stage::new("serve");
    let mut agent = Agent::start(stage.agent().arg("broker"));
    assert!(!agent.ended().success());
}
