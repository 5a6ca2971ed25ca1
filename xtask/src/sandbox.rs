//! The sandbox as a program of its own, which may outlive the command that started it.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::failure::Failure;

/// A sandbox that is up takes milliseconds; this is for a machine that compiles beside it.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running `kafkaws-sandbox`. Dropping it ends the process, unless it was released.
#[derive(Debug)]
pub(crate) struct Sandbox {
    child: Option<Child>,
    endpoint: String,
    calls: PathBuf,
}

impl Sandbox {
    /// Starts one on a free port of loopback, with more options; its log of calls goes to `folder`.
    pub(crate) fn start(binary: &Path, folder: &Path, more: &[&str]) -> Result<Self, Failure> {
        let (log, calls) = (folder.join("sandbox.log"), folder.join("calls.jsonl"));
        // A file and not a pipe: a released sandbox must be able to write when we are gone.
        let out = File::create(&log).map_err(Failure::at(&log))?;
        let errors = out.try_clone().map_err(Failure::at(&log))?;
        let mut command = Command::new(binary);
        command
            .args(["--listen", "127.0.0.1:0", "--calls"])
            .arg(&calls)
            .args(more);
        let child = command
            .stdin(Stdio::null())
            .stdout(out)
            .stderr(errors)
            .spawn();
        let child = Some(child.map_err(Failure::at(binary))?);
        let mut sandbox = Self {
            child,
            endpoint: String::new(),
            calls,
        };
        sandbox.endpoint = sandbox.wait(&log)?;
        Ok(sandbox)
    }

    /// `http://127.0.0.1:PORT`.
    pub(crate) fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Every call so far, one JSON object per line.
    pub(crate) fn calls(&self) -> Result<String, Failure> {
        std::fs::read_to_string(&self.calls).map_err(Failure::at(&self.calls))
    }

    /// Lets the process run on, and tells its id.
    pub(crate) fn release(mut self) -> Option<u32> {
        self.child.take().map(|child| child.id())
    }

    fn wait(&mut self, log: &Path) -> Result<String, Failure> {
        let began = Instant::now();
        loop {
            let said = std::fs::read_to_string(log).map_err(Failure::at(log))?;
            let ready = said
                .lines()
                .find_map(|line| line.strip_prefix("listening on "));
            if let Some(endpoint) = ready.filter(|_| said.ends_with('\n')) {
                return Ok(endpoint.trim().to_owned());
            }
            let ended = self
                .child
                .as_mut()
                .is_some_and(|child| !matches!(child.try_wait(), Ok(None)));
            if ended || began.elapsed() > PATIENCE {
                return Err(Failure::Unexpected(format!(
                    "the sandbox did not start:\n{said}"
                )));
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            // Already gone is as good as ended.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
