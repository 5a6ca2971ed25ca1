//! What differs between a cluster and its plan, each difference as the step that makes it.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::{Goal, Now, Step};
use crate::msk::cluster::brokers::{
    BrokerNodeGroupInfo, ConnectivityInfo, EbsStorageInfo, ProvisionedThroughput, PublicAccessType,
};
use crate::msk::cluster::model::{ConfigurationInfo, MskCluster, StorageMode};
use crate::msk::cluster::security::EncryptionInfo;

/// A cluster and its plan, side by side.
pub(super) struct Changes<'a> {
    now: &'a MskCluster,
    goal: &'a MskCluster,
    actual_size: Option<i64>,
    configuration: Option<&'a ConfigurationInfo>,
    zookeeper: Option<bool>,
    tags: (&'a BTreeMap<String, String>, &'a BTreeMap<String, String>),
}

impl<'a> Changes<'a> {
    /// The goal is taken apart in full: an attribute that no step carries must say why here.
    pub(super) fn between(now: &Now<'a>, goal: &Goal<'a>) -> Self {
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
    pub(super) fn closing(&self) -> Option<Step> {
        let (now, goal) = self.connectivity();
        let both = common(now, goal);
        (both != *now).then_some(Step::Connectivity(both))
    }

    pub(super) fn opening(&self) -> Option<Step> {
        let (now, goal) = self.connectivity();
        (common(now, goal) != *goal).then(|| Step::Connectivity(goal.clone()))
    }

    pub(super) fn zookeeper(&self, enabled: bool) -> Option<Step> {
        let wanted = self.goal.zookeeper_access.as_ref()?.enabled;
        let has_zookeeper = !self.now.kafka_version.is_kraft();
        (has_zookeeper && wanted == enabled && self.zookeeper != Some(wanted))
            .then_some(Step::ZookeeperAccess(wanted))
    }

    pub(super) fn monitoring(&self) -> Option<Step> {
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
    pub(super) fn storage(&self) -> Option<Step> {
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

    pub(super) fn throughput_falls(&self) -> bool {
        self.ebs().is_some_and(|(now, goal)| {
            in_force(&goal.provisioned_throughput) < in_force(&now.provisioned_throughput)
        })
    }

    pub(super) fn broker_type(&self) -> Option<Step> {
        let goal = &self.goal.broker_node_group_info.instance_type;
        (*goal != self.now.broker_node_group_info.instance_type)
            .then(|| Step::BrokerType(goal.clone()))
    }

    /// A size that the present version does not run on, and a smaller one, come after the version.
    pub(super) fn type_waits_for_version(&self) -> bool {
        let now = &self.now.broker_node_group_info.instance_type;
        let goal = &self.goal.broker_node_group_info.instance_type;
        !self.now.kafka_version.supports(goal) || goal.compare_size(now) == Some(Ordering::Less)
    }

    pub(super) fn version_or_configuration(&self) -> Option<Step> {
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

    pub(super) fn tiered(&self) -> Option<Step> {
        let wanted = self.goal.storage_mode == Some(StorageMode::Tiered);
        (wanted && self.now.storage_mode != Some(StorageMode::Tiered)).then_some(Step::Tiered)
    }

    /// Brokers are taken away one per zone and operation.
    pub(super) fn broker_count(&self) -> Option<Step> {
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

    pub(super) fn security(&self) -> Option<Step> {
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

    pub(super) fn rebalancing(&self) -> Option<Step> {
        let goal = self.goal.rebalancing.as_ref()?;
        (self.now.rebalancing.as_ref() != Some(goal)).then_some(Step::Rebalancing(goal.status))
    }

    pub(super) fn tags(&self) -> Option<Step> {
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
