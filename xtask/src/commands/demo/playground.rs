//! The demo's folder: a root module, a provider mirror, a sandbox, and terraform to run in it.

use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use kafkaws_acceptance_tests::{Package, environment, lay_out};
use tempfile::TempDir;

use crate::artifacts::Artifacts;
use crate::failure::Failure;
use crate::sandbox::Sandbox;
use crate::{console, process};

/// Beginnings of the lines of terraform's output that tell the story; the rest is shown only when
/// something fails.
const INTERESTING: [&str; 15] = [
    "kafkaws_msk_cluster.",
    "# kafkaws_msk_cluster.",
    "kafkaws_broker_ami.",
    "# kafkaws_broker_ami.",
    "kafkaws_broker_stack.",
    "# kafkaws_broker_stack.",
    "+ storage_mode",
    "~ ",
    "Plan:",
    "No changes.",
    "Apply complete!",
    "Destroy complete!",
    "Note: Objects have changed",
    "bootstrap =",
    "bootstrap_brokers_tls",
];

/// The legend of a plan, which starts like a change.
const LEGEND: &str = "~ update in-place";

/// Everything the demo plays with. Goes away when dropped, unless it is kept.
#[derive(Debug)]
pub(super) struct Playground {
    folder: TempDir,
    terraform: PathBuf,
    environment: Vec<(String, String)>,
    sandbox: Sandbox,
}

/// What is played.
#[derive(Debug)]
pub(super) struct Root<'a> {
    /// The root module.
    pub(super) text: &'a str,
    /// How the sandbox is started.
    pub(super) sandbox: &'a [&'a str],
}

impl Playground {
    /// Starts the sandbox and writes the folder.
    pub(super) fn new(
        terraform: PathBuf,
        artifacts: &Artifacts,
        root: &Root<'_>,
    ) -> Result<Self, Failure> {
        let folder =
            TempDir::with_prefix("kafkaws-demo-").map_err(Failure::at(std::env::temp_dir()))?;
        let sandbox = Sandbox::start(&artifacts.sandbox, folder.path(), root.sandbox)?;
        let mirror = folder.path().join("mirror");
        std::fs::create_dir(&mirror).map_err(Failure::at(&mirror))?;
        lay_out(&mirror, &[Package::kafkaws(artifacts.provider.clone())])?;
        let mut environment = environment(&mirror.join("terraform.rc"), sandbox.endpoint());
        let home = folder.path().to_string_lossy().into_owned();
        environment.push(("HOME".to_owned(), home));
        let playground = Self {
            folder,
            terraform,
            environment,
            sandbox,
        };
        playground.write("main.tf", root.text)?;
        Ok(playground)
    }

    /// The local AWS.
    pub(super) fn endpoint(&self) -> &str {
        self.sandbox.endpoint()
    }

    /// Every call so far, as lines of JSON.
    pub(super) fn calls(&self) -> Result<String, Failure> {
        self.sandbox.calls()
    }

    /// A file in the folder.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file of the root module.
    pub(super) fn write(&self, name: &str, text: &str) -> Result<(), Failure> {
        let path = self.path(name);
        std::fs::write(&path, text).map_err(Failure::at(&path))
    }

    /// Runs terraform, shows what is interesting, and checks how it ended.
    pub(super) fn terraform(
        &self,
        title: &str,
        arguments: &[&str],
        wanted: i32,
    ) -> Result<(), Failure> {
        console::heading(title);
        let began = Instant::now();
        let mut command = self.command(arguments);
        let output = process::output(&mut command)?;
        let text = String::from_utf8_lossy(&output.stdout);
        if output.status.code() != Some(wanted) {
            console::line(format_args!(
                "{text}{}",
                String::from_utf8_lossy(&output.stderr)
            ));
            return Err(Failure::Command {
                command: process::text(&command),
                status: output.status,
            });
        }
        text.lines()
            .filter(|line| interesting(line))
            .for_each(|line| console::line(format_args!("    | {line}")));
        console::done(
            format_args!("terraform {}", arguments.join(" ")),
            began.elapsed(),
        );
        Ok(())
    }

    /// What the root module tells by this name.
    pub(super) fn output(&self, name: &str) -> Result<String, Failure> {
        let text = process::stdout(&mut self.command(&["output", "-raw", name]))?;
        Ok(text.trim().to_owned())
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.terraform);
        command
            .args(arguments)
            .arg("-no-color")
            .current_dir(self.folder.path());
        command
            .env_clear()
            .envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Leaves everything as it is and says how to go on.
    pub(super) fn keep(self) -> Result<(), Failure> {
        let exports = self
            .environment
            .iter()
            .filter(|(name, _)| name != "PATH" && name != "HOME");
        let exports: String = exports
            .map(|(name, value)| format!("export {name}='{value}'\n"))
            .collect();
        self.write("environment.sh", &exports)?;
        let folder = self.folder.keep();
        console::line("\nThe cluster and the brokers are still there. Play on with:\n");
        console::line(format_args!("    cd {}", folder.display()));
        console::line("    source environment.sh");
        console::line(
            "    terraform plan          # then edit main.tf or terraform.tfvars, and apply",
        );
        console::line("    aws kafka list-clusters-v2; aws ec2 describe-instances");
        if let Some(id) = self.sandbox.release() {
            console::line(format_args!(
                "\nWhen done: terraform destroy; kill {id}; rm -r {}",
                folder.display()
            ));
        }
        Ok(())
    }
}

fn interesting(line: &str) -> bool {
    let line = line.trim_start();
    line != LEGEND && INTERESTING.iter().any(|start| line.starts_with(start))
}
