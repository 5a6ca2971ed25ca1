//! Bytes under their digest, each once, for as long as somebody uses them.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Digest;

/// Content-addressed bytes with a count of their users. The counts are not saved: whoever refers to
/// contents says so again after a restart, and the sweep takes what nobody named.
#[derive(Debug)]
pub(crate) struct Contents {
    folder: Option<PathBuf>,
    held: Mutex<HashMap<[u8; 32], Held>>,
}

#[derive(Debug)]
struct Held {
    users: usize,
    /// `None`: in the folder.
    bytes: Option<Arc<[u8]>>,
}

impl Contents {
    pub(crate) fn in_memory() -> Self {
        Self {
            folder: None,
            held: Mutex::default(),
        }
    }

    pub(crate) fn in_folder(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        Ok(Self {
            folder: Some(folder.to_owned()),
            held: Mutex::default(),
        })
    }

    /// Keeps bytes whose digest the caller knows, for one more user.
    pub(crate) fn put(&self, digest: Digest, bytes: &[u8]) -> io::Result<()> {
        let mut held = self.lock();
        if let Some(there) = held.get_mut(digest.bytes()) {
            there.users += 1;
            return Ok(());
        }
        let bytes = match &self.folder {
            None => Some(Arc::from(bytes)),
            Some(folder) => write(folder, &digest, bytes).map(|()| None)?,
        };
        held.insert(*digest.bytes(), Held { users: 1, bytes });
        Ok(())
    }

    /// One more user of what is in the folder already.
    pub(crate) fn hold(&self, digest: Digest) {
        let mut held = self.lock();
        let entry = held.entry(*digest.bytes());
        entry
            .or_insert(Held {
                users: 0,
                bytes: None,
            })
            .users += 1;
    }

    /// The bytes.
    ///
    /// # Errors
    ///
    /// When nobody uses them any more, or their file cannot be read.
    pub(crate) fn get(&self, digest: &Digest) -> io::Result<Arc<[u8]>> {
        let held = self.lock();
        let there = held.get(digest.bytes()).ok_or(io::ErrorKind::NotFound)?;
        match (&there.bytes, &self.folder) {
            (Some(bytes), _) => Ok(Arc::clone(bytes)),
            (None, Some(folder)) => fs::read(path(folder, digest)).map(Arc::from),
            (None, None) => Err(io::ErrorKind::NotFound.into()),
        }
    }

    /// One user less; with the last one they are gone.
    pub(crate) fn release(&self, digest: &Digest) {
        let mut held = self.lock();
        let Some(there) = held.get_mut(digest.bytes()) else {
            return;
        };
        there.users = there.users.saturating_sub(1);
        if there.users > 0 {
            return;
        }
        held.remove(digest.bytes());
        if let Some(folder) = &self.folder {
            // What stays behind is swept at the next start.
            let _ = fs::remove_file(path(folder, digest));
        }
    }

    /// Takes away the files that nobody uses: what a killed sandbox had written, and nobody had been
    /// told of.
    pub(crate) fn sweep(&self) -> io::Result<()> {
        let Some(folder) = &self.folder else {
            return Ok(());
        };
        let held = self.lock();
        for shelf in fs::read_dir(folder)? {
            for file in fs::read_dir(shelf?.path())? {
                let file = file?;
                let name = file.file_name().into_string().unwrap_or_default();
                let used = name
                    .parse()
                    .is_ok_and(|digest: Digest| held.contains_key(digest.bytes()));
                if !used {
                    fs::remove_file(file.path())?;
                }
            }
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<[u8; 32], Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A folder for each first byte: file systems grow slow with a hundred thousand files in one.
fn path(folder: &Path, digest: &Digest) -> PathBuf {
    let name = digest.to_string();
    folder.join(&name[..2]).join(name)
}

/// Renamed into place: a file under a digest is whole.
fn write(folder: &Path, digest: &Digest, bytes: &[u8]) -> io::Result<()> {
    let path = path(folder, digest);
    if let Some(shelf) = path.parent() {
        fs::create_dir_all(shelf)?;
    }
    let beside = path.with_extension("new");
    fs::write(&beside, bytes)?;
    fs::rename(&beside, &path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(folder: &Path) -> usize {
        let shelves = fs::read_dir(folder).unwrap();
        shelves
            .map(|shelf| fs::read_dir(shelf.unwrap().path()).unwrap().count())
            .sum()
    }

    #[test]
    fn the_last_user_takes_them_along() {
        let folder = tempfile::tempdir().unwrap();
        for contents in [
            Contents::in_memory(),
            Contents::in_folder(folder.path()).unwrap(),
        ] {
            let digest = Digest::of(b"abc");
            contents.put(digest, b"abc").unwrap();
            contents.put(digest, b"abc").unwrap();
            contents.release(&digest);
            assert_eq!(&*contents.get(&digest).unwrap(), b"abc");
            contents.release(&digest);
            assert_eq!(
                contents.get(&digest).unwrap_err().kind(),
                io::ErrorKind::NotFound
            );
        }
        assert_eq!(count(folder.path()), 0);
    }

    #[test]
    fn a_sweep_leaves_what_somebody_holds() {
        let folder = tempfile::tempdir().unwrap();
        let (kept, lost) = (Digest::of(b"kept"), Digest::of(b"lost"));
        let before = Contents::in_folder(folder.path()).unwrap();
        before.put(kept, b"kept").unwrap();
        before.put(lost, b"lost").unwrap();
        let after = Contents::in_folder(folder.path()).unwrap();
        after.hold(kept);
        after.sweep().unwrap();
        assert_eq!(&*after.get(&kept).unwrap(), b"kept");
        assert_eq!(count(folder.path()), 1);
    }
}
