//! Kafka versions.

use super::{Verdict, ensure};
use crate::msk::broker_type::{BrokerType, Family};
use crate::msk::cluster::Cluster;
use crate::msk::kafka_version::{KafkaVersion, VERSIONS};
use crate::msk::versions::targets;
use crate::refusal::Refusal;

const TARGET: &str = "targetKafkaVersion";

pub(in crate::msk) fn known(version: &str) -> Result<&'static KafkaVersion, Refusal> {
    KafkaVersion::find(version).ok_or_else(|| unsupported(version))
}

/// New clusters get no version that is deprecated.
pub(in crate::msk) fn offered(version: &KafkaVersion) -> Verdict {
    match version.is_deprecated() {
        false => Ok(()),
        true => Err(unsupported(version.name)),
    }
}

/// The text is the service's.
fn unsupported(version: &str) -> Refusal {
    let offered = VERSIONS.iter().filter(|version| !version.is_deprecated());
    let names = offered
        .map(|version| version.name)
        .collect::<Vec<_>>()
        .join(", ");
    let message = format!("Unsupported KafkaVersion [{version}]. Valid values: [{names}]");
    Refusal::bad_request(message).parameter("kafkaVersion")
}

/// Express and Standard brokers come with different versions. Text: hashicorp/aws 48309.
pub(in crate::msk) fn for_kind(size: &BrokerType, version: &KafkaVersion) -> Verdict {
    let kind = if size.is_express() {
        "Express"
    } else {
        "Standard"
    };
    ensure(
        version.has_brokers(size.is_express()),
        "kafkaVersion",
        || {
            format!(
                "{kind} brokers are not supported for Kafka version {}.",
                version.name
            )
        },
    )
}

/// m7g from 2.8.2 and 3.3.2; t3.small not with KRaft. Source: developer guide, "Broker sizes".
pub(in crate::msk) fn for_size(size: &BrokerType, version: &KafkaVersion) -> Verdict {
    let fits = match size.family {
        Family::M7g => version.has_m7g(),
        Family::T3 => !version.is_kraft(),
        Family::M5 | Family::Express => true,
    };
    ensure(fits, "instanceType", || {
        let (size, version) = (size.name, version.name);
        format!("The instance type {size} is not supported with Kafka version {version}.")
    })
}

/// Only what GetCompatibleKafkaVersions offers this cluster.
pub(in crate::msk) fn upgrade(cluster: &Cluster, to: &KafkaVersion) -> Verdict {
    ensure(targets(cluster).any(|target| target == to), TARGET, || {
        format!(
            "Updating a cluster from Kafka version {} to {} is not supported. Call \
             GetCompatibleKafkaVersions for the versions that this cluster can be updated to.",
            cluster.spec.kafka_version(),
            to.name
        )
    })
}

/// From ZooKeeper to KRaft. Source: developer guide, "Migrate from ZooKeeper mode to KRaft mode":
/// three zones, ZooKeeper access off (Express aside), and not public access with open monitoring.
pub(in crate::msk) fn migration_to_kraft(cluster: &Cluster, to: &KafkaVersion) -> Verdict {
    let spec = &cluster.spec;
    let in_kraft = KafkaVersion::find(spec.kafka_version()).is_some_and(KafkaVersion::is_kraft);
    if in_kraft || !to.is_kraft() {
        return Ok(());
    }
    let express = BrokerType::find(spec.instance_type()).is_some_and(BrokerType::is_express);
    ensure(
        express || !spec.zookeeper_access,
        TARGET,
        || "Turn off ZooKeeper access with UpdateConnectivity before migrating to KRaft.",
    )?;
    ensure(
        spec.broker_node_group_info.client_subnets.len() == 3,
        TARGET,
        || "Migrating to KRaft needs a cluster in three Availability Zones.",
    )?;
    ensure(
        !(spec.is_public() && spec.open_monitoring.is_on()),
        TARGET,
        || "A cluster with both public access and open monitoring can't migrate to KRaft.",
    )
}
