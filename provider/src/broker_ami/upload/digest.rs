//! Digests as the EBS direct APIs and the journal write them.

use aws_smithy_types::base64;
use sha2::{Digest as _, Sha256};

/// SHA-256 of some bytes.
pub(crate) fn of(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// As the headers of the APIs take it.
pub(crate) fn base64(digest: &[u8; 32]) -> String {
    base64::encode(digest)
}

/// The checksum over all blocks: SHA-256 of their raw digests in order of their indexes. Source: CompleteSnapshot, aggregation
/// method LINEAR.
pub(crate) fn linear<'a>(digests: impl IntoIterator<Item = &'a [u8; 32]>) -> [u8; 32] {
    let mut sum = Sha256::new();
    digests.into_iter().for_each(|digest| sum.update(digest));
    sum.finalize().into()
}

pub(super) fn hex(digest: &[u8; 32]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(super) fn of_hex(text: &str) -> Option<[u8; 32]> {
    let pair = |at: usize| u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok();
    let bytes: Option<Vec<u8>> = (0..32).map(pair).collect();
    bytes
        .filter(|_| text.len() == 64)
        .and_then(|bytes| bytes.try_into().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_back() {
        let digest = of(b"abc");
        assert!(hex(&digest).starts_with("ba7816bf"));
        assert_eq!(of_hex(&hex(&digest)), Some(digest));
        assert_eq!(of_hex("ba"), None);
        assert_eq!(of_hex(&"x".repeat(64)), None);
    }

    #[test]
    fn the_sum_of_all_is_over_raw_digests() {
        let (one, two) = (of(b"a"), of(b"b"));
        let both: Vec<u8> = one.iter().chain(&two).copied().collect();
        assert_eq!(linear([&one, &two]), of(&both));
        // `printf '' | sha256sum | xxd -r -p | base64`
        assert_eq!(
            base64(&of(b"")),
            "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
        );
    }
}
