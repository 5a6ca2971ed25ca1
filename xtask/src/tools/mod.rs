//! Programs that the commands need: found on the machine, or fetched with their versions pinned.

pub(crate) mod debian;
pub(crate) mod deny;
pub(crate) mod digest;
pub(crate) mod python;
pub(crate) mod terraform;
pub(crate) mod toolchain;

use std::path::PathBuf;

/// The first executable of this name on the PATH.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}
