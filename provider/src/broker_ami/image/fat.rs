//! As much of FAT as finding a file takes, and the bytes at its beginning. A crate would bring all of it, writing too, into a
//! program that is downloaded; and it reads through a file, where these bytes may be in S3.
//!
//! Source: Microsoft's FAT32 File System Specification 1.03. Which FAT it is, is told as UEFI firmware does: by `BPB_FATSz16` and then by the
//! number of clusters.

use super::disk::{short, word};
use super::known::{Known, Stop};

/// Entries of a folder that are looked at: one that is linked to itself has no end.
const ENTRIES: usize = 2048;
/// Clusters that are followed into a file. What is looked for is at its beginning.
const DEEP: u64 = 128;
/// Bytes of an entry of a folder.
const ENTRY: u64 = 32;

/// A name as entries have it: eight bytes and three, filled up with spaces.
pub(super) type ShortName = [u8; 11];

/// A file system. Places are in bytes from the beginning of the disk.
pub(super) struct Fat<'k> {
    known: &'k Known,
    kind: Kind,
    table: u64,
    root: Cursor,
    data: u64,
    /// Bytes of a cluster.
    cluster: u64,
    /// How many there are; the first is number 2.
    clusters: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Fat12,
    Fat16,
    Fat32,
}

/// Where the next entry of a folder is.
#[derive(Clone, Copy)]
struct Cursor {
    at: u64,
    end: u64,
    /// What it is in. The root folder of FAT12 and FAT16 lies before all clusters.
    cluster: Option<u64>,
}

impl<'k> Fat<'k> {
    /// The file system that begins at this byte.
    pub(super) fn open(known: &'k Known, start: u64) -> Result<Self, Stop> {
        let boot: [u8; 512] = known.bytes(start)?;
        let (sector, per_cluster) = (short(&boot, 11), u64::from(boot[13]));
        let sound = boot.ends_with(&[0x55, 0xaa])
            && (512..=4096).contains(&sector)
            && sector.is_power_of_two()
            && per_cluster.is_power_of_two();
        if !sound {
            return Err(Stop::Nothing);
        }
        let either = |small: u64, large| {
            if small == 0 {
                word(&boot, large)
            } else {
                small
            }
        };
        let table = short(&boot, 14);
        let root = table + u64::from(boot[16]) * either(short(&boot, 22), 36);
        let data = root + (short(&boot, 17) * ENTRY).div_ceil(sector);
        let sectors = either(short(&boot, 19), 32).checked_sub(data);
        let mut fat = Self {
            known,
            kind: Kind::Fat32,
            table: start.saturating_add(table * sector),
            root: Cursor {
                at: start.saturating_add(root * sector),
                end: start.saturating_add(data * sector),
                cluster: None,
            },
            data: start.saturating_add(data * sector),
            cluster: sector * per_cluster,
            clusters: sectors.ok_or(Stop::Nothing)? / per_cluster,
        };
        match short(&boot, 22) {
            0 => fat.root = fat.folder(word(&boot, 44))?,
            _ if fat.clusters < 4085 => fat.kind = Kind::Fat12,
            _ => fat.kind = Kind::Fat16,
        }
        Ok(fat)
    }

    /// The file at this path of names.
    pub(super) fn file(&self, path: &[&ShortName]) -> Result<File<'_>, Stop> {
        let (file, folders) = path.split_last().ok_or(Stop::Nothing)?;
        let mut folder = self.root;
        for name in folders {
            folder = self.folder(self.entry(folder, name)?)?;
        }
        let first = self.entry(folder, file)?;
        Ok(File { fat: self, first })
    }

    /// The first cluster of what has this name.
    fn entry(&self, mut folder: Cursor, name: &ShortName) -> Result<u64, Stop> {
        for _ in 0..ENTRIES {
            if folder.at >= folder.end {
                folder = self.folder(self.next(folder.cluster.ok_or(Stop::Nothing)?)?)?;
            }
            let entry: [u8; ENTRY as usize] = self.known.bytes(folder.at)?;
            folder.at += ENTRY;
            // The label of the volume may have the name as well, and parts of long names look like one.
            let is_label = entry[11] & 8 != 0;
            match entry[0] {
                0 => return Err(Stop::Nothing),
                _ if entry.starts_with(name) && !is_label => return Ok(self.first_of(&entry)),
                _ => {}
            }
        }
        Err(Stop::Nothing)
    }

    fn first_of(&self, entry: &[u8]) -> u64 {
        let high = match self.kind {
            Kind::Fat32 => short(entry, 20),
            // Has been used for something else.
            Kind::Fat12 | Kind::Fat16 => 0,
        };
        high << 16 | short(entry, 26)
    }

    fn folder(&self, cluster: u64) -> Result<Cursor, Stop> {
        let at = self.place(cluster)?;
        Ok(Cursor {
            at,
            end: at.saturating_add(self.cluster),
            cluster: Some(cluster),
        })
    }

    /// Where a cluster is. The marks of a chain's end are no numbers of clusters.
    fn place(&self, cluster: u64) -> Result<u64, Stop> {
        let number = cluster.checked_sub(2).ok_or(Stop::Nothing)?;
        match number < self.clusters {
            true => Ok(self.data.saturating_add(number * self.cluster)),
            false => Err(Stop::Nothing),
        }
    }

    /// The cluster after this one.
    fn next(&self, cluster: u64) -> Result<u64, Stop> {
        let at = |offset| self.table.saturating_add(offset);
        Ok(match self.kind {
            Kind::Fat12 => {
                let pair = short(&self.known.bytes::<2>(at(cluster + cluster / 2))?, 0);
                (pair >> (4 * (cluster % 2))) & 0xfff
            }
            Kind::Fat16 => short(&self.known.bytes::<2>(at(2 * cluster))?, 0),
            Kind::Fat32 => word(&self.known.bytes::<4>(at(4 * cluster))?, 0) & 0x0fff_ffff,
        })
    }
}

/// A file.
pub(super) struct File<'f> {
    fat: &'f Fat<'f>,
    first: u64,
}

impl File<'_> {
    /// Bytes of it, which lie in one cluster.
    pub(super) fn bytes<const N: usize>(&self, at: u64) -> Result<[u8; N], Stop> {
        let (before, within) = (at / self.fat.cluster, at % self.fat.cluster);
        if before > DEEP {
            return Err(Stop::Nothing);
        }
        let mut cluster = self.first;
        for _ in 0..before {
            cluster = self.fat.next(cluster)?;
        }
        let place = self.fat.place(cluster)?;
        self.fat.known.bytes(place.saturating_add(within))
    }
}
