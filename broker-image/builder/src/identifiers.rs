//! Identifiers that must be unique among disks, drawn from what a disk holds instead of from chance.

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// When every file of an image is said to be written: 2025-01-01 00:00:00 UTC, in seconds. Nothing in an image goes by
/// it, and the time of the build would make every image another one.
pub const WRITTEN_AT: &str = "1735689600";

/// An identifier of one thing in an image. Source: RFC 9562, version 8.
pub(crate) fn of(content: &[u8; 32], thing: &str) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(content);
    hash.update(thing.as_bytes());
    let digest: [u8; 32] = hash.finalize().into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(digest.get(..16).unwrap_or(&[0; 16]));
    Uuid::new_v8(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_for_the_same_and_another_for_anything_else() {
        let id = of(&[1; 32], "disk");
        assert_eq!(of(&[1; 32], "disk"), id);
        assert_ne!(of(&[2; 32], "disk"), id);
        assert_ne!(of(&[1; 32], "root"), id);
        assert_eq!(id.get_version_num(), 8);
    }
}
