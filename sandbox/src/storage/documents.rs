//! Small things that are too many for the state file: each a document of its own.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::ops::Bound;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Digest;

/// Values by id, in the order of the ids; with a folder, a file of JSON for each.
#[derive(Debug)]
pub(super) struct Documents<T> {
    folder: Option<PathBuf>,
    entries: BTreeMap<String, T>,
}

#[derive(Debug, Serialize, Deserialize)]
struct File<T> {
    id: String,
    value: T,
}

impl<T: Clone + Serialize + DeserializeOwned> Documents<T> {
    pub(super) fn in_memory() -> Self {
        Self {
            folder: None,
            entries: BTreeMap::new(),
        }
    }

    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let mut entries = BTreeMap::new();
        for file in fs::read_dir(folder)? {
            let path = file?.path();
            // What was not renamed into place was acknowledged to nobody.
            if path.extension().is_some() {
                fs::remove_file(path)?;
                continue;
            }
            let File { id, value } = serde_json::from_slice(&fs::read(path)?)?;
            entries.insert(id, value);
        }
        Ok(Self {
            folder: Some(folder.to_owned()),
            entries,
        })
    }

    pub(super) fn get(&self, id: &str) -> Option<&T> {
        self.entries.get(id)
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &T> {
        self.entries.values()
    }

    /// The entries whose ids start like this, from there on in order.
    pub(super) fn starting<'a>(&'a self, start: &'a str) -> impl Iterator<Item = (&'a str, &'a T)> {
        let range = (Bound::Included(start.to_owned()), Bound::Unbounded);
        let entries = self.entries.range(range);
        entries
            .take_while(move |(id, _)| id.starts_with(start))
            .map(|(id, value)| (id.as_str(), value))
    }

    /// Puts a value in the place of another one, which comes back.
    pub(super) fn put(&mut self, id: &str, value: T) -> io::Result<Option<T>> {
        if let Some(path) = self.path(id) {
            let file = File {
                id: id.to_owned(),
                value: value.clone(),
            };
            let beside = path.with_extension("new");
            fs::write(&beside, serde_json::to_vec(&file)?)?;
            fs::rename(&beside, &path)?;
        }
        Ok(self.entries.insert(id.to_owned(), value))
    }

    pub(super) fn remove(&mut self, id: &str) -> io::Result<Option<T>> {
        if let (Some(path), true) = (self.path(id), self.entries.contains_key(id)) {
            fs::remove_file(path)?;
        }
        Ok(self.entries.remove(id))
    }

    /// Ids may have any characters and be long; their digests are good file names.
    fn path(&self, id: &str) -> Option<PathBuf> {
        let name = Digest::of(id.as_bytes()).to_string();
        self.folder.as_ref().map(|folder| folder.join(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_come_back() {
        let folder = tempfile::tempdir().unwrap();
        let mut documents = Documents::open(folder.path()).unwrap();
        documents.put("a/1", "one".to_owned()).unwrap();
        documents.put("a/2", "two".to_owned()).unwrap();
        documents.put("b/1", "other".to_owned()).unwrap();
        assert_eq!(
            documents.put("a/1", "new".to_owned()).unwrap(),
            Some("one".into())
        );
        documents.remove("a/2").unwrap();
        fs::write(folder.path().join("half.new"), "{").unwrap();
        let again = Documents::<String>::open(folder.path()).unwrap();
        let found: Vec<_> = again.starting("a/").collect();
        assert_eq!(found, [("a/1", &"new".to_owned())]);
        assert_eq!(again.values().count(), 2);
    }
}
