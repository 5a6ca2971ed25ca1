//! Apache Kafka versions as MSK names them. Source: developer guide, "Supported Apache Kafka
//! versions"; what replaces what is this table's order.

use std::cmp::Ordering;

/// A version that clusters can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KafkaVersion {
    /// As in the API: `3.7.x` keeps metadata in ZooKeeper, `3.7.x.kraft` in KRaft.
    pub(crate) name: &'static str,
    offer: Offer,
}

/// Which clusters can have a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Offer {
    /// Only clusters that have it already; no new ones.
    Deprecated,
    Standard,
    Express,
    Both,
}

const fn version(name: &'static str, offer: Offer) -> KafkaVersion {
    KafkaVersion { name, offer }
}

pub(crate) const VERSIONS: &[KafkaVersion] = &[
    version("2.6.2", Offer::Deprecated),
    version("2.7.1", Offer::Deprecated),
    version("2.8.1", Offer::Deprecated),
    version("2.8.2.tiered", Offer::Standard),
    version("3.3.1", Offer::Standard),
    version("3.3.2", Offer::Standard),
    version("3.4.0", Offer::Standard),
    version("3.5.1", Offer::Standard),
    version("3.6.0", Offer::Both),
    version("3.7.x", Offer::Standard),
    version("3.7.x.kraft", Offer::Standard),
    version("3.8.x", Offer::Both),
    version("3.8.x.kraft", Offer::Standard),
    version("3.9.x", Offer::Both),
    version("3.9.x.kraft", Offer::Both),
    version("4.0.x.kraft", Offer::Standard),
    version("4.1.x.kraft", Offer::Standard),
    version("4.2.x.kraft", Offer::Express),
];

impl KafkaVersion {
    pub(crate) fn find(name: &str) -> Option<&'static Self> {
        VERSIONS.iter().find(|version| version.name == name)
    }

    pub(crate) fn is_deprecated(&self) -> bool {
        self.offer == Offer::Deprecated
    }

    pub(crate) fn has_brokers(&self, express: bool) -> bool {
        match express {
            true => matches!(self.offer, Offer::Express | Offer::Both),
            false => self.offer != Offer::Express,
        }
    }

    pub(crate) fn is_kraft(&self) -> bool {
        self.name.ends_with(".kraft")
    }

    /// Tiered storage: 2.8.2.tiered, and everything from 3.6.0.
    pub(crate) fn has_tiered_storage(&self) -> bool {
        self.name.ends_with(".tiered") || at_least(self.name, "3.6.0")
    }

    /// Graviton brokers: 2.8.2, and everything from 3.3.2.
    pub(crate) fn has_m7g(&self) -> bool {
        self.name.starts_with("2.8.2") || at_least(self.name, "3.3.2")
    }

    /// What UpdateClusterKafkaVersion accepts from here: forward only, and from ZooKeeper to KRaft
    /// only within 3.9.x (developer guide, "Migrate from ZooKeeper to KRaft").
    pub(crate) fn targets(&self) -> impl Iterator<Item = &'static Self> {
        let from = *self;
        VERSIONS.iter().filter(move |to| from.leads_to(to))
    }

    pub(crate) fn leads_to(&self, to: &Self) -> bool {
        let newer = compare(to.name, self.name) == Ordering::Greater;
        match (self.is_kraft(), to.is_kraft()) {
            (true, true) => newer,
            (true, false) => false,
            (false, true) => self.name == "3.9.x" && to.name == "3.9.x.kraft",
            (false, false) => newer && !to.name.ends_with(".tiered") && !to.is_deprecated(),
        }
    }
}

/// Whether a version of that name has reached another: numbers compare as numbers, and `x` stands for
/// the newest patch.
pub(crate) fn at_least(name: &str, other: &str) -> bool {
    compare(name, other) != Ordering::Less
}

fn compare(one: &str, other: &str) -> Ordering {
    numbers(one).cmp(&numbers(other))
}

fn numbers(name: &str) -> Vec<u32> {
    let parts = name
        .split('.')
        .filter(|part| *part != "kraft" && *part != "tiered");
    parts.map(|part| part.parse().unwrap_or(u32::MAX)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leads(from: &str, to: &str) -> bool {
        let find = |name| KafkaVersion::find(name).unwrap();
        find(from).leads_to(find(to))
    }

    #[test]
    fn forward_only_and_one_bridge_to_kraft() {
        assert!(leads("3.6.0", "3.9.x") && leads("3.9.x", "3.9.x.kraft"));
        assert!(leads("3.9.x.kraft", "4.1.x.kraft") && leads("2.8.2.tiered", "3.6.0"));
        assert!(!leads("3.9.x", "3.6.0") && !leads("3.9.x.kraft", "3.9.x"));
        assert!(!leads("3.8.x", "3.9.x.kraft") && !leads("3.6.0", "3.6.0"));
    }

    #[test]
    fn ten_is_more_than_nine() {
        assert!(at_least("3.10.x", "3.9.x") && !at_least("3.9.x", "3.10.0"));
    }

    #[test]
    fn tiered_storage_by_version() {
        let tiered = |name| KafkaVersion::find(name).unwrap().has_tiered_storage();
        assert!(tiered("2.8.2.tiered") && tiered("3.6.0") && tiered("3.7.x.kraft"));
        assert!(!tiered("3.5.1") && !tiered("2.8.1"));
    }
}
