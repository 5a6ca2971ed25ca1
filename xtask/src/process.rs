//! Running other programs.

use std::io::{BufRead, BufReader};
use std::process::{Command, ExitStatus, Output, Stdio};

use crate::console;
use crate::failure::Failure;

/// The command line as a person would type it, for messages.
pub(crate) fn text(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(
        command
            .get_args()
            .map(|word| word.to_string_lossy().into_owned()),
    );
    words.join(" ")
}

/// Runs to the end with our own stdout and stderr; a failing exit status is an error.
pub(crate) fn run(command: &mut Command) -> Result<(), Failure> {
    let status = command.status().map_err(spawn(command))?;
    check(command, status)
}

/// Runs to the end without a word; what a program that fails has said is shown then.
pub(crate) fn quietly(command: &mut Command) -> Result<(), Failure> {
    let output = output(command)?;
    if !output.status.success() {
        console::line(String::from_utf8_lossy(&output.stdout));
        console::line(String::from_utf8_lossy(&output.stderr));
    }
    check(command, output.status)
}

/// Runs to the end and returns its output, whatever the exit status.
pub(crate) fn output(command: &mut Command) -> Result<Output, Failure> {
    command
        .stdin(Stdio::null())
        .output()
        .map_err(spawn(command))
}

/// Runs to the end and returns its stdout; stderr passes through, and a failing exit status is an error.
pub(crate) fn stdout(command: &mut Command) -> Result<String, Failure> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(spawn(command))?;
    check(command, output.status)?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs to the end, shows each line of stdout as it comes, and hands it to `see` as well.
pub(crate) fn watch(
    command: &mut Command,
    mut see: impl FnMut(&str),
) -> Result<ExitStatus, Failure> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(spawn(command))?;
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            console::line(&line);
            see(&line);
        }
    }
    child.wait().map_err(spawn(command))
}

fn check(command: &Command, status: ExitStatus) -> Result<(), Failure> {
    if status.success() {
        return Ok(());
    }
    Err(Failure::Command {
        command: text(command),
        status,
    })
}

fn spawn(command: &Command) -> impl FnOnce(std::io::Error) -> Failure + use<> {
    let command = text(command);
    move |source| Failure::Spawn { command, source }
}
