//! Waiting for AWS to finish what it began.
//!
//! The kafka API has no waiters of its own (botocore's model has none), and its operations take
//! between seconds and many hours.

use std::fmt::Debug;
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use thiserror::Error;
use tokio_util::sync::CancellationToken;

use super::clock::{Clock, RealClock};
use super::error::AwsError;

/// Polls that may fail in a row before the wait gives up. At the pace of real AWS that is about
/// ten minutes of an unreachable API, each poll having used up the SDK's own retries.
const TRANSIENT_FAILURES: u32 = 20;

/// How often to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// The pause after the first look.
    pub first: Duration,
    /// Pauses grow by half until they reach this.
    pub longest: Duration,
}

impl Pace {
    /// For AWS itself: nothing there finishes in under ten seconds, and a throttled account pays
    /// for every look.
    pub const AWS: Self = Self {
        first: Duration::from_secs(10),
        longest: Duration::from_secs(30),
    };
    /// For an AWS on loopback, where looking costs nothing and work is done in milliseconds.
    pub const SANDBOX: Self = Self {
        first: Duration::from_millis(200),
        longest: Duration::from_secs(2),
    };

    /// Always the same pause: the user's `poll_interval`.
    pub const fn every(interval: Duration) -> Self {
        Self {
            first: interval,
            longest: interval,
        }
    }

    fn next(self, pause: Duration) -> Duration {
        (pause + pause / 2).min(self.longest)
    }
}

/// What one look found.
#[derive(Debug)]
pub enum Progress<T> {
    /// Settled: the wait is over.
    Done(T),
    /// Not yet; the text names what AWS says it is doing, for the user of a wait that runs out.
    Pending(String),
}

/// Why a wait ended without what it waited for.
#[derive(Debug, Error)]
pub enum WaitError {
    /// Terraform was told to stop. AWS carries on; the state must say what there is now.
    #[error("interrupted while {last}")]
    Interrupted {
        /// What AWS was doing at the last look.
        last: String,
    },
    /// The time was up. AWS carries on.
    #[error("still {last} after {waited:?}")]
    TimedOut {
        /// The time that was allowed.
        waited: Duration,
        /// What AWS was doing at the last look.
        last: String,
    },
    /// A look failed with something that looking again does not cure.
    #[error(transparent)]
    Aws(#[from] AwsError),
}

/// Looks again and again until something settles.
#[derive(Clone, Debug)]
pub struct Waiter {
    pace: Pace,
    clock: Arc<dyn Clock>,
    stop: CancellationToken,
}

impl Waiter {
    /// A waiter on real time that ends when `stop` fires (Terraform's StopProvider).
    pub fn new(pace: Pace, stop: CancellationToken) -> Self {
        Self::on(Arc::new(RealClock), pace, stop)
    }

    /// A waiter on any clock.
    pub fn on(clock: Arc<dyn Clock>, pace: Pace, stop: CancellationToken) -> Self {
        Self { pace, clock, stop }
    }

    /// Calls `look` until it is [`Progress::Done`], at most for `limit`.
    ///
    /// The first look is immediate, the last one at the deadline: what settles in the last pause is
    /// seen. Errors of `look` that may pass (throttling, 5xx, a lost connection) are looked past.
    ///
    /// # Errors
    ///
    /// [`WaitError`], which says how the wait ended.
    pub async fn until<T, F, Fut>(&self, limit: Duration, mut look: F) -> Result<T, WaitError>
    where
        F: FnMut() -> Fut,
        Fut: Future<Output = Result<Progress<T>, AwsError>>,
    {
        let deadline = self.clock.now() + limit;
        let mut patience = Patience::default();
        let mut pause = self.pace.first;
        loop {
            match patience.weigh(self.unless_stopped(&patience, look()).await?)? {
                Progress::Done(found) => return Ok(found),
                Progress::Pending(doing) => patience.last = doing,
            }
            let left = self.left(deadline);
            if left.is_zero() {
                return Err(WaitError::TimedOut {
                    waited: limit,
                    last: patience.last,
                });
            }
            self.unless_stopped(&patience, self.clock.sleep(pause.min(left)))
                .await?;
            pause = self.pace.next(pause);
        }
    }

    fn left(&self, deadline: Instant) -> Duration {
        deadline.saturating_duration_since(self.clock.now())
    }

    /// Stop wins over the work, so that a token that fired before the wait ends it at once.
    async fn unless_stopped<T>(
        &self,
        patience: &Patience,
        work: impl Future<Output = T>,
    ) -> Result<T, WaitError> {
        tokio::select! {
            biased;
            () = self.stop.cancelled() => {
                Err(WaitError::Interrupted { last: patience.last.clone() })
            }
            done = work => Ok(done),
        }
    }
}

/// What a wait has seen so far.
#[derive(Debug)]
struct Patience {
    failures: u32,
    last: String,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            failures: 0,
            last: "waiting for the first answer".into(),
        }
    }
}

impl Patience {
    /// Passes on what a look found, and turns an error that may pass into "not yet".
    fn weigh<T>(&mut self, found: Result<Progress<T>, AwsError>) -> Result<Progress<T>, WaitError> {
        match found {
            Ok(progress) => {
                self.failures = 0;
                Ok(progress)
            }
            Err(error) if error.kind.is_transient() && self.failures < TRANSIENT_FAILURES => {
                self.failures += 1;
                tracing::warn!(failures = self.failures, %error, "looking again");
                Ok(Progress::Pending(self.last.clone()))
            }
            Err(error) => Err(error.into()),
        }
    }
}

#[cfg(test)]
#[path = "wait_tests.rs"]
mod tests;
