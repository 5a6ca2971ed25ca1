//! Bringing the parts together.

use std::path::{Path, PathBuf};

use kafkaws_image_builder::{Image, Parts, System, bare, bootable};
use kafkaws_image_manifest::{Architecture, Manifest};

use super::Options;
use super::engine::Engine;
use super::requirements;
use crate::failure::Failure;
use crate::tools::debian::Base;
use crate::tools::digest::Inputs;
use crate::{artifacts, console, place};

impl Options {
    /// The image, built or still the same.
    pub(super) fn build(&self) -> Result<Image, Failure> {
        requirements::check(self.bare)?;
        let parts = self.parts()?;
        let path = self.path(&parts);
        match self.bare {
            true => Ok(bare(&parts, &path)?),
            false => Full::of(parts, path, self.update)?.build(),
        }
    }

    fn parts(&self) -> Result<Parts, Failure> {
        let architecture = self.architecture()?;
        let engine = self.engine()?;
        let agent = match &self.agent {
            Some(agent) => agent.clone(),
            None => artifacts::agent()?,
        };
        Ok(Parts {
            agent,
            engine_file: engine.file,
            engine: engine.program,
            engine_version: self.engine_version.clone().unwrap_or(engine.version),
            architecture,
        })
    }

    /// What cargo builds here is for this machine's processor.
    fn architecture(&self) -> Result<Architecture, Failure> {
        let ours = match std::env::consts::ARCH {
            "aarch64" => Architecture::Arm64,
            _ => Architecture::X86_64,
        };
        let wanted = self.arch.unwrap_or(ours);
        let given = self.agent.is_some() && self.engine_binary.is_some();
        match wanted == ours || given {
            true => Ok(wanted),
            false => Err(Failure::Unexpected(format!(
                "this machine is {0} and builds programs for {0}: for {1} give --agent, --engine-file, --engine-binary and \
                 --engine-version with programs that were built for it, or run this on such a machine",
                ours.as_str(),
                wanted.as_str()
            ))),
        }
    }

    fn engine(&self) -> Result<Engine, Failure> {
        let (file, program) = (&self.engine_file, &self.engine_binary);
        match (file, program, &self.engine_version) {
            (Some(file), Some(program), Some(version)) => Engine::given(file, program, version),
            _ => Engine::shipped(&self.engine),
        }
    }

    fn path(&self, parts: &Parts) -> PathBuf {
        let kind = if self.bare { "-bare" } else { "" };
        let name = format!("{}{kind}.raw", parts.name());
        let folder = place::checkout().join("target/image");
        let chosen = self.output.clone();
        chosen.unwrap_or_else(|| folder.join(name))
    }
}

/// An image with an operating system, and what it is made of.
struct Full {
    parts: Parts,
    system: System,
    base: PathBuf,
    units: PathBuf,
    path: PathBuf,
    inputs: String,
}

impl Full {
    fn of(parts: Parts, path: PathBuf, update: bool) -> Result<Self, Failure> {
        let sources = place::checkout().join("broker-image");
        let (folder, units) = (sources.join("system"), sources.join("boot/systemd"));
        let system = System::read(&folder)?;
        let base = Base {
            system: &system,
            architecture: parts.architecture,
            xfs: parts.engine_file.xfs,
        };
        let base = base.archive(update)?;
        Ok(Self {
            inputs: inputs(&parts, &base, &sources)?,
            parts,
            system,
            base,
            units,
            path,
        })
    }

    fn build(&self) -> Result<Image, Failure> {
        if let Some(image) = self.unchanged() {
            console::line("nothing that is in the image has changed");
            return Ok(image);
        }
        let image = bootable(
            &self.parts,
            &self.system,
            &self.base,
            &self.units,
            &self.path,
        )?;
        let noted = self.noted();
        std::fs::write(&noted, &self.inputs).map_err(Failure::at(noted))?;
        Ok(image)
    }

    /// The image that was made of the same.
    fn unchanged(&self) -> Option<Image> {
        let same = std::fs::read_to_string(self.noted()).ok()? == self.inputs;
        let manifest = Manifest::read(&Manifest::path_beside(&self.path)).ok()?;
        let length = std::fs::metadata(&self.path).ok()?.len();
        (same && length == manifest.size_bytes).then(|| Image {
            path: self.path.clone(),
            manifest,
        })
    }

    /// Where it is written what an image was made of.
    fn noted(&self) -> PathBuf {
        noted(&self.path)
    }
}

/// A digest of everything that an image is made of.
fn inputs(parts: &Parts, base: &Path, sources: &Path) -> Result<String, Failure> {
    let mut inputs = Inputs::default();
    inputs.file("base", base);
    inputs.file("agent", &parts.agent);
    inputs.file("engine", &parts.engine);
    inputs.text("engine file", &format!("{:?}", parts.engine_file));
    inputs.text("engine version", &parts.engine_version);
    inputs.folder("system", &sources.join("system"))?;
    inputs.folder("units", &sources.join("boot/systemd"))?;
    inputs.text("e2fsprogs", &requirements::e2fsprogs()?);
    // How it is put together: the code of this very program.
    inputs.file("code", &place::program());
    Ok(inputs.digest()?.to_string())
}

fn noted(image: &Path) -> PathBuf {
    let mut path = image.as_os_str().to_owned();
    path.push(".inputs");
    path.into()
}
