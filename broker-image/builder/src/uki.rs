//! The one file that the firmware starts: systemd's UEFI stub with kernel and command line in it.
//!
//! No boot loader and no initramfs stand between: the cloud kernel has NVMe and ext4 built in, and there is one system to
//! start. A new kernel comes with a new image, as everything does. Source: "Unified Kernel Image" of the UAPI group.

use kafkaws_image_manifest::Architecture;
use uuid::Uuid;

use crate::error::BuildError;
use crate::pe;
use crate::tree::Tree;

/// What must be built into the kernel, since nothing loads modules before there is a root.
const BUILT_IN: [&str; 5] = [
    "CONFIG_BLK_DEV_NVME",
    "CONFIG_EFI_PARTITION",
    "CONFIG_EFI_STUB",
    "CONFIG_EXT4_FS",
    "CONFIG_SERIAL_8250_CONSOLE",
];
/// The driver of EC2's network, which is loaded as a module.
const ENA: &str = "/ena.ko";

/// What the firmware starts, taken from a system that has a kernel and the stub installed.
#[derive(Debug)]
pub(crate) struct Boot {
    stub: Vec<u8>,
    kernel: Vec<u8>,
    os_release: Vec<u8>,
}

impl Boot {
    /// Finds the parts.
    ///
    /// # Errors
    ///
    /// [`BuildError::Absent`]; [`BuildError::NotBuiltIn`] for a kernel that could not find its root.
    pub(crate) fn of(tree: &Tree, architecture: Architecture) -> Result<Self, BuildError> {
        check_kernel(tree)?;
        let stub = match architecture {
            Architecture::X86_64 => "usr/lib/systemd/boot/efi/linuxx64.efi.stub",
            Architecture::Arm64 => "usr/lib/systemd/boot/efi/linuxaa64.efi.stub",
        };
        Ok(Self {
            stub: required(tree, stub)?,
            kernel: required(tree, &in_boot(tree, "vmlinuz-")?)?,
            os_release: required(tree, "usr/lib/os-release")?,
        })
    }

    /// The program, for a root partition.
    pub(crate) fn program(&self, root: Uuid, cmdline: &str) -> Result<Vec<u8>, BuildError> {
        let cmdline = format!("root=PARTUUID={root} {cmdline}");
        pe::append(
            &self.stub,
            &[
                (".osrel", &self.os_release),
                (".cmdline", cmdline.as_bytes()),
                (".linux", &self.kernel),
            ],
        )
    }
}

/// Where firmware looks on a disk that it knows nothing about. Source: UEFI, "Removable Media Boot Behavior".
pub(crate) fn path(architecture: Architecture) -> &'static str {
    match architecture {
        Architecture::X86_64 => "EFI/BOOT/BOOTX64.EFI",
        Architecture::Arm64 => "EFI/BOOT/BOOTAA64.EFI",
    }
}

fn check_kernel(tree: &Tree) -> Result<(), BuildError> {
    let config = required(tree, &in_boot(tree, "config-")?)?;
    let config = String::from_utf8_lossy(&config);
    let is_built_in = |name: &&&str| !config.lines().any(|line| line == format!("{name}=y"));
    if let Some(missing) = BUILT_IN.iter().find(is_built_in) {
        return Err(BuildError::NotBuiltIn(missing));
    }
    let mut modules = tree.iter().map(|(path, _)| path);
    match modules.any(|path| path.contains(ENA)) {
        true => Ok(()),
        false => Err(BuildError::Absent("the network driver ena.ko".to_owned())),
    }
}

fn in_boot(tree: &Tree, begins: &str) -> Result<String, BuildError> {
    let begins = format!("boot/{begins}");
    let mut paths = tree.iter().map(|(path, _)| path);
    let found = paths.find(|path| path.starts_with(&begins));
    found.map(str::to_owned).ok_or(BuildError::Absent(begins))
}

fn required(tree: &Tree, path: &str) -> Result<Vec<u8>, BuildError> {
    let found = tree.read(path)?;
    found.ok_or_else(|| BuildError::Absent(path.to_owned()))
}

#[cfg(test)]
pub(crate) mod testing {
    use super::*;
    use crate::pe::testing::program;

    /// A system with what a boot needs.
    pub(crate) fn tree() -> Tree {
        let mut tree = Tree::default();
        let config: String = BUILT_IN.iter().map(|name| format!("{name}=y\n")).collect();
        tree.file("boot/config-6.1", 0o644, config.as_str());
        tree.file("boot/vmlinuz-6.1", 0o644, "kernel");
        tree.file("usr/lib/os-release", 0o644, "ID=debian");
        tree.file("usr/lib/modules/6.1/kernel/ena/ena.ko", 0o644, "");
        let stub = crate::Content::Bytes(program(3));
        tree.file("usr/lib/systemd/boot/efi/linuxx64.efi.stub", 0o644, stub);
        tree
    }
}

#[cfg(test)]
mod tests {
    use super::testing::tree;
    use super::*;

    #[test]
    fn the_kernel_is_told_where_its_root_is() {
        let boot = Boot::of(&tree(), Architecture::X86_64).unwrap();
        let program = boot.program(Uuid::from_u128(1), "rw quiet").unwrap();
        let text = String::from_utf8_lossy(&program);
        let cmdline = "root=PARTUUID=00000000-0000-0000-0000-000000000001 rw quiet\0";
        assert!(text.contains(cmdline));
        assert!(text.contains("kernel\0"));
    }

    #[test]
    fn a_system_that_would_not_boot_is_refused() {
        let without = |path: &str| {
            let mut tree = tree();
            tree.remove(path);
            Boot::of(&tree, Architecture::X86_64).unwrap_err()
        };
        for path in [
            "boot",
            "usr/lib/modules",
            "usr/lib/systemd",
            "usr/lib/os-release",
        ] {
            assert!(matches!(without(path), BuildError::Absent(_)), "{path}");
        }
        let mut modular = tree();
        modular.file("boot/config-6.1", 0o644, "CONFIG_BLK_DEV_NVME=m\n");
        let refused = Boot::of(&modular, Architecture::X86_64).unwrap_err();
        assert!(matches!(
            refused,
            BuildError::NotBuiltIn("CONFIG_BLK_DEV_NVME")
        ));
        let other = Boot::of(&tree(), Architecture::Arm64).unwrap_err();
        assert!(other.to_string().contains("linuxaa64"), "{other}");
    }
}
