//! One provider with one fixture, in a folder and a region of its own.

use std::path::{Path, PathBuf};
use std::process::Command;

use kafkaws_acceptance_tests::{KAFKAWS, Neighbour, Package, environment, lay_out};

use super::fixture::Fixture;
use super::measure;
use super::record::Figures;

use crate::failure::Failure;
use crate::process;
use crate::sandbox::Sandbox;

/// What all contenders share.
#[derive(Debug)]
pub(super) struct Ground {
    /// The terraform binary.
    pub(super) terraform: PathBuf,
    /// Everybody's folders are in here.
    pub(super) folder: PathBuf,
    /// The one AWS.
    pub(super) sandbox: Sandbox,
}

/// A root module, initialised.
#[derive(Debug)]
pub(super) struct Contender<'a> {
    ground: &'a Ground,
    /// Whether it is the peer.
    pub(super) is_peer: bool,
    folder: PathBuf,
    environment: Vec<(String, String)>,
}

impl<'a> Contender<'a> {
    /// Writes and initialises the module. Ours and theirs get a region each: the same world, but nobody
    /// pages through the other's resources.
    pub(super) fn new(
        ground: &'a Ground,
        package: &Package,
        fixture: &Fixture,
    ) -> Result<Self, Failure> {
        let (name, region) = if package.address == KAFKAWS {
            ("ours", "eu-west-1")
        } else {
            ("peer", "eu-central-1")
        };
        let name = format!("{name}-{}", fixture.name);
        let packages = std::slice::from_ref(package);
        let mut contender = Self::within(ground, &name, region, packages)?;
        contender.is_peer = package.address != KAFKAWS;
        contender.write("main.tf", fixture.root(package.address))?;
        let aws = Neighbour::new(ground.sandbox.endpoint()).in_region(region);
        contender.write(
            "terraform.tfvars",
            &fixture.variables(&aws, &contender.folder)?,
        )?;
        contender.once(&["init", "-input=false"])?;
        Ok(contender)
    }

    /// Terraform without a plugin: its own `terraform_data`, one for each resource that `ours` has in its
    /// state, with the same values. What this takes nobody can save.
    pub(super) fn terraform_alone(ground: &'a Ground, ours: &Self) -> Result<Self, Failure> {
        let alone = Self::within(ground, "terraform-alone", "eu-west-1", &[])?;
        alone.write("main.tf", include_str!("fixtures/alone.tf"))?;
        alone.write("objects.json", &ours.values()?)?;
        alone.once(&["init", "-input=false"])?;
        alone.make()?;
        Ok(alone)
    }

    fn within(
        ground: &'a Ground,
        name: &str,
        region: &str,
        packages: &[Package],
    ) -> Result<Self, Failure> {
        let folder = ground.folder.join(name);
        let mirror = folder.join("mirror");
        std::fs::create_dir_all(&mirror).map_err(Failure::at(&mirror))?;
        lay_out(&mirror, packages)?;
        let environment = environment_in(&folder, region, ground.sandbox.endpoint());
        Ok(Self {
            ground,
            is_peer: false,
            folder,
            environment,
        })
    }

    /// Runs terraform and measures it.
    pub(super) fn measure(&self, arguments: &[&str], wanted: &[i32]) -> Result<Figures, Failure> {
        let said = self.folder.join("said.txt");
        measure::command(
            &mut self.terraform(arguments),
            wanted,
            &self.ground.sandbox,
            &said,
        )
    }

    /// Makes everything.
    pub(super) fn make(&self) -> Result<(), Failure> {
        self.once(&["apply", "-auto-approve", "-input=false"])
    }

    /// Takes everything down.
    pub(super) fn clear(&self) -> Result<(), Failure> {
        self.once(&["destroy", "-auto-approve", "-input=false"])
    }

    /// The attributes of every resource of the state, as a JSON list.
    fn values(&self) -> Result<String, Failure> {
        let text = self.said(&["show", "-json"])?;
        let unreadable = |error| Failure::Unexpected(format!("terraform show -json: {error}"));
        let state: serde_json::Value = serde_json::from_str(&text).map_err(unreadable)?;
        let resources = state["values"]["root_module"]["resources"].as_array();
        let resources = resources.into_iter().flatten();
        let values: Vec<_> = resources.map(|one| one["values"].clone()).collect();
        serde_json::to_string(&values).map_err(unreadable)
    }

    /// Runs terraform without measuring it.
    fn once(&self, arguments: &[&str]) -> Result<(), Failure> {
        let coloured = [arguments, &["-no-color"]].concat();
        self.said(&coloured).map(drop)
    }

    fn said(&self, arguments: &[&str]) -> Result<String, Failure> {
        let mut command = self.terraform(arguments);
        let output = process::output(&mut command)?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(Failure::Unexpected(format!(
            "{}:\n{said}",
            process::text(&command)
        )))
    }

    fn terraform(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.ground.terraform);
        command
            .args(arguments)
            .current_dir(&self.folder)
            .env_clear();
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    fn write(&self, name: &str, text: &str) -> Result<(), Failure> {
        let path = self.folder.join(name);
        std::fs::write(&path, text).map_err(Failure::at(&path))
    }
}

fn environment_in(folder: &Path, region: &str, endpoint: &str) -> Vec<(String, String)> {
    let mut variables = environment(&folder.join("mirror/terraform.rc"), endpoint);
    let regions = variables
        .iter_mut()
        .filter(|(name, _)| name.ends_with("_REGION"));
    regions.for_each(|(_, value)| region.clone_into(value));
    variables.push(("HOME".to_owned(), folder.to_string_lossy().into_owned()));
    variables
}
