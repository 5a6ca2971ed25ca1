//! Keys that follow from what is asked for: client tokens, and tags by which a later attempt knows what an earlier one made.
//!
//! They stand on things that are in AWS, so how a key is made may not change.

use sha2::{Digest, Sha256};

/// The key of these parts, each told from the next. 32 hexadecimal digits: EC2 takes client tokens of up to 64 characters.
pub(crate) fn key(parts: &[&str]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part.len().to_be_bytes());
        digest.update(part.as_bytes());
    }
    digits(digest)
}

/// The same of something that is hashed otherwise.
pub(crate) fn digits(digest: Sha256) -> String {
    let bytes = digest.finalize();
    let bytes = bytes.iter().take(16);
    bytes.map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_what_it_always_was() {
        assert_eq!(key(&["ab", "c"]), "601d5476e2ccfe2c87a2bba7a3226597");
        assert_ne!(key(&["ab", "c"]), key(&["a", "bc"]));
    }
}
