//! One Terraform working folder, and the commands that run in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde::de::DeserializeOwned;
use tempfile::TempDir;

use crate::plan::{Plan, State};
use crate::{Report, Trouble};

/// A root module in a temporary folder, with the environment of its [`crate::Stage`].
#[derive(Debug)]
pub struct Project {
    _temporary: TempDir,
    folder: PathBuf,
    terraform: PathBuf,
    environment: Vec<(String, String)>,
}

impl Project {
    pub(crate) fn new(
        terraform: PathBuf,
        environment: Vec<(String, String)>,
    ) -> Result<Self, Trouble> {
        let temporary =
            TempDir::with_prefix("kafkaws-project-").map_err(Trouble::at(&std::env::temp_dir()))?;
        let folder = temporary.path().to_path_buf();
        Ok(Self {
            _temporary: temporary,
            folder,
            terraform,
            environment,
        })
    }

    /// Copies folders of a checkout, such as `modules`, and makes one of them the root module: what is
    /// tested stays as it is, and relative sources still lead where they did.
    pub(crate) fn copy(mut self, from: &Path, parts: &[&str], root: &str) -> Result<Self, Trouble> {
        for part in parts {
            copy(&from.join(part), &self.folder.join(part))?;
        }
        self.folder.push(root);
        Ok(self)
    }

    /// The root module's folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Adds or replaces an environment variable of every command that follows.
    pub fn set(&mut self, name: &str, value: &str) {
        self.environment.retain(|(known, _)| known != name);
        self.environment.push((name.to_owned(), value.to_owned()));
    }

    /// Writes a file of the root module.
    pub fn write(&self, name: &str, text: &str) -> Result<(), Trouble> {
        let path = self.folder().join(name);
        fs::write(&path, text).map_err(Trouble::at(&path))
    }

    /// `terraform init`, from the mirror alone.
    pub fn init(&self) -> Result<(), Trouble> {
        self.must(&["init", "-input=false", "-no-color"]).map(drop)
    }

    /// `terraform validate`: what is wrong before any provider is configured.
    pub fn validate(&self) -> Result<Report, Trouble> {
        let output = self.output(&["validate", "-json"])?;
        let told: serde_json::Value = parse("terraform validate -json", &output.stdout)?;
        let diagnostics = serde_json::from_value(told["diagnostics"].clone())
            .map_err(Trouble::json("terraform validate -json"))?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        Ok(Report {
            exit: exit(&output),
            diagnostics,
            changes: Vec::new(),
            text,
        })
    }

    /// `terraform plan` with more arguments; the report's exit is 0 for "nothing to do", 2 for changes.
    pub fn plan(&self, more: &[&str]) -> Result<Report, Trouble> {
        self.stream(
            "plan",
            &[&["-detailed-exitcode", "-out=plan.bin"], more].concat(),
        )
    }

    /// The plan that the last [`Project::plan`] saved.
    pub fn planned(&self) -> Result<Plan, Trouble> {
        self.show(&["plan.bin"])
    }

    /// `terraform apply`, whatever comes of it.
    pub fn try_apply(&self) -> Result<Report, Trouble> {
        self.stream("apply", &["-auto-approve"])
    }

    /// `terraform apply`, which must succeed.
    pub fn apply(&self) -> Result<Report, Trouble> {
        self.try_apply()?.expect_exit(&[0])
    }

    /// `terraform destroy`, which must succeed.
    pub fn destroy(&self) -> Result<Report, Trouble> {
        self.try_destroy()?.expect_exit(&[0])
    }

    /// `terraform destroy`, whatever comes of it.
    pub fn try_destroy(&self) -> Result<Report, Trouble> {
        self.stream("destroy", &["-auto-approve"])
    }

    /// `terraform destroy -refresh=false`, which must succeed: the way around a refused configuration.
    pub fn destroy_without_refresh(&self) -> Result<Report, Trouble> {
        self.stream("destroy", &["-auto-approve", "-refresh=false"])?
            .expect_exit(&[0])
    }

    /// `terraform import ADDRESS ID`, which must succeed.
    pub fn import(&self, address: &str, id: &str) -> Result<(), Trouble> {
        self.must(&["import", "-input=false", "-no-color", address, id])
            .map(drop)
    }

    /// `terraform state rm ADDRESS`: the resource stays, terraform does not know it any more.
    pub fn forget(&self, address: &str) -> Result<(), Trouble> {
        self.must(&["state", "rm", "-no-color", address]).map(drop)
    }

    /// `terraform test` of a module's `*.tftest.hcl`; its text.
    pub fn test(&self) -> Result<String, Trouble> {
        self.must(&["test", "-no-color"])
    }

    /// The state as it is now.
    pub fn state(&self) -> Result<State, Trouble> {
        self.show(&[])
    }

    /// The attributes of one resource of the state.
    pub fn values(&self, address: &str) -> Result<serde_json::Value, Trouble> {
        let state = self.state()?;
        let found = state
            .resource(address)
            .map(|resource| resource.values.clone());
        found.ok_or_else(|| Trouble::Unmet(format!("{address} is not in the state")))
    }

    /// The values of the root module's outputs.
    pub fn outputs(&self) -> Result<serde_json::Value, Trouble> {
        parse(
            "terraform output -json",
            self.must(&["output", "-json"])?.as_bytes(),
        )
    }

    /// The schemas of the configuration's providers.
    pub fn schemas(&self) -> Result<serde_json::Value, Trouble> {
        let text = self.must(&["providers", "schema", "-json"])?;
        parse("terraform providers schema -json", text.as_bytes())
    }

    /// Starts `terraform apply` and returns while it runs, for tests that get in its way.
    pub fn start_apply(&self) -> Result<Child, Trouble> {
        self.start("apply")
    }

    /// Starts `terraform destroy` in the same way.
    pub fn start_destroy(&self) -> Result<Child, Trouble> {
        self.start("destroy")
    }

    fn start(&self, subcommand: &str) -> Result<Child, Trouble> {
        let mut command = self.command(&[subcommand, "-auto-approve", "-json", "-input=false"]);
        let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().map_err(Trouble::at(&self.terraform))
    }

    fn show<T: DeserializeOwned>(&self, what: &[&str]) -> Result<T, Trouble> {
        let text = self.must(&[&["show", "-json"], what].concat())?;
        parse("terraform show -json", text.as_bytes())
    }

    /// A command that tells what it does in JSON lines.
    fn stream(&self, subcommand: &str, more: &[&str]) -> Result<Report, Trouble> {
        let arguments = [&[subcommand, "-json", "-input=false"], more].concat();
        Ok(report(&self.output(&arguments)?))
    }

    /// A command that must succeed; its stdout.
    fn must(&self, arguments: &[&str]) -> Result<String, Trouble> {
        let output = self.output(arguments)?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        Err(Trouble::Ended {
            command: format!("terraform {}", arguments.join(" ")),
            outcome: format!("ended with {}", output.status),
            output: everything(&output),
        })
    }

    fn output(&self, arguments: &[&str]) -> Result<Output, Trouble> {
        self.command(arguments)
            .output()
            .map_err(Trouble::at(&self.terraform))
    }

    /// Any terraform command, ready to run in this folder and this environment.
    #[must_use]
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.terraform);
        command.args(arguments).current_dir(self.folder());
        command.stdin(Stdio::null());
        command
            .env_clear()
            .envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }
}

fn copy(from: &Path, to: &Path) -> Result<(), Trouble> {
    fs::create_dir_all(to).map_err(Trouble::at(to))?;
    for entry in fs::read_dir(from).map_err(Trouble::at(from))? {
        let path = entry.map_err(Trouble::at(from))?.path();
        let target = to.join(path.file_name().unwrap_or_default());
        match path.is_dir() {
            // What a person's own terraform left behind is not part of the module.
            true if path.ends_with(".terraform") => {}
            true => copy(&path, &target)?,
            false => drop(fs::copy(&path, &target).map_err(Trouble::at(&path))?),
        }
    }
    Ok(())
}

/// What a finished command with `-json` said.
#[must_use]
pub fn report(output: &Output) -> Report {
    Report::of_stream(exit(output), everything(output))
}

/// -1 when a signal ended the command.
fn exit(output: &Output) -> i32 {
    output.status.code().unwrap_or(-1)
}

fn everything(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout);
    format!("{text}{}", String::from_utf8_lossy(&output.stderr))
}

fn parse<T: DeserializeOwned>(what: &str, text: &[u8]) -> Result<T, Trouble> {
    serde_json::from_slice(text).map_err(Trouble::json(what))
}
