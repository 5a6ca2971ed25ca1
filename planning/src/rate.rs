//! Bytes per second.

use std::fmt;
use std::ops::Add;

use crate::decimal::{ONE, billionths};

const MIB: u128 = 1 << 20;

/// Bytes moved per second, a whole number. Sums and products saturate: a rate that no machine has is
/// refused as such, whatever its exact size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(u128);

impl Rate {
    /// So many bytes per second.
    pub const fn bytes(bytes_per_second: u128) -> Self {
        Self(bytes_per_second)
    }

    /// So many MiB/s, the unit of EBS throughput.
    pub const fn from_mib(mib_per_second: u32) -> Self {
        Self(mib_per_second as u128 * MIB)
    }

    /// So many Mbit/s (decimal), the unit of EBS and network bandwidth of an instance.
    pub const fn from_mbps(megabits_per_second: u32) -> Self {
        Self(megabits_per_second as u128 * 125_000)
    }

    /// Reads decimal text in MiB/s, such as `12.5`, rounding up to a byte. `None`: not such text,
    /// negative, or a trillion and more.
    pub fn parse_mib(text: &str) -> Option<Self> {
        let billionths = billionths(text)?;
        Some(Self((billionths * MIB).div_ceil(ONE)))
    }

    /// Bytes per second.
    pub const fn bytes_per_second(self) -> u128 {
        self.0
    }

    /// In MiB/s, rounded up.
    pub const fn mib_rounded_up(self) -> u128 {
        self.0.div_ceil(MIB)
    }

    /// The rate that is shown as the next lower hundredth of a MiB/s. What is needed is shown rounded up, and what there is
    /// rounded down.
    pub const fn rounded_down(self) -> Self {
        let hundredths = self.0.saturating_mul(100) / MIB;
        Self(hundredths.saturating_mul(MIB) / 100)
    }

    /// In hundredths of a MiB/s, rounded up: for showing.
    pub const fn hundredths_of_mib(self) -> u128 {
        self.0.saturating_mul(100).div_ceil(MIB)
    }

    /// This rate times `by` over `over`, rounded up.
    pub(crate) fn scaled(self, by: u128, over: u128) -> Self {
        Self(self.0.saturating_mul(by).div_ceil(over.max(1)))
    }

    /// This rate times `by` over `over`, rounded down.
    pub(crate) fn scaled_down(self, by: u128, over: u128) -> Self {
        Self(self.0.saturating_mul(by) / over.max(1))
    }
}

impl Add for Rate {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hundredths = self.hundredths_of_mib();
        let (whole, rest) = (hundredths / 100, hundredths % 100);
        match rest {
            0 => write!(f, "{whole} MiB/s"),
            _ if rest % 10 == 0 => write!(f, "{whole}.{} MiB/s", rest / 10),
            _ => write!(f, "{whole}.{rest:02} MiB/s"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units() {
        assert_eq!(Rate::from_mib(1).bytes_per_second(), 1_048_576);
        assert_eq!(Rate::from_mbps(8).bytes_per_second(), 1_000_000);
        assert_eq!(Rate::bytes(1_048_577).mib_rounded_up(), 2);
        assert_eq!(Rate::parse_mib("12.5"), Some(Rate::bytes(13_107_200)));
        assert_eq!(Rate::parse_mib("0.0000001"), Some(Rate::bytes(1)));
        assert_eq!(Rate::parse_mib("-1"), None);
        assert_eq!(Rate::from_mib(10).scaled(1, 3), Rate::bytes(3_495_254));
        assert_eq!(Rate::from_mib(10).scaled_down(1, 3), Rate::bytes(3_495_253));
    }

    #[test]
    fn what_there_is_is_shown_rounded_down() {
        for (mbps, shown) in [(630, "75.1 MiB/s"), (8, "0.95 MiB/s"), (0, "0 MiB/s")] {
            assert_eq!(Rate::from_mbps(mbps).rounded_down().to_string(), shown);
        }
        assert_eq!(Rate::from_mbps(630).to_string(), "75.11 MiB/s");
        for bytes in (0..5_000_000).step_by(997) {
            let rate = Rate::bytes(bytes);
            let down = rate.rounded_down();
            assert!(down <= rate && down.hundredths_of_mib() == bytes * 100 / MIB);
        }
    }

    #[test]
    fn shown_with_two_places_at_most() {
        for (bytes, shown) in [
            (0, "0 MiB/s"),
            (1, "0.01 MiB/s"),
            (1_572_864, "1.5 MiB/s"),
            (1_048_577, "1.01 MiB/s"),
            (104_857_600, "100 MiB/s"),
        ] {
            assert_eq!(Rate::bytes(bytes).to_string(), shown);
        }
    }
}
