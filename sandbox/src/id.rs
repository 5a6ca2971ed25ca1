//! Identifiers shaped as AWS shapes them.

use uuid::Uuid;

/// A random EC2 id: `vpc-` and 17 hexadecimal digits.
pub(crate) fn random(prefix: &str) -> String {
    let hex = Uuid::new_v4().simple().to_string();
    format!("{prefix}-0{}", &hex[..16])
}

/// The same id each time for the same seed. What a region has from the start (its default VPC) must
/// keep its ids over a restart without anything having been saved.
pub(crate) fn seeded(prefix: &str, seed: &str) -> String {
    format!("{prefix}-0{:016x}", hash(&format!("{prefix}/{seed}")))
}

/// A UUID that is the same each time for the same seed.
pub(crate) fn seeded_uuid(seed: &str) -> String {
    Uuid::from_u64_pair(hash(seed), hash(&format!("{seed}/low"))).to_string()
}

/// The UUID in a cluster's or a configuration's ARN, with MSK's shard suffix.
pub(crate) fn msk_uuid() -> String {
    let uuid = Uuid::new_v4();
    format!("{uuid}-{}", 1 + uuid.as_u128() % 25)
}

/// A `CurrentVersion`: opaque, and not a number.
pub(crate) fn msk_version() -> String {
    format!("K{}", letters(13))
}

/// Random letters and digits in capitals, as access keys and versions have them.
pub(crate) fn letters(count: usize) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits = Uuid::new_v4()
        .into_bytes()
        .into_iter()
        .chain(Uuid::new_v4().into_bytes());
    bits.take(count)
        .map(|byte| char::from(ALPHABET[usize::from(byte) % ALPHABET.len()]))
        .collect()
}

/// FNV-1a. The standard library's hasher may change between releases, and ids are saved.
pub(crate) fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeded_ids_stay_and_differ_by_seed() {
        assert_eq!(seeded("vpc", "a"), seeded("vpc", "a"));
        assert_ne!(seeded("vpc", "a"), seeded("vpc", "b"));
        assert_eq!(seeded("vpc", "a").len(), "vpc-".len() + 17);
    }

    #[test]
    fn versions_are_opaque_and_differ() {
        assert_ne!(msk_version(), msk_version());
        assert!(msk_version().starts_with('K') && msk_version().len() == 14);
    }
}
