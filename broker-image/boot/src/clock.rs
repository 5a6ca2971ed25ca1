//! Time, as something that a test can move.

use std::time::{Duration, Instant};

/// A clock that never goes back.
pub(crate) trait Clock {
    /// Time since some moment in the past.
    fn now(&self) -> Duration;
    /// Waits.
    fn sleep(&self, duration: Duration);
}

/// The machine's clock.
#[derive(Debug)]
pub(crate) struct MachineClock(Instant);

impl MachineClock {
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }
}

impl Clock for MachineClock {
    fn now(&self) -> Duration {
        self.0.elapsed()
    }

    fn sleep(&self, duration: Duration) {
        std::thread::sleep(duration);
    }
}

#[cfg(test)]
pub(crate) mod testing {
    use std::cell::RefCell;

    use super::{Clock, Duration};

    type Event = Box<dyn FnOnce()>;

    /// A clock that only `sleep` moves, and on which things happen at given times.
    #[derive(Default)]
    pub(crate) struct TestClock {
        now: RefCell<Duration>,
        events: RefCell<Vec<(Duration, Event)>>,
    }

    impl TestClock {
        pub(crate) fn at(self, time: Duration, event: impl FnOnce() + 'static) -> Self {
            self.events.borrow_mut().push((time, Box::new(event)));
            self
        }
    }

    impl Clock for TestClock {
        fn now(&self) -> Duration {
            *self.now.borrow()
        }

        fn sleep(&self, duration: Duration) {
            *self.now.borrow_mut() += duration;
            let now = self.now();
            let events = self.events.take();
            let (due, later) = events
                .into_iter()
                .partition::<Vec<_>, _>(|(time, _)| *time <= now);
            self.events.replace(later);
            due.into_iter().for_each(|(_, event)| event());
        }
    }
}
