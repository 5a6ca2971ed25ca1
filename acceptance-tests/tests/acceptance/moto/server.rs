//! moto as a server of its own.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use kafkaws_acceptance_tests::Trouble;

/// A running moto, which ends with the test.
pub(super) struct Moto {
    child: Child,
    endpoint: String,
}

impl Moto {
    /// Starts it on a free port and reads the address that it prints.
    pub(super) fn start(program: PathBuf) -> Result<Self, Trouble> {
        let mut command = Command::new(&program);
        command
            .args(["-H", "127.0.0.1", "-p", "0"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let child = command.spawn();
        let child = child.map_err(|source| Trouble::File {
            path: program,
            source,
        })?;
        let mut moto = Self {
            child,
            endpoint: String::new(),
        };
        moto.endpoint = moto.announced()?;
        Ok(moto)
    }

    /// `http://127.0.0.1:PORT`.
    pub(super) fn endpoint(&self) -> &str {
        &self.endpoint
    }

    fn announced(&mut self) -> Result<String, Trouble> {
        let mut said = String::new();
        let stderr = self.child.stderr.take();
        let mut lines = BufReader::new(stderr.ok_or_else(|| unmet(&said))?).lines();
        while let Some(Ok(line)) = lines.next() {
            if let Some((_, address)) = line.split_once("Running on ") {
                let address = address.trim().to_owned();
                // It logs every call, and would stand still at a pipe that nobody reads.
                std::thread::spawn(move || lines.for_each(drop));
                return Ok(address);
            }
            said.push_str(&line);
        }
        Err(unmet(&said))
    }
}

fn unmet(said: &str) -> Trouble {
    Trouble::Unmet(format!("moto did not start: {said}"))
}

impl Drop for Moto {
    fn drop(&mut self) {
        // Nothing can be done about a process that is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
