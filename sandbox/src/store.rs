//! The state file: what the sandbox acknowledged survives kill -9.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::world::World;

/// A state file that cannot be used.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The file could not be read or written.
    #[error("cannot use the state file {path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is not a state file, or one of another version.
    #[error("the state file {path} cannot be understood: {source}")]
    Contents {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: serde_json::Error,
    },
}

/// Writes the world beside the file and renames: a reader sees the old one or the new one, never
/// half of one. There is no fsync, because a killed process loses no written pages; only a power cut
/// does.
#[derive(Debug)]
pub(crate) struct Store {
    path: PathBuf,
    saved: Vec<u8>,
}

impl Store {
    /// The store, and the world that it holds already.
    pub(crate) fn open(path: &Path) -> Result<(Self, Option<World>), StoreError> {
        let saved = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(source) => {
                return Err(StoreError::Io {
                    path: path.to_owned(),
                    source,
                });
            }
        };
        let world = match saved.is_empty() {
            true => None,
            false => Some(understand(path, &saved)?),
        };
        Ok((
            Self {
                path: path.to_owned(),
                saved,
            },
            world,
        ))
    }

    /// Saves the world if it changed. Comparing the bytes rather than keeping a flag: no handler can
    /// forget to say that it changed something.
    pub(crate) fn save(&mut self, world: &World) -> Result<(), StoreError> {
        let bytes = serde_json::to_vec(world).map_err(|source| StoreError::Contents {
            path: self.path.clone(),
            source,
        })?;
        if bytes == self.saved {
            return Ok(());
        }
        self.write(&bytes).map_err(|source| StoreError::Io {
            path: self.path.clone(),
            source,
        })?;
        self.saved = bytes;
        Ok(())
    }

    fn write(&self, bytes: &[u8]) -> io::Result<()> {
        let mut beside = self.path.clone().into_os_string();
        beside.push(".new");
        fs::write(&beside, bytes)?;
        fs::rename(&beside, &self.path)
    }
}

fn understand(path: &Path, bytes: &[u8]) -> Result<World, StoreError> {
    serde_json::from_slice(bytes).map_err(|source| StoreError::Contents {
        path: path.to_owned(),
        source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::world::DEFAULT_ACCOUNT;

    #[test]
    fn a_saved_world_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.json");
        let (mut store, none) = Store::open(&path).unwrap();
        assert!(none.is_none());
        let mut world = World::new(Clock::Fast, DEFAULT_ACCOUNT, 1);
        world.area(DEFAULT_ACCOUNT, "eu-west-1");
        store.save(&world).unwrap();
        let (_, again) = Store::open(&path).unwrap();
        assert_eq!(again.unwrap().areas.len(), 1);
    }

    #[test]
    fn nonsense_is_refused_with_its_path() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.json");
        fs::write(&path, "{").unwrap();
        let error = Store::open(&path).unwrap_err();
        assert!(error.to_string().contains("state.json"), "{error}");
    }
}
