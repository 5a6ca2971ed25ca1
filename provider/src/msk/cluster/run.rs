//! Making the steps of an update, one after another.

use aws_sdk_kafka::types::ClusterState;
use std::time::Duration;

use crate::aws::cloud::Cloud;
use crate::aws::error::{AwsError, AwsErrorKind};
use crate::aws::timeouts::{Operation, allowed};
use crate::aws::wait::{Progress, WaitError, Waiter};
use crate::msk::cluster::api::{self, Seen, Unreadable};
use crate::msk::cluster::calls::{self, Running};
use crate::msk::cluster::model::{ConfigurationInfo, MskCluster};
use crate::msk::cluster::steps::{Goal, Now, Step, steps};
use crate::msk::cluster::tags;

/// How often a step is begun anew after AWS moved the cluster between our look and our call: healing, patching and
/// certificate renewal begin whenever AWS likes.
const RACES: u32 = 5;

/// Why a cluster is not what was planned.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Halt {
    /// AWS gave up on the cluster. Only deletion is left.
    #[error("the cluster is FAILED{}", reason.as_ref().map(|r| format!(": {r}")).unwrap_or_default())]
    Failed { reason: Option<String> },
    /// An operation that AWS had begun did not succeed.
    #[error("AWS gave up on {operation}{}", reason.as_ref().map(|r| format!(": {r}")).unwrap_or_default())]
    Refused {
        operation: String,
        reason: Option<String>,
    },
    /// The wait ended before the cluster settled.
    #[error(transparent)]
    Wait(#[from] WaitError),
    /// A call did not work.
    #[error(transparent)]
    Aws(#[from] AwsError),
    /// AWS's answer does not fit the model.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// The cluster is gone.
    #[error("the cluster does not exist any more")]
    Gone,
}

/// What became of a step.
enum Performed {
    /// It was made.
    Done(Seen),
    /// It was begun, and nobody may look at how it ended.
    Begun(Seen),
    /// The cluster moved meanwhile: what is missing is to be found out anew.
    Raced(Seen),
}

/// One cluster, and what it takes to change it.
pub(crate) struct Run<'a> {
    pub cloud: &'a Cloud,
    pub waiter: Waiter,
    pub arn: &'a str,
    pub planned: &'a MskCluster,
    /// ZooKeeper access as last applied: AWS does not report it.
    pub zookeeper: Option<bool>,
}

impl Run<'_> {
    /// Makes every step that is missing. `configuration` is the one to attach.
    pub(crate) async fn converge(
        &self,
        first_limit: Duration,
        configuration: Option<&ConfigurationInfo>,
    ) -> Result<Seen, Halt> {
        let mut seen = self.settled(first_limit).await?;
        let (mut made, mut begun) = (Vec::new(), Vec::new());
        let mut zookeeper = self.zookeeper;
        let mut races = 0;
        while let Some(step) = self.next(&seen, configuration, zookeeper, &made)? {
            match self.perform(seen, &step, races < RACES).await? {
                Performed::Raced(now) => {
                    (seen, races) = (now, races + 1);
                    continue;
                }
                Performed::Done(now) => (seen, races) = (now, 0),
                Performed::Begun(now) => {
                    (seen, races) = (now, 0);
                    begun.push(step.clone());
                }
            }
            if let Step::ZookeeperAccess(enabled) = step {
                zookeeper = Some(enabled);
            }
            made.push(step);
        }
        let missing = self.missing(&seen, configuration, zookeeper)?;
        match begun.iter().find(|step| missing.contains(step)) {
            Some(step) => Err(Halt::Refused {
                operation: format!("{step:?}"),
                reason: None,
            }),
            None => Ok(seen),
        }
    }

    /// The first step that AWS does not have yet. One that was made and does not show is not made again.
    fn next(
        &self,
        seen: &Seen,
        configuration: Option<&ConfigurationInfo>,
        zookeeper: Option<bool>,
        made: &[Step],
    ) -> Result<Option<Step>, Halt> {
        let missing = self.missing(seen, configuration, zookeeper)?;
        Ok(missing.into_iter().find(|step| !made.contains(step)))
    }

    /// The steps that AWS does not show.
    fn missing(
        &self,
        seen: &Seen,
        configuration: Option<&ConfigurationInfo>,
        zookeeper: Option<bool>,
    ) -> Result<Vec<Step>, Halt> {
        let managed = tags::managed(self.cloud, &seen.tags, &self.planned.tags);
        let wanted = tags::wanted(self.cloud, &self.planned.tags)?;
        let now = Now {
            cluster: &seen.cluster,
            volume_size: seen.volume_size,
            tags: &managed,
            zookeeper,
        };
        let goal = Goal {
            cluster: self.planned,
            configuration,
            tags: &wanted,
        };
        Ok(steps(&now, &goal))
    }

    /// Makes one step, from ACTIVE to ACTIVE.
    async fn perform(&self, seen: Seen, step: &Step, may_race: bool) -> Result<Performed, Halt> {
        let limit = self.limit(Operation::Update);
        tracing::info!(cluster = self.arn, ?step, "updating the cluster");
        let begun = calls::begin(self.cloud, &seen, step).await;
        self.cloud.clusters().invalidate();
        match begun {
            Ok(operation) => {
                let seen_to_end = match operation {
                    Some(operation) => self.finished(&operation, limit).await?,
                    None => true,
                };
                let now = self.settled(limit).await?;
                Ok(if seen_to_end {
                    Performed::Done(now)
                } else {
                    Performed::Begun(now)
                })
            }
            // AWS does not report ZooKeeper access, so only this answer tells that it is as wanted.
            Err(error) if error.nothing_to_update() && matches!(step, Step::ZookeeperAccess(_)) => {
                Ok(Performed::Done(seen))
            }
            Err(error) if may_race => self
                .after_race(seen, error, limit)
                .await
                .map(Performed::Raced),
            Err(error) => Err(error.into()),
        }
    }

    /// A refusal counts only while the cluster is what it was when we looked. Otherwise AWS, or our own call whose
    /// answer was lost, has moved it, and the look is taken again.
    async fn after_race(&self, seen: Seen, error: AwsError, limit: Duration) -> Result<Seen, Halt> {
        let may_be_race = matches!(
            error.kind,
            AwsErrorKind::BadRequest { .. } | AwsErrorKind::Conflict
        ) || error.kind.may_have_worked();
        if !may_be_race {
            return Err(error.into());
        }
        let now = self.look().await?;
        if now.current_version == seen.current_version && now.state == ClusterState::Active {
            return Err(error.into());
        }
        self.settled(limit).await
    }

    /// Waits until an operation has ended, and says whether its end was seen.
    async fn finished(&self, operation: &str, limit: Duration) -> Result<bool, Halt> {
        let ended = self.waiter.until(limit, || self.look_at(operation)).await?;
        match ended {
            Some(ended) if ended.failed() => Err(Halt::Refused {
                operation: ended.kind,
                reason: ended.reason,
            }),
            ended => Ok(ended.is_some()),
        }
    }

    /// An operation may be unknown for a moment after it was begun. Where policies do not allow to look at operations, the
    /// state of the cluster has to do, and a failure shows as a step that is missing in the end.
    async fn look_at(&self, operation: &str) -> Result<Progress<Option<Running>>, AwsError> {
        match calls::operation(self.cloud, operation).await {
            Ok(found) if found.ended() => Ok(Progress::Done(Some(found))),
            Ok(found) => Ok(Progress::Pending(found.doing())),
            Err(error) if error.is_missing() => Ok(Progress::Pending("beginning".to_owned())),
            Err(error) if error.is_denied() => Ok(Progress::Done(None)),
            Err(error) => Err(error),
        }
    }

    /// Waits until the cluster takes updates.
    pub(crate) async fn settled(&self, limit: Duration) -> Result<Seen, Halt> {
        let settled = self
            .waiter
            .until(limit, || async {
                Ok(
                    match self.cloud.clusters().describe_fresh(self.arn).await? {
                        None => Progress::Done(None),
                        Some(cluster) => match cluster.state() {
                            Some(ClusterState::Active | ClusterState::Failed) | None => {
                                Progress::Done(Some(cluster))
                            }
                            Some(state) => Progress::Pending(state.as_str().to_owned()),
                        },
                    },
                )
            })
            .await?;
        let seen = api::seen(settled.ok_or(Halt::Gone)?.as_ref(), Some(self.planned))?;
        match seen.state {
            ClusterState::Failed => Err(Halt::Failed {
                reason: seen.state_reason,
            }),
            _ => Ok(seen),
        }
    }

    async fn look(&self) -> Result<Seen, Halt> {
        let cluster = self
            .cloud
            .clusters()
            .describe_fresh(self.arn)
            .await?
            .ok_or(Halt::Gone)?;
        Ok(api::seen(&cluster, Some(self.planned))?)
    }

    /// How long an operation may take.
    pub(crate) fn limit(&self, operation: Operation) -> Duration {
        limit(self.planned, operation)
    }
}

/// How long an operation on a cluster may take.
pub(crate) fn limit(cluster: &MskCluster, operation: Operation) -> Duration {
    let timeouts = cluster.timeouts.as_ref();
    let configured = match operation {
        Operation::Create => timeouts.and_then(|t| t.create.as_ref()),
        Operation::Update => timeouts.and_then(|t| t.update.as_ref()),
        Operation::Delete => timeouts.and_then(|t| t.delete.as_ref()),
    };
    let brokers = u32::try_from(cluster.number_of_broker_nodes.get()).unwrap_or(u32::MAX);
    allowed(configured.map(|duration| duration.0), operation, brokers)
}
