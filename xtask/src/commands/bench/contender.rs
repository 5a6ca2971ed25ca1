//! One provider with one number of clusters, in a folder and a region of its own.

use std::path::{Path, PathBuf};
use std::process::Command;

use kafkaws_acceptance_tests::{KAFKAWS, Neighbour, Package, elements, environment, lay_out};

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
    folder: PathBuf,
    environment: Vec<(String, String)>,
}

impl<'a> Contender<'a> {
    /// Writes and initialises the module. Ours and theirs get a region each: the same world, but nobody
    /// pages through the other's clusters.
    pub(super) fn new(
        ground: &'a Ground,
        package: &Package,
        clusters: usize,
    ) -> Result<Self, Failure> {
        let ours = package.address == KAFKAWS;
        let (name, region) = if ours {
            ("ours", "eu-west-1")
        } else {
            ("peer", "eu-central-1")
        };
        let folder = ground.folder.join(format!("{name}-{clusters}"));
        let mirror = folder.join("mirror");
        std::fs::create_dir_all(&mirror).map_err(Failure::at(&mirror))?;
        lay_out(&mirror, std::slice::from_ref(package))?;
        let environment = environment_in(&folder, region, ground.sandbox.endpoint());
        let contender = Self {
            ground,
            folder,
            environment,
        };
        let text = if ours {
            include_str!("ours.tf")
        } else {
            include_str!("peer.tf")
        };
        contender.write("main.tf", text)?;
        contender.write(
            "terraform.tfvars",
            &variables(ground.sandbox.endpoint(), region, clusters)?,
        )?;
        contender.once(&["init", "-input=false"])?;
        Ok(contender)
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

    /// Runs terraform without measuring it.
    pub(super) fn once(&self, arguments: &[&str]) -> Result<(), Failure> {
        let mut command = self.terraform(arguments);
        let output = process::output(&mut command)?;
        if output.status.success() {
            return Ok(());
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
            .arg("-no-color")
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

/// Both get the same network, and neither has to look for it.
fn variables(endpoint: &str, region: &str, clusters: usize) -> Result<String, Failure> {
    let neighbour = Neighbour::new(endpoint).in_region(region);
    let subnets = elements(&neighbour.ec2("DescribeSubnets")?, "subnetId");
    let groups = elements(&neighbour.ec2("DescribeSecurityGroups")?, "groupId");
    let (subnets, group) = (
        &subnets[..subnets.len().min(3)],
        groups.iter().take(1).collect::<Vec<_>>(),
    );
    Ok(format!(
        "clusters        = {clusters}\nclient_subnets  = {subnets:?}\nsecurity_groups = {group:?}\n"
    ))
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
