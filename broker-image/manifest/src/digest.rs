//! SHA-256 digests as text.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A SHA-256 digest: 64 lower-case hexadecimal digits. Capitals are read, as some tools write them, and become small.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest(String);

/// Text that is no SHA-256 digest.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is no SHA-256 digest, which is 64 hexadecimal digits")]
pub struct NoDigest(String);

impl Digest {
    /// The text of 32 raw bytes.
    pub fn of_bytes(bytes: &[u8; 32]) -> Self {
        Self(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// The 64 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first 12 digits: enough to tell one person's images apart, and short enough for a name.
    pub fn short(&self) -> &str {
        self.0.get(..12).unwrap_or_default()
    }
}

impl FromStr for Digest {
    type Err = NoDigest;

    fn from_str(text: &str) -> Result<Self, NoDigest> {
        let fits = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        match fits {
            true => Ok(Self(text.to_ascii_lowercase())),
            false => Err(NoDigest(text.to_owned())),
        }
    }
}

impl TryFrom<String> for Digest {
    type Error = NoDigest;

    fn try_from(text: String) -> Result<Self, NoDigest> {
        text.parse()
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        digest.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    #[test]
    fn digests_are_compared_without_regard_to_case() {
        let small: Digest = EMPTY.parse().unwrap();
        assert_eq!(EMPTY.to_uppercase().parse::<Digest>().unwrap(), small);
        assert_eq!(small.short(), "e3b0c44298fc");
    }

    #[test]
    fn other_text_is_none() {
        for text in [
            "",
            "e3b0",
            &EMPTY[1..],
            &format!("{EMPTY}0"),
            &EMPTY.replace('e', "g"),
        ] {
            assert_eq!(text.parse::<Digest>(), Err(NoDigest(text.to_owned())));
        }
    }

    #[test]
    fn bytes_are_written_with_leading_zeroes() {
        let mut bytes = [0_u8; 32];
        bytes[31] = 0x0a;
        let text = Digest::of_bytes(&bytes);
        assert_eq!(text.as_str(), format!("{}0a", "00".repeat(31)));
        assert_eq!(text.as_str().parse::<Digest>().unwrap(), text);
    }
}
