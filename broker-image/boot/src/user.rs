//! The unprivileged user that the broker runs as.

use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, lchown};
use std::path::Path;

/// A user of the system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct User {
    uid: u32,
    gid: u32,
}

impl User {
    /// Finds a user by name in a file like /etc/passwd. Users of a directory service are none of a broker's.
    pub(crate) fn named(name: &str, passwd: &Path) -> io::Result<Option<Self>> {
        let text = fs::read_to_string(passwd)?;
        Ok(text.lines().find_map(|line| entry(line, name)))
    }

    /// Makes a folder and all in it this user's.
    ///
    /// A new image may number its users differently, so a volume can come with files of somebody else. The folder
    /// itself comes last: where it is right, so is what is in it, and millions of files need not be looked at.
    pub(crate) fn own(&self, folder: &Path) -> io::Result<()> {
        let found = fs::symlink_metadata(folder)?;
        if (found.uid(), found.gid()) == (self.uid, self.gid) {
            return Ok(());
        }
        if found.is_dir() {
            for entry in fs::read_dir(folder)? {
                self.own(&entry?.path())?;
            }
        }
        lchown(folder, Some(self.uid), Some(self.gid))
    }
}

fn entry(line: &str, name: &str) -> Option<User> {
    let mut fields = line.split(':');
    if fields.next()? != name {
        return None;
    }
    Some(User {
        uid: fields.nth(1)?.parse().ok()?,
        gid: fields.next()?.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_are_found_by_their_whole_name() {
        let folder = tempfile::tempdir().unwrap();
        let passwd = folder.path().join("passwd");
        let text = "root:x:0:0:root:/root:/bin/sh\nkafkaws-broker:x:990:991::/:/usr/sbin/nologin\nbad:x:\n";
        fs::write(&passwd, text).unwrap();
        let named = |name: &str| User::named(name, &passwd).unwrap();
        assert_eq!(named("kafkaws-broker"), Some(User { uid: 990, gid: 991 }));
        assert_eq!(
            (named("kafkaws"), named("bad"), named("")),
            (None, None, None)
        );
    }

    #[test]
    fn what_is_ours_already_needs_no_rights() {
        let folder = tempfile::tempdir().unwrap();
        let own = fs::metadata(folder.path()).unwrap();
        let user = User {
            uid: own.uid(),
            gid: own.gid(),
        };
        user.own(folder.path()).unwrap();
    }

    #[test]
    fn a_folder_that_comes_with_files_of_somebody_else() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("topic-0");
        fs::create_dir(&inner).unwrap();
        fs::write(inner.join("log"), "").unwrap();
        let user = User {
            uid: 4711,
            gid: 4712,
        };
        if let Err(error) = user.own(folder.path()) {
            assert_eq!(error.kind(), io::ErrorKind::PermissionDenied);
            println!("skipped: giving files away takes root");
            return;
        }
        for path in [folder.path(), &inner, &inner.join("log")] {
            let found = fs::metadata(path).unwrap();
            assert_eq!((found.uid(), found.gid()), (4711, 4712));
        }
    }
}
