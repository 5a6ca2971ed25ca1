//! The broker ids of a stack: a range, of which the lowest are in use.

use std::fmt;
use std::str::FromStr;

use kafkaws_schema::{Bounded, Model};
use thiserror::Error;

use crate::msk::types::ClusterName;

/// The broker ids that a stack may use. Two stacks of one cluster have ranges that do not overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Model)]
pub struct BrokerIds {
    /// The first broker's id.
    pub first: BrokerId,
    /// The highest id that a broker of the stack may have.
    pub last: BrokerId,
}

/// Kafka's ids are 32 bits wide and not negative.
pub type BrokerId = Bounded<0, 2_147_483_647>;

/// A range that has no room for as many brokers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the ids {ids} have room for {room} brokers, and {count} are wanted")]
pub(crate) struct NoRoom {
    ids: BrokerIds,
    room: i64,
    count: i64,
}

impl BrokerIds {
    /// What a stack has that does not say otherwise.
    pub(crate) fn usual() -> Self {
        Self {
            first: Bounded::new(1),
            last: Bounded::new(1000),
        }
    }

    /// The ids of so many brokers, ascending.
    pub(crate) fn of(self, count: i64) -> Result<Vec<i64>, NoRoom> {
        let room = self.last.get() - self.first.get() + 1;
        if count > room {
            return Err(NoRoom {
                ids: self,
                room: room.max(0),
                count,
            });
        }
        Ok((self.first.get()..self.first.get() + count).collect())
    }

    /// Whether a broker with this id belongs to the stack.
    pub(crate) fn contains(self, broker_id: i64) -> bool {
        (self.first.get()..=self.last.get()).contains(&broker_id)
    }
}

impl fmt::Display for BrokerIds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.first.get(), self.last.get())
    }
}

/// What names a stack: `{cluster}/{first}-{last}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StackId {
    pub(crate) cluster: ClusterName,
    pub(crate) ids: BrokerIds,
}

/// A text that names no stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "the id of a stack is CLUSTER/FIRST-LAST, the cluster's name and the range of its broker ids: orders/1-1000"
)]
pub(crate) struct NotAStack;

impl fmt::Display for StackId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.cluster, self.ids)
    }
}

impl FromStr for StackId {
    type Err = NotAStack;

    fn from_str(text: &str) -> Result<Self, NotAStack> {
        let (cluster, range) = text.split_once('/').ok_or(NotAStack)?;
        let (first, last) = range.split_once('-').ok_or(NotAStack)?;
        let ids = BrokerIds {
            first: number(first)?,
            last: number(last)?,
        };
        let cluster = cluster.parse().map_err(|_| NotAStack)?;
        (ids.first.get() <= ids.last.get())
            .then_some(Self { cluster, ids })
            .ok_or(NotAStack)
    }
}

fn number(text: &str) -> Result<BrokerId, NotAStack> {
    let number: i64 = text.parse().map_err(|_| NotAStack)?;
    // As it is written back: "+1" and "01" would name the same stack in another way.
    let canonical = number.to_string() == text;
    let number = BrokerId::try_from(number).map_err(|_| NotAStack)?;
    canonical.then_some(number).ok_or(NotAStack)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ids(first: i64, last: i64) -> BrokerIds {
        BrokerIds {
            first: first.try_into().unwrap(),
            last: last.try_into().unwrap(),
        }
    }

    #[test]
    fn a_range_gives_its_lowest_ids() {
        assert_eq!(ids(1001, 2000).of(3), Ok(vec![1001, 1002, 1003]));
        assert_eq!(ids(1, 3).of(3), Ok(vec![1, 2, 3]));
        let full = ids(1, 3).of(4).unwrap_err().to_string();
        assert!(
            full.contains("1-3") && full.contains("room for 3"),
            "{full}"
        );
        assert!(ids(5, 1).of(1).is_err());
    }

    #[test]
    fn what_is_no_id_of_a_stack() {
        for text in [
            "",
            "orders",
            "orders/",
            "orders/1",
            "orders/2-1",
            "orders/-1-3",
            "orders/+1-3",
            "a b/1-3",
            "orders/1-3/2",
        ] {
            assert_eq!(text.parse::<StackId>(), Err(NotAStack), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn an_id_is_read_back(first in 0i64..1_000_000, more in 0i64..1_000_000) {
            let id = StackId { cluster: "orders".parse().unwrap(), ids: ids(first, first + more) };
            prop_assert_eq!(id.to_string().parse::<StackId>(), Ok(id));
        }
    }
}
