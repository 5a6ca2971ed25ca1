//! Building the programs that the commands run, and finding what cargo made.

use std::path::PathBuf;
use std::process::Command;

use serde::Deserialize;

use crate::failure::Failure;
use crate::{place, process};

/// How the programs are compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Fast to build.
    Dev,
    /// What users get.
    Release,
}

/// The programs that the commands run.
#[derive(Debug)]
pub(crate) struct Artifacts {
    /// `terraform-provider-kafkaws`.
    pub(crate) provider: PathBuf,
    /// `kafkaws-sandbox`.
    pub(crate) sandbox: PathBuf,
}

#[derive(Deserialize)]
struct Message {
    target: Option<Target>,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

/// Builds the provider and the sandbox. Dev builds take the whole workspace's programs at once, examples
/// for their dev-dependencies, so that cargo resolves the same features as for the tests and compiles
/// the AWS SDK only once.
pub(crate) fn build(profile: Profile) -> Result<Artifacts, Failure> {
    let mut cargo = cargo("build");
    match profile {
        Profile::Dev => cargo.args(["--workspace", "--bins", "--examples"]),
        Profile::Release => cargo.args([
            "--release",
            "-p",
            "kafkaws-provider",
            "-p",
            "kafkaws-sandbox",
        ]),
    };
    let made = made_by(&mut cargo)?;
    Ok(Artifacts {
        provider: executable(&made, "terraform-provider-kafkaws")?,
        sandbox: executable(&made, "kafkaws-sandbox")?,
    })
}

/// Builds the program that writes the registry's pages, with the features that tests resolve.
pub(crate) fn docs() -> Result<PathBuf, Failure> {
    let made = made_by(cargo("build").args(["--workspace", "--example", "docs"]))?;
    executable(&made, "docs")
}

/// Builds the boot agent as it goes into images.
pub(crate) fn agent() -> Result<PathBuf, Failure> {
    let made = made_by(cargo("build").args(["--release", "-p", "kafkaws-boot"]))?;
    executable(&made, "kafkaws-boot")
}

fn made_by(cargo: &mut Command) -> Result<Vec<Message>, Failure> {
    let messages = process::stdout(cargo.arg("--message-format=json-render-diagnostics"))?;
    Ok(messages
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect())
}

/// A cargo subcommand in the checkout, by the cargo that runs us.
pub(crate) fn cargo(subcommand: &str) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.arg(subcommand).current_dir(place::checkout());
    command
}

fn executable(made: &[Message], name: &str) -> Result<PathBuf, Failure> {
    made.iter()
        .filter(|message| {
            message
                .target
                .as_ref()
                .is_some_and(|target| target.name == name)
        })
        .find_map(|message| message.executable.clone())
        .ok_or_else(|| Failure::Unexpected(format!("cargo built no executable named {name}")))
}
