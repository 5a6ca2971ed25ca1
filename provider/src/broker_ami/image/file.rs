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

/// Looks at the image in a file. `None`: it is not there.
///
/// What its SHA-256 is comes from its manifest or from the configuration, or is remembered from when it looked the same; only then the
/// whole file is read.
///
/// # Errors
///
/// Why it cannot be used.
pub(super) fn look(path: &Path, given: &Given<'_>) -> Result<Option<Facts>, ImageProblem> {
    let unreadable = |source| ImageProblem::Unreadable {
        path: path.to_owned(),
        source,
    };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(error)),
    };
    let about = file.metadata().map_err(unreadable)?;
    if !about.is_file() {
        return Err(ImageProblem::NoFile(path.to_owned()));
    }
    let (image, size) = (path.display().to_string(), about.len());
    let no_disk = |why| ImageProblem::NoDisk {
        image: image.clone(),
        why,
    };
    let head = bytes(&file, 0, HEAD.min(size)).map_err(unreadable)?;
    let beside = beside(path, &image)?;
    manifest::check(&image, size, beside.as_ref(), given.sha256)?;
    let disk = Disk::read(size, &head).map_err(no_disk)?;
    if let Some(at) = disk.backup {
        let sector = bytes(&file, at, SECTOR).map_err(unreadable)?;
        disk.check_backup(&sector).map_err(no_disk)?;
    }
    let changed = i128::from(about.mtime()) * 1_000_000_000 + i128::from(about.mtime_nsec());
    let said = manifest::digest(beside.as_ref(), given.sha256);
    let (sha256, stamp) = match (said, given.stamp) {
        (Some(said), _) => (said, None),
        (None, Some(stamp)) if stamp.fits(size, changed) => {
            (stamp.sha256.clone(), Some(stamp.clone()))
        }
        (None, _) => {
            tracing::info!(image, size, "reading the image to find its SHA-256");
            let found = sparse::hash(&file).map_err(unreadable)?.to_string();
            (found.clone(), Some(Stamp::new(size, changed, found)))
        }
    };
    Ok(Some(Facts {
        image,
        sha256,
        size,
        disk,
        manifest: beside,
        stamp,
    }))
}

fn bytes(file: &File, at: u64, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; usize::try_from(length).unwrap_or_default()];
    file.read_exact_at(&mut bytes, at)?;
    Ok(bytes)
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
