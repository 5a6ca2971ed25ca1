//! What a broker says of its cluster.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::Endpoint;

/// A cluster as one of its brokers sees it: what a Metadata response for all topics holds.
///
/// It can lag behind: a broker that died a moment ago may still be listed and in sync. Look more than
/// once before relying on it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClusterView {
    /// What tells this cluster from another. Brokers of Kafka before 0.10.1 have none.
    pub cluster_id: Option<String>,
    /// Brokers that are registered now, by id, at the address that the listener which was asked
    /// advertises. A broker that is down is not among them.
    pub brokers: BTreeMap<i32, Endpoint>,
    /// Of all topics, internal ones (`__consumer_offsets`) included; by topic, then index.
    pub partitions: Vec<Partition>,
    /// Topics of which the broker could not say more, sorted by name.
    pub topic_errors: Vec<TopicError>,
}

/// One partition and who has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partition {
    /// Its topic's name; shared, because a cluster may have a hundred thousand partitions.
    pub topic: Arc<str>,
    /// From 0.
    pub index: i32,
    /// `None` while there is no leader, or none on the listener that was asked: nobody can produce or
    /// consume there.
    pub leader: Option<i32>,
    /// Broker ids, the preferred leader first. During a reassignment also the replicas to come.
    pub replicas: Vec<i32>,
    /// Those of the replicas that are in sync. The last one stays here when its broker dies too.
    pub isr: Vec<i32>,
    /// Replicas whose broker is down or whose disk failed.
    pub offline: Vec<i32>,
    /// Kafka's error code, which says why the leader or a replica is missing; 0 without.
    pub error_code: i16,
}

/// A topic that metadata names without its partitions, with Kafka's error code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TopicError {
    /// The topic's name.
    pub topic: String,
    /// See <https://kafka.apache.org/protocol#protocol_error_codes>.
    pub error_code: i16,
}

impl ClusterView {
    /// Partitions with a replica that is not in sync, or without a leader.
    pub fn under_replicated(&self) -> impl Iterator<Item = &Partition> {
        self.partitions.iter().filter(|p| p.is_under_replicated())
    }

    /// Partitions with a replica on this broker, in sync or not.
    pub fn held_by(&self, id: i32) -> impl Iterator<Item = &Partition> {
        self.partitions
            .iter()
            .filter(move |p| p.replicas.contains(&id))
    }

    /// Whether replicas are missing, and all that are missing are on these brokers.
    ///
    /// `false` for a partition that has every replica and yet no leader: that is another trouble than
    /// anyone's absence.
    pub fn lacks_only(partition: &Partition, brokers: &BTreeSet<i32>) -> bool {
        let mut missing = partition.missing().peekable();
        missing.peek().is_some() && missing.all(|id| brokers.contains(&id))
    }

    /// No partition is under-replicated, and of no topic the broker knew less than everything.
    pub fn fully_replicated(&self) -> bool {
        self.topic_errors.is_empty() && self.under_replicated().next().is_none()
    }
}

impl Partition {
    /// A replica is not in sync, or there is no leader.
    pub fn is_under_replicated(&self) -> bool {
        self.leader.is_none() || self.missing().next().is_some()
    }

    /// The replicas that are not in sync or offline. Both, because Kafka keeps the last in-sync
    /// replica in the ISR when its broker dies, and a replica that is behind is not offline.
    pub fn missing(&self) -> impl Iterator<Item = i32> {
        self.replicas
            .iter()
            .copied()
            .filter(|id| !self.isr.contains(id) || self.offline.contains(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn partition(leader: Option<i32>, replicas: &[i32], isr: &[i32], offline: &[i32]) -> Partition {
        Partition {
            topic: "orders".into(),
            index: 0,
            leader,
            replicas: replicas.to_vec(),
            isr: isr.to_vec(),
            offline: offline.to_vec(),
            error_code: 0,
        }
    }

    /// One partition, with what `under_replicated` and `lacks_only` (brokers 2 and 3) say of it.
    #[test]
    fn who_is_missing() {
        for (given, under, lacks) in [
            (
                partition(Some(1), &[1, 2, 3], &[3, 1, 2], &[]),
                false,
                false,
            ),
            (partition(Some(1), &[1, 2, 3], &[1, 2], &[3]), true, true),
            (partition(Some(1), &[1, 2, 3], &[1], &[]), true, true),
            (partition(Some(2), &[1, 2, 3], &[2, 3], &[]), true, false),
            (partition(None, &[2], &[2], &[2]), true, true),
            (partition(None, &[2, 4], &[2], &[2, 4]), true, false),
            (partition(None, &[1, 2], &[1, 2], &[]), true, false),
            (partition(Some(1), &[1, 2], &[1, 2], &[2]), true, true),
            (partition(Some(111), &[111], &[111], &[]), false, false),
        ] {
            let brokers = BTreeSet::from([2, 3]);
            assert_eq!(given.is_under_replicated(), under, "{given:?}");
            assert_eq!(
                ClusterView::lacks_only(&given, &brokers),
                lacks,
                "{given:?}"
            );
        }
    }

    #[test]
    fn a_topic_that_cannot_be_read_is_not_replicated() {
        let mut view = ClusterView {
            partitions: vec![partition(Some(1), &[1, 2], &[1, 2], &[])],
            ..ClusterView::default()
        };
        assert!(view.fully_replicated());
        view.topic_errors.push(TopicError {
            topic: "payments".to_owned(),
            error_code: 5,
        });
        assert!(!view.fully_replicated());
    }

    #[test]
    fn a_broker_holds_what_it_replicates() {
        let view = ClusterView {
            partitions: vec![
                partition(Some(1), &[1, 2], &[1], &[]),
                partition(Some(1), &[1, 3], &[1, 3], &[]),
            ],
            ..ClusterView::default()
        };
        assert_eq!(
            [1, 2, 3, 4].map(|id| view.held_by(id).count()),
            [2, 1, 1, 0]
        );
        assert_eq!(view.under_replicated().count(), 1);
    }
}
