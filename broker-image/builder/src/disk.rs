//! The disk: partitions on a GPT, in a file whose empty blocks are holes.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use gpt::disk::LogicalBlockSize;
use gpt::partition_types;
use kafkaws_image_manifest::{Architecture, Measured};
use uuid::Uuid;

use crate::MIB;
use crate::error::BuildError;
use crate::measure;

/// Partitions begin and end at whole MiB, as every tool aligns them; the first MiB and the last hold the two tables.
const TABLE: u64 = MIB;
const SECTOR: u64 = 512;
/// What is looked at for holes: a block of the file systems that the file will lie on.
pub(crate) const PAGE: usize = 4096;

/// One partition.
#[derive(Clone, Debug)]
pub struct Partition {
    /// Its name in the table.
    pub name: &'static str,
    /// What it is for.
    pub kind: PartitionKind,
    /// Its identifier, which the kernel finds the root by.
    pub uuid: Uuid,
    /// A file with what is in it: whole MiB.
    pub content: PathBuf,
}

/// What a partition is for. Source: "The Discoverable Partitions Specification" of the UAPI group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartitionKind {
    /// EFI system partition.
    Esp,
    /// The root of a system for a processor.
    Root(Architecture),
}

/// Where a partition is, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Extent {
    start: u64,
    length: u64,
}

/// Writes a disk. It is as large as its partitions and tables are, in whole MiB.
///
/// # Errors
///
/// [`BuildError::File`], [`BuildError::Partitions`].
pub(crate) fn write(
    path: &Path,
    disk: Uuid,
    partitions: &[Partition],
) -> Result<Measured, BuildError> {
    let lengths = partitions.iter().map(|each| length(&each.content));
    let (extents, size) = layout(&lengths.collect::<Result<Vec<_>, _>>()?);
    let file = File::options()
        .create(true)
        .truncate(true)
        .read(true)
        .write(true)
        .open(path);
    let mut file = file.map_err(BuildError::at(path))?;
    file.set_len(size).map_err(BuildError::at(path))?;
    for (partition, extent) in partitions.iter().zip(&extents) {
        copy(&partition.content, &mut file, extent.start).map_err(BuildError::at(path))?;
    }
    protect(&mut file, size)?;
    table(&mut file, disk, partitions, &extents)?;
    file.sync_all().map_err(BuildError::at(path))?;
    measure::measured(&file).map_err(BuildError::at(path))
}

fn length(content: &Path) -> Result<u64, BuildError> {
    Ok(std::fs::metadata(content)
        .map_err(BuildError::at(content))?
        .len())
}

/// One after the other, and the size of the disk.
fn layout(lengths: &[u64]) -> (Vec<Extent>, u64) {
    let mut start = TABLE;
    let extents = lengths.iter().map(|length| {
        let length = length.next_multiple_of(MIB);
        let extent = Extent { start, length };
        start += length;
        extent
    });
    let extents = extents.collect();
    (extents, start + TABLE)
}

/// Copies what is not zero.
fn copy(from: &Path, to: &mut File, start: u64) -> std::io::Result<()> {
    let mut from = File::open(from)?;
    let mut at = start;
    let mut buffer = vec![0; MIB as usize];
    loop {
        let read = from.read(&mut buffer)?;
        if read == 0 {
            return Ok(());
        }
        for block in buffer.get(..read).unwrap_or_default().chunks(PAGE) {
            if !is_zero(block) {
                to.seek(SeekFrom::Start(at))?;
                to.write_all(block)?;
            }
            at += block.len() as u64;
        }
    }
}

/// What knows no GPT sees one partition over everything, and leaves it alone.
fn protect(file: &mut File, size: u64) -> Result<(), BuildError> {
    let sectors = u32::try_from(size / SECTOR - 1).unwrap_or(u32::MAX);
    let record = gpt::mbr::ProtectiveMBR::with_lb_size(sectors);
    record
        .overwrite_lba0(file)
        .map_err(BuildError::partitions)?;
    Ok(())
}

fn table(
    file: &mut File,
    disk: Uuid,
    partitions: &[Partition],
    extents: &[Extent],
) -> Result<(), BuildError> {
    let config = gpt::GptConfig::new()
        .writable(true)
        .logical_block_size(LogicalBlockSize::Lb512);
    let created = config.create_from_device(file, Some(disk));
    let mut gpt = created.map_err(BuildError::partitions)?;
    // Not by adding one after the other: each would get an identifier by chance.
    let entries = partitions.iter().zip(extents).map(entry);
    gpt.update_partitions((1..).zip(entries).collect())
        .map_err(BuildError::partitions)?;
    gpt.write().map_err(BuildError::partitions)?;
    Ok(())
}

fn entry((partition, extent): (&Partition, &Extent)) -> gpt::partition::Partition {
    gpt::partition::Partition {
        part_type_guid: partition.kind.of_gpt(),
        part_guid: partition.uuid,
        first_lba: extent.start / SECTOR,
        last_lba: (extent.start + extent.length) / SECTOR - 1,
        flags: 0,
        name: partition.name.to_owned(),
    }
}

impl PartitionKind {
    fn of_gpt(self) -> partition_types::Type {
        match self {
            Self::Esp => partition_types::EFI,
            Self::Root(Architecture::X86_64) => partition_types::LINUX_ROOT_X64,
            Self::Root(Architecture::Arm64) => partition_types::LINUX_ROOT_ARM_64,
        }
    }
}

/// Compared as a whole, which takes a fraction of the time that looking at each byte does.
pub(crate) fn is_zero(block: &[u8]) -> bool {
    const ZEROES: [u8; PAGE] = [0; PAGE];
    ZEROES.get(..block.len()) == Some(block)
}

#[cfg(test)]
mod tests {
    use kafkaws_image_manifest::{BLOCK_BYTES, Blocks, Digest};
    use sha2::{Digest as _, Sha256};

    use super::*;

    #[test]
    fn partitions_lie_between_the_tables_and_at_whole_mib() {
        let (extents, size) = layout(&[MIB, 5 * MIB / 2, 4 * MIB]);
        let expected = [(1, 1), (2, 3), (5, 4)];
        let expected = expected.map(|(start, length)| Extent {
            start: start * MIB,
            length: length * MIB,
        });
        assert_eq!(extents, expected);
        assert_eq!(size, 10 * MIB);
    }

    fn disk(folder: &Path, name: &str) -> (PathBuf, Measured) {
        let content = |name: &'static str, at: usize| {
            let mut bytes = vec![0; 3 * MIB as usize];
            bytes[at..at + 5].copy_from_slice(b"there");
            std::fs::write(folder.join(name), bytes).unwrap();
            folder.join(name)
        };
        let partitions = [
            Partition {
                name: "esp",
                kind: PartitionKind::Esp,
                uuid: Uuid::from_u128(1),
                content: content("esp", 0),
            },
            Partition {
                name: "root",
                kind: PartitionKind::Root(Architecture::X86_64),
                uuid: Uuid::from_u128(2),
                content: content("root", 2 * MIB as usize),
            },
        ];
        let path = folder.join(name);
        let written = write(&path, Uuid::from_u128(3), &partitions).unwrap();
        (path, written)
    }

    #[test]
    fn the_table_is_read_back_from_both_ends() {
        let folder = tempfile::tempdir().unwrap();
        let (path, _) = disk(folder.path(), "disk");
        let read = gpt::GptConfig::new()
            .only_valid_headers(true)
            .open(path)
            .unwrap();
        assert_eq!(read.guid(), &Uuid::from_u128(3));
        let root = &read.partitions()[&2];
        assert_eq!((root.first_lba, root.last_lba), (4 * 2048, 7 * 2048 - 1));
        assert_eq!(root.part_guid, Uuid::from_u128(2));
        assert_eq!(root.part_type_guid, partition_types::LINUX_ROOT_X64);
        assert_eq!(read.partitions()[&1].part_type_guid, partition_types::EFI);
    }

    #[test]
    fn content_is_where_the_table_says_and_the_rest_is_holes() {
        use std::os::unix::fs::{FileExt, MetadataExt};
        let folder = tempfile::tempdir().unwrap();
        let (path, written) = disk(folder.path(), "disk");
        let file = File::open(&path).unwrap();
        for at in [MIB, 6 * MIB] {
            let mut bytes = [0; 5];
            file.read_exact_at(&mut bytes, at).unwrap();
            assert_eq!(&bytes, b"there");
        }
        assert_eq!(written.size_bytes, 8 * MIB);
        // Each piece of content, and the tables: less than a tenth of the disk.
        assert!(written.data_bytes < MIB / 8, "{written:?}");
        assert!(file.metadata().unwrap().blocks() * 512 < MIB);
    }

    #[test]
    fn twice_the_same_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let (_, first) = disk(folder.path(), "first");
        let (path, second) = disk(folder.path(), "second");
        assert_eq!(first, second);
        let bytes = std::fs::read(path).unwrap();
        assert_eq!(
            second.sha256,
            Digest::of_bytes(&Sha256::digest(&bytes).into())
        );
        // Tables, what the partitions hold in blocks 2 and 12, and the tables' copy.
        let blocks = [0, 2, 12, 15].map(|index| {
            let block = &bytes[index * BLOCK_BYTES..(index + 1) * BLOCK_BYTES];
            (index as u32, Sha256::digest(block).into())
        });
        let expected = Blocks::of(blocks.iter().map(|(index, digest)| (*index, digest)));
        assert_eq!(second.blocks, expected);
    }
}
