//! The folder of a sandbox without a state file.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use tempfile::TempDir;

const PREFIX: &str = "kafkaws-sandbox-";
/// A file in the folder, which its sandbox holds a lock on.
const LOCK: &str = "lock";

/// A folder that goes with its sandbox, or, after a kill, with the next one that starts on this machine.
#[derive(Debug)]
pub(super) struct Temporary {
    folder: TempDir,
    _lock: File,
}

impl Temporary {
    pub(super) fn new() -> io::Result<Self> {
        Self::new_in(&std::env::temp_dir())
    }

    fn new_in(parent: &Path) -> io::Result<Self> {
        sweep(parent);
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(parent)?;
        // Renamed when it is locked: a lock that nobody holds means that nobody needs the folder.
        let fresh = folder.path().join("fresh");
        let lock = File::create(&fresh)?;
        lock.lock()?;
        fs::rename(fresh, folder.path().join(LOCK))?;
        Ok(Self {
            folder,
            _lock: lock,
        })
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Takes away what killed sandboxes have left. What is another user's stays.
fn sweep(parent: &Path) {
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    let ours = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(PREFIX));
    ours.map(|entry| entry.path())
        .filter(|folder| is_left(folder))
        .for_each(|folder| drop(fs::remove_dir_all(folder)));
}

fn is_left(folder: &Path) -> bool {
    let lock = File::options().write(true).open(folder.join(LOCK));
    lock.is_ok_and(|lock| lock.try_lock().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_nobody_holds_is_taken_away() {
        let parent = tempfile::tempdir().unwrap();
        let held = Temporary::new_in(parent.path()).unwrap();
        let left = parent.path().join("kafkaws-sandbox-left");
        let other = parent.path().join("kafkaws-sandbox-other");
        for folder in [&left, &other] {
            fs::create_dir(folder).unwrap();
        }
        fs::write(left.join(LOCK), "").unwrap();
        let next = Temporary::new_in(parent.path()).unwrap();
        assert!(held.path().exists() && next.path().exists() && other.exists());
        assert!(!left.exists());
    }
}
