//! What a file holds: bytes, or a file of this machine.

use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

use crate::error::BuildError;

/// What a file of the image holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// These bytes.
    Bytes(Vec<u8>),
    /// What is in a file of this machine, which must not change until the image is written.
    Disk(PathBuf),
}

impl Content {
    /// How many bytes there are.
    ///
    /// # Errors
    ///
    /// [`BuildError::File`].
    pub fn length(&self) -> Result<u64, BuildError> {
        match self {
            Self::Bytes(bytes) => Ok(bytes.len() as u64),
            Self::Disk(path) => Ok(std::fs::metadata(path).map_err(BuildError::at(path))?.len()),
        }
    }

    /// All of it.
    ///
    /// # Errors
    ///
    /// [`BuildError::File`].
    pub fn read(&self) -> Result<Vec<u8>, BuildError> {
        match self {
            Self::Bytes(bytes) => Ok(bytes.clone()),
            Self::Disk(path) => std::fs::read(path).map_err(BuildError::at(path)),
        }
    }

    /// Hands it over piece by piece.
    pub(crate) fn each(&self, mut see: impl FnMut(&[u8])) -> Result<(), BuildError> {
        match self {
            Self::Bytes(bytes) => see(bytes),
            Self::Disk(path) => pieces(path, &mut see).map_err(BuildError::at(path))?,
        }
        Ok(())
    }
}

fn pieces(path: &PathBuf, see: &mut impl FnMut(&[u8])) -> io::Result<()> {
    let mut file = File::open(path)?;
    let mut buffer = vec![0; 1 << 20];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(()),
            read => see(buffer.get(..read).unwrap_or_default()),
        }
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Self::Bytes(text.as_bytes().to_vec())
    }
}
