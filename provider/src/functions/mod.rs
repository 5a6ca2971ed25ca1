//! Functions of a configuration: `provider::kafkaws::name(...)`. Pure, so that they also run where
//! there is no AWS.

mod arguments;
mod az_distribution;
mod properties;
mod recommended_partitions;
mod server_properties;
mod volume_limits;

pub use az_distribution::AzDistribution;
pub use recommended_partitions::RecommendedPartitions;
pub use server_properties::{ServerPropertiesDecode, ServerPropertiesEncode};
pub use volume_limits::VolumeLimits;

#[cfg(test)]
mod tests;
