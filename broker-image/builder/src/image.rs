//! Images from their parts.

use std::path::{Path, PathBuf};

use kafkaws_image_manifest::{
    Architecture, BootMode, Component, Engine, INSIDE_PATH, Inside, Manifest, VERSION,
};
use uuid::Uuid;

use crate::MIB;
use crate::content::Content;
use crate::disk::{self, Partition, PartitionKind};
use crate::engine::{self, EngineFile};
use crate::error::BuildError;
use crate::ext4::Ext4;
use crate::identifiers;
use crate::packages::Package;
use crate::sbom;
use crate::tree::Tree;

/// Where the units look for the agent.
const AGENT: &str = "/usr/bin/kafkaws-boot";

/// What is ours in an image, whatever else is.
#[derive(Clone, Debug)]
pub struct Parts {
    /// The boot agent's program.
    pub agent: PathBuf,
    /// How the broker is run.
    pub engine_file: EngineFile,
    /// The broker's program; it goes where the engine file looks for it.
    pub engine: PathBuf,
    /// The broker's version.
    pub engine_version: String,
    /// The processor that the programs are for.
    pub architecture: Architecture,
}

/// An image that was written.
#[derive(Clone, Debug)]
pub struct Image {
    /// The raw disk. Its manifest and bill of materials are beside it.
    pub path: PathBuf,
    /// What it is.
    pub manifest: Manifest,
}

impl Parts {
    /// Puts the agent, the engine and what the image says about itself into a file system.
    pub(crate) fn put_into(&self, tree: &mut Tree, inside: &Inside) {
        tree.file(AGENT, 0o755, Content::Disk(self.agent.clone()));
        tree.file(engine::PATH, 0o644, self.engine_file.content.clone());
        let command = &self.engine_file.command;
        tree.file(command, 0o755, Content::Disk(self.engine.clone()));
        // It holds texts and numbers only, which are always written.
        let text = serde_json::to_string_pretty(inside).unwrap_or_default();
        tree.file(INSIDE_PATH, 0o644, format!("{text}\n").as_str());
    }

    /// What the image says about itself.
    pub(crate) fn inside(&self, components: Vec<Component>) -> Inside {
        Inside {
            version: VERSION,
            architecture: self.architecture,
            boot_mode: BootMode::Uefi,
            engine: Engine {
                name: self.engine_file.name.clone(),
                version: self.engine_version.clone(),
            },
            // The agent is a member of the same workspace, whose members have one version.
            boot_agent: env!("CARGO_PKG_VERSION").to_owned(),
            contract: kafkaws_boot_contract::VERSION,
            components,
        }
    }

    /// `kafkaws-broker-nisshi-0.8.1-x86_64`, which the files are called.
    pub fn name(&self) -> String {
        format!(
            "kafkaws-broker-{}-{}-{}",
            self.engine_file.name,
            self.engine_version,
            self.architecture.as_str()
        )
    }
}

/// Writes an image without an operating system: agent, engine file and engine, on a root partition, for a sandbox that runs
/// them as processes. No machine boots it.
///
/// # Errors
///
/// Every [`BuildError`].
pub fn bare(parts: &Parts, path: &Path) -> Result<Image, BuildError> {
    let inside = parts.inside(Vec::new());
    let mut tree = Tree::default();
    parts.put_into(&mut tree, &inside);
    let root = Root::of(&tree, tree.room()? * 5 / 4 + 8 * MIB, false)?;
    let scratch = scratch_beside(path)?;
    let content = scratch.path().join("root");
    root.ext4.write(&tree, &content)?;
    let partitions = [root.partition(parts.architecture, content)];
    finish(path, &root, &partitions, inside, &[])
}

/// A root file system and its identity.
pub(crate) struct Root {
    pub(crate) ext4: Ext4,
    digest: [u8; 32],
}

impl Root {
    pub(crate) fn of(tree: &Tree, bytes: u64, journal: bool) -> Result<Self, BuildError> {
        let digest = tree.digest()?;
        let ext4 = Ext4 {
            bytes: bytes.next_multiple_of(MIB),
            uuid: identifiers::of(&digest, "root file system"),
            journal,
        };
        Ok(Self { ext4, digest })
    }

    /// Of everything in it.
    pub(crate) fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// The partition's identifier, by which the kernel finds it.
    pub(crate) fn partition_uuid(&self) -> Uuid {
        identifiers::of(&self.digest, "root partition")
    }

    pub(crate) fn partition(&self, architecture: Architecture, content: PathBuf) -> Partition {
        Partition {
            name: "root",
            kind: PartitionKind::Root(architecture),
            uuid: self.partition_uuid(),
            content,
        }
    }
}

/// A folder on the file system of the image: the one of temporary files may be small, or memory.
pub(crate) fn scratch_beside(path: &Path) -> Result<tempfile::TempDir, BuildError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(BuildError::at(folder))?;
    tempfile::Builder::new()
        .prefix(".image-")
        .tempdir_in(folder)
        .map_err(BuildError::at(folder))
}

/// Writes the disk, its bill of materials and its manifest. The manifest comes last: an image without one is not finished.
pub(crate) fn finish(
    path: &Path,
    root: &Root,
    partitions: &[Partition],
    inside: Inside,
    packages: &[Package],
) -> Result<Image, BuildError> {
    let beside = Manifest::path_beside(path);
    remove(&beside)?;
    let disk = identifiers::of(&root.digest, "disk");
    let written = disk::write(path, disk, partitions)?;
    let mut manifest = inside.with(written);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let bill = format!("{name}.spdx.json");
    write_json(
        &path.with_file_name(&bill),
        &sbom::of(&name, &manifest, packages),
    )?;
    manifest.sbom = Some(bill);
    write_json(&beside, &manifest)?;
    Ok(Image {
        path: path.to_owned(),
        manifest,
    })
}

fn remove(path: &Path) -> Result<(), BuildError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(BuildError::at(path)(error))
        }
        _ => Ok(()),
    }
}

fn write_json(path: &Path, value: &impl serde::Serialize) -> Result<(), BuildError> {
    let text = serde_json::to_string_pretty(value).map_err(std::io::Error::from);
    let written = text.and_then(|text| std::fs::write(path, text + "\n"));
    written.map_err(BuildError::at(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(folder: &Path) -> Parts {
        let write = |name: &str, text: &str| {
            let path = folder.join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let engine = write(
            "engine.toml",
            "name = 'acme'\nbroker.command = '/opt/acme'\n",
        );
        Parts {
            agent: write("agent", "an agent"),
            engine_file: EngineFile::read(&engine).unwrap(),
            engine: write("acme", "a broker"),
            engine_version: "1.2.3".into(),
            architecture: Architecture::X86_64,
        }
    }

    #[test]
    fn a_bare_image_says_what_it_is_and_is_the_same_every_time() {
        if crate::tool::MKFS.command().is_err() {
            println!("skipped: mkfs.ext4 is not installed");
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let parts = parts(folder.path());
        assert_eq!(parts.name(), "kafkaws-broker-acme-1.2.3-x86_64");
        let image = bare(&parts, &folder.path().join("out/a.raw")).unwrap();
        let again = bare(&parts, &folder.path().join("again/a.raw")).unwrap();
        assert_eq!(image.manifest, again.manifest);
        let beside = Manifest::path_beside(&image.path);
        assert_eq!(Manifest::read(&beside).unwrap(), image.manifest);
        // Nothing of the work is left.
        assert_eq!(
            std::fs::read_dir(folder.path().join("out"))
                .unwrap()
                .count(),
            3
        );
        std::fs::write(&parts.engine, "another").unwrap();
        let other = bare(&parts, &again.path).unwrap().manifest;
        assert_ne!(other.sha256, image.manifest.sha256);
    }

    #[test]
    fn the_files_are_where_the_agent_and_the_sandbox_look() {
        let folder = tempfile::tempdir().unwrap();
        let parts = parts(folder.path());
        let mut tree = Tree::default();
        let inside = parts.inside(Vec::new());
        parts.put_into(&mut tree, &inside);
        assert_eq!(tree.read("/opt/acme").unwrap().unwrap(), b"a broker");
        assert_eq!(
            tree.read("/usr/bin/kafkaws-boot").unwrap().unwrap(),
            b"an agent"
        );
        assert!(tree.get("/etc/kafkaws/engine.toml").is_some());
        let said = tree.read(INSIDE_PATH).unwrap().unwrap();
        assert_eq!(serde_json::from_slice::<Inside>(&said).unwrap(), inside);
    }
}
