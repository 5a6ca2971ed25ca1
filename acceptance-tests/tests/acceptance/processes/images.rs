//! Images of the broker that is shipped, made as `cargo xtask image --bare` makes them.

use std::fs;
use std::path::{Path, PathBuf};

use kafkaws_acceptance_tests::{
    Absent, Trouble, boot_agent, checkout, image_tools, nisshi, nisshi_version,
};
use kafkaws_image_builder::{EngineFile, Parts, bare};
use kafkaws_image_manifest::Architecture;

/// What images are made of.
pub(super) struct Images {
    agent: PathBuf,
    engine: PathBuf,
}

impl Images {
    pub(super) fn find() -> Result<Self, Absent> {
        image_tools()?;
        Ok(Self {
            agent: boot_agent()?,
            engine: nisshi()?,
        })
    }

    /// An image with that name. Another name is another image: it is in the engine file, as a comment.
    pub(super) fn make(&self, folder: &Path, name: &str) -> Result<String, Trouble> {
        let path = folder.join(format!("{name}.raw"));
        let parts = Parts {
            agent: self.agent.clone(),
            engine_file: engine_file(folder, name)?,
            engine: self.engine.clone(),
            engine_version: nisshi_version().unwrap_or_default(),
            architecture: architecture(),
        };
        bare(&parts, &path).map_err(|error| unmet(&path, &error))?;
        Ok(path.to_string_lossy().into_owned())
    }
}

fn engine_file(folder: &Path, name: &str) -> Result<EngineFile, Trouble> {
    let shipped = checkout().join("broker-image/engines/nisshi/engine.toml");
    let text = fs::read_to_string(&shipped).map_err(|error| unmet(&shipped, &error))?;
    let file = folder.join(format!("{name}.toml"));
    fs::write(&file, format!("{text}\n# {name}\n")).map_err(|error| unmet(&file, &error))?;
    EngineFile::read(&file).map_err(|error| unmet(&file, &error))
}

fn architecture() -> Architecture {
    if cfg!(target_arch = "aarch64") {
        Architecture::Arm64
    } else {
        Architecture::X86_64
    }
}

/// An instance type of this machine's architecture.
pub(super) fn instance_type() -> &'static str {
    if cfg!(target_arch = "aarch64") {
        "m7g.large"
    } else {
        "m7i.large"
    }
}

fn unmet(path: &Path, error: &dyn std::error::Error) -> Trouble {
    Trouble::Unmet(format!("{}: {error}", path.display()))
}
