//! The console of an instance: a file, which the agent writes to as its standard output.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

/// EC2 shows the last 64 KiB.
const SHOWN: u64 = 64 * 1024;

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

    /// What EC2 shows; `None` if there was no boot.
    pub(super) fn shown(&self) -> Option<String> {
        let mut file = File::open(&self.0).ok()?;
        let length = file.metadata().ok()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(SHOWN)))
            .ok()?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
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
}
