//! What an instance writes: its console, which is the agent's standard output, and the log of agent and engine. Both are files that
//! processes append to.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

/// EC2 shows the last 64 KiB.
const SHOWN: u64 = 64 * 1024;
/// What an engine that complains all day may fill of a disk.
const MOST: u64 = 16 * 1024 * 1024;
/// What stays of it then.
const KEPT: u64 = 1024 * 1024;

#[derive(Clone, Debug)]
pub(super) struct Console(pub(super) PathBuf);

impl Console {
    /// A new boot begins with an empty console.
    pub(super) fn clear(&self) -> io::Result<()> {
        File::create(&self.0).map(drop)
    }

    /// For the agent to write to. Appending, because the sandbox says something here as well.
    pub(super) fn open(&self) -> io::Result<File> {
        File::options().create(true).append(true).open(&self.0)
    }

    /// A line of the sandbox's own. A console that cannot be written is seen to be empty.
    pub(super) fn say(&self, text: &str) {
        let _ = self
            .open()
            .and_then(|mut file| writeln!(file, "kafkaws-sandbox: {text}"));
    }

    /// Begins the file anew with its end, when it has grown too long. What a process writes in this moment may be lost, or stand
    /// before that end: the file is the process's own, which nobody can hold up.
    pub(super) fn curb(&self) {
        let long = std::fs::metadata(&self.0).is_ok_and(|about| about.len() > MOST);
        if let Some(end) = long.then(|| self.end(KEPT)).flatten() {
            let _ = self.clear().and_then(|()| self.open()?.write_all(&end));
        }
    }

    /// What EC2 shows; `None` if there was no boot.
    pub(super) fn shown(&self) -> Option<String> {
        let bytes = self.end(SHOWN)?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The last bytes, at most so many when it was looked at.
    fn end(&self, most: u64) -> Option<Vec<u8>> {
        let mut file = File::open(&self.0).ok()?;
        let length = file.metadata().ok()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(most)))
            .ok()?;
        let mut bytes = Vec::new();
        file.take(most).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_shown() {
        let folder = tempfile::tempdir().unwrap();
        let console = Console(folder.path().join("console"));
        assert_eq!(console.shown(), None);
        console.clear().unwrap();
        let mut file = console.open().unwrap();
        file.write_all(&vec![b'a'; 70_000]).unwrap();
        console.say("over");
        let shown = console.shown().unwrap();
        assert_eq!(shown.len(), 65_536);
        assert!(shown.ends_with("aakafkaws-sandbox: over\n"));
        console.clear().unwrap();
        assert_eq!(console.shown().as_deref(), Some(""));
    }

    #[test]
    fn a_file_that_has_grown_too_long_keeps_its_end_and_its_writer() {
        let folder = tempfile::tempdir().unwrap();
        let log = Console(folder.path().join("log"));
        log.curb();
        assert_eq!(log.shown(), None);
        let mut writer = log.open().unwrap();
        let length = || std::fs::metadata(&log.0).unwrap().len();
        for (more, expected) in [(MOST, MOST), (1, KEPT), (10, KEPT + 10), (MOST, KEPT)] {
            writer.write_all(&vec![b'a'; more as usize]).unwrap();
            log.curb();
            assert_eq!(length(), expected);
        }
        writer.write_all(b"and on").unwrap();
        assert!(log.shown().unwrap().ends_with("aaaand on"));
    }
}
