//! Looking, doing the first of what is missing, and looking again.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use kafkaws_plugin::Cx;
use tokio_util::sync::CancellationToken;

use super::halt::{Fault, Halt};
use super::rest::unrest;
use super::step::Step;
use super::steps::steps;
use super::wanted::Wanted;
use super::{check, token};
use crate::aws::cloud::Cloud;
use crate::aws::error::AwsError;
use crate::aws::fleet::{Identity, Seen};
use crate::aws::wait::{Progress, WaitError, Waiter};

/// How often a step is begun anew after something moved under it.
const RACES: u32 = 5;
/// So many looks may miss a new id before what a client token named is taken to be gone: at the pace of AWS, some minutes.
const MISSES: u32 = 10;

/// Makes a broker that does not exist, or goes on with one that a create of the same broker left.
///
/// # Errors
///
/// Where something with this identity is somebody else's; otherwise as [`converge`].
pub(crate) async fn create(
    cx: &Cx<Cloud>,
    cloud: &Cloud,
    wanted: &Wanted,
    limit: Duration,
) -> Result<Seen, Halt> {
    let mark = token::mark(wanted);
    let run = Run::new(cx.stop(), cloud, wanted, limit, Some(mark));
    Box::pin(run.finished()).await
}

/// Makes a broker what it is to be, whatever it is now. Each wait for AWS may last `limit`.
///
/// # Errors
///
/// What ended the work, with what there is then.
pub(crate) async fn converge(
    cx: &Cx<Cloud>,
    cloud: &Cloud,
    wanted: &Wanted,
    limit: Duration,
) -> Result<Seen, Halt> {
    let run = Run::new(cx.stop(), cloud, wanted, limit, None);
    Box::pin(run.finished()).await
}

/// A broker as it is now, with all that deciding about it needs.
///
/// # Errors
///
/// What AWS says.
pub(crate) async fn look(cloud: &Cloud, identity: &Identity) -> Result<Seen, AwsError> {
    cloud.fleet().look_closely(identity).await
}

/// One broker, and what has been done about it in this run.
pub(super) struct Run<'a> {
    pub(super) cloud: &'a Cloud,
    pub(super) wanted: &'a Wanted,
    waiter: Waiter,
    stop: &'a CancellationToken,
    limit: Duration,
    pub(super) mark: Option<String>,
    pub(super) memory: Mutex<Memory>,
}

/// What EC2 does not show.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// Whether what there is may be gone on with.
    pub(super) ours: bool,
    /// Ids that were made, and what as.
    pub(super) made: BTreeMap<String, String>,
    /// How often what a token made turned out to be gone.
    pub(super) generations: BTreeMap<String, u32>,
    /// The type that the instance ran with before.
    pub(super) old_type: Option<String>,
    /// It has been stopped and started: AWS shows the trouble of the old host for a while.
    pub(super) moved: bool,
    /// How many replacements of the root volume had ended before ours.
    pub(super) root_tasks: Option<usize>,
}

impl<'a> Run<'a> {
    fn new(
        stop: &'a CancellationToken,
        cloud: &'a Cloud,
        wanted: &'a Wanted,
        limit: Duration,
        mark: Option<String>,
    ) -> Self {
        Self {
            cloud,
            wanted,
            waiter: cloud.waiter(stop.clone()),
            stop,
            limit,
            mark,
            memory: Mutex::default(),
        }
    }

    async fn finished(self) -> Result<Seen, Halt> {
        let mut seen = None;
        match self.work(&mut seen).await {
            Ok(done) => Ok(done),
            Err(fault) => Err(self.halted(fault, seen).await),
        }
    }

    /// One more look tells what there is now: the state must not say what AWS refused.
    async fn halted(&self, fault: Fault, seen: Option<Seen>) -> Halt {
        let now = self.cloud.fleet().look(&self.wanted.identity).await;
        let ours = self.mark.is_none() || self.memory(|memory| memory.ours);
        fault.halt(&self.wanted.identity, now.ok().or(seen), ours)
    }

    async fn work(&self, last: &mut Option<Seen>) -> Result<Seen, Fault> {
        let mut seen = self.settled(&[]).await?;
        if self.mark.is_some() {
            check::may_adopt(self.wanted, &seen, SystemTime::now())?;
            self.memory(|memory| memory.ours = true);
        }
        let mut races = 0;
        loop {
            *last = Some(seen.clone());
            check::possible(self.wanted, &seen)?;
            let missing = steps(self.wanted, &seen);
            let Some(first) = missing.first() else {
                return Ok(seen);
            };
            self.unless_stopped(first)?;
            let batch = batch(&missing);
            match self.perform_all(batch, &seen).await {
                Ok(()) => {
                    seen = self.settled(batch).await?;
                    self.worked(batch, &seen)?;
                    races = 0;
                }
                Err(fault) if fault.may_pass() && races < RACES => {
                    tracing::info!(broker = %self.wanted.identity, %fault, "looking again");
                    races += 1;
                    let now = self.settled(&[]).await?;
                    if races > 1 && steps(self.wanted, &now).first() == Some(first) {
                        return Err(fault);
                    }
                    seen = now;
                }
                Err(fault) => return Err(fault),
            }
        }
    }

    fn unless_stopped(&self, next: &Step) -> Result<(), Fault> {
        match self.stop.is_cancelled() {
            false => Ok(()),
            true => Err(WaitError::Interrupted {
                last: format!("about to {next}"),
            }
            .into()),
        }
    }

    async fn perform_all(&self, batch: &[Step], seen: &Seen) -> Result<(), Fault> {
        for step in batch {
            tracing::info!(broker = %self.wanted.identity, "{step}");
            // Boxed: a step is any of a dozen calls, and the futures of the SDK are large.
            let change = Box::pin(self.perform(step, seen));
            self.cloud.fleet().changing(change).await?;
        }
        Ok(())
    }

    /// Waits until everything has come to rest and shows what was done.
    pub(super) async fn settled(&self, done: &[Step]) -> Result<Seen, Fault> {
        let misses = Mutex::new(0);
        let settled = self.waiter.until(self.limit, || self.look(done, &misses));
        Ok(settled.await?)
    }

    async fn look(&self, done: &[Step], misses: &Mutex<u32>) -> Result<Progress<Seen>, AwsError> {
        let fleet = self.cloud.fleet();
        let mut seen = Box::pin(fleet.look(&self.wanted.identity)).await?;
        self.remember(&mut seen);
        let unrest = |seen: &Seen| self.memory(|memory| unrest(seen, &memory.made));
        let doing = unrest(&seen);
        let lost = doing.is_some() && self.is_lost(&seen, misses);
        // What has not come to rest is not asked about its rarer sides: a wait for AWS is mostly such looks.
        if let Some(doing) = doing.filter(|_| !lost) {
            return Ok(Progress::Pending(doing));
        }
        Box::pin(fleet.look_closer(&mut seen)).await?;
        match unrest(&seen) {
            Some(_) if lost => return Ok(Progress::Done(seen)),
            Some(doing) => return Ok(Progress::Pending(doing)),
            None => {}
        }
        let missing = steps(self.wanted, &seen);
        // What was accepted and does not show yet, unless it came to nothing.
        let first = missing.first().filter(|first| done.contains(first));
        Ok(
            match first.filter(|step| self.outcome(step, &seen).is_ok()) {
                Some(step) => {
                    Progress::Pending(format!("waiting for AWS to show that it did {step}"))
                }
                None => Progress::Done(seen),
            },
        )
    }

    /// What this run knows and EC2 shows late.
    fn remember(&self, seen: &mut Seen) {
        let moved = self.memory(|memory| memory.moved);
        if let Some(instance) = seen.instance.as_mut().filter(|_| moved) {
            instance.trouble = None;
        }
    }

    /// Whether a new id has been missed so often that it is not coming: an old request's token named it.
    fn is_lost(&self, seen: &Seen, misses: &Mutex<u32>) -> bool {
        let known = |id: &String| {
            seen.ids().any(|one| one == id) || seen.ended.iter().any(|one| one.id == *id)
        };
        let lost = self.memory(|memory| memory.made.keys().find(|id| !known(id)).cloned());
        let Some(id) = lost else { return false };
        let mut misses = misses
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        *misses += 1;
        if *misses < MISSES {
            return false;
        }
        *misses = 0;
        self.memory(|memory| {
            if let Some(what) = memory.made.remove(&id) {
                *memory.generations.entry(what).or_default() += 1;
            }
        });
        true
    }

    pub(super) fn memory<T>(&self, f: impl FnOnce(&mut Memory) -> T) -> T {
        f(&mut self
            .memory
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

/// The steps that can be made without a look between them. What a volume is made for is known once the interface is, and
/// only an instance that runs or is stopped takes volumes.
fn batch(missing: &[Step]) -> &[Step] {
    let group = |step: &Step| match step {
        Step::CreateVolume { .. } | Step::AdoptVolume { .. } => 1,
        Step::SecurityGroups | Step::Protect(_) => 2,
        Step::ModifyVolume { .. } => 3,
        Step::Attach { .. } => 4,
        Step::Detach { .. } => 5,
        Step::ChangeType { .. } | Step::BootData => 6,
        Step::Discard { .. } => 7,
        Step::Tag { .. } | Step::Finish => 8,
        _ => 0,
    };
    let first = missing.first().map_or(0, group);
    let alike = missing
        .iter()
        .take_while(|step| first != 0 && group(step) == first)
        .count();
    missing.get(..alike.max(1)).unwrap_or(missing)
}
