//! Limits of Amazon MSK that do not depend on the broker type.

use crate::kafka_version::MetadataMode;
use std::ops::RangeInclusive;

/// EBS storage per broker in GiB (source: `API_MODEL`, `QUOTAS`).
pub const STORAGE_GIB: RangeInclusive<i64> = 1..=16_384;

/// The least by which storage must grow, in GiB: AWS answers anything less with "you must increase
/// it by at least 10 GiB" (source: `UPDATE_STORAGE`).
pub const LEAST_STORAGE_GROWTH_GIB: i64 = 10;

/// How long AWS refuses the next storage change after one, for diagnostics: there is no call that
/// tells the remaining time (source: `UPDATE_STORAGE`).
pub const STORAGE_COOL_DOWN: &str = "AWS refuses further storage changes of a cluster for at \
     least 6 hours after one, and for up to 24 hours or more while the volumes are optimizing";

/// Least provisioned throughput in MiB/s, and what AWS uses when none is said (source:
/// `PROVISIONED_THROUGHPUT`).
pub const LEAST_THROUGHPUT_MIB: i64 = 250;

/// Least volume size for provisioned throughput in GiB (source: `PROVISIONED_THROUGHPUT`).
pub const LEAST_THROUGHPUT_VOLUME_GIB: i64 = 10;

/// Characters of a cluster name (source: `API_MODEL`).
pub const CLUSTER_NAME_LENGTH: RangeInclusive<usize> = 1..=64;

/// Revisions of one configuration; they cannot be deleted one by one (source: `QUOTAS`).
pub const CONFIGURATION_REVISIONS: i64 = 50;

/// Configurations of an account in a Region (source: `QUOTAS`).
pub const CONFIGURATIONS_PER_ACCOUNT: i64 = 100;

/// Brokers of an account in a Region, which AWS raises on request (source: `QUOTAS`).
pub const BROKERS_PER_ACCOUNT: i64 = 90;

/// Replication factor of every topic on Express (source: `BEST_PRACTICES_EXPRESS`).
pub const EXPRESS_REPLICATION_FACTOR: i64 = 3;

/// Least brokers, and Availability Zones, of an Express cluster (source: `AWS_TOOLKIT`).
pub const EXPRESS_ZONES: usize = 3;

/// How many subnets, each in an Availability Zone of its own, a cluster may have (source:
/// `CREATE_CLUSTER`). us-west-1 has room for two only.
pub const SUBNETS: RangeInclusive<usize> = 2..=3;

/// The Availability Zone ID that cannot host MSK brokers (source: `API_MODEL`, ClientSubnets).
pub const ZONE_WITHOUT_MSK: &str = "use1-az3";

/// The one Region whose clusters have exactly two zones (source: `CREATE_CLUSTER`).
pub const TWO_ZONE_REGION: &str = "us-west-1";

/// Brokers per cluster before AWS wants a quota increase (source: `QUOTAS`).
pub fn brokers_per_cluster(mode: MetadataMode) -> i64 {
    match mode {
        MetadataMode::ZooKeeper => 30,
        MetadataMode::KRaft => 60,
    }
}

/// Whether the text can name a cluster: 1 to 64 characters, letters, digits and hyphens, beginning
/// with a letter or digit. MSK compares names by case.
pub fn is_cluster_name(text: &str) -> bool {
    CLUSTER_NAME_LENGTH.contains(&text.chars().count()) && is_configuration_name(text)
}

/// Whether the text can name a configuration: letters, digits and hyphens, beginning with a letter
/// or digit (source: `CONFIGURATIONS`).
pub fn is_configuration_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// Whether a secret of this name can be associated with a cluster for SASL/SCRAM (source:
/// `UPDATE_SECURITY`).
pub fn is_scram_secret_name(text: &str) -> bool {
    text.len() > SCRAM_SECRET_PREFIX.len() && text.starts_with(SCRAM_SECRET_PREFIX)
}

/// What the names of SASL/SCRAM secrets begin with.
pub const SCRAM_SECRET_PREFIX: &str = "AmazonMSK_";

/// Secrets per BatchAssociateScramSecret call (source: `API_MODEL`).
pub const SCRAM_SECRETS_PER_CALL: usize = 10;

/// `num.replica.fetchers` that AWS recommends beside provisioned throughput, by size (source:
/// `PROVISIONED_THROUGHPUT`); `None` where it states none.
pub fn replica_fetchers(size: &str) -> Option<i64> {
    match size {
        "4xlarge" => Some(4),
        "8xlarge" => Some(8),
        "12xlarge" => Some(14),
        "16xlarge" | "24xlarge" => Some(16),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (text, cluster, configuration) in [
            ("a", true, true),
            ("orders-2", true, true),
            ("", false, false),
            ("-orders", false, false),
            ("orders_2", false, false),
            ("örders", false, false),
            (&"a".repeat(64), true, true),
            (&"a".repeat(65), false, true),
        ] {
            assert_eq!(is_cluster_name(text), cluster, "{text}");
            assert_eq!(is_configuration_name(text), configuration, "{text}");
        }
    }

    #[test]
    fn secrets_have_a_prefix_and_a_name() {
        assert!(is_scram_secret_name("AmazonMSK_app"));
        assert!(!is_scram_secret_name("AmazonMSK_"));
        assert!(!is_scram_secret_name("app"));
    }

    #[test]
    fn quotas_follow_the_metadata_mode() {
        assert_eq!(brokers_per_cluster(MetadataMode::ZooKeeper), 30);
        assert_eq!(brokers_per_cluster(MetadataMode::KRaft), 60);
    }
}
