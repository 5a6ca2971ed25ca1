//! What a device holds. Deciding that it holds nothing is the most dangerous thing that the agent does.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use serde::Deserialize;

use super::error::VolumeError;
use crate::tools::{Output, Tools, arguments, said};

/// The filesystems that the agent makes, mounts and grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    Ext4,
    Xfs,
}

impl Kind {
    const ALL: [Self; 2] = [Self::Ext4, Self::Xfs];

    /// Its name for mount and blkid.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ext4 => "ext4",
            Self::Xfs => "xfs",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// What was found on a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// No signature is known, and both ends are zeroes.
    Blank,
    Filesystem(Filesystem),
    /// Anything else, in words.
    Foreign(String),
}

/// A filesystem that the agent can mount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Filesystem {
    pub(crate) kind: Kind,
    pub(crate) uuid: String,
    pub(crate) label: String,
}

/// How much of each end must be zeroes. Superblocks, partition tables, and the metadata of LVM, LUKS, RAID and ZFS
/// begin within the first MiB or the last.
const END: u64 = 1024 * 1024;

/// Looks at a device. Nothing is written.
///
/// Signatures are libblkid's to know: it has some eighty, and is what mount and udev go by.
pub(crate) fn inspect(tools: &dyn Tools, device: &Path) -> Result<Content, VolumeError> {
    // Before blkid: it calls a device that it cannot open, and one that it finds nothing on, by the same exit code.
    let data = first_data(device).map_err(VolumeError::at(device))?;
    let words = ["--probe", "--output", "export"];
    let probed = said(tools, "blkid", &arguments(&words, device))?;
    Ok(match (probed.code, data) {
        (Some(0), _) => known(&probed.stdout),
        (Some(2), None) => Content::Blank,
        (Some(2), Some(offset)) => Content::Foreign(format!(
            "data that no known filesystem explains, at byte {offset}"
        )),
        (Some(8), _) => Content::Foreign("signatures of several filesystems at once".to_owned()),
        _ => Content::Foreign(unreadable(&probed)),
    })
}

/// Not an error of its own: whatever stands in the way of knowing makes the device foreign.
fn unreadable(probed: &Output) -> String {
    format!("something that blkid fails on: {}", probed.stderr.trim())
}

fn known(stdout: &str) -> Content {
    let values: BTreeMap<_, _> = stdout
        .lines()
        .filter_map(|line| line.split_once('='))
        .collect();
    let value = |name: &str| values.get(name).copied().unwrap_or_default().to_owned();
    let kind = values.get("TYPE").and_then(|name| Kind::named(name));
    match (kind, values.get("TYPE"), values.get("PTTYPE")) {
        (Some(kind), _, None) => Content::Filesystem(Filesystem {
            kind,
            uuid: value("UUID"),
            label: value("LABEL"),
        }),
        (_, Some(other), _) => Content::Foreign(format!("{other} ({})", value("USAGE"))),
        (_, _, Some(table)) => Content::Foreign(format!("a partition table ({table})")),
        _ => Content::Foreign("something that blkid knows and does not name".to_owned()),
    }
}

/// Where the first byte in the first or last MiB is that is not zero.
fn first_data(device: &Path) -> io::Result<Option<u64>> {
    let mut file = File::open(device)?;
    // The metadata of a device says that it has no bytes; its end says how many.
    let length = file.seek(SeekFrom::End(0))?;
    for from in [0, length.saturating_sub(END)] {
        file.seek(SeekFrom::Start(from))?;
        let mut bytes = Vec::new();
        (&mut file).take(END).read_to_end(&mut bytes)?;
        if let Some(index) = bytes.iter().position(|byte| *byte != 0) {
            return Ok(Some(from + index as u64));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tools::testing::Scripted;

    fn disk(bytes: &[(u64, &[u8])], length: u64) -> tempfile::NamedTempFile {
        use std::io::Write;
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.as_file().set_len(length).unwrap();
        for (at, bytes) in bytes {
            file.seek(SeekFrom::Start(*at)).unwrap();
            file.write_all(bytes).unwrap();
        }
        file
    }

    #[test]
    fn zeroes_at_both_ends_are_needed() {
        let length = 5 * END;
        let cases: [(Option<u64>, Option<u64>); 7] = [
            (None, None),
            (Some(0), Some(0)),
            (Some(END - 1), Some(END - 1)),
            (Some(END), None),
            (Some(length - END - 1), None),
            (Some(length - END), Some(length - END)),
            (Some(length - 1), Some(length - 1)),
        ];
        for (at, found) in cases {
            let bytes: Vec<(u64, &[u8])> = at.map(|at| (at, &b"x"[..])).into_iter().collect();
            let disk = disk(&bytes, length);
            assert_eq!(first_data(disk.path()).unwrap(), found, "{at:?}");
        }
    }

    #[test]
    fn a_disk_smaller_than_what_is_looked_at() {
        assert_eq!(first_data(disk(&[], 0).path()).unwrap(), None);
        assert_eq!(
            first_data(disk(&[(511, b"x")], 512).path()).unwrap(),
            Some(511)
        );
    }

    #[test]
    fn what_blkid_says() {
        let ext4 = "DEVNAME=/dev/nvme1n1\nLABEL=kws-0\nUUID=b9287096\nVERSION=1.0\nTYPE=ext4\nUSAGE=filesystem\n";
        let filesystem = Filesystem {
            kind: Kind::Ext4,
            uuid: "b9287096".into(),
            label: "kws-0".into(),
        };
        let foreign = |what: &str| Content::Foreign(what.to_owned());
        let cases = [
            (0, ext4, Content::Filesystem(filesystem)),
            (
                0,
                "TYPE=btrfs\nUSAGE=filesystem\n",
                foreign("btrfs (filesystem)"),
            ),
            (
                0,
                "TYPE=LVM2_member\nUSAGE=raid\n",
                foreign("LVM2_member (raid)"),
            ),
            (
                0,
                "PTUUID=1\nPTTYPE=gpt\n",
                foreign("a partition table (gpt)"),
            ),
            (
                0,
                "TYPE=ext4\nUSAGE=filesystem\nPTTYPE=dos\n",
                foreign("ext4 (filesystem)"),
            ),
            (
                0,
                "",
                foreign("something that blkid knows and does not name"),
            ),
            (2, "", Content::Blank),
            (8, "", foreign("signatures of several filesystems at once")),
            (4, "", foreign("something that blkid fails on: no")),
        ];
        let disk = disk(&[], END);
        for (code, stdout, expected) in cases {
            let tools = Scripted::default().when("blkid", code, stdout);
            assert_eq!(
                inspect(&tools, disk.path()).unwrap(),
                expected,
                "{code} {stdout}"
            );
        }
    }

    #[test]
    fn a_device_that_cannot_be_read_is_not_blank() {
        let tools = Scripted::default().when("blkid", 2, "");
        assert!(inspect(&tools, Path::new("/nowhere")).is_err());
        assert!(tools.calls().is_empty());
    }
}
