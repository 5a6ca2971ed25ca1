//! Where things are: the checkout, the cache folder, cargo's target folder.

use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// The checkout that this xtask was built from.
pub(crate) fn checkout() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// A folder for fetched tools that outlives the checkout: `$XDG_CACHE_HOME/kafkaws` or
/// `~/.cache/kafkaws`, or `target/cache` where there is no home.
pub(crate) fn cache() -> Result<PathBuf, Failure> {
    let base = std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(|| std::env::home_dir().map(|home| home.join(".cache")));
    let folder = match base {
        Some(base) => base.join("kafkaws"),
        None => checkout().join("target/cache"),
    };
    std::fs::create_dir_all(&folder).map_err(Failure::at(&folder))?;
    Ok(folder)
}

/// This very program, by a name under which it can be read and run although cargo has built another one in its place: the
/// tests do so while they run. Images are made on Linux only.
pub(crate) fn program() -> PathBuf {
    format!("/proc/{}/exe", std::process::id()).into()
}
