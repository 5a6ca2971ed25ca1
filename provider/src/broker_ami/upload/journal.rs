//! What has been written of a snapshot, kept beside the image so that a process that was killed goes on where it stopped.
//!
//! EBS does not tell: the blocks of a snapshot can be listed once it is completed, and not before. So every block that EBS has acknowledged
//! is a line of a file, with its digest: a block that has changed since is written again. The client token stands in the file before it is used,
//! so that a StartSnapshot whose answer was lost is asked again and not made again.
//!
//! Nothing is synced to the disk: lines that a power failure takes along are blocks that are written twice.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::broker_ami::upload::digest;

/// The first line: the form of the file.
const FORM: &str = "kafkaws-upload 1";

/// What has been written of one snapshot.
#[derive(Debug)]
pub(crate) struct Journal {
    /// `None` where nothing can be written beside the image: the upload then begins anew when it is cut off.
    file: Option<Mutex<File>>,
    /// The client token of StartSnapshot.
    pub(crate) token: String,
    /// The snapshot that it made, once that is known.
    pub(crate) snapshot: Option<String>,
    /// Digests of acknowledged blocks.
    written: BTreeMap<u32, [u8; 32]>,
}

/// What a file holds.
#[derive(Debug, Default, PartialEq, Eq)]
struct Noted {
    token: String,
    snapshot: Option<String>,
    written: BTreeMap<u32, [u8; 32]>,
}

impl Journal {
    /// Where the journal of an upload of this content is.
    pub(crate) fn path(image: &Path, content: &str) -> PathBuf {
        let mut path = image.as_os_str().to_owned();
        path.push(format!(".{}.upload", content.get(..12).unwrap_or(content)));
        path.into()
    }

    /// The snapshot that a journal is about, if there is a journal and it knows one.
    pub(crate) fn names(path: &Path) -> Option<String> {
        Noted::read(&fs::read_to_string(path).ok()?)?.snapshot
    }

    /// Goes on with the journal of a snapshot that exists, or with one that knows none yet; begins a new one otherwise.
    ///
    /// # Errors
    ///
    /// What reading says. That nothing can be written is no error.
    pub(crate) fn open(path: &Path, exists: Option<&str>) -> io::Result<Self> {
        let noted = match fs::read_to_string(path) {
            Ok(text) => Noted::read(&text),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            // Not ours, whatever it is.
            Err(error) if error.kind() == ErrorKind::InvalidData => None,
            Err(error) => return Err(error),
        };
        let fits = |noted: &Noted| noted.snapshot.is_none() || noted.snapshot.as_deref() == exists;
        match noted.filter(fits) {
            Some(noted) => Ok(Self::with(append(path), path, noted)),
            None => Ok(Self::begin(path, exists)),
        }
    }

    fn begin(path: &Path, exists: Option<&str>) -> Self {
        let token = uuid::Uuid::new_v4().simple().to_string();
        let text = format!("{FORM}\ntoken {token}\n");
        let file = fs::write(path, text).and_then(|()| append(path));
        let noted = Noted {
            token,
            ..Noted::default()
        };
        let mut begun = Self::with(file, path, noted);
        if let Some(snapshot) = exists {
            begun.started(snapshot);
        }
        begun
    }

    fn with(file: io::Result<File>, path: &Path, noted: Noted) -> Self {
        let file = file.inspect_err(|error| {
            let path = path.display();
            tracing::warn!(%path, %error, "an upload that is cut off will begin anew: its journal cannot be written");
        });
        Self {
            file: file.ok().map(Mutex::new),
            token: noted.token,
            snapshot: noted.snapshot,
            written: noted.written,
        }
    }

    /// The token made this snapshot.
    pub(crate) fn started(&mut self, snapshot: &str) {
        if self.snapshot.as_deref() != Some(snapshot) {
            self.snapshot = Some(snapshot.to_owned());
            self.line(&format!("snapshot {snapshot}"));
        }
    }

    /// EBS has acknowledged a block.
    pub(crate) fn acknowledged(&self, index: u32, digest: &[u8; 32]) {
        self.line(&format!("{index} {}", digest::hex(digest)));
    }

    /// Whether the block was written, with these bytes, before this process began.
    pub(crate) fn has(&self, index: u32, digest: &[u8; 32]) -> bool {
        self.written.get(&index) == Some(digest)
    }

    /// How many blocks were written before this process began.
    pub(crate) fn len(&self) -> usize {
        self.written.len()
    }

    /// A line goes out in one piece: what is killed leaves whole lines, but for the last.
    fn line(&self, line: &str) {
        let Some(file) = &self.file else { return };
        let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = file.write_all(format!("{line}\n").as_bytes()) {
            tracing::warn!(%error, "the journal of the upload cannot be written");
        }
    }
}

/// Takes the journal away. One that stays is found wrong by the snapshot that it names.
pub(crate) fn remove(path: &Path) {
    if let Err(error) = fs::remove_file(path)
        && error.kind() != ErrorKind::NotFound
    {
        tracing::warn!(path = %path.display(), %error, "a finished upload's journal stays");
    }
}

fn append(path: &Path) -> io::Result<File> {
    File::options().append(true).open(path)
}

impl Noted {
    /// `None`: of another form. The last line counts only if it is whole.
    fn read(text: &str) -> Option<Self> {
        let (whole, _) = text.rsplit_once('\n')?;
        let mut lines = whole.lines();
        if lines.next() != Some(FORM) {
            return None;
        }
        let mut noted = Self {
            token: lines.next()?.strip_prefix("token ")?.to_owned(),
            ..Self::default()
        };
        for line in lines {
            match line.split_once(' ')? {
                ("snapshot", id) => noted.snapshot = Some(id.to_owned()),
                (index, digest) => {
                    let digest = digest::of_hex(digest)?;
                    noted.written.insert(index.parse().ok()?, digest);
                }
            }
        }
        Some(noted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SNAPSHOT: &str = "snap-0123456789abcdef0";

    fn place() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = Journal::path(&folder.path().join("x.raw"), &"ab".repeat(16));
        (folder, path)
    }

    #[test]
    fn blocks_are_remembered_by_their_digest() {
        let (folder, path) = place();
        assert_eq!(path, folder.path().join("x.raw.abababababab.upload"));
        let mut journal = Journal::open(&path, None).unwrap();
        journal.started(SNAPSHOT);
        journal.acknowledged(7, &[1; 32]);
        let again = Journal::open(&path, Some(SNAPSHOT)).unwrap();
        assert_eq!(again.token, journal.token);
        assert!(again.has(7, &[1; 32]) && !again.has(7, &[2; 32]) && !again.has(8, &[1; 32]));
        remove(&path);
        assert!(!path.exists());
    }

    #[test]
    fn a_token_outlives_the_crash_before_its_answer() {
        let (_folder, path) = place();
        let token = Journal::open(&path, None).unwrap().token;
        assert_eq!(Journal::open(&path, None).unwrap().token, token);
        // EC2 shows the snapshot before the journal does.
        let journal = Journal::open(&path, Some(SNAPSHOT)).unwrap();
        assert_eq!(journal.token, token);
    }

    #[test]
    fn the_journal_of_another_snapshot_is_forgotten() {
        let (_folder, path) = place();
        let mut journal = Journal::open(&path, None).unwrap();
        journal.started(SNAPSHOT);
        journal.acknowledged(0, &[1; 32]);
        for exists in [None, Some("snap-00000000000000000")] {
            let other = Journal::open(&path, exists).unwrap();
            assert!(other.len() == 0 && other.token != journal.token);
        }
    }

    #[test]
    fn a_line_that_was_cut_off_does_not_count() {
        let (_folder, path) = place();
        let mut journal = Journal::open(&path, None).unwrap();
        journal.started(SNAPSHOT);
        journal.acknowledged(3, &[1; 32]);
        let mut text = fs::read_to_string(&path).unwrap();
        text.push_str("4 0101");
        fs::write(&path, text).unwrap();
        let again = Journal::open(&path, Some(SNAPSHOT)).unwrap();
        assert!(again.has(3, &[1; 32]));
        assert_eq!(again.len(), 1);
    }

    #[test]
    fn something_else_under_its_name_is_overwritten() {
        let (_folder, path) = place();
        for text in [
            "",
            "notes\n",
            "kafkaws-upload 1\n",
            "kafkaws-upload 1\ntoken x\n3 zz\n",
        ] {
            fs::write(&path, text).unwrap();
            let journal = Journal::open(&path, None).unwrap();
            assert!(journal.len() == 0 && journal.token != "x", "{text:?}");
        }
    }

    #[test]
    fn a_folder_that_takes_nothing_is_no_obstacle() {
        let path = PathBuf::from("/proc/x.raw.upload");
        let mut journal = Journal::open(&path, None).unwrap();
        journal.started(SNAPSHOT);
        journal.acknowledged(3, &[1; 32]);
        assert!(!journal.token.is_empty());
    }
}
