//! Telling a running virtual machine what to do. Source: "QEMU Machine Protocol" specification.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use super::wait_until;
use crate::failure::Failure;

/// A machine that is under way opens its socket at once; this is for one that shares its processor.
const PATIENCE: Duration = Duration::from_secs(20);

/// A conversation with one machine.
pub(super) struct Qmp {
    stream: BufReader<UnixStream>,
}

impl Qmp {
    /// Waits for the machine's socket, and begins.
    pub(super) fn connect(path: &Path) -> Result<Self, Failure> {
        let connected = wait_until(PATIENCE, || Ok(UnixStream::connect(path).ok()))?;
        let stream = connected.ok_or_else(|| told("qemu opened no socket", &Value::Null))?;
        stream
            .set_read_timeout(Some(PATIENCE))
            .map_err(Failure::at(path))?;
        let mut qmp = Self {
            stream: BufReader::new(stream),
        };
        qmp.message()?;
        qmp.run("qmp_capabilities", json!({}))?;
        Ok(qmp)
    }

    /// Runs a command, and returns what it says.
    pub(super) fn run(&mut self, command: &str, arguments: Value) -> Result<Value, Failure> {
        let line = json!({ "execute": command, "arguments": arguments });
        writeln!(self.stream.get_mut(), "{line}").map_err(Failure::at("qemu's socket"))?;
        loop {
            let mut message = self.message()?;
            if let Some(error) = message.get("error") {
                return Err(told(command, error));
            }
            // Events come in between.
            if let Some(result) = message.get_mut("return") {
                return Ok(result.take());
            }
        }
    }

    /// Whether it runs, as qemu calls it: `running`, or `internal-error` when acceleration gave up.
    pub(super) fn status(&mut self) -> Result<String, Failure> {
        let said = self.run("query-status", json!({}))?;
        Ok(said["status"].as_str().unwrap_or_default().to_owned())
    }

    fn message(&mut self) -> Result<Value, Failure> {
        let mut line = String::new();
        let read = self.stream.read_line(&mut line);
        read.map_err(Failure::at("qemu's socket"))?;
        serde_json::from_str(&line)
            .map_err(|error| told("a line of qemu's", &json!(error.to_string())))
    }
}

fn told(what: &str, said: &Value) -> Failure {
    Failure::Unexpected(format!("{what}: {said}"))
}

#[cfg(test)]
mod tests {
    use std::os::unix::net::UnixListener;

    use super::*;

    #[test]
    fn answers_are_told_from_events_and_errors_are_errors() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("qmp");
        let listener = UnixListener::bind(&path).unwrap();
        let machine = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            writeln!(stream, r#"{{"QMP": {{}}}}"#).unwrap();
            let answers = [
                "{\"return\": {}}\n",
                "{\"event\": \"RESUME\"}\n{\"return\": {\"status\": \"running\"}}\n",
                "{\"error\": {\"desc\": \"no such device\"}}\n",
            ];
            for answer in answers {
                lines.next().unwrap().unwrap();
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        let mut qmp = Qmp::connect(&path).unwrap();
        assert_eq!(qmp.status().unwrap(), "running");
        let refused = qmp
            .run("block_resize", json!({ "device": "x" }))
            .unwrap_err();
        assert!(refused.to_string().contains("no such device"), "{refused}");
        machine.join().unwrap();
    }
}
