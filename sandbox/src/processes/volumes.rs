//! What volumes and their snapshots hold: a folder of files for each.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::folder::{Folder, names};

/// The folders of all volumes and snapshots, which come and go with them.
#[derive(Debug)]
pub(super) struct Volumes {
    volumes: Shelf,
    snapshots: Shelf,
}

/// What is there in the world: by id, what it was made from.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Sources {
    /// A snapshot, or nothing.
    pub(super) volumes: BTreeMap<String, Source>,
    /// A volume, or nothing: a snapshot that was uploaded.
    pub(super) snapshots: BTreeMap<String, Source>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    Blank,
    /// The folder of the snapshot or volume of this id.
    Files(String),
    /// The blocks of a disk, which are no files: an agent must not take the volume for a blank one.
    Blocks(String),
}

impl Volumes {
    pub(super) fn open(folder: &Folder) -> Self {
        Self {
            volumes: Shelf(folder.below("volumes")),
            snapshots: Shelf(folder.below("snapshots")),
        }
    }

    /// Makes the folders of what is new, as it is at this moment, and takes away those of what is gone.
    pub(super) fn follow(&self, sources: &Sources) -> io::Result<()> {
        self.volumes.add(&sources.volumes, &self.snapshots)?;
        self.snapshots.add(&sources.snapshots, &self.volumes)?;
        self.volumes.keep(&sources.volumes)?;
        self.snapshots.keep(&sources.snapshots)
    }

    pub(super) fn folder(&self) -> &Path {
        &self.volumes.0
    }
}

#[derive(Debug)]
struct Shelf(PathBuf);

impl Shelf {
    fn add(&self, wanted: &BTreeMap<String, Source>, from: &Self) -> io::Result<()> {
        for (id, source) in wanted {
            let folder = self.0.join(id);
            if folder.exists() {
                continue;
            }
            match source {
                Source::Files(other) if from.0.join(other).exists() => {
                    // Renamed into place: after a kill there is no half of a copy.
                    let beside = self.0.join(format!("{id}.new"));
                    copy(&from.0.join(other), &beside)?;
                    fs::rename(beside, folder)?;
                }
                Source::Blocks(disk) => {
                    fs::create_dir(&folder)?;
                    fs::write(folder.join("disk"), format!("the blocks of {disk}\n"))?;
                }
                Source::Files(_) | Source::Blank => fs::create_dir(folder)?,
            }
        }
        Ok(())
    }

    fn keep(&self, wanted: &BTreeMap<String, Source>) -> io::Result<()> {
        let gone = names(&self.0)?
            .into_iter()
            .filter(|id| !wanted.contains_key(id));
        for id in gone {
            fs::remove_dir_all(self.0.join(id))?;
        }
        Ok(())
    }
}

/// Copies files and folders. A broker that writes meanwhile finds its copy as after a power failure, and what it takes
/// away meanwhile is not in it.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        let kind = entry.file_type()?;
        let copied = match (kind.is_dir(), kind.is_file()) {
            (true, _) => copy(&entry.path(), &target),
            (_, true) => fs::copy(entry.path(), target).map(drop),
            // Sockets and the like are of a process, not of a disk.
            _ => Ok(()),
        };
        match copied {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => (),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(volumes: &[(&str, Source)], snapshots: &[(&str, Source)]) -> Sources {
        let all = |entries: &[(&str, Source)]| {
            let entries = entries.iter().cloned();
            entries
                .map(|(id, source)| (id.to_owned(), source))
                .collect()
        };
        Sources {
            volumes: all(volumes),
            snapshots: all(snapshots),
        }
    }

    fn files(id: &str) -> Source {
        Source::Files(id.to_owned())
    }

    #[test]
    fn a_snapshot_keeps_the_moment_and_a_volume_of_it_begins_there() {
        let top = tempfile::tempdir().unwrap();
        let folder = Folder::open(Some(top.path())).unwrap();
        let volumes = Volumes::open(&folder);
        volumes
            .follow(&sources(&[("vol-1", Source::Blank)], &[]))
            .unwrap();
        let file = |id: &str| volumes.folder().join(id).join("broker/log");
        fs::create_dir(file("vol-1").parent().unwrap()).unwrap();
        fs::write(file("vol-1"), "first").unwrap();
        let (first, snapshot) = (("vol-1", Source::Blank), ("snap-1", files("vol-1")));
        let with_snapshot = sources(
            std::slice::from_ref(&first),
            std::slice::from_ref(&snapshot),
        );
        volumes.follow(&with_snapshot).unwrap();
        fs::write(file("vol-1"), "second").unwrap();
        volumes.follow(&with_snapshot).unwrap();
        let second = ("vol-2", files("snap-1"));
        volumes
            .follow(&sources(&[first, second.clone()], &[snapshot]))
            .unwrap();
        assert_eq!(fs::read_to_string(file("vol-1")).unwrap(), "second");
        assert_eq!(fs::read_to_string(file("vol-2")).unwrap(), "first");
        volumes.follow(&sources(&[second], &[])).unwrap();
        assert!(!volumes.folder().join("vol-1").exists());
        assert_eq!(names(&folder.below("snapshots")).unwrap().len(), 0);
    }

    #[test]
    fn a_volume_of_a_disk_image_is_not_blank() {
        let top = tempfile::tempdir().unwrap();
        let volumes = Volumes::open(&Folder::open(Some(top.path())).unwrap());
        let blocks = Source::Blocks("snap-1".to_owned());
        volumes.follow(&sources(&[("vol-1", blocks)], &[])).unwrap();
        assert_eq!(names(&volumes.folder().join("vol-1")).unwrap().len(), 1);
    }
}
