//! A Kafka client of users: librdkafka, by a script in Python.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::{Absent, Trouble, kafka_client};

/// What came of producing.
#[derive(Debug, Deserialize)]
pub struct Produced {
    /// Acknowledged by all replicas.
    pub acknowledged: u64,
    /// Of these, different ones.
    pub distinct: u64,
    /// Why the first of the others were not.
    pub failed: Vec<String>,
    /// Seconds between two acknowledgements, at most.
    pub longest_pause: f64,
    /// Seconds from the first message to the last acknowledgement.
    pub seconds: f64,
}

/// What there was to read.
#[derive(Debug, Deserialize)]
pub struct Consumed {
    /// Different messages.
    pub distinct: u64,
    /// The last number.
    pub largest: Option<u64>,
}

/// The Python that has librdkafka.
#[derive(Clone, Debug)]
pub struct KafkaClient(PathBuf);

/// A producer that is at work.
#[derive(Debug)]
pub struct Producing(Child);

impl KafkaClient {
    /// The one that is installed.
    pub fn find() -> Result<Self, Absent> {
        kafka_client().map(Self)
    }

    /// The one whose `python` is in this folder.
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        Self(folder.join("python"))
    }

    /// Starts producing numbered messages to a new topic, spread over so many seconds.
    pub fn produce(
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
            .map_err(|error| unmet("the Kafka client", &error))
    }

    /// Reads a topic from its beginning to its end.
    pub fn consume(&self, bootstrap: &str, topic: &str) -> Result<Consumed, Trouble> {
        let mut command = self.command(&["consume", bootstrap, topic]);
        understand(command.output())
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let script = here.join("src/kafka_client/client.py");
        let mut command = Command::new(&self.0);
        command.arg("-B").arg(script).args(arguments);
        command
    }
}

impl Producing {
    /// Waits for its end.
    pub fn end(self) -> Result<Produced, Trouble> {
        understand(self.0.wait_with_output())
    }
}

fn understand<T: DeserializeOwned>(
    ended: std::io::Result<std::process::Output>,
) -> Result<T, Trouble> {
    let output = ended.map_err(|error| unmet("the Kafka client", &error))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let last = text.lines().last().unwrap_or_default();
    serde_json::from_str(last).map_err(|error| {
        let said = String::from_utf8_lossy(&output.stderr);
        unmet(&format!("the Kafka client: {text}{said}"), &error)
    })
}

fn unmet(doing: &str, error: &dyn std::error::Error) -> Trouble {
    Trouble::Unmet(format!("{doing}: {error}"))
}
