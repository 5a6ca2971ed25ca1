//! What follows from a version number. Ranges only: a version that AWS publishes tomorrow falls
//! into them, and a list of names would refuse it.

use super::{KafkaVersion, MetadataMode};
use crate::broker_type::{BrokerKind, BrokerType};

const KRAFT_SUFFIX: &str = "kraft";
const TIERED_SUFFIX: &str = "tiered";

impl KafkaVersion {
    /// Where the metadata lives (sources: `KRAFT`, `KAFKA_VERSIONS`: 4.0 is KRaft only).
    pub fn metadata_mode(&self) -> MetadataMode {
        if self.major >= 4 || self.suffix.as_deref() == Some(KRAFT_SUFFIX) {
            MetadataMode::KRaft
        } else {
            MetadataMode::ZooKeeper
        }
    }

    /// Whether the controllers are KRaft's.
    pub fn is_kraft(&self) -> bool {
        self.metadata_mode() == MetadataMode::KRaft
    }

    /// Whether `storage_mode = "TIERED"` is possible: 3.6.0 and later, or `2.8.2.tiered`
    /// (source: `TIERED_STORAGE`).
    pub fn is_tiered_capable(&self) -> bool {
        self.is_at_least(3, 6, 0) || self.suffix.as_deref() == Some(TIERED_SUFFIX)
    }

    /// Whether brokers can be made reachable from the internet: 2.6.0 and later (source:
    /// `PUBLIC_ACCESS`).
    pub fn supports_public_access(&self) -> bool {
        self.is_at_least(2, 6, 0)
    }

    /// Whether brokers can be taken out of the cluster: 2.8.1 and later (source: `REMOVE_BROKER`).
    pub fn supports_broker_removal(&self) -> bool {
        self.is_at_least(2, 8, 1)
    }

    /// Whether brokers of this type can run this version, as far as is known:
    /// M7g needs 2.8.2, or 3.3.2 and later; `kafka.t3.small` has no KRaft (source: `BROKER_SIZES`).
    /// Express needs what [`KafkaVersion::supports_express`] says.
    pub fn supports(&self, broker: &BrokerType) -> bool {
        match broker.kind() {
            BrokerKind::Express => self.supports_express(),
            BrokerKind::Standard if broker.is_burstable() => !self.is_kraft(),
            BrokerKind::Standard if broker.family() == "m7g" => self.supports_m7g(),
            BrokerKind::Standard => true,
        }
    }

    /// M7g: 2.8.2, or 3.3.2 and later (source: `BROKER_SIZES`).
    pub fn supports_m7g(&self) -> bool {
        let is_282 = self.is_at_least(2, 8, 2) && !self.is_at_least(2, 9, 0);
        is_282 || self.is_at_least(3, 3, 2)
    }

    /// Express: 3.6, and 3.8 and later; with KRaft 3.9 and later (sources: `BROKER_TYPES`,
    /// `AWS_TOOLKIT`). AWS left 3.7 out and has since ended its support.
    pub fn supports_express(&self) -> bool {
        if self.is_kraft() {
            return self.is_at_least(3, 9, 0);
        }
        (self.major, self.minor) == (3, 6) || self.is_at_least(3, 8, 0)
    }

    /// Whether a ZooKeeper cluster of this version can move to KRaft in place: 3.9, the last
    /// release with both (source: `ZOOKEEPER_TO_KRAFT`).
    pub fn can_migrate_to_kraft(&self) -> bool {
        !self.is_kraft() && (self.major, self.minor) == (3, 9)
    }
}
