//! Where a figure comes from, so that a reader can check it and a diagnostic can cite it.

use std::fmt;

/// A page that states a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Source {
    /// What the page is called, with its date where the page has no stable address.
    pub title: &'static str,
    /// Where it is.
    pub url: &'static str,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.title, self.url)
    }
}

/// One `Source` constant per page: documentation of AWS names its pages by a short word.
macro_rules! sources {
    ($($(#[$doc:meta])* $name:ident = $title:literal, $url:literal;)*) => {
        $($(#[$doc])* pub const $name: Source = Source { title: $title, url: $url };)*

        /// Every source, for the check that each is complete.
        pub const ALL: &[Source] = &[$($name),*];
    };
}

sources! {
    /// Partitions per broker, CPU, throughput: what AWS recommends and what it enforces.
    BEST_PRACTICES = "Amazon MSK developer guide, best practices for Standard brokers",
        "https://docs.aws.amazon.com/msk/latest/developerguide/bestpractices.html";
    /// The same for Express.
    BEST_PRACTICES_EXPRESS = "Amazon MSK developer guide, best practices for Express brokers",
        "https://docs.aws.amazon.com/msk/latest/developerguide/bestpractices-express.html";
    /// Quotas per account and per cluster.
    QUOTAS = "Amazon MSK developer guide, quota",
        "https://docs.aws.amazon.com/msk/latest/developerguide/limits.html";
    /// The sizes there are, and the Kafka versions M7g needs.
    BROKER_SIZES = "Amazon MSK developer guide, broker sizes",
        "https://docs.aws.amazon.com/msk/latest/developerguide/broker-instance-sizes.html";
    /// Standard against Express.
    BROKER_TYPES = "Amazon MSK developer guide, broker types",
        "https://docs.aws.amazon.com/msk/latest/developerguide/broker-instance-types.html";
    /// Which size may become which.
    UPDATE_BROKER_TYPE = "Amazon MSK developer guide, update the cluster broker size",
        "https://docs.aws.amazon.com/msk/latest/developerguide/msk-update-broker-type.html";
    /// Adding brokers.
    UPDATE_BROKER_COUNT = "Amazon MSK developer guide, expand a cluster",
        "https://docs.aws.amazon.com/msk/latest/developerguide/msk-update-broker-count.html";
    /// Removing brokers.
    REMOVE_BROKER = "Amazon MSK developer guide, remove a broker",
        "https://docs.aws.amazon.com/msk/latest/developerguide/msk-remove-broker.html";
    /// Growing broker storage.
    UPDATE_STORAGE = "Amazon MSK developer guide, scaling up broker storage",
        "https://docs.aws.amazon.com/msk/latest/developerguide/msk-update-storage.html";
    /// Provisioned throughput and the sizes that have it.
    PROVISIONED_THROUGHPUT = "Amazon MSK developer guide, provision storage throughput",
        "https://docs.aws.amazon.com/msk/latest/developerguide/msk-provision-throughput-management.html";
    /// Tiered storage and its constraints.
    TIERED_STORAGE = "Amazon MSK developer guide, tiered storage",
        "https://docs.aws.amazon.com/msk/latest/developerguide/msk-tiered-storage.html";
    /// Versions and their end of support.
    KAFKA_VERSIONS = "Amazon MSK developer guide, supported Apache Kafka versions",
        "https://docs.aws.amazon.com/msk/latest/developerguide/supported-kafka-versions.html";
    /// Upgrading.
    VERSION_UPGRADES = "Amazon MSK developer guide, upgrade the Apache Kafka version",
        "https://docs.aws.amazon.com/msk/latest/developerguide/version-upgrades.html";
    /// KRaft and its version names.
    KRAFT = "Amazon MSK developer guide, metadata management with KRaft",
        "https://docs.aws.amazon.com/msk/latest/developerguide/kraft-intro.html";
    /// ZooKeeper to KRaft in place.
    ZOOKEEPER_TO_KRAFT = "Amazon MSK developer guide, migrate from ZooKeeper to KRaft",
        "https://docs.aws.amazon.com/msk/latest/developerguide/zk-to-kraft-migration.html";
    /// Which encryption each way to authenticate needs.
    UPDATE_SECURITY = "Amazon MSK developer guide, update security settings of a cluster",
        "https://docs.aws.amazon.com/msk/latest/developerguide/msk-update-security.html";
    /// What public access needs.
    PUBLIC_ACCESS = "Amazon MSK developer guide, public access",
        "https://docs.aws.amazon.com/msk/latest/developerguide/public-access.html";
    /// What multi-VPC connectivity needs.
    MULTI_VPC = "Amazon MSK developer guide, multi-VPC private connectivity",
        "https://docs.aws.amazon.com/msk/latest/developerguide/aws-access-mult-vpc.html";
    /// Creating a cluster: subnets and Availability Zones.
    CREATE_CLUSTER = "Amazon MSK developer guide, create a cluster",
        "https://docs.aws.amazon.com/msk/latest/developerguide/msk-create-cluster.html";
    /// Broker properties that may be set, with their ranges.
    CONFIGURATION_PROPERTIES = "Amazon MSK developer guide, custom configurations",
        "https://docs.aws.amazon.com/msk/latest/developerguide/msk-configuration-properties.html";
    /// Broker properties that MSK sets by itself.
    DEFAULT_CONFIGURATION = "Amazon MSK developer guide, default configuration",
        "https://docs.aws.amazon.com/msk/latest/developerguide/msk-default-configuration.html";
    /// Broker properties that Express fixes.
    EXPRESS_READ_ONLY = "Amazon MSK developer guide, Express read-only configurations",
        "https://docs.aws.amazon.com/msk/latest/developerguide/msk-configuration-express-read-only.html";
    /// Configuration names and revisions.
    CONFIGURATIONS = "Amazon MSK developer guide, configuration operations",
        "https://docs.aws.amazon.com/msk/latest/developerguide/msk-configuration-operations.html";
    /// Broker logs.
    LOGGING = "Amazon MSK developer guide, logging",
        "https://docs.aws.amazon.com/msk/latest/developerguide/msk-logging.html";
    /// Intelligent rebalancing.
    REBALANCING = "Amazon MSK developer guide, intelligent rebalancing",
        "https://docs.aws.amazon.com/msk/latest/developerguide/intelligent-rebalancing.html";
    /// The API's own description: members, enumerations, the text of each member.
    API_MODEL = "Amazon MSK API model 2018-11-14, botocore 1.43.11",
        "https://docs.aws.amazon.com/msk/1.0/apireference/clusters.html";
    /// AWS's own tools for MSK, which carry tables that the guide has only in part.
    AWS_TOOLKIT = "AWS agent toolkit, Amazon MSK skills, 2026-08-20",
        "https://github.com/aws/agent-toolkit-for-aws";
    /// What Kafka itself says of a property.
    KAFKA_BROKER_CONFIGS = "Apache Kafka documentation, broker configs",
        "https://kafka.apache.org/documentation/#brokerconfigs";
    /// EBS volume types.
    EBS_TYPES = "Amazon EBS user guide, volume types, and the EC2 API model (botocore 1.43.11)",
        "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html";
    /// How EBS counts operations.
    EBS_IO = "Amazon EBS user guide, I/O characteristics and monitoring",
        "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-io-characteristics.html";
    /// What an instance can move to and from its volumes.
    EBS_OPTIMIZED = "Amazon EC2 user guide, Amazon EBS-optimized instances",
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ebs-optimized.html";
    /// Instance types, as the API describes them.
    INSTANCE_TYPES = "EC2 DescribeInstanceTypes, as recorded by moto 5.2.1 (Apache-2.0)",
        "https://github.com/getmoto/moto/blob/5.2.1/moto/ec2/resources/instance_types.json.gz";
    /// Changing volumes in use: never smaller, one at a time, four in 24 hours.
    EBS_MODIFY = "Amazon EBS user guide, modify a volume, and the EC2 API model (botocore 1.43.11)",
        "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-modify-volume.html";
    /// How many volumes an instance takes.
    VOLUME_LIMITS = "Amazon EC2 user guide, EBS volume limits for instances",
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/volume_limits.html";
    /// What an image must have in common with the type that it is launched on.
    INSTANCE_RESIZE = "Amazon EC2 user guide, compatibility for changing the instance type",
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resize-limitations.html";
    /// Boot modes of images and types.
    BOOT_MODES = "Amazon EC2 user guide, boot modes",
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ami-boot.html";
    /// Enhanced networking, which Nitro instances cannot do without.
    ENHANCED_NETWORKING = "Amazon EC2 user guide, enhanced networking with ENA",
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/enhanced-networking-ena.html";
    /// Images, and what can be launched.
    IMAGES = "Amazon EC2 user guide, Amazon Machine Images",
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/AMIs.html";
    /// Replacing the root volume of an instance that runs.
    REPLACE_ROOT = "Amazon EC2 user guide, replace the root volume",
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/replace-root.html";
    /// Where a type is offered.
    TYPE_OFFERINGS = "Amazon EC2 user guide, find an instance type",
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-discovery.html";
    /// CPU credits.
    BURSTABLE = "Amazon EC2 user guide, burstable performance instances",
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-performance-instances.html";
    /// Addresses that AWS keeps in each subnet.
    SUBNET_SIZING = "Amazon VPC user guide, subnet CIDR blocks",
        "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html";
    /// User data: its size, and who reads it.
    USER_DATA = "Amazon EC2 user guide, run commands at launch with user data",
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html";
    /// How Kafka keeps data in spite of lost brokers.
    KAFKA_REPLICATION = "Apache Kafka documentation, replication",
        "https://kafka.apache.org/documentation/#replication";
    /// Replicas in different racks.
    KAFKA_RACKS = "Apache Kafka documentation, balancing replicas across racks",
        "https://kafka.apache.org/documentation/#basic_ops_racks";
    /// Local disks, and when they lose what they hold.
    INSTANCE_STORE = "Amazon EC2 user guide, instance store",
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/InstanceStorage.html";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_source_can_be_opened_and_is_listed_once() {
        for (place, source) in ALL.iter().enumerate() {
            assert!(source.url.starts_with("https://"), "{source}");
            assert!(!source.title.trim().is_empty(), "{source}");
            assert!(!ALL[..place].contains(source), "twice: {source}");
        }
    }
}
