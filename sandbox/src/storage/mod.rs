//! The contents of disks and buckets: bytes that would swell the state file, kept beside it.
//!
//! With a state file they are in the folder of the same name and `.data`; without one, in memory.
//! Every piece is written under the SHA-256 of its bytes before anything refers to it, so that a
//! killed sandbox loses nothing that it acknowledged, and holds no half of anything.

mod checksum;
mod contents;
mod digest;
mod disks;
mod documents;
mod objects;

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::sync::Arc;

pub(crate) use checksum::{Algorithm, Sum};
pub(crate) use contents::Contents;
pub(crate) use digest::Digest;
pub(crate) use disks::{BLOCK, Blocks, Disks};
pub(crate) use objects::{MultipartUpload, Object, Objects, Part};

/// Everything that is kept beside the world.
#[derive(Debug)]
pub(crate) struct Storage {
    pub(crate) disks: Disks,
    pub(crate) objects: Objects,
}

impl Storage {
    /// In memory.
    pub(crate) fn in_memory() -> Self {
        let contents = Arc::new(Contents::in_memory());
        Self {
            disks: Disks::new(Arc::clone(&contents)),
            objects: Objects::in_memory(contents),
        }
    }

    /// In a folder, with what it holds already.
    ///
    /// # Errors
    ///
    /// When the folder cannot be read or written.
    pub(crate) fn open(folder: &Path) -> io::Result<Self> {
        let contents = Arc::new(Contents::in_folder(&folder.join("contents"))?);
        let disks = Disks::open(Arc::clone(&contents), &folder.join("disks"))?;
        let objects = Objects::open(Arc::clone(&contents), folder)?;
        contents.sweep()?;
        Ok(Self { disks, objects })
    }

    /// Makes a disk of an object's bytes, without the blocks that are all zeros.
    pub(crate) fn fill(&self, disk: &str, object: &Object) -> io::Result<()> {
        self.disks.create(disk, None)?;
        let mut index = 0;
        let mut rest = Vec::with_capacity(BLOCK);
        for piece in &object.pieces {
            let bytes = self.objects.piece(piece)?;
            let mut bytes = &*bytes;
            while !bytes.is_empty() {
                let (taken, left) = bytes.split_at(bytes.len().min(BLOCK - rest.len()));
                rest.extend_from_slice(taken);
                bytes = left;
                if rest.len() == BLOCK {
                    self.write_block(disk, index, &rest)?;
                    rest.clear();
                    index += 1;
                }
            }
        }
        // The last block is whole, whatever the object's size.
        rest.resize(BLOCK, 0);
        self.write_block(disk, index, &rest)
    }

    fn write_block(&self, disk: &str, index: u32, block: &[u8]) -> io::Result<()> {
        match block.iter().all(|byte| *byte == 0) {
            true => Ok(()),
            false => self.disks.write(disk, index, Digest::of(block), block),
        }
    }

    /// Forgets every disk but these, and those that they build on.
    pub(crate) fn keep_disks(&self, wanted: &BTreeSet<String>) {
        self.disks.keep(wanted);
    }
}
