//! The unix socket: where it lies, who may connect, and that it does not stay behind.

use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};

use rustix::fs::Mode;
use rustix::process::umask;
use tokio::net::UnixListener;

/// The shortest `sun_path` among the systems we run on (macOS: 104), without the closing zero.
const LONGEST_PATH: usize = 103;

/// How often a name that somebody else already has is replaced by another.
const ATTEMPTS: usize = 8;

/// Why there is no socket.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SocketError {
    #[error(
        "the socket path {0} has more than {LONGEST_PATH} bytes: set PLUGIN_UNIX_SOCKET_DIR or \
         TMPDIR to a shorter directory"
    )]
    TooLong(PathBuf),
    #[error("PLUGIN_UNIX_SOCKET_GROUP names the group {0:?}, which /etc/group does not have")]
    UnknownGroup(String),
    #[error("binding the socket {0}: {1}")]
    Bind(PathBuf, io::Error),
    #[error("handing the socket {0} to its group: {1}")]
    Group(PathBuf, io::Error),
}

/// A listening socket whose file goes away with it.
#[derive(Debug)]
pub(crate) struct Socket {
    path: PathBuf,
}

impl Socket {
    /// Listens on a new socket in `dir`, or in the temporary directory.
    ///
    /// Only this user can connect, or with `group` also its members.
    pub(crate) fn bind(
        dir: Option<&Path>,
        group: Option<&str>,
    ) -> Result<(Self, UnixListener), SocketError> {
        let group = group.map(group_id).transpose()?;
        let (socket, listener) = bind_new_name(dir)?;
        if let Some(group) = group {
            socket
                .share_with(group)
                .map_err(|error| SocketError::Group(socket.path.clone(), error))?;
        }
        Ok((socket, listener))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    fn share_with(&self, group: u32) -> io::Result<()> {
        chown(&self.path, None, Some(group))?;
        fs::set_permissions(&self.path, fs::Permissions::from_mode(0o660))
    }

    /// Removes the file. Needed before `process::exit`, which drops nothing.
    pub(crate) fn remove(&self) {
        // There is nobody left to tell when the file is gone already.
        let _ = fs::remove_file(&self.path);
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.remove();
    }
}

fn bind_new_name(dir: Option<&Path>) -> Result<(Socket, UnixListener), SocketError> {
    let mut attempt = 1;
    loop {
        let path = free_path(dir)?;
        match bind_private(&path) {
            Ok(listener) => return Ok((Socket { path }, listener)),
            Err(e) if e.kind() == io::ErrorKind::AddrInUse && attempt < ATTEMPTS => attempt += 1,
            Err(error) => return Err(SocketError::Bind(path, error)),
        }
    }
}

/// The mode must be right from the first moment on: a chmod afterwards would leave a gap.
fn bind_private(path: &Path) -> io::Result<UnixListener> {
    let before = umask(Mode::from_raw_mode(0o177));
    let listener = UnixListener::bind(path);
    umask(before);
    listener
}

fn free_path(dir: Option<&Path>) -> Result<PathBuf, SocketError> {
    let name = format!(
        "plugin{:016x}",
        RandomState::new().hash_one(std::process::id())
    );
    let path = dir
        .map_or_else(std::env::temp_dir, Path::to_path_buf)
        .join(&name);
    if fits(&path) {
        return Ok(path);
    }
    let fallback = Path::new("/tmp").join(name);
    // A long TMPDIR (macOS, Nix, CI runners) is nobody's decision; a given socket directory is.
    if dir.is_none() && fits(&fallback) {
        Ok(fallback)
    } else {
        Err(SocketError::TooLong(path))
    }
}

fn fits(path: &Path) -> bool {
    path.as_os_str().len() <= LONGEST_PATH
}

fn group_id(group: &str) -> Result<u32, SocketError> {
    if let Ok(id) = group.parse() {
        return Ok(id);
    }
    fs::read_to_string("/etc/group")
        .unwrap_or_default()
        .lines()
        .find_map(|line| id_in_line(line, group))
        .ok_or_else(|| SocketError::UnknownGroup(group.to_owned()))
}

/// `name:password:id:members`, see group(5).
fn id_in_line(line: &str, group: &str) -> Option<u32> {
    let mut fields = line.split(':');
    (fields.next()? == group).then(|| fields.nth(1)?.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(socket: &Socket) -> u32 {
        fs::metadata(socket.path()).unwrap().permissions().mode() & 0o777
    }

    #[tokio::test]
    async fn only_the_user_can_connect() {
        let dir = tempfile::tempdir().unwrap();
        let (socket, _listener) = Socket::bind(Some(dir.path()), None).unwrap();
        assert_eq!(mode(&socket), 0o600);
        assert!(socket.path().starts_with(dir.path()));
    }

    #[tokio::test]
    async fn a_group_by_number_may_connect() {
        let dir = tempfile::tempdir().unwrap();
        let own = rustix::process::getgid().as_raw().to_string();
        let (socket, _listener) = Socket::bind(Some(dir.path()), Some(&own)).unwrap();
        assert_eq!(mode(&socket), 0o660);
    }

    #[test]
    fn a_group_is_looked_up_by_name() {
        assert_eq!(id_in_line("staff:x:50:ann,bob", "staff"), Some(50));
        assert_eq!(id_in_line("staff:x:50:ann,bob", "staf"), None);
        assert_eq!(id_in_line("broken", "broken"), None);
        let error = group_id("no such group").unwrap_err();
        assert!(matches!(error, SocketError::UnknownGroup(_)), "{error}");
    }

    #[tokio::test]
    async fn the_file_goes_away() {
        let dir = tempfile::tempdir().unwrap();
        let (socket, listener) = Socket::bind(Some(dir.path()), None).unwrap();
        let path = socket.path().to_owned();
        assert!(path.exists());
        drop((socket, listener));
        assert!(!path.exists());
    }

    #[test]
    fn a_path_that_no_socket_can_have_is_refused_with_advice() {
        let long = PathBuf::from("/").join("d".repeat(120));
        let error = free_path(Some(&long)).unwrap_err();
        assert!(error.to_string().contains("shorter directory"), "{error}");
    }
}
