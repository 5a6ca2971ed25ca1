//! Looking again until something is well for long enough.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::closed::Closed;
use super::settings::GateSettings;
use crate::aws::clock::Clock;
use crate::aws::error::AwsError;
use crate::aws::wait::{Progress, WaitError, Waiter};

/// What one look found: what is not well, in words.
pub(super) type Trouble = Option<String>;

/// Looks, on a clock of its own, and gives up in time.
#[derive(Debug)]
pub(super) struct Watch {
    waiter: Waiter,
    clock: Arc<dyn Clock>,
    timeout: Duration,
    settle_time: Duration,
}

/// How a watch ended that did not see what it waited for.
#[derive(Debug)]
pub(super) enum Ended {
    /// The time was up.
    TimedOut {
        /// How much of it there was.
        waited: Duration,
        /// What was seen last.
        reason: String,
    },
    /// For another reason.
    Closed(Closed),
}

impl Watch {
    pub(super) fn new(waiter: Waiter, clock: Arc<dyn Clock>, settings: &GateSettings) -> Self {
        Self {
            waiter,
            clock,
            timeout: settings.timeout,
            settle_time: settings.settle_time,
        }
    }

    /// Until `look` finds no trouble for the whole settle time.
    pub(super) async fn until_well<F, Fut>(&self, look: F) -> Result<(), Ended>
    where
        F: Fn() -> Fut,
        Fut: Future<Output = Result<Trouble, AwsError>>,
    {
        let well_since = Mutex::new(None);
        let settled = || async {
            let trouble = look().await?;
            let mut since = well_since.lock().unwrap_or_else(PoisonError::into_inner);
            Ok(self.weigh(trouble, &mut since))
        };
        // Settling does not eat into the time that becoming well may take.
        let limit = self.timeout.saturating_add(self.settle_time);
        let ended = self.waiter.until(limit, settled).await;
        ended.map_err(|error| self.ended(error))
    }

    fn weigh(&self, trouble: Trouble, since: &mut Option<Instant>) -> Progress<()> {
        if let Some(trouble) = trouble {
            *since = None;
            return Progress::Pending(trouble);
        }
        let now = self.clock.now();
        let begun = *since.get_or_insert(now);
        if now.saturating_duration_since(begun) >= self.settle_time {
            Progress::Done(())
        } else {
            Progress::Pending("it is well, and settle_time is not over yet".to_owned())
        }
    }

    fn ended(&self, error: WaitError) -> Ended {
        match error {
            WaitError::TimedOut { last, .. } => Ended::TimedOut {
                waited: self.timeout,
                reason: last,
            },
            WaitError::Interrupted { last } => Ended::Closed(Closed::Interrupted { reason: last }),
            WaitError::Aws(error) => Ended::Closed(Closed::Aws(error)),
        }
    }
}

impl Ended {
    /// Of a watch before anything was touched.
    pub(super) fn unfit(self) -> Closed {
        match self {
            Self::TimedOut { waited, reason } => Closed::Unfit { waited, reason },
            Self::Closed(closed) => closed,
        }
    }

    /// Of a watch over a broker that was touched.
    pub(super) fn unwell(self, broker_id: i64) -> Closed {
        match self {
            Self::TimedOut { waited, reason } => Closed::Unwell {
                broker_id,
                waited,
                reason,
            },
            Self::Closed(closed) => closed,
        }
    }
}

#[cfg(test)]
#[path = "watch_tests.rs"]
mod tests;
