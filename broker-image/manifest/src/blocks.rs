//! What an image holds, said of its data alone.
//!
//! The SHA-256 of a whole image covers its holes as well, and hashing gigabytes of zeroes takes longer than uploading what is
//! between them. So the manifest also says a digest of the blocks that are not all zeroes: whoever hashes each of these for the upload, as the
//! EBS direct APIs ask, knows whether the image is the one of the manifest without another byte read.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::Digest;

/// Bytes of a block: the only size that the EBS direct APIs take. Source: StartSnapshot, `BlockSize`.
pub const BLOCK_BYTES: usize = 512 * 1024;

/// The blocks of an image that are not all zeroes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blocks {
    /// Bytes of each: [`BLOCK_BYTES`]. The last block of an image is filled up with zeroes.
    pub bytes: u64,
    /// How many there are.
    pub count: u64,
    /// SHA-256 over each block's index (four bytes, big-endian) and its raw SHA-256, in order of the indexes. The index is in it, so
    /// that a block in another place is another image.
    pub sha256: Digest,
}

impl Blocks {
    /// Of the indexes and digests of all blocks that are not all zeroes, in order of the indexes.
    pub fn of<'a>(blocks: impl IntoIterator<Item = (u32, &'a [u8; 32])>) -> Self {
        let (mut hash, mut count) = (Sha256::new(), 0);
        for (index, digest) in blocks {
            hash.update(index.to_be_bytes());
            hash.update(digest);
            count += 1;
        }
        Self {
            bytes: BLOCK_BYTES as u64,
            count,
            sha256: Digest::of_bytes(&hash.finalize().into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_as_much_as_bytes() {
        let (a, b) = ([1; 32], [2; 32]);
        let one = Blocks::of([(0, &a), (7, &b)]);
        assert_eq!((one.bytes, one.count), (524_288, 2));
        assert_eq!(one, Blocks::of([(0, &a), (7, &b)]));
        for other in [[(0, &a), (8, &b)], [(0, &b), (7, &a)]] {
            assert_ne!(Blocks::of(other).sha256, one.sha256);
        }
    }

    #[test]
    fn the_digest_is_of_indexes_and_digests_one_after_the_other() {
        // `(printf '\0\0\0\1'; printf '\2%.0s' $(seq 32)) | sha256sum`
        const SUM: &str = "3620517d4d610f1d90942db87e2780cfed7c2fb8322300d23b05f546ec8dec74";
        assert_eq!(Blocks::of([(1, &[2; 32])]).sha256.as_str(), SUM);
    }
}
