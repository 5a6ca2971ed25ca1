//! The operating system: what `broker-image/system/` says of it, and the files there.

use std::fs;
use std::path::{Path, PathBuf};

use kafkaws_image_manifest::Architecture;
use serde::Deserialize;

use crate::content::Content;
use crate::error::BuildError;
use crate::tree::{Node, Tree};

/// Where an administrator's units are, and where packages' are.
const UNITS: [&str; 2] = ["etc/systemd/system", "usr/lib/systemd/system"];

/// How the operating system of an image is made: the form of `system.toml`, and the folder of files beside it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct System {
    /// Debian's name of the release.
    pub suite: String,
    packages: Vec<String>,
    remove: Vec<String>,
    mask: Vec<String>,
    /// The kernel's command line, after the root's.
    pub(crate) cmdline: String,
    enable: Vec<Enable>,
    users: Vec<User>,
    #[serde(skip)]
    files: PathBuf,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Enable {
    target: String,
    units: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct User {
    name: String,
    id: u32,
}

impl System {
    /// Reads `system.toml` in a folder.
    ///
    /// # Errors
    ///
    /// [`BuildError::File`], [`BuildError::Toml`].
    pub fn read(folder: &Path) -> Result<Self, BuildError> {
        let path = folder.join("system.toml");
        let text = fs::read_to_string(&path).map_err(BuildError::at(&path))?;
        let mut system: Self = toml::from_str(&text).map_err(|source| BuildError::Toml {
            path,
            source: Box::new(source),
        })?;
        system.files = folder.join("root");
        Ok(system)
    }

    /// The packages to install, for a processor. XFS's tools are 60 MB with what they need, so only an engine that makes
    /// XFS has them.
    pub fn packages(&self, architecture: Architecture, xfs: bool) -> Vec<String> {
        let arch = debian(architecture);
        let named = self
            .packages
            .iter()
            .map(|name| name.replace("{arch}", arch));
        let more = xfs.then(|| "xfsprogs".to_owned());
        named.chain(more).collect()
    }

    /// Makes a root file system, as packages leave it, ours.
    ///
    /// # Errors
    ///
    /// [`BuildError::Absent`] for a unit that is to be started and is not there.
    pub(crate) fn apply(&self, tree: &mut Tree, units: &Path) -> Result<(), BuildError> {
        for path in &self.remove {
            tree.remove(path);
        }
        copy(&self.files, "", tree)?;
        copy(units, "usr/lib/systemd/system/", tree)?;
        for unit in &self.mask {
            tree.link(&format!("{}/{unit}", UNITS[0]), "/dev/null");
        }
        for each in &self.enable {
            each.link(tree)?;
        }
        // Empty: each machine draws its own at its first boot.
        tree.file("etc/machine-id", 0o444, "");
        self.users.iter().try_for_each(|user| user.add(tree))
    }
}

/// Debian's word for a processor.
pub fn debian(architecture: Architecture) -> &'static str {
    match architecture {
        Architecture::X86_64 => "amd64",
        Architecture::Arm64 => "arm64",
    }
}

impl Enable {
    fn link(&self, tree: &mut Tree) -> Result<(), BuildError> {
        for unit in &self.units {
            let mut places = UNITS.iter().map(|folder| format!("{folder}/{unit}"));
            let found = places.find(|place| tree.get(place).is_some());
            let found = found.ok_or_else(|| BuildError::Absent(unit.clone()))?;
            let link = format!("{}/{}.wants/{unit}", UNITS[0], self.target);
            tree.link(&link, &format!("/{found}"));
        }
        Ok(())
    }
}

impl User {
    /// A user that nobody can log in as, and a group of the same name.
    fn add(&self, tree: &mut Tree) -> Result<(), BuildError> {
        let Self { name, id } = self;
        let passwd = format!("{name}:x:{id}:{id}::/nonexistent:/usr/sbin/nologin\n");
        append(tree, "etc/passwd", &passwd)?;
        append(tree, "etc/group", &format!("{name}:x:{id}:\n"))?;
        append(tree, "etc/gshadow", &format!("{name}:!::\n"))?;
        append(tree, "etc/shadow", &format!("{name}:!:::::::\n"))
    }
}

/// Adds to a file, which keeps its owner and permissions.
fn append(tree: &mut Tree, path: &str, line: &str) -> Result<(), BuildError> {
    let absent = || BuildError::Absent(path.to_owned());
    let mut bytes = tree.read(path)?.ok_or_else(absent)?;
    bytes.extend_from_slice(line.as_bytes());
    let mut entry = tree.get(path).cloned().ok_or_else(absent)?;
    entry.node = Node::File(Content::Bytes(bytes));
    tree.put(path, entry);
    Ok(())
}

/// Puts every file of a folder of this machine into the tree. Its permissions here say nothing: git keeps none.
fn copy(folder: &Path, below: &str, tree: &mut Tree) -> Result<(), BuildError> {
    for entry in fs::read_dir(folder).map_err(BuildError::at(folder))? {
        let path = entry.map_err(BuildError::at(folder))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let place = format!("{below}{name}");
        match path.is_dir() {
            true => copy(&path, &format!("{place}/"), tree)?,
            false => {
                let bytes = fs::read(&path).map_err(BuildError::at(&path))?;
                tree.file(&place, 0o644, Content::Bytes(bytes));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
