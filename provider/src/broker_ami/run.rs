//! Looking, doing the first of what is missing, and looking again, until there is the AMI that is wanted.
//!
//! What was done is not remembered but seen: a crash, a lost answer or an interruption at any point leaves something that the
//! next look finds.

use std::collections::BTreeSet;
use std::time::Duration;

use kafkaws_plugin::Cx;
use kafkaws_schema::{Diagnostic, Diagnostics};

use crate::aws::cloud::Cloud;
use crate::aws::error::AwsError;
use crate::aws::wait::{Progress, Waiter};
use crate::broker_ami::calls;
use crate::broker_ami::fault::Fault;
use crate::broker_ami::fill::Fill;
use crate::broker_ami::image::Place;
use crate::broker_ami::import_snapshot::remove;
use crate::broker_ami::seen::Seen;
use crate::broker_ami::steps::{Step, next};
use crate::broker_ami::upload::journal::{self, Journal};
use crate::broker_ami::wanted::{Wanted, Way};

/// One resource, and what has been done about it in this run.
pub(crate) struct Run<'a> {
    pub(crate) cloud: &'a Cloud,
    pub(crate) wanted: &'a Wanted,
    pub(crate) waiter: Waiter,
    /// Of each wait.
    pub(crate) limit: Duration,
    /// What could not be cleared away, and is left for a later apply.
    given_up: BTreeSet<String>,
    warnings: Diagnostics,
}

/// What there is in the end.
#[derive(Debug)]
pub(crate) struct Reached {
    pub(crate) seen: Seen,
    pub(crate) warnings: Diagnostics,
}

impl<'a> Run<'a> {
    pub(crate) fn new(
        cx: &Cx<Cloud>,
        cloud: &'a Cloud,
        wanted: &'a Wanted,
        limit: Duration,
    ) -> Self {
        Self {
            cloud,
            wanted,
            waiter: cloud.waiter(cx.stop().clone()),
            limit,
            given_up: BTreeSet::new(),
            warnings: Diagnostics::new(),
        }
    }

    /// Works until nothing is missing.
    ///
    /// # Errors
    ///
    /// What ended the work. What there is then is found by the next run.
    pub(crate) async fn finished(mut self) -> Result<Reached, Fault> {
        let mut seen = self.look().await?;
        let mut last: Option<Step> = None;
        while let Some(step) = self.missing(&seen) {
            if last.as_ref() == Some(&step) {
                seen = self.shown(&step).await?;
                last = None;
                continue;
            }
            tracing::info!(name = self.wanted.name, "{step}");
            // Boxed: a step is any of a dozen calls, and the futures of the SDK are large.
            Box::pin(self.perform(&step)).await?;
            seen = self.look().await?;
            last = Some(step);
        }
        let warnings = self.warnings;
        Ok(Reached { seen, warnings })
    }

    fn missing(&self, seen: &Seen) -> Option<Step> {
        next(self.wanted, seen, &self.given_up)
    }

    /// Instances are asked for only where there is something that they could run from.
    async fn look(&self) -> Result<Seen, AwsError> {
        let mut seen = Seen::look(self.cloud, &self.wanted.name).await?;
        let current = seen.registered(&self.wanted.registration);
        let current = current.map(|image| image.id.clone());
        let images = seen.images.iter().map(|image| image.id.clone());
        let old: Vec<String> = images.filter(|id| Some(id) != current.as_ref()).collect();
        if !old.is_empty() {
            seen.look_at_instances(self.cloud, &old).await?;
        }
        Ok(seen)
    }

    /// EC2 shows late what it did: waits until it does.
    async fn shown(&self, step: &Step) -> Result<Seen, Fault> {
        let shown = self.waiter.until(self.limit, || async {
            let seen = self.look().await?;
            Ok(match self.missing(&seen).as_ref() == Some(step) {
                true => Progress::Pending(step.to_string()),
                false => Progress::Done(seen),
            })
        });
        Ok(shown.await?)
    }

    async fn perform(&mut self, step: &Step) -> Result<(), Fault> {
        let (cloud, wanted) = (self.cloud, self.wanted);
        match step {
            Step::Fill { snapshot } => {
                let fill = Fill {
                    cloud,
                    wanted,
                    waiter: self.waiter.clone(),
                    limit: self.limit,
                };
                Ok(fill.fill(snapshot.as_deref()).await?)
            }
            Step::Register { snapshot } => Ok(calls::register(cloud, wanted, snapshot).await?),
            Step::Await { .. } => Ok(()),
            Step::Tag { image, snapshots } => {
                Ok(calls::retag(cloud, wanted, image, snapshots).await?)
            }
            Step::Finish { image, ids } => {
                self.sweep().await?;
                Ok(calls::finish(cloud, wanted, image, ids).await?)
            }
            Step::DropImage { id, .. } | Step::DropSnapshot { id, .. } => {
                let cleared = calls::clear(cloud, &self.waiter, self.limit, step).await;
                self.weigh(id, step, cleared)
            }
        }
    }

    /// Takes away what was of use to the upload alone, also that of an apply that was cut off.
    async fn sweep(&self) -> Result<(), AwsError> {
        let wanted = self.wanted;
        if let (Way::Blocks, Place::File(image)) = (&wanted.way, &wanted.place) {
            journal::remove(&Journal::path(image, &wanted.content));
        }
        match Fill::own_object(wanted) {
            Some(object) => remove(self.cloud, &object).await,
            None => Ok(()),
        }
    }

    /// What is merely in nobody's way any more is no reason to fail.
    fn weigh(
        &mut self,
        id: &str,
        step: &Step,
        cleared: Result<(), crate::aws::wait::WaitError>,
    ) -> Result<(), Fault> {
        use crate::aws::wait::WaitError;
        match cleared {
            Err(WaitError::Aws(error)) if !step.is_in_the_way() => {
                self.given_up.insert(id.to_owned());
                let detail = format!(
                    "It is of no use any more, and the next change tries again. {}",
                    error.detail()
                );
                let warning = Diagnostic::warning(format!("{id} could not be deleted"), detail);
                self.warnings.push(warning);
                Ok(())
            }
            cleared => Ok(cleared?),
        }
    }
}
