//! How long something is tried, and how often.

use std::time::Duration;

use crate::clock::Clock;

/// Tries again after pauses that double, until an end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// The first pause.
    pub(crate) first: Duration,
    /// The longest pause.
    pub(crate) longest: Duration,
    /// After this long nothing new is tried.
    pub(crate) limit: Duration,
}

impl Patience {
    /// Calls `attempt` until it has an answer. The last `Again` is the error when time is up.
    pub(crate) fn wait<T, E>(
        self,
        clock: &dyn Clock,
        mut attempt: impl FnMut() -> Result<T, Again<E>>,
    ) -> Result<T, E> {
        let end = clock.now() + self.limit;
        let mut pause = self.first;
        loop {
            match attempt() {
                Ok(found) => return Ok(found),
                Err(Again::Never(error)) => return Err(error),
                Err(Again::Later(error)) if clock.now() >= end => return Err(error),
                Err(Again::Later(_)) => clock.sleep(pause.min(end.saturating_sub(clock.now()))),
            }
            pause = (pause * 2).min(self.longest);
        }
    }
}

/// Why an attempt came to nothing.
#[derive(Debug)]
pub(crate) enum Again<E> {
    /// Time may help.
    Later(E),
    /// It will not.
    Never(E),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::testing::TestClock;

    const PATIENCE: Patience = Patience {
        first: Duration::from_secs(1),
        longest: Duration::from_secs(4),
        limit: Duration::from_secs(10),
    };

    #[test]
    fn pauses_double_up_to_the_longest_and_the_last_attempt_is_at_the_limit() {
        let clock = TestClock::default();
        let mut times = Vec::new();
        let result: Result<(), _> = PATIENCE.wait(&clock, || {
            times.push(clock.now().as_secs());
            Err(Again::Later("not yet"))
        });
        assert_eq!(result, Err("not yet"));
        assert_eq!(times, [0, 1, 3, 7, 10]);
    }

    #[test]
    fn what_time_does_not_help_ends_at_once() {
        let clock = TestClock::default();
        let result: Result<(), _> = PATIENCE.wait(&clock, || Err(Again::Never("no")));
        assert_eq!((result, clock.now()), (Err("no"), Duration::ZERO));
    }

    #[test]
    fn an_answer_ends_it() {
        let clock = TestClock::default();
        let mut left = 2;
        let result = PATIENCE.wait(&clock, || {
            left -= 1;
            (left == 0).then_some("here").ok_or(Again::Later(()))
        });
        assert_eq!((result, clock.now()), (Ok("here"), Duration::from_secs(1)));
    }
}
