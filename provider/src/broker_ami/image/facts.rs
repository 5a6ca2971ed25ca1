//! What is known of an image before it is uploaded.

use kafkaws_image_manifest::Manifest;
use serde::{Deserialize, Serialize};

use super::disk::Disk;
use super::problem::ImageProblem;
use crate::broker_ami::types::{Architecture, BootMode};

/// What is known of an image.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Facts {
    /// What errors call it: its path, or `s3://bucket/key`.
    pub(crate) image: String,
    /// SHA-256 of the whole.
    pub(crate) sha256: String,
    /// Bytes of the disk.
    pub(crate) size: u64,
    /// What its partition table and its loader say.
    pub(crate) disk: Disk,
    /// What is beside it.
    pub(crate) manifest: Option<Manifest>,
    /// How it looked, where its SHA-256 had to be found out by reading it.
    pub(crate) stamp: Option<Stamp>,
}

/// How an image looked when its SHA-256 was found out. One that looks the same is not read again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stamp {
    /// Bytes of the file.
    size: u64,
    /// Time of its last change in nanoseconds of the Unix epoch.
    changed: i128,
    /// Its SHA-256 then.
    pub(super) sha256: String,
}

impl Stamp {
    pub(super) fn new(size: u64, changed: i128, sha256: String) -> Self {
        Self {
            size,
            changed,
            sha256,
        }
    }

    pub(super) fn fits(&self, size: u64, changed: i128) -> bool {
        (self.size, self.changed) == (size, changed)
    }
}

impl Facts {
    /// Volumes have whole GiB.
    pub(crate) fn size_gib(&self) -> u64 {
        self.size.div_ceil(1 << 30)
    }

    /// The processor it is for, as far as it tells. A disk that says nothing is most likely of the usual one.
    pub(crate) fn architecture(&self) -> Architecture {
        let said = self.manifest.as_ref().map(|one| one.architecture.into());
        let disk = self.disk.architecture().map(|(said, _)| said);
        said.or(disk).unwrap_or(Architecture::X86)
    }

    /// How it is booted, as far as it tells.
    pub(crate) fn boot_mode(&self) -> BootMode {
        let said = self.manifest.as_ref().map(|one| one.boot_mode.into());
        let usual = match self.disk.gpt {
            true => BootMode::Uefi,
            false => BootMode::LegacyBios,
        };
        said.unwrap_or(usual)
    }

    /// Whether an AMI of this architecture and boot mode can be made of it.
    ///
    /// # Errors
    ///
    /// Why an instance of it would never boot.
    pub(crate) fn check(
        &self,
        wanted: Architecture,
        boot_mode: BootMode,
    ) -> Result<(), ImageProblem> {
        if let Some((actual, witness)) = self.disk.architecture()
            && actual != wanted
        {
            return Err(ImageProblem::OtherArchitecture {
                image: self.image.clone(),
                actual,
                witness,
                wanted,
            });
        }
        match (wanted, boot_mode) {
            (Architecture::Arm64, BootMode::LegacyBios | BootMode::UefiPreferred) => {
                Err(ImageProblem::ArmWithoutUefi)
            }
            _ => Ok(()),
        }
    }

    /// Whether it fits into a root volume, whose size the user may have said, in GiB.
    ///
    /// # Errors
    ///
    /// What it is larger than.
    pub(crate) fn check_size(&self, root_volume: Option<u64>) -> Result<(), ImageProblem> {
        /// 64 TiB. Source: StartSnapshot, `VolumeSize`.
        const LARGEST: u64 = 65_536;
        let size = self.size_gib();
        let limit = match root_volume {
            Some(wanted) if wanted < size => format!("the {wanted} GiB of the root volume"),
            _ if size > LARGEST => format!("the {LARGEST} GiB of the largest volume"),
            _ => return Ok(()),
        };
        let image = self.image.clone();
        Err(ImageProblem::TooLarge { image, size, limit })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(size: u64, architecture: Option<Architecture>) -> Facts {
        Facts {
            image: "x.raw".into(),
            sha256: "00".repeat(32),
            size,
            disk: Disk {
                gpt: true,
                root: architecture,
                esp: None,
                loader: None,
                backup: None,
            },
            manifest: None,
            stamp: None,
        }
    }

    #[test]
    fn a_disk_that_says_nothing_is_of_the_usual_kind() {
        let one = facts(1 << 30, None);
        assert_eq!(one.architecture(), Architecture::X86);
        assert_eq!(one.boot_mode(), BootMode::Uefi);
        assert!(one.check(Architecture::Arm64, BootMode::Uefi).is_ok());
    }

    #[test]
    fn another_architecture_and_bios_on_arm_are_refused() {
        let one = facts(1 << 30, Some(Architecture::X86));
        let wrong = one.check(Architecture::Arm64, BootMode::Uefi);
        assert!(matches!(wrong, Err(ImageProblem::OtherArchitecture { .. })));
        let arm = facts(1 << 30, Some(Architecture::Arm64));
        let wrong = arm.check(Architecture::Arm64, BootMode::LegacyBios);
        assert!(matches!(wrong, Err(ImageProblem::ArmWithoutUefi)));
    }

    #[test]
    fn sizes_are_compared_in_whole_gib() {
        let one = facts((2 << 30) + 512, None);
        assert_eq!(one.size_gib(), 3);
        assert!(one.check_size(Some(3)).is_ok() && one.check_size(None).is_ok());
        assert!(one.check_size(Some(2)).is_err());
        assert!(facts(65_537 << 30, None).check_size(None).is_err());
    }
}
