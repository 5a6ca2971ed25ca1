//! All that a test plays on: terraform, providers, a sandbox, and an environment that names them.

use std::path::{Path, PathBuf};

use crate::mirror::{Mirror, Package};
use crate::{Absent, Project, Trouble, tools};

/// The region of every test that does not say otherwise.
pub const REGION: &str = "eu-west-1";

/// Terraform with a mirror of its own, whose providers can reach one endpoint only.
#[derive(Debug)]
pub struct Stage {
    terraform: PathBuf,
    mirror: Mirror,
    endpoint: String,
}

impl Stage {
    /// A stage with these providers, whose AWS is at `endpoint` (`http://127.0.0.1:PORT`).
    pub fn new(terraform: PathBuf, packages: &[Package], endpoint: &str) -> Result<Self, Trouble> {
        Ok(Self {
            terraform,
            mirror: Mirror::new(packages)?,
            endpoint: endpoint.to_owned(),
        })
    }

    /// The tools of nearly every test: terraform and our own provider.
    pub fn tools() -> Result<(PathBuf, Package), Absent> {
        Ok((tools::terraform()?, Package::kafkaws(tools::provider()?)))
    }

    /// A new, empty root module.
    pub fn project(&self) -> Result<Project, Trouble> {
        let environment = environment(&self.mirror.cli_config(), &self.endpoint);
        let mut project = Project::new(self.terraform.clone(), environment)?;
        let home = project.folder().to_string_lossy().into_owned();
        project.set("HOME", &home);
        Ok(project)
    }

    /// A copy of one of the checkout's folders, such as `examples/msk_tiered`, as a root module.
    pub fn project_of(&self, root: &str) -> Result<Project, Trouble> {
        let parts = if root.starts_with("modules/") {
            vec!["modules"]
        } else {
            vec!["modules", root]
        };
        self.project()?.copy(&checkout(), &parts, root)
    }
}

/// The checkout that the tests were built from.
#[must_use]
pub fn checkout() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// Everything that terraform and its providers see. Nothing of the caller's own AWS account is in it.
#[must_use]
pub fn environment(cli_config: &Path, endpoint: &str) -> Vec<(String, String)> {
    let path = std::env::var("PATH").unwrap_or_default();
    let cli_config = cli_config.to_string_lossy();
    let pairs = [
        ("PATH", path.as_str()),
        ("TF_CLI_CONFIG_FILE", &cli_config),
        ("CHECKPOINT_DISABLE", "1"),
        ("TF_IN_AUTOMATION", "1"),
        ("AWS_ENDPOINT_URL", endpoint),
        ("AWS_REGION", REGION),
        // The AWS CLI's first version knows only this name.
        ("AWS_DEFAULT_REGION", REGION),
        ("AWS_ACCESS_KEY_ID", "AKIASANDBOX"),
        ("AWS_SECRET_ACCESS_KEY", "any"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
    ];
    pairs
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
}
