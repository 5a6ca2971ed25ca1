//! What volumes cost a month, in whatever currency the prices are given.

use std::collections::BTreeMap;
use std::fmt;
use std::iter::Sum;

use kafkaws_catalog::ebs::{Iops, Throughput};

use crate::decimal::{ONE, billionths};
use crate::layout::{Layout, VolumeKind};

/// An amount of money in billionths of the currency's unit, so that 0.0000125 for a thing is exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Money(u128);

/// The text is no amount.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a price, which is a number such as 0.08, not negative")]
pub struct NotMoney(pub String);

/// Prices of a volume type for a month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Price {
    /// For each GiB.
    pub gib_month: Money,
    /// For each IOPS beyond those that come with a volume: 3,000 with gp3, none with io2.
    pub iops_month: Money,
    /// For each MiB/s beyond the 125 that come with a gp3 volume.
    pub mib_per_second_month: Money,
}

/// Prices by type. Types are ranked by price where every type that serves has one.
pub type Prices = BTreeMap<VolumeKind, Price>;

impl Money {
    /// Reads decimal text.
    ///
    /// # Errors
    /// Anything but digits with a point, or a trillion and more.
    pub fn parse(text: &str) -> Result<Self, NotMoney> {
        billionths(text)
            .map(Self)
            .ok_or_else(|| NotMoney(text.chars().take(64).collect()))
    }

    fn times(self, count: u64) -> Self {
        Self(self.0.saturating_mul(count.into()))
    }
}

impl Price {
    /// What a layout costs a month on this many brokers. IOPS are counted at one price: AWS charges
    /// less for those of io2 beyond 32,000, so the true price may be lower.
    pub fn of(&self, layout: &Layout, brokers: u32) -> Money {
        let kind = layout.kind.limits();
        let free_iops = match &kind.iops {
            Iops::Chosen { default, .. } => default.unwrap_or_default(),
            Iops::BySize { .. } | Iops::Fixed(_) => u32::MAX,
        };
        let free_mib = match &kind.throughput {
            Throughput::Chosen { range, .. } => *range.start(),
            _ => u32::MAX,
        };
        let beyond = |chosen: Option<u32>, free| chosen.unwrap_or_default().saturating_sub(free);
        let one: Money = [
            self.gib_month.times(layout.size_gib.into()),
            self.iops_month.times(beyond(layout.iops, free_iops).into()),
            self.mib_per_second_month
                .times(beyond(layout.throughput_mib, free_mib).into()),
        ]
        .into_iter()
        .sum();
        one.times(layout.volumes.into()).times(brokers.into())
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        Self(amounts.fold(0, |sum, amount| sum.saturating_add(amount.0)))
    }
}

/// Decimal text without needless zeros, which reads back as the same amount.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, fraction) = (self.0 / ONE, self.0 % ONE);
        let fraction = format!("{fraction:0>9}");
        match fraction.trim_end_matches('0') {
            "" => write!(f, "{whole}"),
            fraction => write!(f, "{whole}.{fraction}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sizing::SizedBy;

    #[test]
    fn text_there_and_back() {
        for (text, shown) in [
            ("0.08", "0.08"),
            ("12", "12"),
            ("0.0000125", "0.0000125"),
            ("1.500", "1.5"),
            ("0", "0"),
        ] {
            assert_eq!(Money::parse(text).unwrap().to_string(), shown);
        }
        for text in ["", "-1", "1,5", "NaN"] {
            assert!(Money::parse(text).is_err(), "{text}");
        }
    }

    /// us-east-1's list prices of gp3: 0.08 for a GiB, 0.005 for an IOPS, 0.04 for a MiB/s.
    #[test]
    fn what_comes_with_a_volume_costs_nothing() {
        let money = |text| Money::parse(text).unwrap();
        let price = Price {
            gib_month: money("0.08"),
            iops_month: money("0.005"),
            mib_per_second_month: money("0.04"),
        };
        let mut layout = Layout {
            kind: VolumeKind::Gp3,
            volumes: 2,
            size_gib: 1_000,
            iops: Some(3_000),
            throughput_mib: Some(125),
            sized_by: SizedBy::Data,
        };
        assert_eq!(price.of(&layout, 3), money("480"));
        layout.iops = Some(4_000);
        layout.throughput_mib = Some(250);
        assert_eq!(price.of(&layout, 3), money("540"));
        layout.kind = VolumeKind::Io2;
        layout.throughput_mib = None;
        assert_eq!(price.of(&layout, 1), money("200"));
    }
}
