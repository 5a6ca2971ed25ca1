//! Processes end with the sandbox, however it ends, and run again with its state.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod client;

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use client::Client;
use client::broker_image::{Recipe, tools};
use client::brokers::{Broker, lives, running_from, until};
use serde_json::{Value, json};

/// The program, killed when it is dropped.
struct Program(Child, Client);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl std::ops::Deref for Program {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.1
    }
}

impl Program {
    fn start(state: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_kafkaws-sandbox"))
            .args([
                "--listen",
                "127.0.0.1:0",
                "--compute",
                "processes",
                "--state",
            ])
            .arg(state)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdout.read_line(&mut line).unwrap();
        let address = line
            .trim()
            .strip_prefix("listening on http://")
            .expect("the promised line");
        let address: SocketAddr = address.parse().unwrap();
        let program = Self(child, Client::at(address));
        let lag = json!({"list_lag": 0, "id_lag": 0});
        program.1.admin("POST", "consistency", &lag);
        program
    }

    fn processes(&self) -> Value {
        self.1.admin("GET", "processes", &Value::Null).json()
    }
}

/// A sandbox with one broker that serves, and where its image's programs are.
fn serving(folder: &Path, recipe: &Recipe<'_>) -> Option<(Program, Broker, String, PathBuf)> {
    let tools = tools()?;
    let program = Program::start(&folder.join("state.json"));
    let image = program.register("broker", &tools.image(recipe));
    let (broker, instance) = program.serving(&image);
    let images = std::fs::canonicalize(folder.join("state.json.data/processes/images")).unwrap();
    // The agent, and the engine that it has started.
    assert_eq!(running_from(&images).len(), 2);
    Some((program, broker, instance, images))
}

#[test]
fn a_sandbox_that_is_killed_leaves_no_process_and_goes_on_from_its_state() {
    let folder = tempfile::tempdir().unwrap();
    let Some((program, broker, instance, images)) = serving(folder.path(), &Recipe::default())
    else {
        return;
    };
    let left = program.stopped_file(&instance, &broker);
    // Child::kill is SIGKILL.
    drop(program);
    until("no process", || running_from(&images).is_empty());
    assert!(
        !broker.answers() && left.exists(),
        "the engine stopped in order"
    );
    let program = Program::start(&folder.path().join("state.json"));
    until("ready again", || {
        program.console(&instance).contains("kafkaws-boot: ready")
    });
    assert!(broker.answers());
    assert_eq!(
        program.stopped_file(&instance, &broker),
        left,
        "on the same volume"
    );
}

#[test]
fn two_sandboxes_never_run_one_volume() {
    let folder = tempfile::tempdir().unwrap();
    // It does not stop when its sandbox is gone, for longer than this test takes.
    let recipe = Recipe {
        behaviour: "stubborn",
        within: "100s",
        ..Recipe::default()
    };
    let Some((mut program, broker, instance, images)) = serving(folder.path(), &recipe) else {
        return;
    };
    let agent = program.processes()[&instance]["process"].as_u64().unwrap();
    // While it runs, its range of loopback is its own, and with it its state.
    let second = Command::new(env!("CARGO_BIN_EXE_kafkaws-sandbox"))
        .args([
            "--listen",
            "127.0.0.1:0",
            "--compute",
            "processes",
            "--state",
        ])
        .arg(folder.path().join("state.json"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(
        !second.status.success() && said.contains("is another sandbox's"),
        "{said}"
    );
    assert!(lives(agent));
    program.0.kill().unwrap();
    program.0.wait().unwrap();
    assert!(lives(agent));
    let program = Program::start(&folder.path().join("state.json"));
    assert!(!lives(agent), "ended before anything else was started");
    until("ready", || {
        program.console(&instance).contains("kafkaws-boot: ready")
    });
    assert_eq!(running_from(&images).len(), 2);
    assert!(broker.answers());
    let events = format!("ec2/instances/{instance}/events");
    program.admin("POST", &events, &json!("kill"));
    assert!(running_from(&images).is_empty());
}

#[test]
fn a_sandbox_that_is_asked_to_end_stops_its_brokers_first() {
    let folder = tempfile::tempdir().unwrap();
    let Some((mut program, broker, instance, images)) = serving(folder.path(), &Recipe::default())
    else {
        return;
    };
    let left = program.stopped_file(&instance, &broker);
    let pid = rustix::process::Pid::from_child(&program.0);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    assert!(program.0.wait().unwrap().success());
    assert!(running_from(&images).is_empty() && left.exists());
}
