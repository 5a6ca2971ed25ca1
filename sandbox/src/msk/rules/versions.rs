//! Kafka versions.

use super::Verdict;
use crate::msk::broker_type::{BrokerType, Family};
use crate::msk::cluster::Cluster;
use crate::msk::kafka_version::{KafkaVersion, VERSIONS};
use crate::msk::versions::targets;
use crate::refusal::Refusal;

pub(in crate::msk) fn known(version: &str) -> Result<&'static KafkaVersion, Refusal> {
    KafkaVersion::find(version).ok_or_else(|| {
        let message = format!("Unsupported KafkaVersion [{version}].");
        Refusal::bad_request(message).parameter("kafkaVersion")
    })
}

/// New clusters get no version that is deprecated. The text is the service's.
pub(in crate::msk) fn offered(version: &KafkaVersion) -> Verdict {
    if !version.is_deprecated() {
        return Ok(());
    }
    let offered = VERSIONS.iter().filter(|version| !version.is_deprecated());
    let names: Vec<&str> = offered.map(|version| version.name).collect();
    let message = format!(
        "Unsupported KafkaVersion [{}]. Valid values: [{}]",
        version.name,
        names.join(", ")
    );
    Err(Refusal::bad_request(message).parameter("kafkaVersion"))
}

/// Express and Standard brokers come with different versions. Text: hashicorp/aws 48309.
pub(in crate::msk) fn for_kind(size: &BrokerType, version: &KafkaVersion) -> Verdict {
    match version.has_brokers(size.is_express()) {
        true => Ok(()),
        false => {
            let kind = if size.is_express() {
                "Express"
            } else {
                "Standard"
            };
            let name = version.name;
            let message = format!("{kind} brokers are not supported for Kafka version {name}.");
            Err(Refusal::bad_request(message).parameter("kafkaVersion"))
        }
    }
}

/// m7g from 2.8.2 and 3.3.2; t3.small not with KRaft. Source: developer guide, "Broker sizes".
pub(in crate::msk) fn for_size(size: &BrokerType, version: &KafkaVersion) -> Verdict {
    let refuse = || {
        let message = format!(
            "The instance type {} is not supported with Kafka version {}.",
            size.name, version.name
        );
        Err(Refusal::bad_request(message).parameter("instanceType"))
    };
    match size.family {
        Family::M7g if !version.has_m7g() => refuse(),
        Family::T3 if version.is_kraft() => refuse(),
        _ => Ok(()),
    }
}

/// Only what GetCompatibleKafkaVersions offers this cluster.
pub(in crate::msk) fn upgrade(cluster: &Cluster, to: &KafkaVersion) -> Verdict {
    if targets(cluster).any(|target| target == to) {
        return Ok(());
    }
    let from = cluster.spec.kafka_version();
    let message = format!(
        "Updating a cluster from Kafka version {from} to {} is not supported. Call \
         GetCompatibleKafkaVersions for the versions that this cluster can be updated to.",
        to.name
    );
    Err(Refusal::bad_request(message).parameter("targetKafkaVersion"))
}

/// From ZooKeeper to KRaft. Source: developer guide, "Migrate from ZooKeeper mode to KRaft mode":
/// three zones, ZooKeeper access off (Express aside), and not public access with open monitoring.
pub(in crate::msk) fn migration_to_kraft(cluster: &Cluster, to: &KafkaVersion) -> Verdict {
    let spec = &cluster.spec;
    let from_zookeeper = KafkaVersion::find(spec.kafka_version()).is_some_and(|v| !v.is_kraft());
    if !from_zookeeper || !to.is_kraft() {
        return Ok(());
    }
    let refuse = |message: &str| Err(Refusal::bad_request(message).parameter("targetKafkaVersion"));
    let express = BrokerType::find(spec.instance_type()).is_some_and(BrokerType::is_express);
    let monitors = &spec.open_monitoring.prometheus;
    let open = [&monitors.jmx_exporter, &monitors.node_exporter];
    let monitored = open
        .into_iter()
        .flatten()
        .any(|exporter| exporter.enabled_in_broker);
    match () {
        () if spec.zookeeper_access && !express => {
            refuse("Turn off ZooKeeper access with UpdateConnectivity before migrating to KRaft.")
        }
        () if spec.broker_node_group_info.client_subnets.len() != 3 => {
            refuse("Migrating to KRaft needs a cluster in three Availability Zones.")
        }
        () if spec.is_public() && monitored => {
            refuse("A cluster with both public access and open monitoring can't migrate to KRaft.")
        }
        () => Ok(()),
    }
}
