//! A filesystem mirror: how terraform installs providers that no registry knows.
//!
//! `terraform init` fails for a provider that is only dev-overridden, so tests install the way users
//! of a private build do. The layout is the unpacked one:
//! `HOST/NAMESPACE/TYPE/VERSION/OS_ARCH/terraform-provider-TYPE_vVERSION`.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::Trouble;

/// Our provider's source address.
pub const KAFKAWS: &str = "registry.terraform.io/kafkaws/kafkaws";
/// The provider that most clusters are managed with today: the witness, and what we are measured by.
pub const PEER: &str = "registry.terraform.io/hashicorp/aws";

/// One version of a provider, as a folder that holds its executable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// `host/namespace/type`.
    pub address: &'static str,
    /// Such as `5.100.0`.
    pub version: String,
    /// The executable.
    pub binary: PathBuf,
}

impl Package {
    /// Our provider, as cargo built it.
    #[must_use]
    pub fn kafkaws(binary: PathBuf) -> Self {
        Self {
            address: KAFKAWS,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            binary,
        }
    }

    /// The newest version of a provider in an unpacked mirror or plugin cache.
    #[must_use]
    pub fn newest_in(root: &Path, address: &'static str) -> Option<Self> {
        let versions = fs::read_dir(root.join(address))
            .ok()?
            .filter_map(Result::ok);
        let mut names: Vec<String> = versions
            .filter_map(|entry| entry.file_name().into_string().ok())
            .collect();
        names.sort_by_key(|name| numbers(name));
        let version = names.pop()?;
        let folder = root.join(address).join(&version).join(platform());
        let mut files = fs::read_dir(folder)
            .ok()?
            .filter_map(Result::ok)
            .map(|entry| entry.path());
        let binary = files.find(|file| {
            file.file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with("terraform-provider-"))
        })?;
        Some(Self {
            address,
            version,
            binary,
        })
    }

    fn folder(&self) -> PathBuf {
        Path::new(self.address).join(&self.version).join(platform())
    }

    fn file_name(&self) -> String {
        let kind = self.address.rsplit('/').next().unwrap_or(self.address);
        format!("terraform-provider-{kind}_v{}", self.version)
    }
}

/// A mirror with a CLI configuration that makes terraform install from it and from nowhere else.
#[derive(Debug)]
pub struct Mirror {
    folder: TempDir,
}

impl Mirror {
    /// Lays out a new mirror in a folder that goes away with it.
    pub fn new(packages: &[Package]) -> Result<Self, Trouble> {
        let folder =
            TempDir::with_prefix("kafkaws-mirror-").map_err(Trouble::at(&std::env::temp_dir()))?;
        lay_out(folder.path(), packages)?;
        Ok(Self { folder })
    }

    /// For `TF_CLI_CONFIG_FILE`.
    #[must_use]
    pub fn cli_config(&self) -> PathBuf {
        self.folder.path().join("terraform.rc")
    }
}

/// Writes the mirror and its CLI configuration, `terraform.rc`, into a folder that exists.
pub fn lay_out(root: &Path, packages: &[Package]) -> Result<(), Trouble> {
    for package in packages {
        let folder = root.join(package.folder());
        fs::create_dir_all(&folder).map_err(Trouble::at(&folder))?;
        link(&package.binary, &folder.join(package.file_name()))?;
    }
    let config = root.join("terraform.rc");
    fs::write(&config, cli_config(root)).map_err(Trouble::at(&config))
}

fn cli_config(root: &Path) -> String {
    let path = hcl::Expression::from(root.to_string_lossy().into_owned());
    let path = hcl::format::to_string(&path).unwrap_or_default();
    format!(
        "disable_checkpoint = true\n\nprovider_installation {{\n  filesystem_mirror {{\n    path = {path}\n  }}\n}}\n"
    )
}

/// A link, since the peer's executable has 700 MB. A hard link where the file systems allow it: a
/// build that goes on meanwhile replaces the file, and terraform would miss the one it has locked.
fn link(binary: &Path, name: &Path) -> Result<(), Trouble> {
    let binary = fs::canonicalize(binary).map_err(Trouble::at(binary))?;
    if fs::hard_link(&binary, name).is_ok() {
        return Ok(());
    }
    std::os::unix::fs::symlink(&binary, name).map_err(Trouble::at(name))
}

/// `OS_ARCH` as Go spells them.
fn platform() -> String {
    let os = if cfg!(target_os = "macos") {
        "darwin"
    } else {
        std::env::consts::OS
    };
    let arch = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    };
    format!("{os}_{arch}")
}

/// 5.100.0 is newer than 5.99.1.
fn numbers(version: &str) -> Vec<u64> {
    version
        .split(['.', '-'])
        .map(|part| part.parse().unwrap_or(0))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_is_the_highest_by_number() -> Result<(), Trouble> {
        let root = TempDir::new().map_err(Trouble::at(Path::new("/tmp")))?;
        for version in ["5.99.1", "5.100.0", "4.1.0"] {
            let folder = root.path().join(PEER).join(version).join(platform());
            fs::create_dir_all(&folder).map_err(Trouble::at(&folder))?;
            fs::write(folder.join("terraform-provider-aws_x5"), "")
                .map_err(Trouble::at(&folder))?;
        }
        let found = Package::newest_in(root.path(), PEER).map(|package| package.version);
        assert_eq!(found.as_deref(), Some("5.100.0"));
        Ok(())
    }
}
