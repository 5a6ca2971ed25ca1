//! From a cluster that exists to one that is as planned: the end of every create and update.

use std::time::Duration;

use kafkaws_plugin::{Cx, Done, Failure, State};
use kafkaws_schema::Diagnostic;

use crate::aws::cloud::Cloud;
use crate::aws::error::AwsError;
use crate::aws::wait::WaitError;
use crate::msk::cluster::api::Seen;
use crate::msk::cluster::brokers::{BrokerNodeGroupInfo, EbsStorageInfo, StorageInfo};
use crate::msk::cluster::model::{ConfigurationInfo, MskCluster, Outputs};
use crate::msk::cluster::run::{Halt, Run};
use crate::msk::cluster::security::{ClientAuthentication, EncryptionInfo};
use crate::msk::cluster::{Cluster, bootstrap, calls, create, tags};
use crate::msk::types::cluster_uuid_of;

/// What it means when the cluster is not as planned in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Late {
    /// In a create: Terraform would destroy what comes back with an error.
    Warns,
    /// In an update: an error costs nothing, and stops what depends on the change.
    Fails,
}

/// How a cluster becomes what is planned, beside the plan itself.
pub(super) struct Plan {
    /// The configuration to attach.
    pub configuration: Option<ConfigurationInfo>,
    /// ZooKeeper access as last applied: AWS does not report it.
    pub zookeeper: Option<bool>,
    /// How long the cluster may take until it takes updates.
    pub limit: Duration,
    pub late: Late,
}

/// Makes what is missing, takes the pending mark away, and reads the outputs.
pub(super) async fn finish(
    cx: &Cx<Cloud>,
    cloud: &Cloud,
    mut state: State<Cluster>,
    plan: Plan,
) -> Result<Done<Cluster>, Failure<Cluster>> {
    let Plan {
        configuration,
        zookeeper,
        limit,
        late,
    } = plan;
    let arn = state.outputs.arn.clone().unwrap_or_default();
    let waiter = cloud.waiter(cx.stop().clone());
    let run = Run {
        cloud,
        waiter,
        arn: &arn,
        planned: &state.inputs,
        zookeeper,
    };
    let outcome = async {
        let seen = run.converge(limit, configuration.as_ref()).await?;
        complete(cloud, &seen, &state.inputs)
            .await
            .map(|outputs| (seen, outputs))
            .map_err(Halt::from)
    };
    let outcome = outcome.await;
    cloud.clusters().invalidate();
    match outcome {
        Ok((seen, outputs)) => {
            state.private.unfinished = false;
            state.inputs = filled(&state.inputs, &seen.cluster);
            state.outputs = named(&arn, outputs);
            Ok(state.into())
        }
        Err(halt) => halted(state, halt, late),
    }
}

/// Reads what an ACTIVE cluster has, and takes the mark away last: from then on nothing is left to do.
async fn complete(cloud: &Cloud, seen: &Seen, inputs: &MskCluster) -> Result<Outputs, AwsError> {
    let mut outputs = bootstrap::bootstrap(cloud, &seen.arn).await?;
    outputs.zookeeper_connect_string = seen.zookeeper_connect_string.clone();
    outputs.zookeeper_connect_string_tls = seen.zookeeper_connect_string_tls.clone();
    outputs.tags_all = Some(tags::managed(cloud, &seen.tags, &inputs.tags));
    if seen.tags.contains_key(tags::PENDING) {
        calls::untag(cloud.kafka().await?, &seen.arn, &[tags::PENDING.to_owned()]).await?;
    }
    Ok(outputs)
}

/// Only a FAILED cluster comes back from a create with an error.
fn halted(
    state: State<Cluster>,
    halt: Halt,
    late: Late,
) -> Result<Done<Cluster>, Failure<Cluster>> {
    let name = state.inputs.cluster_name.to_string();
    match (late, &halt) {
        (Late::Warns, Halt::Failed { .. }) => {
            let errors = diagnostic(&format!("creating MSK cluster {name:?}"), &halt).into();
            Err(Failure::leaving(state, errors))
        }
        (Late::Warns, Halt::Gone) => {
            Err(diagnostic(&format!("creating MSK cluster {name:?}"), &halt).into())
        }
        (Late::Warns, _) => {
            let warnings = create::later(unfinished(&name, &halt));
            Ok(Done { state, warnings })
        }
        (Late::Fails, _) => {
            Err(diagnostic(&format!("updating MSK cluster {name:?}"), &halt).into())
        }
    }
}

fn unfinished(name: &str, halt: &Halt) -> String {
    let why = match halt {
        Halt::Aws(error) => error.detail(),
        halt => halt.to_string(),
    };
    format!(
        "The cluster {name:?} exists and is in the state, but not everything planned is in force: {why}\n\nOutputs that \
         are not known yet are null. The next `terraform apply` goes on where this one stopped."
    )
}

/// A halt as Terraform shows it.
pub(super) fn diagnostic(doing: &str, halt: &Halt) -> Diagnostic {
    match halt {
        Halt::Aws(error) | Halt::Wait(WaitError::Aws(error)) => error.diagnostic(doing),
        Halt::Wait(WaitError::Interrupted { .. }) => Diagnostic::error(
            doing,
            format!(
                "Terraform was {halt}. AWS goes on with what it has begun; the next apply does the rest."
            ),
        ),
        Halt::Wait(WaitError::TimedOut { .. }) => Diagnostic::error(
            doing,
            format!(
                "The cluster is {halt}. AWS goes on; the next apply waits again. Raise it in timeouts where this is \
                 what the cluster needs."
            ),
        ),
        Halt::Failed { .. } => Diagnostic::error(
            doing,
            format!(
                "{halt}.\n\nA FAILED cluster can only be deleted; Terraform does so on the next apply."
            ),
        ),
        Halt::Refused { .. } => Diagnostic::error(
            doing,
            format!(
                "{halt}.\n\nThe state holds what the cluster has now; the next plan shows what is missing."
            ),
        ),
        Halt::Unreadable(_) => Diagnostic::error(
            doing,
            format!("{halt}. A newer version of the provider may know it."),
        ),
        Halt::Gone => Diagnostic::error(doing, "It was deleted while this ran. Plan again."),
    }
}

/// What an ARN says by itself.
pub(super) fn named(arn: &str, outputs: Outputs) -> Outputs {
    Outputs {
        arn: Some(arn.to_owned()),
        id: Some(arn.to_owned()),
        cluster_uuid: cluster_uuid_of(arn).map(str::to_owned),
        ..outputs
    }
}

/// The inputs as planned, with what AWS chose where the plan left it open.
pub(super) fn filled(planned: &MskCluster, actual: &MskCluster) -> MskCluster {
    let mut inputs = planned.clone();
    let MskCluster {
        storage_mode,
        client_authentication: ClientAuthentication {
            unauthenticated, ..
        },
        encryption_info:
            EncryptionInfo {
                encryption_at_rest_kms_key_arn,
                ..
            },
        configuration_info,
        rebalancing,
        broker_node_group_info:
            BrokerNodeGroupInfo {
                client_subnets,
                security_groups,
                storage_info,
                ..
            },
        ..
    } = actual.clone();
    or(&mut inputs.storage_mode, storage_mode);
    or(
        &mut inputs.client_authentication.unauthenticated,
        unauthenticated,
    );
    or(
        &mut inputs.encryption_info.encryption_at_rest_kms_key_arn,
        encryption_at_rest_kms_key_arn,
    );
    or(&mut inputs.configuration_info, configuration_info);
    or(&mut inputs.rebalancing, rebalancing);
    let brokers = &mut inputs.broker_node_group_info;
    or(&mut brokers.client_subnets, client_subnets);
    or(&mut brokers.security_groups, security_groups);
    brokers.storage_info = filled_storage(brokers.storage_info.take(), storage_info);
    inputs
}

fn filled_storage(
    planned: Option<StorageInfo>,
    actual: Option<StorageInfo>,
) -> Option<StorageInfo> {
    let (Some(planned), Some(actual)) = (planned.clone(), actual.clone()) else {
        return planned.or(actual);
    };
    let ebs_storage_info = match (planned.ebs_storage_info, actual.ebs_storage_info) {
        (Some(planned), Some(actual)) => Some(EbsStorageInfo {
            volume_size: planned.volume_size.or(actual.volume_size),
            ..planned
        }),
        (planned, actual) => planned.or(actual),
    };
    Some(StorageInfo { ebs_storage_info })
}

fn or<T>(planned: &mut Option<T>, actual: Option<T>) {
    if planned.is_none() {
        *planned = actual;
    }
}
