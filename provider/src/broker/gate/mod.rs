//! The gate between two brokers of a roll: the next one is touched only when the cluster is well.
//!
//! - [`settings`]: what `health_check` asks for. [`subject`]: a broker as the gate sees it.
//! - [`kafka`], [`console`], `checks`: what a look tells, judged by pure functions.
//! - `watch`: looking again until it is well for long enough. [`closed`]: why it did not open.

mod checks;
mod closed;
mod console;
mod kafka;
mod settings;
mod subject;
mod watch;

use std::collections::BTreeSet;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::aws::clock::RealClock;
use crate::aws::cloud::Cloud;
pub use closed::Closed;
pub use console::Boots;
pub use kafka::KafkaAccess;
pub(crate) use settings::own_endpoint;
pub use settings::{GateSettings, Probe};
pub use subject::Subject;
pub(crate) use subject::kafka_id;
use watch::Watch;

/// Who watches over a roll: [`Gate::before`] once, then [`Gate::mark`] and [`Gate::after`] around each broker.
#[derive(Debug)]
pub struct Gate<'a> {
    cloud: &'a Cloud,
    settings: GateSettings,
    watch: Watch,
    /// Kafka's ids of the brokers that were there before the first was touched: all are to come back.
    listed: BTreeSet<i32>,
    /// Brokers to ask about the cluster.
    members: Vec<Subject>,
}

/// What was there before a broker was touched, so that it is not taken for what comes after.
#[derive(Clone, Debug, Default)]
pub struct Mark(Boots);

impl<'a> Gate<'a> {
    /// A gate on real time that gives up when `stop` fires.
    pub fn new(cloud: &'a Cloud, stop: CancellationToken, settings: GateSettings) -> Self {
        let watch = Watch::new(cloud.waiter(stop), Arc::new(RealClock), &settings);
        Self {
            cloud,
            settings,
            watch,
            listed: BTreeSet::new(),
            members: Vec::new(),
        }
    }

    /// The same, with brokers to ask about the cluster.
    #[must_use]
    pub fn among(self, members: Vec<Subject>) -> Self {
        Self { members, ..self }
    }

    /// Before the first broker is touched: whether the others can do without it.
    ///
    /// `members` are all brokers that there are, `broken` the ids of those that are not well and that this
    /// apply repairs: what they alone are missing for does not close the gate.
    ///
    /// # Errors
    ///
    /// [`Closed::Unreachable`] at once when nobody can be asked; [`Closed::Unfit`] when the cluster does not
    /// become well in time.
    pub async fn before(
        &mut self,
        members: Vec<Subject>,
        broken: &BTreeSet<i64>,
    ) -> Result<(), Closed> {
        self.members = members;
        let sound = |subject: &&Subject| !broken.contains(&subject.broker_id);
        let sound: Vec<Subject> = self.members.iter().filter(sound).cloned().collect();
        match &self.settings.probe {
            Probe::Kafka(access) => {
                match kafka::before(&self.watch, access, &sound, broken).await {
                    Ok(listed) => self.listed = listed,
                    // Brokers that are all down have nothing to lose, and may be all that there is to ask.
                    Err(Closed::Unreachable { .. }) if sound.is_empty() => {}
                    Err(closed) => return Err(closed),
                }
                Ok(())
            }
            Probe::Console => checks::before(&self.watch, self.cloud, &sound).await,
        }
    }

    /// Right before one broker is touched. A broker without an instance has nothing to be remembered.
    ///
    /// # Errors
    ///
    /// What EC2 says when the console is asked for.
    pub async fn mark(&self, subject: Option<&Subject>) -> Result<Mark, Closed> {
        match (&self.settings.probe, subject) {
            (Probe::Console, Some(subject)) => {
                let text = console::read(self.cloud, &subject.instance_id).await?;
                Ok(Mark(Boots::of(text.as_deref().unwrap_or_default())))
            }
            _ => Ok(Mark::default()),
        }
    }

    /// After a broker was touched or made: waits until it is well, and the cluster with it. `broken` are the
    /// brokers that are still to be repaired.
    ///
    /// # Errors
    ///
    /// [`Closed::Unwell`] when that does not come in time, [`Closed::Interrupted`] when Terraform is stopped.
    pub async fn after(
        &self,
        subject: &Subject,
        mark: &Mark,
        broken: &BTreeSet<i64>,
    ) -> Result<(), Closed> {
        match &self.settings.probe {
            Probe::Kafka(access) => {
                let asked = self.asked(subject);
                kafka::after(&self.watch, access, subject, &asked, &self.listed, broken).await
            }
            Probe::Console => console::after(&self.watch, self.cloud, subject, &mark.0).await,
        }
    }

    /// The other brokers first: the one that has just come back knows least.
    fn asked(&self, subject: &Subject) -> Vec<Subject> {
        let others = self
            .members
            .iter()
            .filter(|member| member.broker_id != subject.broker_id);
        others.chain([subject]).cloned().collect()
    }
}
