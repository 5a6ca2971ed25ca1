//! Volumes that are block devices: EBS, as Nitro instances see it.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use kafkaws_boot_contract::Volume;

use super::content::{Content, Filesystem, Kind, inspect};
use super::error::{VolumeError, called};
use super::sysfs::Sysfs;
use super::{Storage, grow, mounts};
use crate::identity::{Identity, LABEL};
use crate::tools::{Tools, arguments, run, said};

/// The data of a broker needs no access times, devices or programs.
const OPTIONS: &str = "noatime,nodev,nosuid,noexec";

/// The devices of a machine.
pub(crate) struct Devices<'a> {
    pub(crate) sysfs: Sysfs,
    pub(crate) tools: &'a dyn Tools,
    /// What is made on a blank volume. What is there already is mounted as what it is.
    pub(crate) filesystem: Kind,
    /// Below it each volume is mounted, by its name.
    pub(crate) below: PathBuf,
    pub(crate) mountinfo: PathBuf,
}

impl Storage for Devices<'_> {
    fn locate(&self, volume: &Volume) -> Result<Option<PathBuf>, VolumeError> {
        let found = self.sysfs.with_serial(&volume.nvme_serial());
        let mut found = found.map_err(VolumeError::at(&self.sysfs.root))?;
        match found.len() {
            0 | 1 => Ok(found.pop()),
            _ => Err(VolumeError::Ambiguous {
                volume: called(volume),
                devices: names(&found),
            }),
        }
    }

    fn open(
        &self,
        owner: &Identity,
        volume: &Volume,
        device: &Path,
    ) -> Result<PathBuf, VolumeError> {
        let label = owner.label(&volume.name);
        let filesystem = self.filesystem_of(volume, device, &label)?;
        belongs(volume, &filesystem, &label)?;
        let at = self.below.join(&volume.name);
        self.mount(volume, device, &filesystem, &at)?;
        grow::grow(self.tools, filesystem.kind, device, &at)?;
        Ok(at)
    }
}

impl Devices<'_> {
    /// The filesystem on a device, made if it is blank.
    fn filesystem_of(
        &self,
        volume: &Volume,
        device: &Path,
        label: &str,
    ) -> Result<Filesystem, VolumeError> {
        let volume = called(volume);
        match inspect(self.tools, device)? {
            Content::Filesystem(found) => return Ok(found),
            Content::Foreign(content) => return Err(VolumeError::Foreign { volume, content }),
            Content::Blank => make(self.tools, self.filesystem, label, device)?,
        }
        match inspect(self.tools, device)? {
            Content::Filesystem(made) => Ok(made),
            other => Err(VolumeError::NotMade {
                volume,
                content: format!("{other:?}"),
            }),
        }
    }

    fn mount(
        &self,
        volume: &Volume,
        device: &Path,
        filesystem: &Filesystem,
        at: &Path,
    ) -> Result<(), VolumeError> {
        let number = self.sysfs.number(device).map_err(VolumeError::at(device))?;
        if self.holds(volume, at, &number)? {
            return Ok(());
        }
        self.refuse_copies(volume, filesystem)?;
        fs::create_dir_all(at).map_err(VolumeError::at(at))?;
        let source = format!("UUID={}", filesystem.uuid);
        let words = ["-t", filesystem.kind.name(), "-o", OPTIONS, &source];
        run(self.tools, "mount", &arguments(&words, at))?;
        // The UUID led to a device; this makes sure that it is the one whose serial number the volume has.
        match self.holds(volume, at, &number)? {
            true => Ok(()),
            false => Err(self.occupied(volume, at, number, "nothing")),
        }
    }

    /// Whether a place holds the mount of a device. Another device there is an error.
    fn holds(&self, volume: &Volume, at: &Path, number: &str) -> Result<bool, VolumeError> {
        let mounts = mounts::read(&self.mountinfo).map_err(VolumeError::at(&self.mountinfo))?;
        match mounts::at(&mounts, at) {
            None => Ok(false),
            Some(mount) if mount.number == number => Ok(true),
            Some(mount) => Err(self.occupied(volume, at, number.to_owned(), &mount.number)),
        }
    }

    fn occupied(&self, volume: &Volume, at: &Path, expected: String, actual: &str) -> VolumeError {
        VolumeError::Occupied {
            volume: called(volume),
            at: at.to_owned(),
            expected,
            actual: actual.to_owned(),
        }
    }

    /// A volume restored from a snapshot has the UUID of its original. With both attached, mounting by UUID would be
    /// a matter of luck.
    fn refuse_copies(&self, volume: &Volume, filesystem: &Filesystem) -> Result<(), VolumeError> {
        let uuid = format!("UUID={}", filesystem.uuid);
        // No cache: it is from before the volumes were attached.
        let words = [
            "--cache-file",
            "/dev/null",
            "--output",
            "device",
            "--match-token",
            &uuid,
        ];
        let holders = said(self.tools, "blkid", &words.map(OsStr::new))?.stdout;
        let devices: Vec<_> = holders.lines().map(str::to_owned).collect();
        match devices.len() {
            0 | 1 => Ok(()),
            _ => Err(VolumeError::Copied {
                volume: called(volume),
                uuid: filesystem.uuid.clone(),
                devices,
            }),
        }
    }
}

/// Makes a filesystem. The device must be blank: mkfs.ext4 asks no questions where nobody can answer.
pub(super) fn make(
    tools: &dyn Tools,
    kind: Kind,
    label: &str,
    device: &Path,
) -> Result<(), VolumeError> {
    let made = match kind {
        // No blocks kept back for root: root writes nothing there.
        Kind::Ext4 => run(
            tools,
            "mkfs.ext4",
            &arguments(&["-q", "-m", "0", "-L", label], device),
        ),
        Kind::Xfs => run(tools, "mkfs.xfs", &arguments(&["-q", "-L", label], device)),
    };
    Ok(made.map(drop)?)
}

fn belongs(volume: &Volume, filesystem: &Filesystem, expected: &str) -> Result<(), VolumeError> {
    let Filesystem { kind, label, .. } = filesystem;
    let volume = called(volume);
    match label {
        label if label == expected => Ok(()),
        label if label.starts_with(LABEL) => Err(VolumeError::OtherLabel {
            volume,
            label: label.clone(),
            expected: expected.to_owned(),
        }),
        label => Err(VolumeError::Foreign {
            volume,
            content: format!("a filesystem of kind {} labelled {label:?}", kind.name()),
        }),
    }
}

fn names(devices: &[PathBuf]) -> Vec<String> {
    devices
        .iter()
        .map(|device| device.display().to_string())
        .collect()
}
