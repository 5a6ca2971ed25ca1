//! The directory that books stand in, one JSON file each.

use std::fs;
use std::io;
use std::path::PathBuf;

use kafkaws_schema::{Diagnostic, Diagnostics};
use serde::{Deserialize, Serialize};

/// A book as it lies on disk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Volume {
    pub(crate) title: String,
    pub(crate) pages: i64,
    pub(crate) blurb: Option<String>,
    pub(crate) cover: String,
    pub(crate) mark: String,
    pub(crate) printing: i64,
}

#[derive(Debug)]
pub(crate) struct Shelf {
    directory: PathBuf,
}

impl Shelf {
    pub(crate) fn at(directory: String) -> Self {
        Self {
            directory: directory.into(),
        }
    }

    pub(crate) fn put(&self, volume: &Volume) -> Result<(), Diagnostics> {
        let text = serde_json::to_string_pretty(volume).map_err(io::Error::from);
        text.and_then(|text| fs::write(self.file(&volume.title), text))
            .map_err(trouble)
    }

    pub(crate) fn find(&self, title: &str) -> Result<Option<Volume>, Diagnostics> {
        match fs::read(self.file(title)) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(io::Error::from)
                .map_err(trouble),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(trouble(error)),
        }
    }

    pub(crate) fn take(&self, title: &str) -> Result<(), Diagnostics> {
        match fs::remove_file(self.file(title)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(trouble(error)),
            _ => Ok(()),
        }
    }

    /// Leaves a sign beside the books, for tests that watch from outside.
    pub(crate) fn sign(&self, name: &str) {
        // A test that waits for the sign fails by itself.
        let _ = fs::write(self.directory.join(name), "");
    }

    pub(crate) fn titles(&self) -> Result<Vec<String>, Diagnostics> {
        let mut titles = Vec::new();
        for entry in fs::read_dir(&self.directory).map_err(trouble)? {
            let name = entry
                .map_err(trouble)?
                .file_name()
                .to_string_lossy()
                .into_owned();
            titles.extend(name.strip_suffix(".book").map(str::to_owned));
        }
        titles.sort();
        Ok(titles)
    }

    fn file(&self, title: &str) -> PathBuf {
        self.directory.join(format!("{title}.book"))
    }
}

fn trouble(error: io::Error) -> Diagnostics {
    Diagnostic::error(
        "The shelf is in disorder",
        format!("{error}. Look into its directory."),
    )
    .into()
}
