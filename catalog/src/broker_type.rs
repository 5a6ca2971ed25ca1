//! MSK broker types: `kafka.m5.large`, `express.m7g.xlarge`, `kafka.t3.small`.

mod change;
mod limits;
#[cfg(test)]
mod tests;

pub use change::TypeChangeRefusal;
pub use limits::{BrokerLimits, ExpressThroughput};

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// Bounds of the API on the text of a type, in characters (API model: 5 to 32).
pub const TYPE_LENGTH: std::ops::RangeInclusive<usize> = 5..=32;

/// The broker type of a cluster; all its brokers share one.
///
/// A type that AWS adds later parses and has no known limits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BrokerType {
    kind: BrokerKind,
    family: String,
    size: String,
}

/// The two products behind one API (source: `BROKER_TYPES`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BrokerKind {
    /// `kafka.*`: EBS volumes that the customer sizes.
    Standard,
    /// `express.*`: storage is managed, replication is fixed at three.
    Express,
}

/// Why a text is not a broker type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BrokerTypeError {
    /// Outside the API's bounds.
    #[error("a broker type has 5 to 32 characters, not {0}")]
    Length(usize),
    /// Not three words.
    #[error("{0:?} is not three words in lower case joined by dots, such as kafka.m7g.large")]
    Shape(String),
    /// The first word is neither `kafka` nor `express`. Usually an EC2 type without its prefix.
    #[error("{0:?} must begin with \"kafka.\" (Standard) or \"express.\" (Express)")]
    Kind(String),
}

impl BrokerType {
    /// Standard or Express.
    pub fn kind(&self) -> BrokerKind {
        self.kind
    }

    /// The EC2 family: `m7g` of `kafka.m7g.large`.
    pub fn family(&self) -> &str {
        &self.family
    }

    /// The size within the family: `large` of `kafka.m7g.large`.
    pub fn size(&self) -> &str {
        &self.size
    }

    /// Whether this is an Express type.
    pub fn is_express(&self) -> bool {
        self.kind == BrokerKind::Express
    }

    /// Whether the family has CPU credits (T3). AWS excludes it from tiered storage, KRaft and
    /// broker removal (sources: `TIERED_STORAGE`, `BROKER_SIZES`, `REMOVE_BROKER`).
    pub fn is_burstable(&self) -> bool {
        self.family.starts_with('t')
    }

    /// Compares the sizes of two types of any family; `None` when AWS has a size we cannot place.
    pub fn compare_size(&self, other: &Self) -> Option<Ordering> {
        Some(weight(&self.size)?.cmp(&weight(&other.size)?))
    }

    /// What is known about this type; `None` for a type that is newer than this table.
    pub fn limits(&self) -> Option<&'static BrokerLimits> {
        limits::find(self)
    }
}

/// Relative size, `large` being 4: AWS doubles from word to word, and `Nxlarge` is N times
/// `xlarge`.
fn weight(size: &str) -> Option<u32> {
    match size {
        "small" => return Some(1),
        "medium" => return Some(2),
        "large" => return Some(4),
        "xlarge" => return Some(8),
        _ => {}
    }
    let times: u32 = size.strip_suffix("xlarge")?.parse().ok()?;
    times.checked_mul(8)
}

impl fmt::Display for BrokerKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            BrokerKind::Standard => "Standard",
            BrokerKind::Express => "Express",
        })
    }
}

impl fmt::Display for BrokerType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            BrokerKind::Standard => "kafka",
            BrokerKind::Express => "express",
        };
        write!(f, "{kind}.{}.{}", self.family, self.size)
    }
}

impl FromStr for BrokerType {
    type Err = BrokerTypeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let length = text.chars().count();
        if !TYPE_LENGTH.contains(&length) {
            return Err(BrokerTypeError::Length(length));
        }
        let words: Vec<&str> = text.split('.').collect();
        let kind = match words.first() {
            Some(&"kafka") => BrokerKind::Standard,
            Some(&"express") => BrokerKind::Express,
            _ => return Err(BrokerTypeError::Kind(text.to_owned())),
        };
        match words.as_slice() {
            [_, family, size] if is_word(family) && is_word(size) => Ok(Self {
                kind,
                family: (*family).to_owned(),
                size: (*size).to_owned(),
            }),
            _ => Err(BrokerTypeError::Shape(text.to_owned())),
        }
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}
