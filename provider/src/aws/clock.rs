//! Time as the waiters see it, so that their tests need none.

use futures::future::BoxFuture;
use std::fmt::Debug;
use std::time::{Duration, Instant};

/// What a waiter asks of time.
pub trait Clock: Debug + Send + Sync {
    /// The moment it is.
    fn now(&self) -> Instant;
    /// Returns when `length` has passed.
    fn sleep(&self, length: Duration) -> BoxFuture<'static, ()>;
}

/// The machine's monotonic clock and tokio's timer.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealClock;

impl Clock for RealClock {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn sleep(&self, length: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(length))
    }
}

#[cfg(test)]
pub(crate) mod testing {
    use super::{BoxFuture, Clock, Duration, Instant};
    use std::sync::Mutex;

    /// A clock that moves only when somebody sleeps on it, and remembers every sleep.
    #[derive(Debug)]
    pub(crate) struct FakeClock {
        start: Instant,
        sleeps: Mutex<Vec<Duration>>,
    }

    impl FakeClock {
        pub(crate) fn new() -> Self {
            Self {
                start: Instant::now(),
                sleeps: Mutex::default(),
            }
        }

        pub(crate) fn sleeps(&self) -> Vec<Duration> {
            self.sleeps.lock().unwrap().clone()
        }
    }

    impl Clock for FakeClock {
        fn now(&self) -> Instant {
            self.start + self.sleeps().iter().sum::<Duration>()
        }

        fn sleep(&self, length: Duration) -> BoxFuture<'static, ()> {
            self.sleeps.lock().unwrap().push(length);
            Box::pin(tokio::task::yield_now())
        }
    }
}
