//! cargo-deny: licences, banned crates and sources.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::artifacts::cargo;
use crate::failure::Failure;
use crate::{console, place, process};

/// The version that CI agrees on; another one may know other licences.
const VERSION: &str = "0.20.2";

/// The pinned cargo-deny: the installed one when it is that version, else built once into the cache.
pub(crate) fn find() -> Result<PathBuf, Failure> {
    if let Some(found) = super::on_path("cargo-deny").filter(is_pinned) {
        return Ok(found);
    }
    let root = place::cache()?.join(format!("cargo-deny-{VERSION}"));
    let binary = root.join("bin/cargo-deny");
    if !is_pinned(&binary) {
        console::line(format_args!(
            "installing cargo-deny {VERSION} into {}",
            root.display()
        ));
        let mut install = cargo("install");
        install
            .args(["--locked", "--version", VERSION, "cargo-deny", "--root"])
            .arg(&root);
        // Its own build folder, so that an install does not wait for, or fill, the workspace's.
        process::run(install.env("CARGO_TARGET_DIR", root.join("target")))?;
        // A leftover of a gigabyte that nothing reads again; failing to remove it harms nobody.
        let _ = std::fs::remove_dir_all(root.join("target"));
    }
    Ok(binary)
}

/// Whether `cargo deny fetch` has ever brought the RustSec database to cargo's home.
pub(crate) fn has_advisories() -> bool {
    let named = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = named.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    home.is_some_and(|home| holds_advisories(&home))
}

/// An empty folder is what a check without a network leaves behind.
fn holds_advisories(home: &Path) -> bool {
    let Ok(databases) = std::fs::read_dir(home.join("advisory-dbs")) else {
        return false;
    };
    // A fetch that failed leaves its lock file.
    databases.flatten().any(|database| database.path().is_dir())
}

fn is_pinned(binary: &PathBuf) -> bool {
    process::output(Command::new(binary).arg("--version")).is_ok_and(|output| {
        String::from_utf8_lossy(&output.stdout)
            .trim()
            .ends_with(VERSION)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_database_that_was_fetched_counts() {
        let home = tempfile::tempdir().unwrap();
        assert!(!holds_advisories(home.path()));
        let databases = home.path().join("advisory-dbs");
        std::fs::create_dir(&databases).unwrap();
        std::fs::write(databases.join("db.lock"), "").unwrap();
        assert!(!holds_advisories(home.path()));
        std::fs::create_dir(databases.join("github.com-a946fc29ac602819")).unwrap();
        assert!(holds_advisories(home.path()));
    }
}
