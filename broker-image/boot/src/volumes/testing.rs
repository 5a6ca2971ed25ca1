//! A machine for tests of volumes: made-up /sys and /proc, images in place of devices, the system's real mkfs and blkid.

use super::content::Kind;
use super::sysfs::Sysfs;
use super::sysfs::testing::{add, sysfs};
use super::*;
use crate::clock::testing::TestClock;
use crate::console::testing::Screen;
use crate::tools::testing::Scripted;
use crate::tools::{Output, Programs, Tools, arguments};

pub(super) const MIB: u64 = 1024 * 1024;

pub(super) fn owner() -> Identity {
    Identity {
        cluster: "orders".into(),
        broker_id: 1,
    }
}

pub(super) fn data() -> Volume {
    Volume {
        name: "data".into(),
        volume_id: "vol-0aaaaaaaaaaaaaaaa".into(),
    }
}

/// A machine with one disk of 64 MiB, on which everything is real but mount, blkid's search and resize2fs.
pub(super) struct Machine {
    pub(super) folder: tempfile::TempDir,
    pub(super) tools: Scripted,
    pub(super) screen: Screen,
}

impl Machine {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let sysfs = sysfs(folder.path());
        add(
            &sysfs,
            "nvme1n1",
            "259:1",
            "device/serial",
            "vol0aaaaaaaaaaaaaaaa",
        );
        let machine = Self {
            tools: real("mkfs.ext4", real("blkid --probe", Scripted::default())),
            folder,
            screen: Screen::default(),
        };
        machine.write("nvme1n1", 0, &[]);
        std::fs::write(machine.folder.path().join("mountinfo"), "").unwrap();
        machine.mounting("259:1")
    }

    /// What `mount` leaves behind.
    pub(super) fn mounting(mut self, number: &'static str) -> Self {
        let mountinfo = self.folder.path().join("mountinfo");
        self.tools = self.tools.on("mount ", move |line| {
            let at = line.last().unwrap();
            let text = format!("31 24 {number} / {at} rw - ext4 /dev/nvme1n1 rw\n");
            std::fs::write(&mountinfo, text).unwrap();
            Output {
                code: Some(0),
                ..Output::default()
            }
        });
        self
    }

    pub(super) fn device(&self, name: &str) -> PathBuf {
        self.folder.path().join("dev").join(name)
    }

    pub(super) fn write(&self, name: &str, at: u64, bytes: &[u8]) {
        use std::os::unix::fs::FileExt;
        let mut options = std::fs::OpenOptions::new();
        let options = options.create(true).truncate(false).write(true);
        let file = options.open(self.device(name)).unwrap();
        file.set_len(64 * MIB).unwrap();
        file.write_all_at(bytes, at).unwrap();
    }

    pub(super) fn sysfs(&self) -> Sysfs {
        Sysfs {
            root: self.folder.path().join("sys"),
            devices: self.folder.path().join("dev"),
        }
    }

    pub(super) fn ready(
        &self,
        clock: &TestClock,
        volumes: &[Volume],
    ) -> Result<Vec<Mounted>, VolumeError> {
        let storage = Devices {
            sysfs: self.sysfs(),
            tools: &self.tools,
            filesystem: Kind::Ext4,
            below: self.folder.path().join("data"),
            mountinfo: self.folder.path().join("mountinfo"),
        };
        let readying = Readying {
            storage: &storage,
            clock,
            patience: PATIENCE,
            console: &self.screen,
            user: None,
        };
        readying.ready(&owner(), volumes)
    }

    pub(super) fn ready_now(&self) -> Result<Vec<Mounted>, VolumeError> {
        self.ready(&TestClock::default(), &[data()])
    }

    /// The disk's bytes, to show that nothing was written.
    pub(super) fn bytes(&self) -> Vec<u8> {
        std::fs::read(self.device("nvme1n1")).unwrap()
    }
}

/// Lets the system's own program answer.
fn real(begins: &'static str, tools: Scripted) -> Scripted {
    tools.on(begins, |line| {
        let arguments: Vec<_> = line[1..].iter().map(std::ffi::OsStr::new).collect();
        Programs.output(&line[0], &arguments).unwrap()
    })
}

/// Whether the tools of filesystems are here. Says so if not: the test is counted as skipped.
pub(super) fn tools_are_here() -> bool {
    let absent = ["mkfs.ext4", "blkid", "dumpe2fs"]
        .into_iter()
        .find(|program| Programs.output(program, &["-V".as_ref()]).is_err());
    if let Some(program) = absent {
        println!("skipped: {program} is not installed");
    }
    absent.is_none()
}

/// Makes an ext4 filesystem on the machine's disk.
pub(super) fn mkfs(machine: &Machine, words: &[&str]) {
    let device = machine.device("nvme1n1");
    let made = Programs.output("mkfs.ext4", &arguments(words, &device));
    assert_eq!(made.unwrap().code, Some(0));
}
