//! The checksums of S3 objects, of whole ones and of those in parts.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use crc_fast::{CrcAlgorithm, checksum, checksum_combine};
use serde::{Deserialize, Serialize};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

/// How a checksum is made. Source: S3's user guide, "Checking object integrity".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Algorithm {
    Crc32,
    Crc32c,
    /// What S3 takes when the client names none.
    Crc64Nvme,
    Sha1,
    Sha256,
}

impl Algorithm {
    pub(crate) const ALL: [Self; 5] = [
        Self::Crc32,
        Self::Crc32c,
        Self::Crc64Nvme,
        Self::Sha1,
        Self::Sha256,
    ];

    /// As it is called in members; in headers it is in lower case.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Crc32 => "CRC32",
            Self::Crc32c => "CRC32C",
            Self::Crc64Nvme => "CRC64NVME",
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|one| one.name().eq_ignore_ascii_case(name))
    }

    /// `x-amz-checksum-crc32`.
    pub(crate) fn header(self) -> String {
        format!("x-amz-checksum-{}", self.name().to_ascii_lowercase())
    }

    fn crc(self) -> Option<(CrcAlgorithm, usize)> {
        match self {
            Self::Crc32 => Some((CrcAlgorithm::Crc32IsoHdlc, 4)),
            Self::Crc32c => Some((CrcAlgorithm::Crc32Iscsi, 4)),
            Self::Crc64Nvme => Some((CrcAlgorithm::Crc64Nvme, 8)),
            Self::Sha1 | Self::Sha256 => None,
        }
    }

    /// Whether the sum of a whole can be had from those of its parts.
    pub(crate) fn combines(self) -> bool {
        self.crc().is_some()
    }

    fn of(self, bytes: &[u8]) -> Vec<u8> {
        match (self, self.crc()) {
            (_, Some((crc, length))) => big_endian(checksum(crc, bytes), length),
            (Self::Sha1, _) => Sha1::digest(bytes).to_vec(),
            _ => Sha256::digest(bytes).to_vec(),
        }
    }
}

fn big_endian(sum: u64, length: usize) -> Vec<u8> {
    sum.to_be_bytes()[8 - length..].to_vec()
}

fn number(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

/// A checksum as S3 shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sum {
    pub(crate) algorithm: Algorithm,
    /// Base64; with `-N` when it is of the sums of N parts.
    pub(crate) value: String,
    pub(crate) composite: bool,
}

impl Sum {
    pub(crate) fn of(algorithm: Algorithm, bytes: &[u8]) -> Self {
        Self {
            algorithm,
            value: STANDARD.encode(algorithm.of(bytes)),
            composite: false,
        }
    }

    /// `ChecksumType`.
    pub(crate) fn kind(composite: bool) -> &'static str {
        if composite {
            "COMPOSITE"
        } else {
            "FULL_OBJECT"
        }
    }

    /// The sum of an object from those of its parts, with their sizes: of all bytes, or of the sums.
    pub(crate) fn of_parts(algorithm: Algorithm, composite: bool, parts: &[(Self, u64)]) -> Self {
        let raw = |sum: &Self| STANDARD.decode(&sum.value).unwrap_or_default();
        let value = match algorithm.crc().filter(|_| !composite) {
            Some((crc, length)) => {
                let join = |whole, (sum, size): &(Self, u64)| {
                    checksum_combine(crc, whole, number(&raw(sum)), *size)
                };
                let whole = parts.iter().fold(checksum(crc, b""), join);
                STANDARD.encode(big_endian(whole, length))
            }
            None => {
                let all: Vec<u8> = parts.iter().flat_map(|(sum, _)| raw(sum)).collect();
                format!("{}-{}", STANDARD.encode(algorithm.of(&all)), parts.len())
            }
        };
        Self {
            algorithm,
            value,
            composite,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The check values of the catalogue of CRCs, of RFC 3174 and of FIPS 180-2.
    #[test]
    fn known_sums() {
        let hex = |algorithm: Algorithm, text: &str| {
            let bytes = algorithm.of(text.as_bytes());
            bytes
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect::<String>()
        };
        assert_eq!(hex(Algorithm::Crc32, "123456789"), "cbf43926");
        assert_eq!(hex(Algorithm::Crc32c, "123456789"), "e3069283");
        assert_eq!(hex(Algorithm::Crc64Nvme, "123456789"), "ae8b14860a799888");
        assert_eq!(
            hex(Algorithm::Sha1, "abc"),
            "a9993e364706816aba3e25717850c26c9cd0d89d"
        );
        assert!(hex(Algorithm::Sha256, "abc").starts_with("ba7816bf8f01cfea"));
    }

    #[test]
    fn the_sums_of_parts_make_that_of_the_whole() {
        for algorithm in Algorithm::ALL.into_iter().filter(|one| one.combines()) {
            let part = |text: &[u8]| (Sum::of(algorithm, text), text.len() as u64);
            let joined = Sum::of_parts(algorithm, false, &[part(b"1234"), part(b"56789")]);
            assert_eq!(joined, Sum::of(algorithm, b"123456789"));
        }
    }

    #[test]
    fn a_composite_sum_says_of_how_many() {
        let part = (Sum::of(Algorithm::Sha256, b"a"), 1);
        let sum = Sum::of_parts(Algorithm::Sha256, true, &[part.clone(), part]);
        assert!(sum.value.ends_with("=-2") && sum.composite);
    }
}
