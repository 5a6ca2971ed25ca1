//! ListKafkaVersions and GetCompatibleKafkaVersions.

use serde_json::{Value, json};

use super::broker_type::BrokerType;
use super::cluster::Cluster;
use super::desk::{Answer, Ask, Desk};
use super::kafka_version::{KafkaVersion, VERSIONS};
use super::page;
use super::shape::StorageMode;

pub(super) fn list(_: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    let numbered = VERSIONS.iter().enumerate();
    page::page(
        ask,
        "kafkaVersions",
        numbered,
        |(n, _)| format!("{n:03}"),
        |(_, version)| {
            let status = if version.is_deprecated() {
                "DEPRECATED"
            } else {
                "ACTIVE"
            };
            json!({ "version": version.name, "status": status })
        },
    )
}

pub(super) fn compatible(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    let entries: Vec<Value> = match ask.query("clusterArn") {
        None => VERSIONS
            .iter()
            .map(|from| entry(from.name, from.targets()))
            .collect(),
        Some(arn) => {
            let cluster = desk.cluster(arn)?;
            vec![entry(cluster.spec.kafka_version(), targets(cluster))]
        }
    };
    Ok(json!({ "compatibleKafkaVersions": entries }))
}

fn entry(source: &str, targets: impl Iterator<Item = &'static KafkaVersion>) -> Value {
    let targets: Vec<&str> = targets.map(|version| version.name).collect();
    json!({ "sourceVersion": source, "targetVersions": targets })
}

/// What this very cluster can become: its broker type and its storage have a say.
pub(super) fn targets(cluster: &Cluster) -> impl Iterator<Item = &'static KafkaVersion> {
    let spec = &cluster.spec;
    let from = KafkaVersion::find(spec.kafka_version());
    let express = BrokerType::find(spec.instance_type()).is_some_and(BrokerType::is_express);
    let tiered = spec.storage_mode == Some(StorageMode::Tiered);
    let possible = from.into_iter().flat_map(KafkaVersion::targets);
    possible.filter(move |to| to.has_brokers(express) && (!tiered || to.has_tiered_storage()))
}
