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
mod fill;
mod objects;

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::sync::Arc;

use crate::world::World;

pub(crate) use checksum::{Algorithm, Sum};
pub(crate) use contents::Contents;
pub(crate) use digest::Digest;
pub(crate) use disks::{BLOCK, Blocks, Disks};
use fill::Filler;
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
        let mut filler = Filler::new(&self.disks, disk)?;
        for piece in &object.pieces {
            filler.push(&self.objects.piece(piece)?)?;
        }
        filler.finish()
    }

    /// Forgets what the world does not know: its state file was taken away.
    ///
    /// # Errors
    ///
    /// When the folder cannot be written.
    pub(crate) fn keep(&self, world: &World) -> io::Result<()> {
        self.keep_disks(&world.disk_ids());
        self.objects
            .keep(&|bucket| world.buckets.contains_key(bucket))
    }

    /// Forgets every disk but these, and those that they build on.
    pub(crate) fn keep_disks(&self, wanted: &BTreeSet<String>) {
        self.disks.keep(wanted);
    }
}
