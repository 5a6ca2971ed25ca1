//! Kafka versions as MSK writes them: `3.6.0`, `2.4.1.1`, `3.7.x`, `3.9.x.kraft`, `2.8.2.tiered`.

mod capability;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// Longest text that the API takes for a version, in characters (API model: 1 to 128).
pub const LONGEST_VERSION: usize = 128;

/// A Kafka version that MSK may offer.
///
/// Which versions exist is AWS's business (ListKafkaVersions); this type knows how their names are
/// made, how they are ordered, and what follows from the number. The text is kept exactly.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct KafkaVersion {
    major: u32,
    minor: u32,
    patch: Patch,
    /// The fourth number, which AWS gave to `2.4.1.1`, a rebuild of 2.4.1.
    build: Option<u32>,
    /// What follows the numbers: `kraft`, `tiered`, or a word AWS invents later.
    suffix: Option<String>,
}

/// The third part. `x` means that AWS chooses the patch release and keeps it current, so it counts
/// as newer than any patch release that could be named. The order of the variants is that order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Patch {
    Number(u32),
    Managed,
}

/// Where a cluster of this version keeps its metadata. There is no other field for it in the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MetadataMode {
    /// Apache ZooKeeper: a version below 4.0 without `.kraft`.
    ZooKeeper,
    /// KRaft controllers: a version that ends in `.kraft`, and everything from 4.0 on.
    KRaft,
}

/// Why a text is not a Kafka version.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KafkaVersionError {
    /// Nothing there, or more than the API takes.
    #[error("a Kafka version has 1 to {LONGEST_VERSION} characters, not {0}")]
    Length(usize),
    /// Fewer than three parts, or more than five.
    #[error("a Kafka version has three parts, such as 3.6.0 or 3.9.x; {0:?} has not")]
    Parts(String),
    /// A part that should be a number.
    #[error("{part:?} in {version:?} is not a number without leading zeros")]
    Number {
        /// The whole text.
        version: String,
        /// The part.
        part: String,
    },
    /// What follows the numbers is not one word in lower case.
    #[error("{suffix:?} at the end of {version:?} is not a word such as \"kraft\" or \"tiered\"")]
    Suffix {
        /// The whole text.
        version: String,
        /// What follows the numbers.
        suffix: String,
    },
}

impl KafkaVersion {
    /// The first number: 3 of `3.9.x`.
    pub fn major(&self) -> u32 {
        self.major
    }

    /// The second number: 9 of `3.9.x`.
    pub fn minor(&self) -> u32 {
        self.minor
    }

    /// Whether AWS chooses the patch release (`3.9.x`).
    pub fn has_managed_patch(&self) -> bool {
        self.patch == Patch::Managed
    }

    /// Compares the numbers alone: `3.7.x` and `3.7.x.kraft` are the same release.
    pub fn compare_release(&self, other: &Self) -> Ordering {
        self.release().cmp(&other.release())
    }

    /// Whether this release is at least `major.minor.patch`. `3.3.x` is at least every 3.3.
    pub fn is_at_least(&self, major: u32, minor: u32, patch: u32) -> bool {
        (self.major, self.minor, self.patch) >= (major, minor, Patch::Number(patch))
    }

    fn release(&self) -> (u32, u32, Patch, u32) {
        (self.major, self.minor, self.patch, self.build.unwrap_or(0))
    }
}

/// By number, so that 3.10 is newer than 3.9, and then by suffix, so that equal means the same
/// text.
impl Ord for KafkaVersion {
    fn cmp(&self, other: &Self) -> Ordering {
        self.compare_release(other)
            .then_with(|| self.build.cmp(&other.build))
            .then_with(|| self.suffix.cmp(&other.suffix))
    }
}

impl PartialOrd for KafkaVersion {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for KafkaVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.", self.major, self.minor)?;
        match self.patch {
            Patch::Number(number) => write!(f, "{number}")?,
            Patch::Managed => f.write_str("x")?,
        }
        if let Some(build) = self.build {
            write!(f, ".{build}")?;
        }
        match &self.suffix {
            Some(suffix) => write!(f, ".{suffix}"),
            None => Ok(()),
        }
    }
}

impl FromStr for KafkaVersion {
    type Err = KafkaVersionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() || text.len() > LONGEST_VERSION {
            return Err(KafkaVersionError::Length(text.chars().count()));
        }
        let mut parts = text.split('.');
        let (Some(major), Some(minor), Some(patch)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(KafkaVersionError::Parts(text.to_owned()));
        };
        let (build, suffix) = read_tail(text, parts.collect())?;
        Ok(Self {
            major: read_number(text, major)?,
            minor: read_number(text, minor)?,
            patch: read_patch(text, patch)?,
            build,
            suffix,
        })
    }
}

fn read_patch(version: &str, part: &str) -> Result<Patch, KafkaVersionError> {
    match part {
        "x" => Ok(Patch::Managed),
        number => read_number(version, number).map(Patch::Number),
    }
}

/// Reads what follows three parts: nothing, a build number, a word, or both.
fn read_tail(
    version: &str,
    tail: Vec<&str>,
) -> Result<(Option<u32>, Option<String>), KafkaVersionError> {
    let is_number = |part: &str| part.starts_with(|c: char| c.is_ascii_digit());
    match tail.as_slice() {
        [] => Ok((None, None)),
        [build] if is_number(build) => Ok((Some(read_number(version, build)?), None)),
        [suffix] => Ok((None, Some(read_suffix(version, suffix)?))),
        [build, suffix] => {
            let build = read_number(version, build)?;
            Ok((Some(build), Some(read_suffix(version, suffix)?)))
        }
        _ => Err(KafkaVersionError::Parts(version.to_owned())),
    }
}

/// Leading zeros are refused because `3.06.0` would otherwise equal `3.6.0` and print differently.
fn read_number(version: &str, part: &str) -> Result<u32, KafkaVersionError> {
    let plain = part.chars().all(|c| c.is_ascii_digit()) && (part == "0" || !part.starts_with('0'));
    let number = if plain { part.parse().ok() } else { None };
    number.ok_or_else(|| KafkaVersionError::Number {
        version: version.to_owned(),
        part: part.to_owned(),
    })
}

fn read_suffix(version: &str, suffix: &str) -> Result<String, KafkaVersionError> {
    let starts_well = suffix.starts_with(|c: char| c.is_ascii_lowercase());
    let is_word = suffix
        .chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if starts_well && is_word {
        return Ok(suffix.to_owned());
    }
    Err(KafkaVersionError::Suffix {
        version: version.to_owned(),
        suffix: suffix.to_owned(),
    })
}
