//! Programs of this machine.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use crate::error::BuildError;

/// A program, and the package that it comes in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tool {
    pub(crate) name: &'static str,
    advice: &'static str,
}

/// Makes ext4.
pub(crate) const MKFS: Tool = Tool {
    name: "mkfs.ext4",
    advice: "Install the package e2fsprogs.",
};

/// Fills ext4 without mounting it.
pub(crate) const DEBUGFS: Tool = Tool {
    name: "debugfs",
    advice: "Install the package e2fsprogs.",
};

impl Tool {
    /// A command of it that says everything in English.
    ///
    /// # Errors
    ///
    /// [`BuildError::Missing`].
    pub(crate) fn command(self) -> Result<Command, BuildError> {
        let found = find(self.name).ok_or(BuildError::Missing {
            program: self.name,
            advice: self.advice,
        })?;
        let mut command = Command::new(found);
        command.env("LC_ALL", "C").stdin(Stdio::null());
        Ok(command)
    }

    /// Runs a command of it that has to succeed.
    pub(crate) fn run(self, command: &mut Command) -> Result<Output, BuildError> {
        let output = command.output().map_err(BuildError::at(self.name))?;
        match output.status.success() {
            true => Ok(output),
            false => Err(self.failed(&output.stderr)),
        }
    }

    pub(crate) fn failed(self, said: &[u8]) -> BuildError {
        BuildError::Tool {
            program: self.name,
            said: String::from_utf8_lossy(said).trim().to_owned(),
        }
    }
}

/// On the PATH, or where the tools of file systems are, which is not on every user's.
fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let more: [&OsStr; 2] = ["/usr/sbin".as_ref(), "/sbin".as_ref()];
    let folders = std::env::split_paths(&path).map(OsString::from);
    folders
        .chain(more.map(OsStr::to_owned))
        .map(|folder| PathBuf::from(folder).join(name))
        .find(|file| file.is_file())
}

/// Looks over ext4.
#[cfg(test)]
pub(crate) const FSCK: Tool = Tool {
    name: "e2fsck",
    advice: "Install the package e2fsprogs.",
};
