//! An instance in a folder: metadata service, volumes, engine, and the agent as a process.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use kafkaws_boot_contract::console::Line;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::metadata::Service;

/// Far more than anything here takes.
const PATIENCE: Duration = Duration::from_secs(30);
pub(crate) const VOLUME: &str = "vol-0aaaaaaaaaaaaaaaa";

pub(crate) struct Stage {
    folder: tempfile::TempDir,
    pub(crate) service: Service,
    pub(crate) address: SocketAddr,
    wait: &'static str,
}

/// The agent, running.
pub(crate) struct Agent {
    child: Child,
    lines: Receiver<String>,
}

impl Stage {
    /// An instance whose engine behaves in one way, with its volume attached.
    pub(crate) fn new(behaviour: &str) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap();
        let stage = Self {
            folder: tempfile::tempdir().unwrap(),
            service: Service::start(&contract(address).to_string()),
            address,
            wait: "20s",
        };
        fs::create_dir_all(stage.volume()).unwrap();
        stage.engine(&format!(
            "name = 'tiny'\n\
             health.ready_within = '20s'\n\
             [broker]\n\
             command = {:?}\n\
             arguments = ['{{address}}:{{port}}', '{{data_dir}}', '{behaviour}']\n\
             [stop]\n\
             signal = 'SIGINT'\n\
             within = '20s'\n",
            engine().display().to_string(),
        ));
        stage
    }

    /// Waits for nothing longer than a moment.
    pub(crate) fn impatient(self) -> Self {
        let wait = "200ms";
        Self { wait, ..self }
    }

    pub(crate) fn engine(&self, text: &str) {
        fs::write(self.folder.path().join("engine.toml"), text).unwrap();
    }

    /// The engine file with one text in place of another.
    pub(crate) fn engine_with(&self, from: &str, to: &str) {
        let text = fs::read_to_string(self.folder.path().join("engine.toml")).unwrap();
        assert!(text.contains(from), "{text}");
        self.engine(&text.replace(from, to));
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn volume(&self) -> PathBuf {
        self.path("volumes").join(VOLUME)
    }

    /// The boot data with one value replaced.
    pub(crate) fn tell(&self, pointer: &str, value: Value) {
        let mut contract = contract(self.address);
        *contract.pointer_mut(pointer).unwrap() = value;
        self.service.put("user-data", contract.to_string());
    }

    pub(crate) fn agent(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kafkaws-boot"));
        command
            .env("AWS_EC2_METADATA_SERVICE_ENDPOINT", &self.service.base)
            .env("KAFKAWS_BOOT_ENGINE", self.path("engine.toml"))
            .env("KAFKAWS_BOOT_VOLUMES", self.path("volumes"))
            .env("KAFKAWS_BOOT_STATE", self.path("state"))
            .env("KAFKAWS_BOOT_RUNTIME", self.path("run"))
            .env("KAFKAWS_BOOT_WAIT", self.wait)
            // A proxy of whoever runs the tests would be asked for the metadata service.
            .env("http_proxy", "http://127.0.0.1:9")
            .stdin(Stdio::piped());
        command
    }

    pub(crate) fn boot(&self) -> Agent {
        Agent::start(self.agent().args(["run", "--supervise", "--leash"]))
    }

    /// Boots, and gives back why that failed.
    pub(crate) fn fails(&self) -> (kafkaws_boot_contract::console::Boot, String) {
        let mut agent = self.boot();
        let line = agent.reported();
        assert!(!agent.ended().success());
        match line {
            Line::Failed(boot, reason) => (boot, reason),
            Line::Ready(_) => panic!("{line}"),
        }
    }

    /// Waits until nobody listens any more.
    pub(crate) fn wait_for_silence(&self) {
        until(|| TcpStream::connect(self.address).is_err());
    }
}

impl Agent {
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        Self { child, lines }
    }

    /// The next line of the console.
    pub(crate) fn line(&self) -> String {
        self.lines.recv_timeout(PATIENCE).unwrap()
    }

    /// The next line of the console in the contract's form.
    pub(crate) fn reported(&self) -> Line {
        loop {
            let line = self.line();
            if let Some(line) = kafkaws_boot_contract::console::lines(&line).next() {
                return line;
            }
        }
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// What its starter's end looks like to it.
    pub(crate) fn let_go(&mut self) {
        drop(self.child.stdin.take());
    }

    pub(crate) fn ended(&mut self) -> ExitStatus {
        let mut status = None;
        until(|| {
            status = self.child.try_wait().unwrap();
            status.is_some()
        });
        status.unwrap()
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn contract(address: SocketAddr) -> Value {
    json!({
        "version": 1,
        "cluster": "orders",
        "broker_id": 1,
        "rack": "euw1-az1",
        "address": address.ip().to_string(),
        "listeners": [{"name": "PLAINTEXT", "port": address.port(), "protocol": "PLAINTEXT"}],
        "volumes": [{"name": "data", "volume_id": VOLUME}],
        "properties": {},
        "environment": {},
    })
}

/// Cargo builds examples with the tests, beside them: `target/debug/examples`.
fn engine() -> PathBuf {
    let agent = Path::new(env!("CARGO_BIN_EXE_kafkaws-boot"));
    let engine = agent.parent().unwrap().join("examples/tiny_engine");
    assert!(
        engine.exists(),
        "build it: cargo build -p kafkaws-boot --examples"
    );
    engine
}

fn until(mut done: impl FnMut() -> bool) {
    let began = Instant::now();
    while !done() {
        assert!(began.elapsed() < PATIENCE);
        std::thread::sleep(Duration::from_millis(10));
    }
}
