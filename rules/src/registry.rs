//! Every rule, one line each, in the order in which users meet them.

use crate::rule::Rule;
use crate::{
    authentication, broker_count, broker_type, express, kafka_version, kraft, logging, partitions,
    public_access, replication, server_properties, storage, subnets, throughput, tiered_storage,
    vpc_connectivity,
};

/// Every rule.
pub const RULES: &[Rule] = &[
    tiered_storage::TIERED_STORAGE_KAFKA_VERSION,
    tiered_storage::TIERED_STORAGE_BROKER_TYPE,
    tiered_storage::TIERED_STORAGE_CLEANUP_POLICY,
    tiered_storage::TIERED_STORAGE_REGION,
    broker_count::BROKER_COUNT_MULTIPLE_OF_ZONES,
    broker_count::BROKER_COUNT_QUOTA,
    broker_count::BROKER_REMOVAL_STEP,
    broker_count::BROKER_REMOVAL_KAFKA_VERSION,
    broker_count::BROKER_REMOVAL_BROKER_TYPE,
    broker_count::BROKER_REMOVAL_EMPTY,
    kafka_version::KAFKA_VERSION_BROKER_TYPE,
    kafka_version::KAFKA_VERSION_OFFERED,
    kafka_version::KAFKA_VERSION_DEPRECATED,
    kafka_version::KAFKA_VERSION_UPGRADE_PATH,
    kraft::KRAFT_MIGRATION_SOURCE_VERSION,
    kraft::KRAFT_MIGRATION_ZOOKEEPER_ACCESS,
    kraft::KRAFT_MIGRATION_ZONES,
    kraft::KRAFT_MIGRATION_PUBLIC_MONITORING,
    broker_type::BROKER_TYPE_BURSTABLE,
    partitions::PARTITIONS_MAXIMUM,
    partitions::PARTITIONS_RECOMMENDED,
    storage::STORAGE_SHRINK,
    storage::STORAGE_GROWTH_STEP,
    throughput::PROVISIONED_THROUGHPUT_BROKER_TYPE,
    throughput::PROVISIONED_THROUGHPUT_RANGE,
    throughput::PROVISIONED_THROUGHPUT_VOLUME_SIZE,
    throughput::PROVISIONED_THROUGHPUT_VALUE,
    throughput::PROVISIONED_THROUGHPUT_DISABLED,
    throughput::PROVISIONED_THROUGHPUT_FETCHERS,
    authentication::AUTHENTICATION_CLIENT_ENCRYPTION,
    authentication::AUTHENTICATION_IN_CLUSTER_ENCRYPTION,
    authentication::AUTHENTICATION_NONE,
    public_access::PUBLIC_ACCESS_KAFKA_VERSION,
    public_access::PUBLIC_ACCESS_AUTHENTICATION,
    public_access::PUBLIC_ACCESS_ENCRYPTION,
    public_access::PUBLIC_ACCESS_SUBNETS,
    public_access::PUBLIC_ACCESS_ACLS,
    vpc_connectivity::VPC_CONNECTIVITY_AUTHENTICATION,
    vpc_connectivity::VPC_CONNECTIVITY_KAFKA_VERSION,
    vpc_connectivity::VPC_CONNECTIVITY_BROKER_TYPE,
    vpc_connectivity::VPC_CONNECTIVITY_ACLS,
    server_properties::SERVER_PROPERTIES_CONFLICT,
    server_properties::SERVER_PROPERTIES_SYNTAX,
    server_properties::SERVER_PROPERTIES_REPEATED,
    server_properties::SERVER_PROPERTIES_EMPTY,
    server_properties::SERVER_PROPERTIES_MANAGED,
    server_properties::SERVER_PROPERTIES_RANGE,
    server_properties::UNCLEAN_LEADER_ELECTION,
    server_properties::AUTO_CREATE_TOPICS,
    replication::REPLICATION_FACTOR_BROKERS,
    replication::REPLICATION_FACTOR_ZONES,
    replication::MIN_ISR_ABOVE_REPLICATION_FACTOR,
    replication::MIN_ISR_HEADROOM,
    express::EXPRESS_ZONES,
    express::EXPRESS_BROKER_COUNT,
    express::EXPRESS_STORAGE_INFO,
    express::EXPRESS_STORAGE_MODE,
    express::EXPRESS_KAFKA_VERSION,
    express::EXPRESS_READ_ONLY_PROPERTIES,
    express::REBALANCING_BROKER_TYPE,
    subnets::SUBNET_COUNT,
    subnets::SUBNET_ZONES_DISTINCT,
    subnets::SUBNET_ZONE_UNAVAILABLE,
    logging::CLOUDWATCH_LOGS_LOG_GROUP,
    logging::FIREHOSE_DELIVERY_STREAM,
    logging::S3_LOGS_BUCKET,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attributes;
    use crate::rule::Level;
    use kafkaws_catalog::source;
    use std::collections::BTreeSet;

    #[test]
    fn ids_are_unique_and_kebab_case() {
        let mut seen = BTreeSet::new();
        for rule in RULES {
            let id = rule.id.0;
            assert!(seen.insert(id), "twice: {id}");
            let words: Vec<&str> = id.split('-').collect();
            let is_word = |word: &str| {
                !word.is_empty()
                    && word
                        .chars()
                        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
            };
            assert!(words.len() > 1 && words.into_iter().all(is_word), "{id}");
        }
    }

    #[test]
    fn every_rule_says_what_why_and_where() {
        for rule in RULES {
            assert!(source::ALL.contains(&rule.source), "{}", rule.id);
            assert!(
                !rule.title.ends_with('.') && rule.title.len() <= 100,
                "{}",
                rule.id
            );
            assert!(rule.reason.ends_with('.'), "{}", rule.id);
            assert!(!rule.attributes.is_empty(), "{}", rule.id);
            assert!(
                rule.attributes
                    .iter()
                    .all(|path| attributes::ALL.contains(path)),
                "{}",
                rule.id
            );
            assert_ne!(rule.default_level, Level::Off, "{}", rule.id);
        }
    }
}
