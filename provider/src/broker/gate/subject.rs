//! A broker as the gate sees it.

use kafkaws_health::Endpoint;

/// A broker and where it is found. It has an instance: one that has none is nobody's to ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Name of its cluster.
    pub cluster: String,
    /// Its id in the cluster, from 0.
    pub broker_id: i64,
    /// Its instance.
    pub instance_id: String,
    /// Where the listener of the health check is: the broker's own address.
    pub endpoint: Endpoint,
    /// The boot data that it is to run with.
    pub boot_hash: String,
}

impl Subject {
    /// The id as Kafka has it. Kafka's are 32 bits wide, and the model takes no others.
    pub(super) fn kafka_id(&self) -> i32 {
        kafka_id(self.broker_id)
    }
}

pub(crate) fn kafka_id(broker_id: i64) -> i32 {
    i32::try_from(broker_id).unwrap_or(i32::MAX)
}
