//! The folder that processes live in, and those of instances in it.

use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::{collections::BTreeSet, fs};

use super::console::Console;
use super::temporary::Temporary;

/// Beside the state file, so that it outlives the sandbox; else a temporary one.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    _temporary: Option<Temporary>,
}

impl Folder {
    pub(super) fn open(beside: Option<&Path>) -> io::Result<Self> {
        let (path, temporary) = match beside {
            Some(folder) => (folder.to_owned(), None),
            None => {
                let folder = Temporary::new()?;
                (folder.path().to_owned(), Some(folder))
            }
        };
        for name in ["images", "instances", "snapshots", "volumes"] {
            fs::create_dir_all(path.join(name))?;
        }
        Ok(Self {
            // Processes run in other folders, and a path from /proc has no links in it.
            path: fs::canonicalize(path)?,
            _temporary: temporary,
        })
    }

    pub(super) fn below(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    pub(super) fn instance(&self, id: &str) -> Place {
        Place(self.path.join("instances").join(id))
    }
}

/// The folder of one instance.
#[derive(Clone, Debug)]
pub(super) struct Place(PathBuf);

impl Place {
    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    pub(super) fn console(&self) -> Console {
        Console(self.0.join("console"))
    }

    /// What the broker itself writes, since the instance was started; of a long log its end.
    pub(super) fn log(&self) -> Console {
        Console(self.0.join("log"))
    }

    /// The last line of what the agent or the broker wrote, such as the loader's reason to give up.
    pub(super) fn last_words(&self) -> Option<String> {
        let log = self.log().shown()?;
        let line = log.lines().rfind(|line| !line.trim().is_empty())?;
        Some(line.trim().to_owned())
    }

    /// The agent's process id, for a sandbox that comes after this one.
    pub(super) fn process(&self) -> PathBuf {
        self.0.join("process")
    }

    pub(super) fn state(&self) -> PathBuf {
        self.0.join("state")
    }

    pub(super) fn runtime(&self) -> PathBuf {
        self.0.join("run")
    }

    /// A link for each attached volume.
    pub(super) fn volumes(&self) -> PathBuf {
        self.0.join("volumes")
    }

    /// Makes the folder, with nothing of an earlier boot in it.
    pub(super) fn prepare(&self) -> io::Result<()> {
        fs::create_dir_all(self.volumes())?;
        fs::create_dir_all(self.state())?;
        if self.runtime().exists() {
            fs::remove_dir_all(self.runtime())?;
        }
        fs::create_dir_all(self.runtime())
    }

    /// Attaches these volumes and no others.
    pub(super) fn attach(&self, wanted: &BTreeSet<String>, volumes: &Path) -> io::Result<()> {
        fs::create_dir_all(self.volumes())?;
        let attached = names(&self.volumes())?;
        for id in attached.difference(wanted) {
            fs::remove_file(self.volumes().join(id))?;
        }
        for id in wanted.difference(&attached) {
            symlink(volumes.join(id), self.volumes().join(id))?;
        }
        Ok(())
    }
}

/// The names of what is in a folder.
pub(super) fn names(folder: &Path) -> io::Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder)? {
        names.extend(entry?.file_name().into_string().ok());
    }
    Ok(names)
}
