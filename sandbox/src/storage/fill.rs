//! Filling a disk from bytes that come in pieces of any size.

use std::io;

use super::{BLOCK, Digest, Disks};

/// Cuts what it is given into blocks and writes those that are not all zeros.
#[derive(Debug)]
pub(super) struct Filler<'a> {
    disks: &'a Disks,
    disk: &'a str,
    index: u32,
    /// The block that is not full yet.
    rest: Vec<u8>,
}

impl<'a> Filler<'a> {
    /// Begins a new disk.
    pub(super) fn new(disks: &'a Disks, disk: &'a str) -> io::Result<Self> {
        disks.create(disk, None)?;
        Ok(Self {
            disks,
            disk,
            index: 0,
            rest: Vec::with_capacity(BLOCK),
        })
    }

    pub(super) fn push(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let (taken, left) = bytes.split_at(bytes.len().min(BLOCK - self.rest.len()));
            self.rest.extend_from_slice(taken);
            bytes = left;
            if self.rest.len() == BLOCK {
                self.flush()?;
            }
        }
        Ok(())
    }

    /// The last block is whole, whatever came.
    pub(super) fn finish(mut self) -> io::Result<()> {
        if self.rest.is_empty() {
            return Ok(());
        }
        self.rest.resize(BLOCK, 0);
        self.flush()
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.rest.iter().any(|byte| *byte != 0) {
            let digest = Digest::of(&self.rest);
            self.disks
                .write(self.disk, self.index, digest, &self.rest)?;
        }
        self.rest.clear();
        self.index += 1;
        Ok(())
    }
}
