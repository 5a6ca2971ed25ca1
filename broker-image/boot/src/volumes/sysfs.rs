//! Block devices as the kernel shows them under /sys.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Where devices are looked for.
#[derive(Clone, Debug)]
pub(crate) struct Sysfs {
    /// `/sys`.
    pub(crate) root: PathBuf,
    /// `/dev`.
    pub(crate) devices: PathBuf,
}

impl Sysfs {
    /// The machine's own.
    pub(crate) fn of_machine() -> Self {
        Self {
            root: "/sys".into(),
            devices: "/dev".into(),
        }
    }

    /// The devices with a serial number. More than one is possible, and nothing to choose from.
    pub(crate) fn with_serial(&self, serial: &str) -> io::Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(self.root.join("block"))? {
            let entry = entry?;
            if is_device(&entry.path()) && serial_of(&entry.path()).as_deref() == Some(serial) {
                found.push(self.devices.join(entry.file_name()));
            }
        }
        found.sort();
        Ok(found)
    }

    /// A device's number, `major:minor`, which mounts are known by.
    pub(crate) fn number(&self, device: &Path) -> io::Result<String> {
        let name = device.file_name().unwrap_or_default();
        attribute(&self.root.join("block").join(name).join("dev"))
    }

    /// The size of the device with a number, in sectors of 512 bytes whatever the device's own are.
    pub(crate) fn sectors(&self, number: &str) -> io::Result<u64> {
        let size = attribute(&self.root.join("dev/block").join(number).join("size"))?;
        size.parse()
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }
}

/// The paths of a multipath NVMe namespace have its serial number too, and cannot be opened.
fn is_device(block: &Path) -> bool {
    attribute(&block.join("hidden")).map_or(true, |hidden| hidden != "1")
}

/// NVMe has it at the controller, virtio at the device itself.
fn serial_of(block: &Path) -> Option<String> {
    let places = ["device/serial", "serial"];
    places
        .iter()
        .find_map(|place| attribute(&block.join(place)).ok())
}

/// NVMe pads a serial number with blanks to 20 characters.
fn attribute(path: &Path) -> io::Result<String> {
    Ok(fs::read_to_string(path)?.trim().to_owned())
}

#[cfg(test)]
pub(crate) mod testing {
    use super::{Sysfs, fs};

    /// Adds a device to a made-up /sys and /dev: `serial_at` below its folder says where the kernel shows the serial.
    pub(crate) fn add(sysfs: &Sysfs, name: &str, number: &str, serial_at: &str, serial: &str) {
        let block = sysfs.root.join("block").join(name);
        fs::create_dir_all(block.join("device")).unwrap();
        fs::write(block.join(serial_at), format!("{serial:<20}\n")).unwrap();
        fs::write(block.join("dev"), format!("{number}\n")).unwrap();
        fs::create_dir_all(&sysfs.devices).unwrap();
        let numbers = sysfs.root.join("dev/block").join(number);
        fs::create_dir_all(&numbers).unwrap();
        resize(sysfs, number, 131_072);
    }

    pub(crate) fn resize(sysfs: &Sysfs, number: &str, sectors: u64) {
        let size = sysfs.root.join("dev/block").join(number).join("size");
        fs::write(size, format!("{sectors}\n")).unwrap();
    }

    pub(crate) fn sysfs(folder: &std::path::Path) -> Sysfs {
        fs::create_dir_all(folder.join("sys/block")).unwrap();
        Sysfs {
            root: folder.join("sys"),
            devices: folder.join("dev"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{add, resize, sysfs};
    use super::*;

    #[test]
    fn devices_are_found_by_serial_number_wherever_the_driver_shows_it() {
        let folder = tempfile::tempdir().unwrap();
        let sysfs = sysfs(folder.path());
        add(
            &sysfs,
            "nvme0n1",
            "259:0",
            "device/serial",
            "vol0aaaaaaaaaaaaaaaa",
        );
        add(
            &sysfs,
            "nvme1n1",
            "259:1",
            "device/serial",
            "vol0bbbbbbbbbbbbbbbb",
        );
        add(&sysfs, "vda", "254:0", "serial", "vol0cccccccccccccccc");
        fs::create_dir_all(sysfs.root.join("block/loop0")).unwrap();
        let found = |serial: &str| sysfs.with_serial(serial).unwrap();
        assert_eq!(
            found("vol0bbbbbbbbbbbbbbbb"),
            [sysfs.devices.join("nvme1n1")]
        );
        assert_eq!(found("vol0cccccccccccccccc"), [sysfs.devices.join("vda")]);
        assert!(found("vol0dddddddddddddddd").is_empty());
        assert!(found("vol0").is_empty());
    }

    #[test]
    fn a_hidden_path_is_no_device_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let sysfs = sysfs(folder.path());
        add(&sysfs, "nvme0n1", "259:0", "device/serial", "vol0a");
        add(&sysfs, "nvme0c0n1", "259:9", "device/serial", "vol0a");
        assert_eq!(sysfs.with_serial("vol0a").unwrap().len(), 2);
        fs::write(sysfs.root.join("block/nvme0c0n1/hidden"), "1\n").unwrap();
        assert_eq!(
            sysfs.with_serial("vol0a").unwrap(),
            [sysfs.devices.join("nvme0n1")]
        );
    }

    #[test]
    fn number_and_size() {
        let folder = tempfile::tempdir().unwrap();
        let sysfs = sysfs(folder.path());
        add(&sysfs, "nvme1n1", "259:1", "device/serial", "vol0a");
        assert_eq!(
            sysfs.number(&sysfs.devices.join("nvme1n1")).unwrap(),
            "259:1"
        );
        resize(&sysfs, "259:1", 4096);
        assert_eq!(sysfs.sectors("259:1").unwrap(), 4096);
        assert!(sysfs.sectors("259:2").is_err());
    }
}
