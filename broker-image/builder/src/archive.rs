//! A root file system from the archive that mmdebstrap writes.

use std::fs::File;
use std::io;
use std::path::Path;

use tar::{Archive, EntryType};

use crate::content::Content;
use crate::error::BuildError;
use crate::tree::{Entry, Node, Tree};

/// Reads an archive. The files' content is put into `folder`, which must stay until the image is written.
///
/// Device nodes are left out: the kernel makes /dev.
///
/// # Errors
///
/// [`BuildError::File`] for an archive that cannot be read; [`BuildError::Name`] for a name that is not text.
pub(crate) fn read(path: &Path, folder: &Path) -> Result<Tree, BuildError> {
    let file = File::open(path).map_err(BuildError::at(path))?;
    let mut archive = Archive::new(io::BufReader::new(file));
    let mut tree = Tree::default();
    let entries = archive.entries().map_err(BuildError::at(path))?;
    for (number, entry) in entries.enumerate() {
        let entry = entry.map_err(BuildError::at(path))?;
        put(&mut tree, entry, &folder.join(number.to_string()), path)?;
    }
    Ok(tree)
}

fn put(
    tree: &mut Tree,
    mut entry: tar::Entry<'_, impl io::Read>,
    content: &Path,
    archive: &Path,
) -> Result<(), BuildError> {
    let name = name(&entry.path_bytes())?;
    let node = match entry.header().entry_type() {
        _ if name.is_empty() => return Ok(()),
        EntryType::Directory => Node::Folder,
        EntryType::Symlink => Node::Link(target(&entry)?),
        EntryType::Regular | EntryType::Continuous => {
            let mut file = File::create(content).map_err(BuildError::at(content))?;
            io::copy(&mut entry, &mut file).map_err(BuildError::at(content))?;
            Node::File(Content::Disk(content.to_owned()))
        }
        // A second name becomes a second file: there are two of them, and they are small.
        EntryType::Link => match tree.get(&target(&entry)?) {
            Some(original) => original.node.clone(),
            None => return Err(BuildError::Name(name)),
        },
        _ => return Ok(()),
    };
    let header = entry.header();
    let entry = Entry {
        node,
        mode: header.mode().map_err(BuildError::at(archive))? & 0o7777,
        uid: owner(header.uid()).map_err(BuildError::at(archive))?,
        gid: owner(header.gid()).map_err(BuildError::at(archive))?,
    };
    tree.put(&name, entry);
    Ok(())
}

/// Without the `./` that every name begins with, and the `/` that every folder's ends with.
fn name(bytes: &[u8]) -> Result<String, BuildError> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| BuildError::Name(String::from_utf8_lossy(bytes).into_owned()))?;
    let text = text.strip_prefix('.').unwrap_or(text);
    Ok(text.trim_matches('/').to_owned())
}

fn target(entry: &tar::Entry<'_, impl io::Read>) -> Result<String, BuildError> {
    let bytes = entry.link_name_bytes().unwrap_or_default();
    match entry.header().entry_type() {
        EntryType::Link => name(&bytes),
        _ => String::from_utf8(bytes.into_owned())
            .map_err(|error| BuildError::Name(error.to_string())),
    }
}

fn owner(id: io::Result<u64>) -> io::Result<u32> {
    u32::try_from(id?).map_err(io::Error::other)
}

#[cfg(test)]
pub(crate) mod testing {
    use super::*;

    /// An archive of a tree's files, as mmdebstrap would write it.
    pub(crate) fn write(tree: &Tree, path: &Path) {
        let mut archive = tar::Builder::new(File::create(path).unwrap());
        for (name, entry) in tree.iter() {
            let mut header = tar::Header::new_gnu();
            header.set_mode(entry.mode);
            header.set_uid(entry.uid.into());
            header.set_gid(entry.gid.into());
            let name = format!("./{name}");
            let (kind, content) = match &entry.node {
                Node::Folder => (EntryType::Directory, Vec::new()),
                Node::File(content) => (EntryType::Regular, content.read().unwrap()),
                Node::Link(_) => (EntryType::Symlink, Vec::new()),
            };
            header.set_entry_type(kind);
            header.set_size(content.len() as u64);
            match &entry.node {
                Node::Link(target) => archive.append_link(&mut header, name, target).unwrap(),
                _ => archive.append_data(&mut header, name, &*content).unwrap(),
            }
        }
        archive.finish().unwrap();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(build: impl FnOnce(&mut tar::Builder<File>)) -> Result<Tree, BuildError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("archive");
        let mut archive = tar::Builder::new(File::create(&path).unwrap());
        build(&mut archive);
        archive.finish().unwrap();
        // What the tree holds of it is read while it is there.
        let mut tree = super::read(&path, folder.path())?;
        let files: Vec<_> = tree
            .iter()
            .map(|(name, entry)| (name.to_owned(), entry.clone()))
            .collect();
        for (name, mut entry) in files {
            if let Node::File(content) = &entry.node {
                entry.node = Node::File(Content::Bytes(content.read().unwrap()));
                tree.put(&name, entry);
            }
        }
        Ok(tree)
    }

    #[test]
    fn what_is_in_an_archive_is_in_the_tree() {
        let folder = tempfile::tempdir().unwrap();
        let mut tree = Tree::default();
        tree.file("usr/bin/su", 0o4755, "program");
        tree.link("bin", "usr/bin");
        let mut owned = Entry::of_root(Node::Folder, 0o2750);
        (owned.uid, owned.gid) = (100, 101);
        tree.put("var/lib/chrony", owned);
        let path = folder.path().join("archive");
        testing::write(&tree, &path);
        let read = super::read(&path, folder.path()).unwrap();
        assert_eq!(read.digest().unwrap(), tree.digest().unwrap());
    }

    #[test]
    fn second_names_are_files_and_devices_are_left_out() {
        let tree = read(|archive| {
            let mut header = tar::Header::new_gnu();
            header.set_mode(0o755);
            header.set_uid(0);
            header.set_gid(0);
            header.set_size(1);
            header.set_entry_type(EntryType::Regular);
            archive
                .append_data(&mut header, "./usr/bin/perl", &b"x"[..])
                .unwrap();
            header.set_size(0);
            header.set_entry_type(EntryType::Link);
            archive
                .append_link(&mut header, "./usr/bin/perl5", "./usr/bin/perl")
                .unwrap();
            header.set_entry_type(EntryType::Char);
            archive
                .append_data(&mut header, "./dev/null", &b""[..])
                .unwrap();
        })
        .unwrap();
        assert_eq!(tree.read("usr/bin/perl5").unwrap().unwrap(), b"x");
        assert!(tree.get("dev/null").is_none());
    }

    #[test]
    fn what_is_no_archive() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), [1; 2000]).unwrap();
        let read = super::read(file.path(), Path::new("/nowhere"));
        assert!(matches!(read, Err(BuildError::File { .. })));
    }
}
