//! What an update takes: a pure function of what AWS has and what is planned.
//!
//! Amazon MSK makes one change at a time and each has preconditions, so the order is part of the meaning.
//! The list is made anew from what AWS reports after every step: a step that was made, here or by an earlier
//! apply that was cut off, is not in it any more.

mod changes;

use std::collections::BTreeMap;

use changes::Changes;

use crate::msk::cluster::brokers::{ConnectivityInfo, ProvisionedThroughput};
use crate::msk::cluster::model::{ConfigurationInfo, MskCluster, RebalancingStatus};
use crate::msk::cluster::monitoring::{EnhancedMonitoring, LoggingInfo, OpenMonitoring};
use crate::msk::cluster::security::{ClientAuthentication, ClientBroker};
use crate::msk::types::{BrokerType, KafkaVersion};

/// One call of an update operation.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Step {
    /// UpdateConnectivity: access from outside of the VPC.
    Connectivity(ConnectivityInfo),
    /// UpdateConnectivity: access to ZooKeeper.
    ZookeeperAccess(bool),
    /// UpdateMonitoring: metrics and logs together.
    Monitoring {
        level: EnhancedMonitoring,
        open: OpenMonitoring,
        logging: LoggingInfo,
    },
    /// UpdateBrokerStorage: size and throughput in one call, since a second one would meet the cool-down.
    Storage {
        volume_size: Option<i64>,
        throughput: Option<ProvisionedThroughput>,
    },
    /// UpdateStorage.
    Tiered,
    /// UpdateBrokerType.
    BrokerType(BrokerType),
    /// UpdateBrokerCount.
    BrokerCount(i64),
    /// UpdateClusterConfiguration.
    Configuration(ConfigurationInfo),
    /// UpdateClusterKafkaVersion: the configuration goes along, for one rolling restart and not two.
    Version {
        version: KafkaVersion,
        configuration: Option<ConfigurationInfo>,
    },
    /// UpdateSecurity: authentication and encryption together, since each is judged against the other.
    Security {
        authentication: Option<ClientAuthentication>,
        client_broker: Option<ClientBroker>,
    },
    /// UpdateRebalancing.
    Rebalancing(RebalancingStatus),
    /// TagResource and UntagResource.
    Tags {
        set: BTreeMap<String, String>,
        remove: Vec<String>,
    },
}

/// What AWS has.
#[derive(Clone, Debug)]
pub(crate) struct Now<'a> {
    pub cluster: &'a MskCluster,
    /// Size of the volumes as AWS has it; the model's is a floor.
    pub volume_size: Option<i64>,
    /// Tags that the provider manages.
    pub tags: &'a BTreeMap<String, String>,
    /// ZooKeeper access as last applied: AWS does not report it.
    pub zookeeper: Option<bool>,
}

/// What is planned.
#[derive(Clone, Debug)]
pub(crate) struct Goal<'a> {
    pub cluster: &'a MskCluster,
    /// The configuration to attach, that of `server_properties` included.
    pub configuration: Option<&'a ConfigurationInfo>,
    pub tags: &'a BTreeMap<String, String>,
}

/// The calls that lead from `now` to `goal`, in the order that AWS's preconditions ask for.
pub(crate) fn steps(now: &Now<'_>, goal: &Goal<'_>) -> Vec<Step> {
    let changes = Changes::between(now, goal);
    [
        // Authentication that public access rests on can go only after it, so what is closed is closed first.
        changes.closing(),
        // KRaft takes no cluster whose ZooKeeper is open, nor one with open monitoring and public access.
        changes.zookeeper(false),
        changes.monitoring(),
        // Throughput that a smaller broker could not carry goes before the brokers shrink.
        changes.storage().filter(|_| changes.throughput_falls()),
        // Larger brokers first: AWS refuses a version or a configuration to brokers with too many partitions.
        changes
            .broker_type()
            .filter(|_| !changes.type_waits_for_version()),
        changes.version_or_configuration(),
        changes
            .broker_type()
            .filter(|_| changes.type_waits_for_version()),
        // TIERED needs its version and its cleanup.policy in force; the volumes' cool-down begins after it.
        changes.tiered(),
        changes.storage().filter(|_| !changes.throughput_falls()),
        changes.broker_count(),
        changes.security(),
        changes.opening(),
        changes.zookeeper(true),
        changes.rebalancing(),
        changes.tags(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests;
