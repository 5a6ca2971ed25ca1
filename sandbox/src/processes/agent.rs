//! The boot agent as a process, with all that it starts.

use std::fs;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::io::Errno;
use rustix::process::{
    Pid, Signal, WaitId, WaitIdOptions, kill_process, kill_process_group, test_kill_process_group,
    waitid,
};

use super::folder::Place;
use super::image::Extracted;

/// How long the kernel may take to end what was killed.
const BURIAL: Duration = Duration::from_secs(5);
const TICK: Duration = Duration::from_millis(5);

/// A running agent. It is killed when this is dropped, with everything in its process group.
#[derive(Debug)]
pub(super) struct Agent {
    child: Child,
    /// Its end is the agent's, also when the sandbox is killed.
    _leash: Option<ChildStdin>,
    place: Place,
    status: Option<ExitStatus>,
}

/// What the agent is told of the outside.
pub(super) type Environment = Vec<(&'static str, String)>;

impl Agent {
    /// Starts it, with nothing of the sandbox's own environment: an engine must not find its caller's AWS account.
    ///
    /// # Errors
    ///
    /// When the image's agent cannot be executed here.
    pub(super) fn start(
        place: &Place,
        files: &Extracted,
        environment: &Environment,
    ) -> io::Result<Self> {
        place.log().clear()?;
        let mut command = Command::new(&files.agent);
        command
            .args(["run", "--supervise", "--leash"])
            .env_clear()
            .env(
                "PATH",
                "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            )
            .env("KAFKAWS_BOOT_ENGINE", &files.engine)
            .env("KAFKAWS_BOOT_VOLUMES", place.volumes())
            .env("KAFKAWS_BOOT_STATE", place.state())
            .env("KAFKAWS_BOOT_RUNTIME", place.runtime())
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .current_dir(place.path())
            .stdin(Stdio::piped())
            .stdout(place.console().open()?)
            .stderr(place.log().open()?)
            // A Ctrl-C at the sandbox must not reach the brokers, which the sandbox ends in order.
            .process_group(0);
        let mut child = command.spawn()?;
        fs::write(place.process(), child.id().to_string())?;
        Ok(Self {
            _leash: child.stdin.take(),
            child,
            place: place.clone(),
            status: None,
        })
    }

    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    /// As an orderly shutdown of the machine does.
    pub(super) fn ask_to_stop(&self) {
        let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
    }

    /// How it ended, if it did. Nothing that it started is left then.
    pub(super) fn ended(&mut self) -> Option<ExitStatus> {
        // Not taken off the kernel's list yet: its number stays its own until its group was killed.
        let look = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        let pid = Pid::from_child(&self.child);
        if self.status.is_none() && !matches!(waitid(WaitId::Pid(pid), look), Ok(None)) {
            self.kill();
        }
        self.status
    }

    /// Ends it at once, as a power failure does.
    fn kill(&mut self) {
        if self.status.is_some() {
            return;
        }
        let group = Pid::from_child(&self.child);
        let _ = kill_process_group(group, Signal::KILL);
        // Only a process that is not ours cannot be waited for, and this one is.
        self.status = self
            .child
            .wait()
            .ok()
            .or_else(|| Some(ExitStatus::default()));
        wait_for_end(group);
        let _ = fs::remove_file(self.place.process());
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Waits until nothing of a killed process group is left.
fn wait_for_end(group: Pid) {
    let began = Instant::now();
    while test_kill_process_group(group) != Err(Errno::SRCH) && began.elapsed() < BURIAL {
        std::thread::sleep(TICK);
    }
}

/// Ends the agent that an earlier sandbox left at this place: two brokers on one volume would spoil it. It is told by
/// its program, which lies below `images`; its number may be another process's by now.
pub(super) fn end_orphan(place: &Place, images: &Path) {
    let id = fs::read_to_string(place.process()).ok();
    let id = id
        .and_then(|text| text.parse::<i32>().ok())
        .filter(|id| *id > 1);
    let Some(pid) = id.and_then(Pid::from_raw) else {
        return;
    };
    let program = fs::read_link(format!("/proc/{}/exe", pid.as_raw_nonzero()));
    if program.is_ok_and(|program| program.starts_with(images)) {
        let _ = kill_process_group(pid, Signal::KILL);
        wait_for_end(pid);
    }
    let _ = fs::remove_file(place.process());
}
