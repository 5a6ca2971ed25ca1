//! A Kafka client as users have one, with nothing less than every message.

use kafkaws_acceptance_tests::KafkaClient;

use crate::failure::Failure;
use crate::tools::python;

/// Messages of a topic.
const COUNT: u64 = 500;

/// librdkafka.
pub(super) struct Client(KafkaClient);

impl Client {
    pub(super) fn new() -> Result<Self, Failure> {
        Ok(Self(KafkaClient::of(&python::kafka_client()?)))
    }

    /// Produces messages to a new topic, each acknowledged by all.
    pub(super) fn produce(&self, port: u16, topic: &str) -> Result<(), Failure> {
        let produced = self.0.produce(&bootstrap(port), topic, (COUNT, 0))?.end()?;
        match produced.distinct == COUNT {
            true => Ok(()),
            false => Err(Failure::Unexpected(format!(
                "{} of {COUNT} messages to {topic} were acknowledged: {:?}",
                produced.distinct, produced.failed
            ))),
        }
    }

    /// Reads them all back.
    pub(super) fn consume(&self, port: u16, topic: &str) -> Result<(), Failure> {
        let consumed = self.0.consume(&bootstrap(port), topic)?;
        match (consumed.distinct, consumed.largest) {
            (COUNT, Some(largest)) if largest == COUNT - 1 => Ok(()),
            (distinct, largest) => Err(Failure::Unexpected(format!(
                "{distinct} of {COUNT} messages of {topic} are there, up to {largest:?}"
            ))),
        }
    }
}

fn bootstrap(port: u16) -> String {
    format!("127.0.0.1:{port}")
}
