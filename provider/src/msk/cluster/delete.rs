//! Deleting a cluster, and then the configuration that was its own.

use aws_sdk_kafka::types::ClusterState;
use kafkaws_plugin::{Cx, Failure, State};
use kafkaws_schema::{Diagnostic, Diagnostics};

use crate::aws::cloud::Cloud;
use crate::aws::error::{AwsError, AwsErrorKind};
use crate::aws::timeouts::Operation;
use crate::aws::wait::{Progress, Waiter};
use crate::msk::cluster::finish::diagnostic;
use crate::msk::cluster::model::OwnedConfiguration;
use crate::msk::cluster::run::{self, Halt};
use crate::msk::cluster::{Cluster, owned, refusals};

pub(super) async fn delete(
    cx: &Cx<Cloud>,
    prior: State<Cluster>,
) -> Result<Diagnostics, Failure<Cluster>> {
    let cloud = cx.cloud()?;
    if prior.inputs.deletion_protection {
        return Err(refusals::protection("destroys").into());
    }
    let arn = prior.outputs.arn.clone().unwrap_or_default();
    let limit = run::limit(&prior.inputs, Operation::Delete);
    let removal = Removal {
        cloud,
        waiter: cloud.waiter(cx.stop().clone()),
        arn: &arn,
        limit,
    };
    let doing = format!(
        "deleting MSK cluster {:?}",
        prior.inputs.cluster_name.to_string()
    );
    let removed = removal.remove().await;
    cloud.clusters().invalidate();
    removed.map_err(|halt| diagnostic(&doing, &halt))?;
    match &prior.private.owned {
        Some(owned) => Ok(delete_owned(cloud, owned).await),
        None => Ok(Diagnostics::default()),
    }
}

struct Removal<'a> {
    cloud: &'a Cloud,
    waiter: Waiter,
    arn: &'a str,
    limit: std::time::Duration,
}

impl Removal<'_> {
    /// Asks until AWS takes it, then waits until the cluster is gone.
    async fn remove(&self) -> Result<(), Halt> {
        self.waiter
            .until(self.limit, || async {
                let Some(found) = self.cloud.clusters().describe_fresh(self.arn).await? else {
                    return Ok(Progress::Done(()));
                };
                let state = found.state().cloned().unwrap_or(ClusterState::Active);
                if state != ClusterState::Deleting {
                    self.ask(&state).await?;
                }
                Ok(Progress::Pending(state.as_str().to_owned()))
            })
            .await?;
        Ok(())
    }

    /// A cluster that AWS is healing, patching or updating refuses to be deleted until it is done: that is waited for. A
    /// refusal is final only in a state that allows deletion, and only while the cluster is still in it: our own call whose
    /// answer was lost may have begun the deletion.
    async fn ask(&self, state: &ClusterState) -> Result<(), AwsError> {
        let call = self
            .cloud
            .kafka()
            .await?
            .delete_cluster()
            .cluster_arn(self.arn)
            .send();
        let refusal = match call.await.map_err(AwsError::during("kafka:DeleteCluster")) {
            Ok(_) => return Ok(()),
            Err(error) => error,
        };
        let busy = !matches!(state, ClusterState::Active | ClusterState::Failed);
        match &refusal.kind {
            AwsErrorKind::Missing => Ok(()),
            AwsErrorKind::Conflict | AwsErrorKind::BadRequest { .. }
                if busy || self.has_left(state).await? =>
            {
                Ok(())
            }
            _ => Err(refusal),
        }
    }

    async fn has_left(&self, state: &ClusterState) -> Result<bool, AwsError> {
        let now = self.cloud.clusters().describe_fresh(self.arn).await?;
        Ok(now.is_none_or(|cluster| cluster.state() != Some(state)))
    }
}

/// Deletes what carried a cluster's `server_properties`. What AWS keeps is told in warnings.
pub(super) async fn delete_owned(cloud: &Cloud, owned: &OwnedConfiguration) -> Diagnostics {
    let kafka = match cloud.kafka().await {
        Ok(kafka) => kafka,
        Err(error) => return left(&owned.arn, &error).into(),
    };
    let mut warnings = Diagnostics::default();
    for (arn, error) in owned::destroy(kafka, owned).await {
        warnings.push(left(&arn, &error));
    }
    warnings
}

fn left(arn: &str, error: &AwsError) -> Diagnostic {
    Diagnostic::warning(
        "the configuration of an MSK cluster is left over",
        format!(
            "{arn} carried the cluster's server_properties and could not be deleted. A new cluster of the same name takes \
             it over; otherwise delete it with `aws kafka delete-configuration --arn {arn}`. {}",
            error.detail()
        ),
    )
}
