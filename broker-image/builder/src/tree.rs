//! The files of a file system, before there is one.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::content::Content;
use crate::error::BuildError;

/// Files by their path, without a leading slash: `usr/bin/kafkaws-boot`. Sorted, so that a folder comes before what is in it
/// and nothing depends on the order in which this machine lists folders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree(BTreeMap<String, Entry>);

/// One file or folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub node: Node,
    /// Permissions, with set-user-id and the like.
    pub mode: u32,
    /// Owner's number.
    pub uid: u32,
    /// Group's number.
    pub gid: u32,
}

/// What an entry is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// A folder.
    Folder,
    /// A file.
    File(Content),
    /// A symbolic link to this.
    Link(String),
}

impl Entry {
    /// A thing of root's.
    pub fn of_root(node: Node, mode: u32) -> Self {
        Self {
            node,
            mode,
            uid: 0,
            gid: 0,
        }
    }
}

impl Tree {
    /// Puts an entry in, over what is there, and makes the folders above it.
    pub fn put(&mut self, path: &str, entry: Entry) {
        let path = path.trim_matches('/');
        for (at, _) in path.match_indices('/') {
            let above = path.get(..at).unwrap_or_default().to_owned();
            let folder = || Entry::of_root(Node::Folder, 0o755);
            self.0.entry(above).or_insert_with(folder);
        }
        self.0.insert(path.to_owned(), entry);
    }

    /// Puts a file of root's in.
    pub fn file(&mut self, path: &str, mode: u32, content: impl Into<Content>) {
        self.put(path, Entry::of_root(Node::File(content.into()), mode));
    }

    /// Puts a symbolic link in.
    pub fn link(&mut self, path: &str, target: &str) {
        self.put(path, Entry::of_root(Node::Link(target.to_owned()), 0o777));
    }

    /// Puts a folder of root's in.
    pub fn folder(&mut self, path: &str, mode: u32) {
        self.put(path, Entry::of_root(Node::Folder, mode));
    }

    /// Takes everything out that is at or below a path.
    pub fn remove(&mut self, path: &str) {
        let path = path.trim_matches('/');
        let below = format!("{path}/");
        self.0
            .retain(|each, _| each != path && !each.starts_with(&below));
    }

    /// What is at a path.
    pub fn get(&self, path: &str) -> Option<&Entry> {
        self.0.get(path.trim_start_matches('/'))
    }

    /// The bytes of a file, or `None` if there is no file at the path.
    ///
    /// # Errors
    ///
    /// [`BuildError::File`].
    pub fn read(&self, path: &str) -> Result<Option<Vec<u8>>, BuildError> {
        match self.get(path).map(|entry| &entry.node) {
            Some(Node::File(content)) => content.read().map(Some),
            _ => Ok(None),
        }
    }

    /// Every path and entry, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.0.iter().map(|(path, entry)| (path.as_str(), entry))
    }

    /// Bytes in blocks of 4 KiB that the files take, with one more for each entry.
    pub(crate) fn room(&self) -> Result<u64, BuildError> {
        const BLOCK: u64 = 4096;
        let mut blocks = 0;
        for entry in self.0.values() {
            blocks += 1;
            if let Node::File(content) = &entry.node {
                blocks += content.length()?.div_ceil(BLOCK);
            }
        }
        Ok(blocks * BLOCK)
    }

    /// SHA-256 over every path, owner, mode and content.
    ///
    /// # Errors
    ///
    /// [`BuildError::File`].
    pub fn digest(&self) -> Result<[u8; 32], BuildError> {
        let mut all = Sha256::new();
        for (path, entry) in &self.0 {
            let Entry {
                node,
                mode,
                uid,
                gid,
            } = entry;
            all.update(format!("{path}\0{mode:o} {uid} {gid} ").as_bytes());
            all.update(node_digest(node)?);
        }
        Ok(all.finalize().into())
    }
}

/// A digest of its own for each: a concatenation could be cut in another place.
fn node_digest(node: &Node) -> Result<[u8; 32], BuildError> {
    let mut hash = Sha256::new();
    match node {
        Node::Folder => hash.update(b"folder"),
        Node::Link(target) => hash.update(format!("link {target}").as_bytes()),
        Node::File(content) => {
            hash.update(b"file ");
            content.each(|piece| hash.update(piece))?;
        }
    }
    Ok(hash.finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> Tree {
        let mut tree = Tree::default();
        tree.file("/usr/bin/broker", 0o755, "program");
        tree.link("bin", "usr/bin");
        tree
    }

    #[test]
    fn folders_come_before_what_is_in_them() {
        let tree = tree();
        let paths: Vec<_> = tree.iter().map(|(path, _)| path).collect();
        assert_eq!(paths, ["bin", "usr", "usr/bin", "usr/bin/broker"]);
        assert_eq!(tree.read("usr/bin/broker").unwrap().unwrap(), b"program");
        assert_eq!(tree.read("usr/bin").unwrap(), None);
    }

    #[test]
    fn removing_takes_what_is_below_and_no_neighbour() {
        let mut tree = tree();
        tree.file("usr/binary", 0o644, "");
        tree.remove("usr/bin");
        let paths: Vec<_> = tree.iter().map(|(path, _)| path).collect();
        assert_eq!(paths, ["bin", "usr", "usr/binary"]);
    }

    #[test]
    fn every_difference_is_in_the_digest() {
        let digest = tree().digest().unwrap();
        assert_eq!(tree().digest().unwrap(), digest);
        let changes: [fn(&mut Tree); 5] = [
            |tree| tree.file("usr/bin/broker", 0o755, "Program"),
            |tree| tree.file("usr/bin/broker", 0o750, "program"),
            |tree| tree.link("bin", "usr/sbin"),
            |tree| tree.folder("empty", 0o755),
            |tree| {
                let mut entry = tree.get("usr/bin/broker").unwrap().clone();
                entry.gid = 1;
                tree.put("usr/bin/broker", entry);
            },
        ];
        for change in changes {
            let mut tree = tree();
            change(&mut tree);
            assert_ne!(tree.digest().unwrap(), digest);
        }
    }

    #[test]
    fn content_on_disk_counts_as_its_bytes_do() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "program").unwrap();
        let mut tree = tree();
        tree.file("usr/bin/broker", 0o755, Content::Disk(file.path().into()));
        assert_eq!(tree.digest().unwrap(), self::tree().digest().unwrap());
        assert_eq!(tree.room().unwrap(), 5 * 4096);
    }
}
