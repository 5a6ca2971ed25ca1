//! Disks: which blocks have been written, and what is in them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Contents, Digest};

/// The only block size of the EBS direct APIs, in bytes.
pub(crate) const BLOCK: usize = 512 * 1024;

/// Digests by block index. What is not there is zeros.
pub(crate) type Blocks = BTreeMap<u32, Digest>;

/// The disks by the id of their snapshot. Each has a file, which only grows: a line for the disk it
/// builds on, and one for each block written.
#[derive(Debug)]
pub(crate) struct Disks {
    contents: Arc<Contents>,
    folder: Option<PathBuf>,
    disks: Mutex<BTreeMap<String, Disk>>,
}

#[derive(Debug, Default)]
struct Disk {
    /// Blocks that are not its own are this one's.
    base: Option<String>,
    own: Blocks,
}

impl Disks {
    pub(super) fn new(contents: Arc<Contents>) -> Self {
        Self {
            contents,
            folder: None,
            disks: Mutex::default(),
        }
    }

    pub(super) fn open(contents: Arc<Contents>, folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let mut disks = BTreeMap::new();
        for file in fs::read_dir(folder)? {
            let file = file?;
            let disk = Disk::read(&fs::read_to_string(file.path())?);
            disk.own.values().for_each(|digest| contents.hold(*digest));
            disks.insert(file.file_name().into_string().unwrap_or_default(), disk);
        }
        Ok(Self {
            contents,
            folder: Some(folder.to_owned()),
            disks: Mutex::new(disks),
        })
    }

    /// A disk that is blank, or like another one until it is written to.
    pub(crate) fn create(&self, id: &str, base: Option<&str>) -> io::Result<()> {
        let mut disks = self.lock();
        // A base without contents is blank, and no base.
        let base = base
            .filter(|base| disks.contains_key(*base))
            .map(str::to_owned);
        if let Some(base) = &base {
            self.append(id, &format!("base {base}"))?;
        }
        disks.insert(
            id.to_owned(),
            Disk {
                base,
                own: Blocks::new(),
            },
        );
        Ok(())
    }

    /// Writes a block over what was there.
    pub(crate) fn write(
        &self,
        id: &str,
        index: u32,
        digest: Digest,
        block: &[u8],
    ) -> io::Result<()> {
        self.contents.put(digest, block)?;
        let mut disks = self.lock();
        self.append(id, &format!("{index} {digest}"))?;
        let own = &mut disks.entry(id.to_owned()).or_default().own;
        if let Some(old) = own.insert(index, digest) {
            self.contents.release(&old);
        }
        Ok(())
    }

    /// The blocks that were written to this disk itself.
    pub(crate) fn own(&self, id: &str) -> Blocks {
        self.lock()
            .get(id)
            .map(|disk| disk.own.clone())
            .unwrap_or_default()
    }

    /// All blocks, those of its bases too.
    pub(crate) fn blocks(&self, id: &str) -> Blocks {
        let disks = self.lock();
        let mut all = Blocks::new();
        for disk in chain(&disks, id) {
            for (index, digest) in &disk.own {
                all.entry(*index).or_insert(*digest);
            }
        }
        all
    }

    /// Nothing was ever written to it, or to what it builds on.
    pub(crate) fn is_blank(&self, id: &str) -> bool {
        let disks = self.lock();
        chain(&disks, id).all(|disk| disk.own.is_empty())
    }

    /// What one block holds, its own or its base's.
    pub(crate) fn block(&self, id: &str, index: u32) -> Option<Digest> {
        let disks = self.lock();
        chain(&disks, id).find_map(|disk| disk.own.get(&index).copied())
    }

    pub(crate) fn read(&self, digest: &Digest) -> io::Result<Arc<[u8]>> {
        self.contents.get(digest)
    }

    /// Forgets every disk but these and what they build on.
    pub(super) fn keep(&self, wanted: &BTreeSet<String>) {
        let mut disks = self.lock();
        let mut kept: BTreeSet<String> = wanted.clone();
        let mut rest: Vec<String> = wanted.iter().cloned().collect();
        while let Some(id) = rest.pop() {
            let base = disks.get(&id).and_then(|disk| disk.base.clone());
            rest.extend(base.filter(|base| kept.insert(base.clone())));
        }
        disks.retain(|id, disk| {
            let keep = kept.contains(id);
            if !keep {
                self.forget(id, disk);
            }
            keep
        });
    }

    fn forget(&self, id: &str, disk: &Disk) {
        if let Some(folder) = &self.folder {
            // A file that stays is a disk that nobody wants, which the next sweep finds.
            let _ = fs::remove_file(folder.join(id));
        }
        disk.own
            .values()
            .for_each(|digest| self.contents.release(digest));
    }

    /// The line break goes first, so that the next line is whole where a full disk cut one off.
    fn append(&self, id: &str, line: &str) -> io::Result<()> {
        let Some(folder) = &self.folder else {
            return Ok(());
        };
        let mut file = File::options()
            .create(true)
            .append(true)
            .open(folder.join(id))?;
        file.write_all(format!("\n{line}").as_bytes())
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Disk>> {
        self.disks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A disk, and what it builds on.
fn chain<'a>(disks: &'a BTreeMap<String, Disk>, id: &str) -> impl Iterator<Item = &'a Disk> {
    let base = |disk: &&'a Disk| disks.get(disk.base.as_ref()?);
    std::iter::successors(disks.get(id), base)
}

impl Disk {
    /// A line that a full disk cut off was acknowledged to nobody.
    fn read(text: &str) -> Self {
        let mut disk = Self::default();
        for line in text.lines() {
            match line.split_once(' ') {
                Some(("base", id)) => disk.base = Some(id.to_owned()),
                Some((index, digest)) => {
                    if let (Ok(index), Ok(digest)) = (index.parse(), digest.parse()) {
                        disk.own.insert(index, digest);
                    }
                }
                None => (),
            }
        }
        disk
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(disks: &Disks, id: &str, index: u32, text: &str) {
        let digest = Digest::of(text.as_bytes());
        disks.write(id, index, digest, text.as_bytes()).unwrap();
    }

    fn texts(disks: &Disks, id: &str) -> Vec<(u32, String)> {
        let text = |digest| String::from_utf8(disks.read(digest).unwrap().to_vec()).unwrap();
        let blocks = disks.blocks(id);
        blocks
            .iter()
            .map(|(index, digest)| (*index, text(digest)))
            .collect()
    }

    #[test]
    fn a_disk_shows_its_base_where_it_was_not_written() {
        let disks = Disks::new(Arc::new(Contents::in_memory()));
        disks.create("a", None).unwrap();
        write(&disks, "a", 0, "old");
        write(&disks, "a", 7, "seven");
        disks.create("b", Some("a")).unwrap();
        write(&disks, "b", 0, "new");
        assert_eq!(texts(&disks, "b"), [(0, "new".into()), (7, "seven".into())]);
        assert_eq!(disks.own("b").len(), 1);
    }

    #[test]
    fn what_a_kept_disk_builds_on_is_kept() {
        let disks = Disks::new(Arc::new(Contents::in_memory()));
        disks.create("a", None).unwrap();
        write(&disks, "a", 0, "zero");
        disks.create("b", Some("a")).unwrap();
        disks.create("c", None).unwrap();
        write(&disks, "c", 0, "gone");
        disks.keep(&BTreeSet::from(["b".to_owned()]));
        assert_eq!(texts(&disks, "b"), [(0, "zero".into())]);
        assert!(disks.blocks("c").is_empty());
        assert!(disks.read(&Digest::of(b"gone")).is_err());
    }

    #[test]
    fn disks_come_back_with_what_was_written_last() {
        let folder = tempfile::tempdir().unwrap();
        let open = || {
            let contents = Contents::in_folder(&folder.path().join("contents")).unwrap();
            Disks::open(Arc::new(contents), &folder.path().join("disks")).unwrap()
        };
        let disks = open();
        disks.create("a", None).unwrap();
        write(&disks, "a", 3, "first");
        write(&disks, "a", 3, "second");
        disks.create("b", Some("a")).unwrap();
        // As when the disk was full in the middle of a line.
        disks.append("a", "4 0123").unwrap();
        write(&disks, "a", 5, "five");
        assert_eq!(
            texts(&open(), "b"),
            [(3, "second".into()), (5, "five".into())]
        );
    }
}
