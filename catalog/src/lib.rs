//! Facts about AWS as data, each with its source.
//!
//! Nothing here asks AWS anything, and nothing here is a list of what AWS accepts today: AWS adds
//! Kafka versions and broker sizes without notice, so a well-formed name that this crate never
//! heard of is valid and merely has no known limits. Callers decide what an unknown limit means for
//! them; for a rule it means silence.

pub mod broker_type;
pub mod ebs;
pub mod instance_type;
pub mod kafka_version;
pub mod msk;
pub mod near;
pub mod source;

pub use broker_type::{BrokerKind, BrokerType, BrokerTypeError, TypeChangeRefusal};
pub use instance_type::InstanceType;
pub use kafka_version::{KafkaVersion, KafkaVersionError, MetadataMode};
pub use source::Source;
