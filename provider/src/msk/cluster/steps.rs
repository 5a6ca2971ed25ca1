//! What an update takes: a pure function of what AWS has and what is planned.
//!
//! Amazon MSK makes one change at a time and each has preconditions, so the order is part of the meaning.
//! The list is made anew from what AWS reports after every step: a step that was made, here or by an earlier
//! apply that was cut off, is not in it any more.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::msk::cluster::brokers::{
    BrokerNodeGroupInfo, ConnectivityInfo, EbsStorageInfo, ProvisionedThroughput, PublicAccessType,
};
use crate::msk::cluster::model::{ConfigurationInfo, MskCluster, StorageMode};
use crate::msk::cluster::monitoring::{EnhancedMonitoring, LoggingInfo, OpenMonitoring};
use crate::msk::cluster::security::{ClientAuthentication, ClientBroker, EncryptionInfo};
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
    Rebalancing(crate::msk::cluster::model::RebalancingStatus),
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

struct Changes<'a> {
    now: &'a MskCluster,
    goal: &'a MskCluster,
    actual_size: Option<i64>,
    configuration: Option<&'a ConfigurationInfo>,
    zookeeper: Option<bool>,
    tags: (&'a BTreeMap<String, String>, &'a BTreeMap<String, String>),
}

impl<'a> Changes<'a> {
    /// The goal is taken apart in full: an attribute that no step carries must say why here.
    fn between(now: &Now<'a>, goal: &Goal<'a>) -> Self {
        let MskCluster {
            cluster_name: _,           // replaces
            kafka_version: _,          // version_or_configuration
            number_of_broker_nodes: _, // broker_count
            broker_node_group_info:
                BrokerNodeGroupInfo {
                    instance_type: _,     // broker_type
                    client_subnets: _,    // replaces
                    security_groups: _,   // replaces
                    az_distribution: _,   // replaces
                    storage_info: _,      // storage
                    connectivity_info: _, // closing, opening
                },
            storage_mode: _,          // tiered
            client_authentication: _, // security
            encryption_info:
                EncryptionInfo {
                    encryption_at_rest_kms_key_arn: _, // replaces
                    encryption_in_transit: _,          // security; in_cluster replaces
                },
            configuration_info: _,  // in `goal.configuration`
            server_properties: _,   // became a revision in `goal.configuration`
            enhanced_monitoring: _, // monitoring
            open_monitoring: _,     // monitoring
            logging_info: _,        // monitoring
            rebalancing: _,         // rebalancing
            zookeeper_access: _,    // zookeeper
            tags: _,                // in `goal.tags`
            deletion_protection: _, // the provider's own
            allow_replacement: _,   // the provider's own
            timeouts: _,            // the provider's own
        } = goal.cluster;
        Self {
            now: now.cluster,
            goal: goal.cluster,
            actual_size: now.volume_size,
            configuration: goal.configuration,
            zookeeper: now.zookeeper,
            tags: (now.tags, goal.tags),
        }
    }

    fn connectivity(&self) -> (&ConnectivityInfo, &ConnectivityInfo) {
        let info = |c: &'a MskCluster| &c.broker_node_group_info.connectivity_info;
        (info(self.now), info(self.goal))
    }

    /// What both have open: the change without anything newly opened.
    fn closing(&self) -> Option<Step> {
        let (now, goal) = self.connectivity();
        let both = common(now, goal);
        (both != *now).then_some(Step::Connectivity(both))
    }

    fn opening(&self) -> Option<Step> {
        let (now, goal) = self.connectivity();
        (common(now, goal) != *goal).then(|| Step::Connectivity(goal.clone()))
    }

    fn zookeeper(&self, enabled: bool) -> Option<Step> {
        let wanted = self.goal.zookeeper_access.as_ref()?.enabled;
        let has_zookeeper = !self.now.kafka_version.is_kraft();
        (has_zookeeper && wanted == enabled && self.zookeeper != Some(wanted))
            .then_some(Step::ZookeeperAccess(wanted))
    }

    fn monitoring(&self) -> Option<Step> {
        let parts =
            |c: &'a MskCluster| (c.enhanced_monitoring, &c.open_monitoring, &c.logging_info);
        let (level, open, logging) = parts(self.goal);
        (parts(self.now) != parts(self.goal)).then(|| Step::Monitoring {
            level,
            open: open.clone(),
            logging: logging.clone(),
        })
    }

    fn ebs(&self) -> Option<(&EbsStorageInfo, &EbsStorageInfo)> {
        let ebs = |c: &'a MskCluster| c.broker_node_group_info.ebs();
        Some((ebs(self.now)?, ebs(self.goal)?))
    }

    /// Size is a floor: AWS is called only where it has less.
    fn storage(&self) -> Option<Step> {
        let (now, goal) = self.ebs()?;
        let wanted = goal.volume_size.map(|size| size.get());
        let volume_size =
            wanted.filter(|wanted| self.actual_size.is_some_and(|actual| actual < *wanted));
        let throughput = (in_force(&now.provisioned_throughput)
            != in_force(&goal.provisioned_throughput))
        .then(|| goal.provisioned_throughput.clone());
        (volume_size.is_some() || throughput.is_some()).then_some(Step::Storage {
            volume_size,
            throughput,
        })
    }

    fn throughput_falls(&self) -> bool {
        self.ebs().is_some_and(|(now, goal)| {
            in_force(&goal.provisioned_throughput) < in_force(&now.provisioned_throughput)
        })
    }

    fn broker_type(&self) -> Option<Step> {
        let goal = &self.goal.broker_node_group_info.instance_type;
        (*goal != self.now.broker_node_group_info.instance_type)
            .then(|| Step::BrokerType(goal.clone()))
    }

    /// A size that the present version does not run on, and a smaller one, come after the version.
    fn type_waits_for_version(&self) -> bool {
        let now = &self.now.broker_node_group_info.instance_type;
        let goal = &self.goal.broker_node_group_info.instance_type;
        !self.now.kafka_version.supports(goal) || goal.compare_size(now) == Some(Ordering::Less)
    }

    fn version_or_configuration(&self) -> Option<Step> {
        let configuration = self
            .configuration
            .filter(|wanted| self.now.configuration_info.as_ref() != Some(wanted))
            .cloned();
        if self.goal.kafka_version != self.now.kafka_version {
            return Some(Step::Version {
                version: self.goal.kafka_version.clone(),
                configuration,
            });
        }
        configuration.map(Step::Configuration)
    }

    fn tiered(&self) -> Option<Step> {
        let wanted = self.goal.storage_mode == Some(StorageMode::Tiered);
        (wanted && self.now.storage_mode != Some(StorageMode::Tiered)).then_some(Step::Tiered)
    }

    /// Brokers are taken away one per zone and operation.
    fn broker_count(&self) -> Option<Step> {
        let (now, goal) = (
            self.now.number_of_broker_nodes.get(),
            self.goal.number_of_broker_nodes.get(),
        );
        let subnets = self
            .now
            .broker_node_group_info
            .client_subnets
            .as_ref()
            .map_or(1, |s| s.len().max(1));
        let zones = i64::try_from(subnets).unwrap_or(1);
        (goal != now).then(|| Step::BrokerCount(goal.max(now - zones)))
    }

    fn security(&self) -> Option<Step> {
        let goal = &self.goal.client_authentication;
        let same = goal.open() == self.now.client_authentication.open()
            && goal.sasl == self.now.client_authentication.sasl
            && goal.tls == self.now.client_authentication.tls;
        let authentication = (!same).then(|| goal.clone());
        let broker = |c: &MskCluster| c.encryption_info.encryption_in_transit.client_broker;
        let client_broker = (broker(self.now) != broker(self.goal)).then(|| broker(self.goal));
        (authentication.is_some() || client_broker.is_some()).then_some(Step::Security {
            authentication,
            client_broker,
        })
    }

    fn rebalancing(&self) -> Option<Step> {
        let goal = self.goal.rebalancing.as_ref()?;
        (self.now.rebalancing.as_ref() != Some(goal)).then_some(Step::Rebalancing(goal.status))
    }

    fn tags(&self) -> Option<Step> {
        let (now, goal) = self.tags;
        let set: BTreeMap<String, String> = goal
            .iter()
            .filter(|(k, v)| now.get(*k) != Some(*v))
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect();
        let remove: Vec<String> = now
            .keys()
            .filter(|k| !goal.contains_key(*k))
            .cloned()
            .collect();
        (!set.is_empty() || !remove.is_empty()).then_some(Step::Tags { set, remove })
    }
}

/// Throughput as far as AWS has it: a value that is written down while it is off means nothing.
fn in_force(throughput: &ProvisionedThroughput) -> Option<i64> {
    let ProvisionedThroughput {
        enabled,
        volume_throughput,
    } = throughput;
    enabled.then(|| volume_throughput.map_or(BASELINE_THROUGHPUT, |value| value.get()))
}

/// Throughput in MiB/s that a volume has when provisioning is turned on without a value.
const BASELINE_THROUGHPUT: i64 = 250;

/// What is open in both, with the network type of the first.
fn common(a: &ConnectivityInfo, b: &ConnectivityInfo) -> ConnectivityInfo {
    let mut both = a.clone();
    let (mine, other) = (
        &mut both.vpc_connectivity.client_authentication,
        &b.vpc_connectivity.client_authentication,
    );
    mine.tls &= other.tls;
    mine.sasl.iam &= other.sasl.iam;
    mine.sasl.scram &= other.sasl.scram;
    if b.public_access.r#type == PublicAccessType::Disabled {
        both.public_access.r#type = PublicAccessType::Disabled;
    }
    both
}

#[cfg(test)]
#[path = "steps_tests.rs"]
mod tests;
