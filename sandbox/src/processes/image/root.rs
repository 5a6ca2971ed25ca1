//! The root file system of an image.

use std::sync::Arc;

use ext4_view::{Ext4, Ext4Error};
use gpt::GptConfig;
use gpt::partition::Partition;
use gpt::partition_types::{LINUX_FS, LINUX_ROOT_ARM_64, LINUX_ROOT_X64, Type};

use super::ImageError;
use super::disk::SnapshotDisk;
use crate::storage::{Blocks, Storage};

/// Bytes of a sector, which EBS volumes show to their instances.
const SECTOR: u64 = 512;

/// What a root partition is marked as, the surest first. Source: the Discoverable Partitions Specification; many
/// images mark theirs as any Linux file system.
const ROOTS: [Type; 3] = [LINUX_ROOT_X64, LINUX_ROOT_ARM_64, LINUX_FS];

/// Opens the ext4 of an image's root partition.
pub(super) fn open(storage: &Arc<Storage>, blocks: Blocks) -> Result<Ext4, ImageError> {
    let disk = SnapshotDisk::new(Arc::clone(storage), blocks);
    // Only the first of the two headers: an image's second one is at its end, and not at the volume's.
    let table = GptConfig::new().open_from_device(disk.clone());
    let table = table.map_err(|_| ImageError::NoTable)?;
    let partitions = table.partitions();
    let of = |kind: Type| {
        partitions
            .values()
            .find(move |one| one.part_type_guid == kind)
    };
    let root: &Partition = ROOTS.into_iter().find_map(of).ok_or(ImageError::NoRoot)?;
    let start = root
        .first_lba
        .checked_mul(SECTOR)
        .ok_or(ImageError::NoRoot)?;
    Ok(Ext4::load(Box::new(disk.partition(start)))?)
}

impl From<Ext4Error> for ImageError {
    fn from(error: Ext4Error) -> Self {
        Self::Filesystem(error.to_string())
    }
}
