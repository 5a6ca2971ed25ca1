//! cargo-deny: licences, banned crates and sources.

use std::path::PathBuf;
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

fn is_pinned(binary: &PathBuf) -> bool {
    process::output(Command::new(binary).arg("--version")).is_ok_and(|output| {
        String::from_utf8_lossy(&output.stdout)
            .trim()
            .ends_with(VERSION)
    })
}
