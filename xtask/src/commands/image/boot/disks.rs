//! Disks of machines under test: files, most of which are holes.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use kafkaws_image_builder::Image;

use crate::commands::image::requirements;
use crate::failure::Failure;
use crate::process;

const MIB: u64 = 1024 * 1024;
/// Larger than the image: a root volume may be, and its root file system has to fill it.
const ROOT: u64 = 3072 * MIB;

/// A label that no broker's volume has.
pub(super) const LABEL: &str = "somebodys-db";

/// The image, and a folder for disks.
pub(super) struct Disks<'a> {
    image: &'a Image,
    folder: &'a Path,
}

impl<'a> Disks<'a> {
    pub(super) fn new(image: &'a Image, folder: &'a Path) -> Self {
        Self { image, folder }
    }

    /// Where machines may keep what is theirs.
    pub(super) fn folder(&self) -> &Path {
        self.folder
    }

    /// A root disk as it comes from the image.
    pub(super) fn root(&self) -> Result<PathBuf, Failure> {
        let path = self.folder.join("root");
        copy(&self.image.path, &path).map_err(Failure::at(&path))?;
        Ok(path)
    }

    /// A blank disk.
    pub(super) fn blank(&self, name: &str) -> Result<PathBuf, Failure> {
        let path = self.folder.join(name);
        let file = File::create(&path).map_err(Failure::at(&path))?;
        file.set_len(1024 * MIB).map_err(Failure::at(&path))?;
        Ok(path)
    }

    /// A disk with somebody else's file system on it.
    pub(super) fn foreign(&self, name: &str) -> Result<PathBuf, Failure> {
        let path = self.blank(name)?;
        let mut mkfs = requirements::command("mkfs.ext4");
        process::quietly(mkfs.args(["-q", "-F", "-L", LABEL]).arg(&path))?;
        Ok(path)
    }
}

/// A copy of what is not zero, in a file that is a little larger.
fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    let (mut from, mut to) = (File::open(from)?, File::create(to)?);
    to.set_len(ROOT)?;
    let zeroes = vec![0; MIB as usize];
    let mut buffer = vec![0; MIB as usize];
    let mut at = 0;
    loop {
        let read = from.read(&mut buffer)?;
        let piece = buffer.get(..read).unwrap_or_default();
        if read == 0 {
            return Ok(());
        }
        if zeroes.get(..read) != Some(piece) {
            to.seek(SeekFrom::Start(at))?;
            to.write_all(piece)?;
        }
        at += read as u64;
    }
}
