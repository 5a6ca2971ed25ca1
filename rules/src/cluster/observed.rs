//! What was read from AWS for a judgement. All of it is optional: a policy may deny it, metrics may
//! be missing, and a rule that needs what is not there is silent.

use crate::properties::Properties;
use kafkaws_catalog::KafkaVersion;
use std::collections::{BTreeMap, BTreeSet};

/// Facts about this cluster, its subnets and this Region.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Observed {
    /// The Region's name, such as `us-west-1`.
    pub region: Option<String>,
    /// In how many zones the provider will pick subnets for a new cluster that names none.
    pub zones_to_pick: Option<usize>,
    /// What DescribeSubnets and DescribeRouteTables say, by subnet id. A subnet may be missing.
    pub subnets: BTreeMap<String, Subnet>,
    /// Partitions, leaders and followers, on the broker that has most: the recent maximum of
    /// CloudWatch's PartitionCount.
    pub partitions_per_broker: Option<u32>,
    /// The smallest data volume among the brokers, in GiB.
    pub volume_size: Option<i64>,
    /// Properties of the configuration revision that the plan attaches, or that stays attached when
    /// the plan attaches none. Not consulted when `server_properties` is set.
    pub configuration: Option<Properties>,
    /// Versions in ListKafkaVersions with their status; `true` for ACTIVE, `false` for DEPRECATED.
    pub kafka_versions: Option<BTreeMap<KafkaVersion, bool>>,
    /// Targets in GetCompatibleKafkaVersions for this cluster.
    pub compatible_versions: Option<BTreeSet<KafkaVersion>>,
}

/// What is known about a subnet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subnet {
    /// Availability Zone ID, such as `use1-az1`: the name `us-east-1a` differs between accounts.
    pub zone_id: Option<String>,
    /// Whether its route table leads to an internet gateway.
    pub public: Option<bool>,
}
