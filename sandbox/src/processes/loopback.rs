//! Ranges of loopback, of which no two sandboxes of a machine have the same.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, PoisonError};

use super::ProcessesError;

/// The second numbers of `127.N.0.0/16`. Low ones are taken by hand now and then, such as 127.0.1.1 by Debian.
const RANGES: std::ops::Range<u8> = 32..250;

/// The ranges of one sandbox, held as long as it runs.
#[derive(Debug, Default)]
pub(crate) struct Loopback(Mutex<BTreeMap<u8, Range>>);

#[derive(Debug)]
struct Range {
    _lock: Lock,
    used: bool,
}

impl Loopback {
    /// Holds the ranges that are in use already, or one if there are none.
    ///
    /// # Errors
    ///
    /// When another sandbox has one of them, or every range is taken.
    pub(crate) fn hold(used: &[u8]) -> Result<Self, ProcessesError> {
        let mut ranges = BTreeMap::new();
        for n in used {
            let lock = lock(*n).map_err(|cause| ProcessesError::Range(*n, cause))?;
            ranges.insert(
                *n,
                Range {
                    _lock: lock,
                    used: true,
                },
            );
        }
        let loopback = Self(Mutex::new(ranges));
        match used.is_empty() && !loopback.add() {
            false => Ok(loopback),
            true => Err(ProcessesError::NoRange),
        }
    }

    /// A range that nothing has been in yet: every account's default VPC in every region has its own, so that no two
    /// instances share an address.
    pub(crate) fn take(&self) -> Option<u8> {
        self.free().or_else(|| self.add().then(|| self.free())?)
    }

    fn free(&self) -> Option<u8> {
        let mut ranges = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (n, range) = ranges.iter_mut().find(|(_, range)| !range.used)?;
        range.used = true;
        Some(*n)
    }

    /// Locks one more. Each process begins elsewhere: what a killed sandbox ran may end a moment after it.
    fn add(&self) -> bool {
        let mut ranges = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = u32::from(RANGES.end - RANGES.start);
        let first = std::process::id() % count;
        let mut all = (0..count).filter_map(|k| RANGES.clone().nth(((first + k) % count) as usize));
        let locked = all.find_map(|n| lock(n).ok().map(|lock| (n, lock)));
        let added = locked.map(|(n, lock)| {
            ranges.insert(
                n,
                Range {
                    _lock: lock,
                    used: false,
                },
            )
        });
        added.is_some()
    }
}

/// A name in the abstract namespace of sockets. It is the network namespace's, as loopback itself is, so that it holds
/// against sandboxes of other users and containers; and the kernel frees it however its holder ends.
#[cfg(target_os = "linux")]
type Lock = std::os::unix::net::UnixListener;

#[cfg(target_os = "linux")]
fn lock(n: u8) -> io::Result<Lock> {
    use std::os::linux::net::SocketAddrExt;
    use std::os::unix::net::{SocketAddr, UnixListener};

    let name = format!("kafkaws-sandbox/127.{n}.0.0");
    UnixListener::bind_addr(&SocketAddr::from_abstract_name(name)?)
}

#[cfg(not(target_os = "linux"))]
type Lock = ();

#[cfg(not(target_os = "linux"))]
fn lock(_: u8) -> io::Result<Lock> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn no_two_have_the_same_range() {
        let (one, other) = (Loopback::hold(&[]).unwrap(), Loopback::hold(&[]).unwrap());
        let mut taken = vec![
            one.take().unwrap(),
            one.take().unwrap(),
            other.take().unwrap(),
        ];
        taken.sort_unstable();
        taken.dedup();
        assert_eq!(taken.len(), 3);
    }

    #[test]
    fn a_range_is_free_again_when_its_sandbox_is_gone() {
        let one = Loopback::hold(&[]).unwrap();
        let n = one.take().unwrap();
        let error = Loopback::hold(&[n]).unwrap_err();
        assert!(
            error.to_string().contains(&format!("127.{n}.0.0/16")),
            "{error}"
        );
        drop(one);
        assert!(Loopback::hold(&[n]).is_ok());
    }
}
