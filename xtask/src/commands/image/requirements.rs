//! What this machine must have for an image.

use std::process::Command;

use crate::failure::Failure;
use crate::{process, tools};

/// A program, and Debian's package that it comes in.
type Need = (&'static str, &'static str);

const EXT4: [Need; 2] = [("mkfs.ext4", "e2fsprogs"), ("debugfs", "e2fsprogs")];
const SYSTEM: [Need; 1] = [("mmdebstrap", "mmdebstrap")];

/// Looks for all of it, so that one message says everything.
///
/// # Errors
///
/// [`Failure::Unexpected`] with what to install.
pub(super) fn check(bare: bool) -> Result<(), Failure> {
    let system: &[Need] = if bare { &[] } else { &SYSTEM };
    let needs = EXT4.iter().chain(system);
    let absent: Vec<_> = needs
        .copied()
        .filter(|(program, _)| !is_here(program))
        .collect();
    match absent.is_empty() {
        true => Ok(()),
        false => Err(Failure::Unexpected(message(&absent))),
    }
}

/// The version of the tools that write ext4; another one may lay it out in another way.
pub(super) fn e2fsprogs() -> Result<String, Failure> {
    let output = process::output(command("mkfs.ext4").arg("-V"))?;
    Ok(String::from_utf8_lossy(&output.stderr).into_owned())
}

/// A command of a program that may not be on the PATH.
pub(super) fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.env("PATH", path());
    command
}

fn message(absent: &[Need]) -> String {
    let mut packages: Vec<_> = absent.iter().map(|(_, package)| *package).collect();
    packages.dedup();
    let programs: Vec<_> = absent.iter().map(|(program, _)| *program).collect();
    format!(
        "an image needs {}, which this machine lacks: on Debian, `apt-get install {}`",
        programs.join(", "),
        packages.join(" ")
    )
}

fn is_here(program: &str) -> bool {
    let folders = path();
    let mut files = std::env::split_paths(&folders).map(|folder| folder.join(program));
    tools::on_path(program).is_some() || files.any(|file| file.is_file())
}

/// The tools of file systems are not on every user's PATH.
fn path() -> std::ffi::OsString {
    let mut path = std::env::var_os("PATH").unwrap_or_default();
    path.push(":/usr/sbin:/sbin");
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_missing_is_said_at_once() {
        let said = message(&[EXT4[0], EXT4[1], SYSTEM[0]]);
        let expected = "an image needs mkfs.ext4, debugfs, mmdebstrap, which this machine lacks: on Debian, \
                        `apt-get install e2fsprogs mmdebstrap`";
        assert_eq!(said, expected);
    }

    #[test]
    fn programs_are_found_on_the_path() {
        assert!(is_here("sh"));
        assert!(!is_here("no-such-program"));
    }
}
