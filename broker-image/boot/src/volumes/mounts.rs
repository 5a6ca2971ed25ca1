//! What is mounted where, from /proc/self/mountinfo. Source: proc_pid_mountinfo(5).

use std::ffi::OsString;
use std::fs;
use std::io;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};

/// The machine's list.
pub(crate) const MOUNTINFO: &str = "/proc/self/mountinfo";

/// One mount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mount {
    /// `major:minor` of the device.
    pub(crate) number: String,
    pub(crate) at: PathBuf,
    pub(crate) filesystem: String,
    pub(crate) source: PathBuf,
}

/// Reads the list.
pub(crate) fn read(mountinfo: &Path) -> io::Result<Vec<Mount>> {
    let text = fs::read(mountinfo)?;
    Ok(text
        .split(|byte| *byte == b'\n')
        .filter_map(mount)
        .collect())
}

/// What is mounted at a place: of several on top of each other, the last is the one that is seen.
pub(crate) fn at<'a>(mounts: &'a [Mount], place: &Path) -> Option<&'a Mount> {
    mounts.iter().rev().find(|mount| mount.at == place)
}

fn mount(line: &[u8]) -> Option<Mount> {
    let mut words = line.split(|byte| *byte == b' ');
    let number = words.nth(2)?;
    let at = words.nth(1)?;
    // Optional fields end with a hyphen.
    let mut rest = words.skip_while(|word| word != b"-").skip(1);
    Some(Mount {
        number: String::from_utf8_lossy(number).into_owned(),
        at: unescape(at),
        filesystem: String::from_utf8_lossy(rest.next()?).into_owned(),
        source: unescape(rest.next()?),
    })
}

/// A blank, tab, line break or backslash is written as a backslash and three octal digits.
fn unescape(word: &[u8]) -> PathBuf {
    let mut bytes = Vec::with_capacity(word.len());
    let mut rest = word;
    while let Some((&first, after)) = rest.split_first() {
        let escaped = (first == b'\\')
            .then(|| after.get(..3).and_then(octal))
            .flatten();
        bytes.push(escaped.unwrap_or(first));
        rest = if escaped.is_some() {
            &after[3..]
        } else {
            after
        };
    }
    OsString::from_vec(bytes).into()
}

fn octal(digits: &[u8]) -> Option<u8> {
    u8::from_str_radix(std::str::from_utf8(digits).ok()?, 8).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_line_is_read_or_passed_over(line in "[a-z0-9:/ \\\\-]{0,60}") {
            let _ = mount(line.as_bytes());
        }
    }

    #[test]
    fn lines_with_and_without_optional_fields() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("mountinfo");
        let text = "24 1 259:1 / / rw,relatime shared:1 master:2 - ext4 /dev/root rw\n\
                    31 24 259:4 / /var/lib/kafkaws/data/a\\040b rw - xfs /dev/nvme1n1 rw,attr2\n\
                    32 24 259:5 / /var/lib/kafkaws/data/a\\040b rw - ext4 /dev/nvme2n1 rw\n\
                    cut off\n";
        fs::write(&file, text).unwrap();
        let mounts = read(&file).unwrap();
        assert_eq!(mounts.len(), 3);
        let top = at(&mounts, Path::new("/var/lib/kafkaws/data/a b")).unwrap();
        let expected = Mount {
            number: "259:5".into(),
            at: "/var/lib/kafkaws/data/a b".into(),
            filesystem: "ext4".into(),
            source: "/dev/nvme2n1".into(),
        };
        assert_eq!(top, &expected);
        assert_eq!(at(&mounts, Path::new("/var")), None);
    }

    #[test]
    fn a_backslash_that_escapes_nothing_stays() {
        assert_eq!(unescape(b"a\\134b\\0"), Path::new("a\\b\\0"));
        assert_eq!(unescape(b"\\999"), Path::new("\\999"));
    }

    #[test]
    fn this_machines_own() {
        let mounts = read(Path::new(MOUNTINFO)).unwrap();
        assert!(at(&mounts, Path::new("/proc")).is_some());
    }
}
