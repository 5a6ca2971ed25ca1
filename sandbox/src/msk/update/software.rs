//! UpdateClusterConfiguration and UpdateClusterKafkaVersion.

use serde::Deserialize;

use super::{Change, rolling, run};
use crate::msk::desk::{Answer, Ask, Desk};
use crate::msk::rules;
use crate::msk::shape::ConfigurationInfo;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct UpdateClusterConfigurationRequest {
    configuration_info: ConfigurationInfo,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct UpdateClusterKafkaVersionRequest {
    target_kafka_version: String,
    configuration_info: Option<ConfigurationInfo>,
}

pub(in crate::msk) fn configuration(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    let request: UpdateClusterConfigurationRequest = ask.body()?;
    run(desk, ask, |_, cluster, _| {
        let size = rules::brokers::known(cluster.spec.instance_type())?;
        rules::brokers::partitions_fit(cluster, size)?;
        let (kind, what) = ("UPDATE_CLUSTER_CONFIGURATION", "the configuration");
        let mut change = Change::of(cluster, kind, what, rolling(cluster, 10 * 60));
        change.spec.set_configuration(&request.configuration_info);
        Ok(change)
    })
}

/// Version and configuration in one operation: a configuration is made for certain versions only.
pub(in crate::msk) fn kafka_version(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    let request: UpdateClusterKafkaVersionRequest = ask.body()?;
    run(desk, ask, |_, cluster, _| {
        let (kind, what) = ("UPDATE_CLUSTER_KAFKA_VERSION", "the Kafka version");
        let mut change = Change::of(cluster, kind, what, rolling(cluster, 15 * 60));
        let to = rules::versions::known(&request.target_kafka_version)?;
        change.spec.current_broker_software_info.kafka_version = to.name.to_owned();
        rules::changes_something(&cluster.spec, &change.spec, what)?;
        rules::versions::upgrade(cluster, to)?;
        rules::versions::migration_to_kraft(cluster, to)?;
        let size = rules::brokers::known(cluster.spec.instance_type())?;
        rules::brokers::partitions_fit(cluster, size)?;
        if let Some(info) = &request.configuration_info {
            change.spec.set_configuration(info);
        }
        if to.is_kraft() {
            change.spec.zookeeper_access = false;
        }
        Ok(change)
    })
}
