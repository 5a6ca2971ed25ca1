//! The root file system: ext4, made by mkfs.ext4 and filled by debugfs.
//!
//! Not `mkfs.ext4 -d`: it takes each file's time of change from this machine, which nobody can set, the order of files from
//! how this machine lists a folder, and their owners from who runs it. debugfs is told everything, so the result is the
//! same everywhere, and needs no root.

use std::fmt::Write;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::content::Content;
use crate::error::BuildError;
use crate::identifiers::WRITTEN_AT;
use crate::tool::{DEBUGFS, MKFS};
use crate::tree::{Entry, Node, Tree};

/// The root's label, by which people tell it from data volumes.
pub(crate) const LABEL: &str = "kafkaws-root";

/// What kind of ext4 is made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ext4 {
    /// Its size in bytes.
    pub(crate) bytes: u64,
    /// Its identifier, and the seed of its folders' hashes.
    pub(crate) uuid: Uuid,
    /// Whether it can lose power while it is mounted.
    pub(crate) journal: bool,
}

impl Ext4 {
    /// Writes the files into a new file system at `path`. Everything is as old as every image is.
    ///
    /// # Errors
    ///
    /// [`BuildError::Missing`], [`BuildError::Tool`], [`BuildError::Name`], [`BuildError::File`].
    pub(crate) fn write(self, tree: &Tree, path: &Path) -> Result<(), BuildError> {
        let scratch = tempfile::tempdir().map_err(BuildError::at(std::env::temp_dir()))?;
        self.make(path, scratch.path())?;
        fill(tree, path, scratch.path())
    }

    fn make(self, path: &Path, scratch: &Path) -> Result<(), BuildError> {
        let file = File::create(path).map_err(BuildError::at(path))?;
        file.set_len(self.bytes).map_err(BuildError::at(path))?;
        let settings = scratch.join("mke2fs.conf");
        let text = include_str!("mke2fs.conf");
        fs::write(&settings, text).map_err(BuildError::at(&settings))?;
        let mut mkfs = MKFS.command()?;
        mkfs.env("MKE2FS_CONFIG", settings)
            .env("E2FSPROGS_FAKE_TIME", WRITTEN_AT)
            .args(["-q", "-F", "-T", "image", "-m", "0", "-L", LABEL])
            .args(["-U", &self.uuid.to_string()])
            .args(["-E", &format!("hash_seed={},root_owner=0:0", self.uuid)]);
        if self.journal {
            // Little is written to a broker's root.
            mkfs.args(["-O", "has_journal", "-J", "size=32"]);
        }
        MKFS.run(mkfs.arg(path)).map(drop)
    }
}

fn fill(tree: &Tree, path: &Path, scratch: &Path) -> Result<(), BuildError> {
    let commands = scratch.join("commands");
    let text = script(tree, |number, content| source(scratch, number, content))?;
    fs::write(&commands, text).map_err(BuildError::at(&commands))?;
    let mut debugfs = DEBUGFS.command()?;
    debugfs
        .env("E2FSPROGS_FAKE_TIME", WRITTEN_AT)
        .args(["-w", "-f"])
        .arg(&commands)
        .arg(path);
    let output = DEBUGFS.run(&mut debugfs)?;
    // It succeeds whatever its commands do. After its name and version only errors go to stderr.
    let said = String::from_utf8_lossy(&output.stderr);
    match said.lines().skip(1).any(|line| !line.trim().is_empty()) {
        true => Err(DEBUGFS.failed(said.as_bytes())),
        false => Ok(()),
    }
}

/// Where debugfs finds a file's content on this machine.
fn source(scratch: &Path, number: usize, content: &Content) -> Result<PathBuf, BuildError> {
    match content {
        Content::Disk(path) => Ok(path.clone()),
        Content::Bytes(bytes) => {
            let path = scratch.join(number.to_string());
            fs::write(&path, bytes).map_err(BuildError::at(&path))?;
            Ok(path)
        }
    }
}

/// What debugfs is told, line by line.
fn script(
    tree: &Tree,
    mut source: impl FnMut(usize, &Content) -> Result<PathBuf, BuildError>,
) -> Result<String, BuildError> {
    let mut text = String::new();
    for (number, (path, entry)) in tree.iter().enumerate() {
        let name = quoted(&format!("/{path}"))?;
        let kind = match &entry.node {
            Node::Folder => {
                let _ = writeln!(text, "mkdir {name}");
                0o040_000
            }
            Node::File(content) => {
                let from = source(number, content)?;
                let _ = writeln!(text, "write {} {name}", quoted(&from.to_string_lossy())?);
                0o100_000
            }
            Node::Link(target) => {
                let _ = writeln!(text, "symlink {name} {}", quoted(target)?);
                0o120_000
            }
        };
        text.push_str(&attributes(&name, kind, entry));
    }
    Ok(text)
}

/// Mode and owner. debugfs makes everything root's.
fn attributes(name: &str, kind: u32, entry: &Entry) -> String {
    let mut text = format!("sif {name} mode 0{:o}\n", kind | entry.mode);
    for (field, value) in [("uid", entry.uid), ("gid", entry.gid)] {
        if value != 0 {
            let _ = writeln!(text, "sif {name} {field} {value}");
        }
    }
    text
}

/// A word of debugfs's: blanks are fine between quotation marks, and a line ends where the line ends.
fn quoted(name: &str) -> Result<String, BuildError> {
    match name.contains(|c: char| c == '"' || c.is_control()) {
        true => Err(BuildError::Name(name.to_owned())),
        false => Ok(format!("\"{name}\"")),
    }
}

#[cfg(test)]
mod tests;
