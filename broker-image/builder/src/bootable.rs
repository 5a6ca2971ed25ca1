//! The image that machines boot.

use std::path::Path;

use kafkaws_image_manifest::Component;

use crate::disk::{Partition, PartitionKind};
use crate::error::BuildError;
use crate::image::{Image, Parts, Root, finish, scratch_beside};
use crate::packages::{self, Package};
use crate::system::System;
use crate::uki::{self, Boot};
use crate::{MIB, archive, esp, glibc, identifiers};

/// The size of the disk: EC2's volumes have whole GiB. Two thirds are free, for the journal.
const DISK: u64 = 2048 * MIB;
/// The EFI system partition, and a MiB for the partition table at each end.
const OTHER: u64 = 66 * MIB;

/// Writes an image with an operating system.
///
/// `base` is an archive of the root file system as packages leave it, `units` the folder of the agent's units.
///
/// # Errors
///
/// Every [`BuildError`].
pub fn bootable(
    parts: &Parts,
    system: &System,
    base: &Path,
    units: &Path,
    path: &Path,
) -> Result<Image, BuildError> {
    let scratch = scratch_beside(path)?;
    let mut tree = archive::read(base, scratch.path())?;
    let packages = packages::of(&tree)?;
    check(parts, &packages)?;
    let boot = Boot::of(&tree, parts.architecture)?;
    system.apply(&mut tree, units)?;
    let inside = parts.inside(packages.iter().map(Component::from).collect());
    parts.put_into(&mut tree, &inside);
    let root = Root::of(&tree, DISK - OTHER, true)?;
    let (esp_file, root_file) = (scratch.path().join("esp"), scratch.path().join("root"));
    let program = boot.program(root.partition_uuid(), &system.cmdline)?;
    esp::write(&esp_file, uki::path(parts.architecture), &program)?;
    root.ext4.write(&tree, &root_file)?;
    let esp = Partition {
        name: "esp",
        kind: PartitionKind::Esp,
        uuid: identifiers::of(root.digest(), "EFI system partition"),
        content: esp_file,
    };
    let partitions = [esp, root.partition(parts.architecture, root_file)];
    finish(path, &root, &partitions, inside, &packages)
}

/// Whether the image could run what goes into it.
fn check(parts: &Parts, packages: &[Package]) -> Result<(), BuildError> {
    let libc = packages.iter().find(|package| package.name == "libc6");
    let there = libc.and_then(|package| glibc::of_package(&package.version));
    let there = there.ok_or_else(|| BuildError::Absent("the package libc6".to_owned()))?;
    for program in [&parts.agent, &parts.engine] {
        if glibc::machine(program)? != Some(parts.architecture) {
            return Err(BuildError::Machine {
                path: program.clone(),
                architecture: parts.architecture.as_str(),
            });
        }
        glibc::check(program, there)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use kafkaws_image_manifest::Architecture;

    use super::*;
    use crate::engine::EngineFile;
    use crate::tree::Tree;

    const STATUS: &str =
        "Package: libc6\nStatus: install ok installed\nArchitecture: amd64\nVersion: 2.36-9\n";

    fn here(path: &str) -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
    }

    fn parts() -> Parts {
        let program = std::env::current_exe().unwrap();
        Parts {
            agent: program.clone(),
            engine_file: EngineFile::read(&here("engines/nisshi/engine.toml")).unwrap(),
            engine: program,
            engine_version: "1".into(),
            architecture: Architecture::X86_64,
        }
    }

    fn base(folder: &Path) -> std::path::PathBuf {
        let mut tree: Tree = uki::testing::tree();
        tree.file("var/lib/dpkg/status", 0o644, STATUS);
        for name in ["passwd", "group", "gshadow", "shadow"] {
            tree.file(&format!("etc/{name}"), 0o644, "");
        }
        tree.file("usr/lib/systemd/system/systemd-networkd.service", 0o644, "");
        let path = folder.join("base.tar");
        archive::testing::write(&tree, &path);
        path
    }

    #[test]
    fn an_image_has_two_partitions_and_is_the_same_every_time() {
        if crate::tool::MKFS.command().is_err() || !cfg!(target_arch = "x86_64") {
            println!("skipped: mkfs.ext4 is not installed, or this is no x86-64");
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let system = System::read(&here("system")).unwrap();
        let (base, units) = (base(folder.path()), here("boot/systemd"));
        let build = |name: &str| {
            bootable(&parts(), &system, &base, &units, &folder.path().join(name)).unwrap()
        };
        let (first, second) = (build("a.raw"), build("b.raw"));
        assert_eq!(first.manifest.sha256, second.manifest.sha256);
        assert_eq!(first.manifest.size_bytes, DISK);
        assert_eq!(first.manifest.components[0].name, "libc6");
        let disk = gpt::GptConfig::new().open(&first.path).unwrap();
        let names: Vec<_> = disk.partitions().values().map(|each| &each.name).collect();
        assert_eq!(names, ["esp", "root"]);
    }

    #[test]
    fn a_program_for_another_processor_or_of_a_newer_system_is_refused() {
        let package = |version: &str| Package {
            name: "libc6".into(),
            version: version.into(),
            architecture: "amd64".into(),
        };
        if cfg!(target_arch = "x86_64") {
            let old = check(&parts(), &[package("2.2-1")]);
            assert!(matches!(old, Err(BuildError::Glibc { .. })));
            let mut parts = parts();
            parts.architecture = Architecture::Arm64;
            let other = check(&parts, &[package("2.99-1")]);
            assert!(matches!(other, Err(BuildError::Machine { .. })));
        }
        assert!(matches!(check(&parts(), &[]), Err(BuildError::Absent(_))));
    }
}
