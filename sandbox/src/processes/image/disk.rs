//! The bytes of a snapshot, as a disk that can only be read.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::Arc;

use ext4_view::Ext4Read;

use crate::storage::{BLOCK, Blocks, Storage};

/// Reads a snapshot block by block. What was never written is zeros.
#[derive(Clone)]
pub(super) struct SnapshotDisk {
    storage: Arc<Storage>,
    blocks: Arc<Blocks>,
    /// Byte 0 of what is read here: a partition's first one.
    start: u64,
    position: u64,
    /// The block that was read last: file systems are read in pieces of 4 KiB.
    last: Option<(u32, Arc<[u8]>)>,
}

impl std::fmt::Debug for SnapshotDisk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SnapshotDisk of {} blocks", self.blocks.len())
    }
}

impl SnapshotDisk {
    pub(super) fn new(storage: Arc<Storage>, blocks: Blocks) -> Self {
        Self {
            storage,
            blocks: Arc::new(blocks),
            start: 0,
            position: 0,
            last: None,
        }
    }

    /// The partition that begins at this byte, as a disk.
    pub(super) fn partition(&self, start: u64) -> Self {
        Self {
            start,
            position: 0,
            ..self.clone()
        }
    }

    /// As far as anything was written: a snapshot does not say how large the image was.
    fn len(&self) -> u64 {
        let blocks = self.blocks.last_key_value();
        let blocks = blocks.map_or(0, |(index, _)| u64::from(*index) + 1);
        (blocks * BLOCK as u64).saturating_sub(self.start)
    }

    fn fill(&mut self, at: u64, mut into: &mut [u8]) -> io::Result<()> {
        let mut at = self.start + at;
        while !into.is_empty() {
            let within = (at % BLOCK as u64) as usize;
            let (now, rest) = into.split_at_mut(into.len().min(BLOCK - within));
            let index = u32::try_from(at / BLOCK as u64).map_err(io::Error::other)?;
            self.fill_from_block(index, within, now)?;
            at += now.len() as u64;
            into = rest;
        }
        Ok(())
    }

    fn fill_from_block(&mut self, index: u32, within: usize, into: &mut [u8]) -> io::Result<()> {
        let Some(digest) = self.blocks.get(&index) else {
            into.fill(0);
            return Ok(());
        };
        let bytes = match self.last.take() {
            Some((last, bytes)) if last == index => bytes,
            _ => self.storage.disks.read(digest)?,
        };
        let there = bytes.get(within..within + into.len());
        into.copy_from_slice(there.ok_or(io::ErrorKind::UnexpectedEof)?);
        self.last = Some((index, bytes));
        Ok(())
    }
}

impl Ext4Read for SnapshotDisk {
    fn read(
        &mut self,
        start_byte: u64,
        dst: &mut [u8],
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync + 'static>> {
        self.fill(start_byte, dst).map_err(Into::into)
    }
}

impl Read for SnapshotDisk {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.len().saturating_sub(self.position);
        let count = usize::try_from(left)
            .unwrap_or(usize::MAX)
            .min(buffer.len());
        let into = &mut buffer[..count];
        self.fill(self.position, into)?;
        self.position += count as u64;
        Ok(count)
    }
}

impl Seek for SnapshotDisk {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::End(by) => self.len().checked_add_signed(by),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
        };
        self.position = position.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}

/// The partition reader wants a disk that could be written. This one cannot.
impl Write for SnapshotDisk {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::ReadOnlyFilesystem.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
