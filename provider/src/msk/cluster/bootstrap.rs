//! The lists of brokers that clients begin with.

use aws_sdk_kafka::types::ClusterState;

use crate::aws::cloud::Cloud;
use crate::aws::error::AwsError;
use crate::msk::cluster::api::{Seen, sorted};
use crate::msk::cluster::brokers::ConnectivityInfo;
use crate::msk::cluster::model::{MskCluster, Outputs};
use crate::msk::cluster::security::{ClientAuthentication, EncryptionInTransit};

/// Asks AWS for all lists. AWS picks brokers at random and in random order: the order is made stable here, and the
/// plan engine keeps the lists that are there.
pub(super) async fn bootstrap(cloud: &Cloud, arn: &str) -> Result<Outputs, AwsError> {
    let call = cloud
        .kafka()
        .await?
        .get_bootstrap_brokers()
        .cluster_arn(arn)
        .send();
    let found = call
        .await
        .map_err(AwsError::during("kafka:GetBootstrapBrokers"))?;
    let list = |hosts: Option<String>| hosts.filter(|h| !h.is_empty()).map(|h| sorted(&h));
    Ok(Outputs {
        bootstrap_brokers: list(found.bootstrap_broker_string),
        bootstrap_brokers_tls: list(found.bootstrap_broker_string_tls),
        bootstrap_brokers_sasl_iam: list(found.bootstrap_broker_string_sasl_iam),
        bootstrap_brokers_sasl_scram: list(found.bootstrap_broker_string_sasl_scram),
        bootstrap_brokers_public_tls: list(found.bootstrap_broker_string_public_tls),
        bootstrap_brokers_public_sasl_iam: list(found.bootstrap_broker_string_public_sasl_iam),
        bootstrap_brokers_public_sasl_scram: list(found.bootstrap_broker_string_public_sasl_scram),
        bootstrap_brokers_vpc_connectivity_tls: list(
            found.bootstrap_broker_string_vpc_connectivity_tls,
        ),
        bootstrap_brokers_vpc_connectivity_sasl_iam: list(
            found.bootstrap_broker_string_vpc_connectivity_sasl_iam,
        ),
        bootstrap_brokers_vpc_connectivity_sasl_scram: list(
            found.bootstrap_broker_string_vpc_connectivity_sasl_scram,
        ),
        ..Outputs::default()
    })
}

/// Whether a refresh has to ask: only where a list is missing altogether, or what decides about the lists has changed. An
/// unchanged cluster costs no call of its own.
pub(super) fn is_due(prior: &MskCluster, outputs: &Outputs, seen: &Seen) -> bool {
    answers(&seen.state) && (!has_any(outputs) || decides(prior) != decides(&seen.cluster))
}

/// AWS refuses the call in the other states, which once broke every plan of a FAILED cluster.
pub(super) fn answers(state: &ClusterState) -> bool {
    !matches!(
        state,
        ClusterState::Creating | ClusterState::Deleting | ClusterState::Failed
    )
}

fn has_any(outputs: &Outputs) -> bool {
    [
        &outputs.bootstrap_brokers,
        &outputs.bootstrap_brokers_tls,
        &outputs.bootstrap_brokers_sasl_iam,
        &outputs.bootstrap_brokers_sasl_scram,
    ]
    .into_iter()
    .any(Option::is_some)
}

type Deciding<'a> = (
    i64,
    &'a ClientAuthentication,
    &'a EncryptionInTransit,
    &'a ConnectivityInfo,
);

fn decides(cluster: &MskCluster) -> Deciding<'_> {
    (
        cluster.number_of_broker_nodes.get(),
        &cluster.client_authentication,
        &cluster.encryption_info.encryption_in_transit,
        &cluster.broker_node_group_info.connectivity_info,
    )
}
