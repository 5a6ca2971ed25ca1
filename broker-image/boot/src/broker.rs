//! Becoming the broker: what the service runs, so that no command line has to survive a unit file's quoting.

use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::process::{Pid, Signal, getppid, set_parent_process_death_signal};
use thiserror::Error;

use crate::engine::Program;

/// Why the broker could not be run.
#[derive(Debug, Error)]
pub(crate) enum ExecError {
    #[error("{path} cannot be read, which `kafkaws-boot run` writes: {cause}", path = path.display())]
    Unread {
        path: PathBuf,
        #[source]
        cause: io::Error,
    },
    #[error("{command} in {directory} cannot be run: {cause}", command = command.display(), directory = directory.display())]
    NotRun {
        command: PathBuf,
        directory: PathBuf,
        #[source]
        cause: io::Error,
    },
    #[error("the process that started this one is gone")]
    Orphan,
}

/// Replaces this process by the broker. Returns only when it cannot.
pub(crate) fn become_broker(path: &Path, parent: Option<i32>) -> ExecError {
    if let Some(parent) = parent
        && !tied_to(parent)
    {
        return ExecError::Orphan;
    }
    let program = match read(path) {
        Ok(program) => program,
        Err(cause) => {
            let path = path.to_owned();
            return ExecError::Unread { path, cause };
        }
    };
    let cause = Command::new(&program.command)
        .args(&program.arguments)
        .envs(&program.environment)
        .current_dir(&program.directory)
        .exec();
    ExecError::NotRun {
        command: program.command,
        directory: program.directory,
        cause,
    }
}

/// Has the kernel kill this process when its parent ends, also when that is killed. The tie outlives exec.
fn tied_to(parent: i32) -> bool {
    let tied = set_parent_process_death_signal(Some(Signal::KILL)).is_ok();
    // It may have ended before the tie was made.
    tied && getppid() == Pid::from_raw(parent)
}

fn read(path: &Path) -> io::Result<Program> {
    Ok(serde_json::from_slice(&std::fs::read(path)?)?)
}
