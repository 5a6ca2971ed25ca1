//! A Kafka client of users: librdkafka, by a script in Python.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use kafkaws_acceptance_tests::{Absent, Trouble, kafka_client};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// What came of producing.
#[derive(Debug, Deserialize)]
pub(super) struct Produced {
    /// Acknowledged by all replicas.
    pub(super) acknowledged: u64,
    pub(super) distinct: u64,
    pub(super) failed: Vec<String>,
}

/// What there was to read.
#[derive(Debug, Deserialize)]
pub(super) struct Consumed {
    pub(super) distinct: u64,
    pub(super) largest: Option<u64>,
}

/// The Python that has librdkafka.
pub(super) struct Kafka(PathBuf);

/// A producer that is at work.
pub(super) struct Producing(Child);

impl Kafka {
    pub(super) fn find() -> Result<Self, Absent> {
        kafka_client().map(Self)
    }

    /// Starts producing numbered messages to a new topic, spread over so many seconds.
    pub(super) fn produce(
        &self,
        bootstrap: &str,
        topic: &str,
        (count, seconds): (u64, u64),
    ) -> Result<Producing, Trouble> {
        let mut command = self.command(&["produce", bootstrap, topic]);
        command.args([count.to_string(), seconds.to_string()]);
        let child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        child
            .map(Producing)
            .map_err(|error| unmet("kafka.py", &error))
    }

    /// Reads a topic from its beginning to its end.
    pub(super) fn consume(&self, bootstrap: &str, topic: &str) -> Result<Consumed, Trouble> {
        let mut command = self.command(&["consume", bootstrap, topic]);
        understand(command.output())
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let script = here.join("tests/acceptance/processes/kafka.py");
        let mut command = Command::new(&self.0);
        command.arg("-B").arg(script).args(arguments);
        command
    }
}

impl Producing {
    /// Waits for its end.
    pub(super) fn end(self) -> Result<Produced, Trouble> {
        understand(self.0.wait_with_output())
    }
}

fn understand<T: DeserializeOwned>(
    ended: std::io::Result<std::process::Output>,
) -> Result<T, Trouble> {
    let output = ended.map_err(|error| unmet("kafka.py", &error))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let last = text.lines().last().unwrap_or_default();
    serde_json::from_str(last).map_err(|error| {
        let said = String::from_utf8_lossy(&output.stderr);
        unmet(&format!("kafka.py: {text}{said}"), &error)
    })
}

fn unmet(doing: &str, error: &dyn std::error::Error) -> Trouble {
    Trouble::Unmet(format!("{doing}: {error}"))
}
