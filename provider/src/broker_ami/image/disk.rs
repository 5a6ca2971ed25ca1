//! What a raw disk image says of itself: its partition table, and the loader that UEFI firmware runs.
//!
//! Read before anything is uploaded: EC2 registers any bytes as an image, and only an instance that never boots would tell.
//! Sources: UEFI specification 2.10, chapter 5 (GPT); the Discoverable Partitions Specification (types of root partitions).

use std::fmt;

use thiserror::Error;

use super::foreign;
use super::loader::Search;
use crate::broker_ami::types::Architecture;

/// Bytes of a sector. EBS volumes have no others.
pub(crate) const SECTOR: u64 = 512;
/// Enough of the beginning for the header and the usual 128 entries of a GPT.
pub(crate) const HEAD: u64 = 34 * SECTOR;

/// 4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709, as it lies on the disk.
const ROOT_X86_64: [u8; 16] = [
    0xe3, 0xbc, 0x68, 0x4f, 0xcd, 0xe8, 0xb1, 0x4d, 0x96, 0xe7, 0xfb, 0xca, 0xf9, 0x84, 0xb7, 0x09,
];
/// B921B045-1DF0-41C3-AF44-4C6F280D3FAE, as it lies on the disk.
const ROOT_ARM64: [u8; 16] = [
    0x45, 0xb0, 0x21, 0xb9, 0xf0, 0x1d, 0xc3, 0x41, 0xaf, 0x44, 0x4c, 0x6f, 0x28, 0x0d, 0x3f, 0xae,
];

/// C12A7328-F81F-11D2-BA4B-00A0C93EC93B, as it lies on the disk: an EFI system partition.
const ESP: [u8; 16] = [
    0x28, 0x73, 0x2a, 0xc1, 0x1f, 0xf8, 0xd2, 0x11, 0xba, 0x4b, 0x00, 0xa0, 0xc9, 0x3e, 0xc9, 0x3b,
];
/// The same in an MBR.
const ESP_OF_MBR: u8 = 0xef;

/// Why bytes are not a disk that a broker could boot from.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(crate) enum NoDisk {
    #[error("it is empty")]
    Empty,
    #[error(
        "it is a {0} file, and not a raw disk image. `qemu-img convert -O raw`, or unpacking it, makes one of it"
    )]
    OtherFormat(&'static str),
    #[error(
        "it has {0} bytes, which is not a whole number of 512-byte sectors: a raw disk image that was cut off, or something else"
    )]
    NoWholeSectors(u64),
    #[error("it has no partition table: the first sector does not end in 55 AA")]
    NoPartitionTable,
    #[error("it is cut off: its partition table is of a disk of {needed} bytes, and it has {size}")]
    Truncated { needed: u64, size: u64 },
    #[error("its partition table is damaged: the second copy at byte {0} is missing")]
    NoBackup(u64),
    #[error("its partition table has entries of {0} bytes, which no specification knows")]
    StrangeEntries(u64),
}

/// The partition table of an image, and its loader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Disk {
    /// Whether it is GPT; else MBR.
    pub(crate) gpt: bool,
    /// What the type of its root partition says; `None` where no partition or more than one kind tells.
    pub(crate) root: Option<Architecture>,
    /// Where its first EFI system partition begins.
    pub(crate) esp: Option<u64>,
    /// What the loader on it is for, once that has been looked for; `None` where there is none, or one for each.
    pub(crate) loader: Option<Architecture>,
    /// Where the second copy of the partition table must be.
    pub(crate) backup: Option<u64>,
}

/// What says which processor a disk is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Witness {
    /// The UEFI program that is run.
    Loader,
    /// The type of the root partition.
    Root,
}

impl fmt::Display for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Loader => "its UEFI loader in /EFI/BOOT",
            Self::Root => "the type of its root partition",
        })
    }
}

impl Disk {
    /// Reads the table. `head` is the first [`HEAD`] bytes, or all if there are fewer.
    ///
    /// # Errors
    ///
    /// Why it is not a disk.
    pub(crate) fn read(size: u64, head: &[u8]) -> Result<Self, NoDisk> {
        if size == 0 {
            return Err(NoDisk::Empty);
        }
        if let Some(format) = foreign::format(head) {
            return Err(NoDisk::OtherFormat(format));
        }
        if !size.is_multiple_of(SECTOR) {
            return Err(NoDisk::NoWholeSectors(size));
        }
        if head.get(510..512) != Some(&[0x55, 0xaa]) {
            return Err(NoDisk::NoPartitionTable);
        }
        match head.get(512..HEAD as usize) {
            Some(table) if table.starts_with(b"EFI PART") => gpt(size, table),
            _ => mbr(size, head),
        }
    }

    /// A search for the loader of a disk of this size.
    pub(crate) fn search(&self, size: u64) -> Option<Search> {
        self.esp.map(|start| Search::new(start, size))
    }

    /// What it is for, and what says so. The loader is what the firmware runs, whatever partitions are called.
    pub(crate) fn architecture(&self) -> Option<(Architecture, Witness)> {
        let loader = self.loader.map(|one| (one, Witness::Loader));
        loader.or(self.root.map(|one| (one, Witness::Root)))
    }

    /// Whether the second copy of the table is where it must be, in these bytes from [`Disk::backup`] on.
    pub(crate) fn check_backup(&self, sector: &[u8]) -> Result<(), NoDisk> {
        match self.backup {
            Some(at) if !sector.starts_with(b"EFI PART") => Err(NoDisk::NoBackup(at)),
            _ => Ok(()),
        }
    }
}

/// `table` begins with the header.
fn gpt(size: u64, table: &[u8]) -> Result<Disk, NoDisk> {
    let backup = long(table, 32).saturating_mul(SECTOR);
    fits(size, backup.saturating_add(SECTOR))?;
    let (count, length) = (word(table, 80), word(table, 84));
    if length < 128 || !length.is_multiple_of(128) {
        return Err(NoDisk::StrangeEntries(length));
    }
    let (mut kinds, mut esp) = (Vec::new(), None);
    let entries = table.get(512..).unwrap_or_default();
    let parts = entries.chunks_exact(length as usize).take(count as usize);
    for entry in parts.filter(|entry| entry.get(..16) != Some(&[0; 16])) {
        let end = long(entry, 40).saturating_add(1).saturating_mul(SECTOR);
        fits(size, end)?;
        kinds.extend(architecture_of(entry));
        if entry.starts_with(&ESP) {
            esp.get_or_insert(long(entry, 32).saturating_mul(SECTOR));
        }
    }
    kinds.dedup();
    Ok(Disk {
        gpt: true,
        root: kinds.first().copied().filter(|_| kinds.len() == 1),
        esp,
        loader: None,
        backup: Some(backup),
    })
}

fn architecture_of(entry: &[u8]) -> Option<Architecture> {
    let kind = entry.get(..16)?;
    match () {
        () if kind == ROOT_X86_64 => Some(Architecture::X86),
        () if kind == ROOT_ARM64 => Some(Architecture::Arm64),
        () => None,
    }
}

/// Four entries of 16 bytes; one without sectors is not used.
fn mbr(size: u64, head: &[u8]) -> Result<Disk, NoDisk> {
    let mut esp = None;
    for entry in head.get(446..510).unwrap_or_default().chunks_exact(16) {
        let (start, sectors) = (word(entry, 8), word(entry, 12));
        fits(size, (start + sectors) * SECTOR)?;
        if entry.get(4) == Some(&ESP_OF_MBR) && sectors > 0 {
            esp.get_or_insert(start * SECTOR);
        }
    }
    Ok(Disk {
        gpt: false,
        root: None,
        esp,
        loader: None,
        backup: None,
    })
}

fn fits(size: u64, needed: u64) -> Result<(), NoDisk> {
    match needed <= size {
        true => Ok(()),
        false => Err(NoDisk::Truncated { needed, size }),
    }
}

/// A number of two bytes. This and the others are read as zero past the end.
pub(super) fn short(bytes: &[u8], at: usize) -> u64 {
    let two = bytes.get(at..at + 2).and_then(|two| two.try_into().ok());
    u16::from_le_bytes(two.unwrap_or_default()).into()
}

/// A number of four bytes.
pub(super) fn word(bytes: &[u8], at: usize) -> u64 {
    let four = bytes.get(at..at + 4).and_then(|four| four.try_into().ok());
    u32::from_le_bytes(four.unwrap_or_default()).into()
}

fn long(bytes: &[u8], at: usize) -> u64 {
    let eight = bytes
        .get(at..at + 8)
        .and_then(|eight| eight.try_into().ok());
    u64::from_le_bytes(eight.unwrap_or_default())
}

#[cfg(test)]
#[path = "disk_tests.rs"]
mod tests;
