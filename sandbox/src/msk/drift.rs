//! What happens to a cluster behind its owner's back: other people's changes, and MSK's own.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use super::cluster::{Cluster, State, StateInfo, Then};
use super::kafka_version::KafkaVersion;
use crate::clock::Timestamp;
use crate::id;

/// Something that MSK does by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub enum Event {
    /// HEALING: a broker is being replaced. Looking at it ends it.
    Heal,
    /// MAINTENANCE: brokers are being patched. Looking at it ends it.
    Maintain,
    /// FAILED, at once and for good.
    Fail {
        /// `stateInfo.code`.
        code: String,
        /// `stateInfo.message`.
        message: String,
    },
    /// Whatever is under way, or the next operation, ends in failure: a create in FAILED, an update
    /// in `UPDATE_FAILED`.
    Doom {
        /// The code of the error.
        code: String,
        /// The message of the error.
        message: String,
    },
    /// A version past its end of support is upgraded without notice.
    Upgrade {
        /// The version that the cluster has from now on.
        kafka_version: String,
    },
    /// Autoscaling grows the volumes, and their cool-down begins.
    GrowStorage {
        /// The new size in GiB.
        volume_size: i64,
    },
}

/// A drift that makes no cluster.
#[derive(Debug, Error)]
pub enum DriftError {
    /// There is no such cluster.
    #[error("there is no cluster {0}")]
    NoCluster(String),
    /// Several regions or accounts have one; say which.
    #[error("more than one region has a cluster {0}: give region, and account")]
    Ambiguous(String),
    /// The patched cluster has not the shape of one.
    #[error("the patch does not fit a cluster: {0}")]
    Shape(#[from] serde_json::Error),
    /// There is no such Kafka version.
    #[error("there is no Kafka version {0}")]
    NoVersion(String),
    /// The cluster has no volumes.
    #[error("an Express cluster has no volumes")]
    NoVolumes,
}

/// Seconds that HEALING and MAINTENANCE take.
const SECONDS: u64 = 20 * 60;

impl Cluster {
    pub(crate) fn happen(&mut self, event: Event, now: Timestamp) -> Result<(), DriftError> {
        match event {
            Event::Heal => self.enter(State::Healing, now, SECONDS, Then::Active),
            Event::Maintain => self.enter(State::Maintenance, now, SECONDS, Then::Active),
            Event::Fail { code, message } => self.break_down(StateInfo { code, message }),
            Event::Doom { code, message } => self.doom = Some(StateInfo { code, message }),
            Event::Upgrade { kafka_version } => self.upgrade(&kafka_version)?,
            Event::GrowStorage { volume_size } => self.grow(volume_size, now)?,
        }
        Ok(())
    }

    fn break_down(&mut self, info: StateInfo) {
        self.transition = None;
        self.state = State::Failed;
        self.state_info = Some(info);
    }

    fn upgrade(&mut self, version: &str) -> Result<(), DriftError> {
        let known = KafkaVersion::find(version);
        let known = known.ok_or_else(|| DriftError::NoVersion(version.to_owned()))?;
        self.spec.current_broker_software_info.kafka_version = known.name.to_owned();
        self.version = id::msk_version();
        Ok(())
    }

    fn grow(&mut self, size: i64, now: Timestamp) -> Result<(), DriftError> {
        let storage = self.spec.broker_node_group_info.storage_info.as_mut();
        let ebs = storage.and_then(|storage| storage.ebs_storage_info.as_mut());
        ebs.ok_or(DriftError::NoVolumes)?.volume_size = Some(size);
        self.storage_changed = Some(now);
        self.version = id::msk_version();
        Ok(())
    }

    /// Somebody changes the cluster by hand. The patch is merged as RFC 7396 says, into the members
    /// that DescribeClusterV2 shows under `provisioned`, and `tags`.
    pub(crate) fn drift(&mut self, mut patch: Value) -> Result<(), DriftError> {
        if let Some(tags) = patch.as_object_mut().and_then(|patch| patch.remove("tags")) {
            let mut there = serde_json::to_value(&self.tags)?;
            merge(&mut there, tags);
            self.tags = serde_json::from_value(there)?;
        }
        let mut there = serde_json::to_value(&self.spec)?;
        merge(&mut there, patch);
        self.spec = serde_json::from_value(there)?;
        self.version = id::msk_version();
        Ok(())
    }

    /// Partitions of every broker.
    pub(crate) fn fill(&mut self, partitions: u64) {
        self.partitions = self
            .brokers
            .iter()
            .map(|broker| (broker.id, partitions))
            .collect();
    }
}

fn merge(target: &mut Value, patch: Value) {
    let Value::Object(patch) = patch else {
        *target = patch;
        return;
    };
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    let Value::Object(target) = target else {
        return;
    };
    for (key, value) in patch {
        match value {
            Value::Null => drop(target.remove(&key)),
            value => merge(target.entry(key).or_insert(Value::Null), value),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn merge_patches_as_rfc_7396_says() {
        let mut target = json!({ "a": { "b": 1, "c": 2 }, "d": [1] });
        merge(&mut target, json!({ "a": { "b": null, "e": 3 }, "d": [2] }));
        assert_eq!(target, json!({ "a": { "c": 2, "e": 3 }, "d": [2] }));
    }

    #[test]
    fn events_are_read_from_json() {
        let event: Event = serde_json::from_str(r#""heal""#).unwrap();
        assert_eq!(event, Event::Heal);
        let grow = r#"{"grow_storage":{"volume_size":1200}}"#;
        let event: Event = serde_json::from_str(grow).unwrap();
        assert_eq!(event, Event::GrowStorage { volume_size: 1200 });
    }
}
