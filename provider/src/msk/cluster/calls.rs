//! The API calls of the steps.

use aws_sdk_kafka::types;

use crate::aws::cloud::Cloud;
use crate::aws::error::AwsError;
use crate::msk::cluster::api::{self, Seen};
use crate::msk::cluster::brokers::{ConnectivityInfo, ProvisionedThroughput};
use crate::msk::cluster::monitoring::{EnhancedMonitoring, LoggingInfo, OpenMonitoring};
use crate::msk::cluster::security::{ClientAuthentication, ClientBroker};
use crate::msk::cluster::steps::Step;

/// Begins a step. Returns the ARN of the operation, where there is one.
///
/// Every update names the version of the cluster that was just read, and fails where that has moved on.
pub(super) async fn begin(
    cloud: &Cloud,
    seen: &Seen,
    step: &Step,
) -> Result<Option<String>, AwsError> {
    let version = seen.current_version.clone().unwrap_or_default();
    let update = Update {
        kafka: cloud.kafka().await?,
        seen,
        version,
    };
    match step {
        Step::Connectivity(info) => update.connectivity(info).await,
        Step::ZookeeperAccess(enabled) => update.zookeeper(*enabled).await,
        Step::Monitoring {
            level,
            open,
            logging,
        } => update.monitoring(*level, open, logging).await,
        Step::Storage {
            volume_size,
            throughput,
        } => update.storage(*volume_size, throughput.as_ref()).await,
        Step::Tiered => update.tiered().await,
        Step::BrokerType(size) => update.broker_type(&size.to_string()).await,
        Step::BrokerCount(count) => update.broker_count(*count).await,
        Step::Configuration(info) => update.configuration(api::configuration_info(info)).await,
        Step::Version {
            version,
            configuration,
        } => {
            let configuration = configuration.as_ref().map(api::configuration_info);
            update.version(&version.to_string(), configuration).await
        }
        Step::Security {
            authentication,
            client_broker,
        } => {
            update
                .security(authentication.as_ref(), *client_broker)
                .await
        }
        Step::Rebalancing(status) => update.rebalancing(status.as_str()).await,
        Step::Tags { set, remove } => update.tags(set, remove).await.map(|()| None),
    }
}

/// Sends an update, which all take the cluster and its version, and all answer with an operation.
macro_rules! begun {
    ($update:ident, $call:expr, $operation:literal) => {{
        let call = $call
            .cluster_arn(&$update.seen.arn)
            .current_version(&$update.version);
        let sent = call.send().await.map_err(AwsError::during($operation))?;
        Ok(sent.cluster_operation_arn)
    }};
}

struct Update<'a> {
    kafka: &'a aws_sdk_kafka::Client,
    seen: &'a Seen,
    version: String,
}

impl Update<'_> {
    async fn connectivity(&self, info: &ConnectivityInfo) -> Result<Option<String>, AwsError> {
        let call = self
            .kafka
            .update_connectivity()
            .connectivity_info(api::connectivity(info));
        begun!(self, call, "kafka:UpdateConnectivity")
    }

    async fn zookeeper(&self, enabled: bool) -> Result<Option<String>, AwsError> {
        let access = types::ZookeeperAccess::builder().enabled(enabled).build();
        let call = self.kafka.update_connectivity().zookeeper_access(access);
        begun!(self, call, "kafka:UpdateConnectivity")
    }

    async fn monitoring(
        &self,
        level: EnhancedMonitoring,
        open: &OpenMonitoring,
        logging: &LoggingInfo,
    ) -> Result<Option<String>, AwsError> {
        let call = self
            .kafka
            .update_monitoring()
            .enhanced_monitoring(types::EnhancedMonitoring::from(level.as_str()))
            .open_monitoring(api::open_monitoring(open))
            .logging_info(api::logging(logging, self.seen.authorizer_logs.clone()));
        begun!(self, call, "kafka:UpdateMonitoring")
    }

    /// `All` is the id of every broker.
    async fn storage(
        &self,
        volume_size: Option<i64>,
        throughput: Option<&ProvisionedThroughput>,
    ) -> Result<Option<String>, AwsError> {
        let volume = types::BrokerEbsVolumeInfo::builder()
            .kafka_broker_node_id("All")
            .set_volume_size_gb(volume_size.map(thirty_two_bits))
            .set_provisioned_throughput(throughput.map(api::throughput))
            .build();
        let call = self
            .kafka
            .update_broker_storage()
            .target_broker_ebs_volume_info(volume);
        begun!(self, call, "kafka:UpdateBrokerStorage")
    }

    async fn tiered(&self) -> Result<Option<String>, AwsError> {
        let call = self
            .kafka
            .update_storage()
            .storage_mode(types::StorageMode::Tiered);
        begun!(self, call, "kafka:UpdateStorage")
    }

    async fn broker_type(&self, size: &str) -> Result<Option<String>, AwsError> {
        let call = self.kafka.update_broker_type().target_instance_type(size);
        begun!(self, call, "kafka:UpdateBrokerType")
    }

    async fn broker_count(&self, count: i64) -> Result<Option<String>, AwsError> {
        let call = self
            .kafka
            .update_broker_count()
            .target_number_of_broker_nodes(thirty_two_bits(count));
        begun!(self, call, "kafka:UpdateBrokerCount")
    }

    async fn configuration(
        &self,
        info: types::ConfigurationInfo,
    ) -> Result<Option<String>, AwsError> {
        let call = self
            .kafka
            .update_cluster_configuration()
            .configuration_info(info);
        begun!(self, call, "kafka:UpdateClusterConfiguration")
    }

    async fn version(
        &self,
        version: &str,
        configuration: Option<types::ConfigurationInfo>,
    ) -> Result<Option<String>, AwsError> {
        let call = self
            .kafka
            .update_cluster_kafka_version()
            .target_kafka_version(version)
            .set_configuration_info(configuration);
        begun!(self, call, "kafka:UpdateClusterKafkaVersion")
    }

    /// In-cluster encryption and the key at rest are left out: AWS refuses an update that names them.
    async fn security(
        &self,
        authentication: Option<&ClientAuthentication>,
        client_broker: Option<ClientBroker>,
    ) -> Result<Option<String>, AwsError> {
        let encryption = client_broker.map(|level| {
            let in_transit = types::EncryptionInTransit::builder()
                .client_broker(types::ClientBroker::from(level.as_str()))
                .build();
            types::EncryptionInfo::builder()
                .encryption_in_transit(in_transit)
                .build()
        });
        let call = self
            .kafka
            .update_security()
            .set_client_authentication(authentication.map(api::authentication))
            .set_encryption_info(encryption);
        begun!(self, call, "kafka:UpdateSecurity")
    }

    async fn rebalancing(&self, status: &str) -> Result<Option<String>, AwsError> {
        let rebalancing = types::Rebalancing::builder()
            .status(types::RebalancingStatus::from(status))
            .build();
        let call = self.kafka.update_rebalancing().rebalancing(rebalancing);
        begun!(self, call, "kafka:UpdateRebalancing")
    }

    async fn tags(
        &self,
        set: &std::collections::BTreeMap<String, String>,
        remove: &[String],
    ) -> Result<(), AwsError> {
        if !remove.is_empty() {
            untag(self.kafka, &self.seen.arn, remove).await?;
        }
        if !set.is_empty() {
            let tags = set.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
            let call = self
                .kafka
                .tag_resource()
                .resource_arn(&self.seen.arn)
                .set_tags(Some(tags));
            let _done = call
                .send()
                .await
                .map_err(AwsError::during("kafka:TagResource"))?;
        }
        Ok(())
    }
}

/// Takes tags away.
pub(super) async fn untag(
    kafka: &aws_sdk_kafka::Client,
    arn: &str,
    keys: &[String],
) -> Result<(), AwsError> {
    let call = kafka
        .untag_resource()
        .resource_arn(arn)
        .set_tag_keys(Some(keys.to_vec()));
    let _done = call
        .send()
        .await
        .map_err(AwsError::during("kafka:UntagResource"))?;
    Ok(())
}

/// An operation of AWS on a cluster. State and kind are open sets of words.
#[derive(Debug)]
pub(super) struct Running {
    pub kind: String,
    state: String,
    over: bool,
    pub reason: Option<String>,
}

impl Running {
    pub(super) fn ended(&self) -> bool {
        self.over || self.failed() || self.state.ends_with("_COMPLETE")
    }

    pub(super) fn failed(&self) -> bool {
        self.state.ends_with("_FAILED")
    }

    pub(super) fn doing(&self) -> String {
        format!("{} ({})", self.kind, self.state)
    }
}

/// Looks at an operation.
pub(super) async fn operation(cloud: &Cloud, arn: &str) -> Result<Running, AwsError> {
    let call = cloud
        .kafka()
        .await?
        .describe_cluster_operation_v2()
        .cluster_operation_arn(arn)
        .send();
    let found = call
        .await
        .map_err(AwsError::during("kafka:DescribeClusterOperationV2"))?;
    let info = found.cluster_operation_info();
    let error = info.and_then(|i| i.error_info());
    Ok(Running {
        kind: info
            .and_then(|i| i.operation_type())
            .unwrap_or("the update")
            .to_owned(),
        state: info
            .and_then(|i| i.operation_state())
            .unwrap_or_default()
            .to_owned(),
        over: info.is_some_and(|i| i.end_time().is_some()),
        reason: error.map(|e| {
            [e.error_code(), e.error_string()]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(": ")
        }),
    })
}

/// Sizes and counts of the model are bounded far below what the API's 32 bits hold.
fn thirty_two_bits(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
