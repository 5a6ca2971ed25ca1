//! An image on this machine.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::Path;

use kafkaws_image_manifest::{Manifest, ManifestError};

use super::disk::{Disk, HEAD, SECTOR};
use super::facts::{Facts, Stamp};
use super::problem::ImageProblem;
use super::{Given, manifest, sparse};
use crate::broker_ami::types::Architecture;

/// Looks at the image in a file. `None`: it is not there.
///
/// What its SHA-256 is comes from its manifest or from the configuration, or is remembered from when it looked the same; only then the
/// whole file is read.
///
/// # Errors
///
/// Why it cannot be used.
pub(super) fn look(path: &Path, given: &Given<'_>) -> Result<Option<Facts>, ImageProblem> {
    let Some(opened) = Opened::at(path)? else {
        return Ok(None);
    };
    let (image, size) = (opened.image(), opened.size);
    let manifest = beside(path, &image)?;
    manifest::check(&image, size, manifest.as_ref(), given.sha256)?;
    let disk = opened.disk()?;
    let (sha256, stamp) = match manifest::digest(manifest.as_ref(), given.sha256) {
        Some(said) => (said, None),
        None => {
            let stamp = opened.read(given.stamp)?;
            (stamp.sha256.clone(), Some(stamp))
        }
    };
    Ok(Some(Facts {
        image,
        sha256,
        size,
        disk,
        manifest,
        stamp,
    }))
}

/// A file that can be read.
struct Opened<'a> {
    path: &'a Path,
    file: File,
    size: u64,
    /// Nanoseconds of the Unix epoch.
    changed: i128,
}

impl<'a> Opened<'a> {
    /// `None`: it is not there.
    fn at(path: &'a Path) -> Result<Option<Self>, ImageProblem> {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unreadable(path, error)),
        };
        let about = file.metadata().map_err(|error| unreadable(path, error))?;
        match about.is_file() {
            true => Ok(Some(Self {
                path,
                file,
                size: about.len(),
                changed: i128::from(about.mtime()) * 1_000_000_000 + i128::from(about.mtime_nsec()),
            })),
            false => Err(ImageProblem::NoFile(path.to_owned())),
        }
    }

    fn image(&self) -> String {
        self.path.display().to_string()
    }

    fn disk(&self) -> Result<Disk, ImageProblem> {
        let no_disk = |why| ImageProblem::NoDisk {
            image: self.image(),
            why,
        };
        let head = self.bytes(0, HEAD.min(self.size))?;
        let mut disk = Disk::read(self.size, &head).map_err(no_disk)?;
        if let Some(at) = disk.backup {
            disk.check_backup(&self.bytes(at, SECTOR)?)
                .map_err(no_disk)?;
        }
        disk.loader = self.loader(&disk)?;
        Ok(disk)
    }

    fn loader(&self, disk: &Disk) -> Result<Option<Architecture>, ImageProblem> {
        let Some(mut search) = disk.search(self.size) else {
            return Ok(None);
        };
        loop {
            match search.look() {
                Ok(found) => return Ok(found),
                Err(lacks) => search.learn(lacks, self.bytes(lacks.at, lacks.length)?),
            }
        }
    }

    fn bytes(&self, at: u64, length: u64) -> Result<Vec<u8>, ImageProblem> {
        let mut bytes = vec![0; usize::try_from(length).unwrap_or_default()];
        let read = self.file.read_exact_at(&mut bytes, at);
        read.map_err(|error| unreadable(self.path, error))?;
        Ok(bytes)
    }

    /// Reads the whole, unless it looks as it did when that was last done.
    fn read(&self, before: Option<&Stamp>) -> Result<Stamp, ImageProblem> {
        if let Some(stamp) = before.filter(|stamp| stamp.fits(self.size, self.changed)) {
            return Ok(stamp.clone());
        }
        tracing::info!(
            image = self.image(),
            size = self.size,
            "reading the image to find its SHA-256"
        );
        let found = sparse::hash(&self.file).map_err(|error| unreadable(self.path, error))?;
        Ok(Stamp::new(self.size, self.changed, found.to_string()))
    }
}

fn unreadable(path: &Path, source: io::Error) -> ImageProblem {
    ImageProblem::Unreadable {
        path: path.to_owned(),
        source,
    }
}

fn beside(path: &Path, image: &str) -> Result<Option<Manifest>, ImageProblem> {
    match Manifest::read(&Manifest::path_beside(path)) {
        Ok(manifest) => Ok(Some(manifest)),
        Err(error) if ManifestError::is_absent(&error) => Ok(None),
        Err(source) => Err(ImageProblem::Manifest {
            image: image.to_owned(),
            source,
        }),
    }
}

#[cfg(test)]
#[path = "file_tests.rs"]
mod tests;
