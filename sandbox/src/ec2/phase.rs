//! States that change by themselves: one step after the other, each after its time.

use serde::{Deserialize, Serialize};

use super::network::Tags;
use crate::clock::{Clock, Timestamp};
use crate::faults::Faults;

/// A state that has a name in the API.
pub(crate) trait Named: Copy {
    fn name(self) -> &'static str;
}

/// A state, and what it becomes when nobody interferes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Phase<S> {
    pub(crate) state: S,
    steps: Vec<Step<S>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Step<S> {
    /// When it is done as AWS's clock goes.
    due: Timestamp,
    /// With the fast clock: after so many looks.
    looks: u32,
    then: S,
}

/// How somebody, or only time, passes by a resource.
#[derive(Clone, Debug)]
pub(crate) struct Eye<'a> {
    pub(crate) clock: Clock,
    pub(crate) now: Timestamp,
    /// A Describe call looks, which with the fast clock moves what it looks at.
    pub(crate) looking: bool,
    pub(crate) faults: &'a Faults,
    pub(crate) region: String,
}

impl Eye<'_> {
    /// Whether a fault keeps the resource in its state. Rules name it by id or by its `Name` tag.
    fn holds(&self, id: &str, tags: &Tags, state: &str) -> bool {
        let names = [Some(id), tags.get("Name").map(String::as_str)];
        let mut names = names.into_iter().flatten();
        names.any(|name| self.faults.holds(&self.region, name, state))
    }
}

impl<S: Named> Phase<S> {
    /// A state that lasts.
    pub(crate) fn at(state: S) -> Self {
        Self {
            state,
            steps: Vec::new(),
        }
    }

    /// A state that ends after so many seconds. The first look shows it, the second what came.
    pub(crate) fn passing(state: S, now: Timestamp, seconds: u64, then: S) -> Self {
        let due = now.after_seconds(seconds);
        let step = Step {
            due,
            looks: 1,
            then,
        };
        Self {
            state,
            steps: vec![step],
        }
    }

    /// A state that only time ends: no look brings the end nearer.
    pub(crate) fn expiring(state: S, now: Timestamp, seconds: u64, then: S) -> Self {
        let mut phase = Self::passing(state, now, seconds, then);
        phase
            .steps
            .iter_mut()
            .for_each(|step| step.looks = u32::MAX);
        phase
    }

    /// And what comes so many seconds after that; each look shows one more.
    #[must_use]
    pub(crate) fn and_then(mut self, seconds: u64, then: S) -> Self {
        if let Some(last) = self.steps.last() {
            let due = last.due.after_seconds(seconds);
            self.steps.push(Step {
                due,
                looks: 0,
                then,
            });
        }
        self
    }

    /// Goes on as far as time and the look allow.
    pub(crate) fn advance(&mut self, eye: &Eye<'_>, id: &str, tags: &Tags) {
        while let Some(step) = self.steps.first_mut() {
            if eye.holds(id, tags, self.state.name()) {
                return;
            }
            let due = step.due <= eye.now;
            let ripe = eye.looking && eye.clock == Clock::Fast && step.looks == 0;
            if eye.looking {
                step.looks = step.looks.saturating_sub(1);
            }
            if !due && !ripe {
                return;
            }
            self.state = self.steps.remove(0).then;
            if !due {
                return;
            }
        }
    }

    /// Goes to the end at once.
    pub(crate) fn finish(&mut self) {
        if let Some(last) = self.steps.pop() {
            self.state = last.then;
        }
        self.steps.clear();
    }
}

/// Writes the names of a state's variants once, for the API and for the state file.
macro_rules! states {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        pub(crate) enum $name { $(#[serde(rename = $text)] $variant),+ }

        impl $crate::ec2::phase::Named for $name {
            fn name(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }
    };
}
pub(crate) use states;

#[cfg(test)]
mod tests {
    use super::*;

    states! {
        /// Of a door.
        Door { Open = "open", Closing = "closing", Shut = "shut" }
    }

    fn eye(faults: &Faults, now: Timestamp, looking: bool) -> Eye<'_> {
        Eye {
            clock: Clock::Fast,
            now,
            looking,
            faults,
            region: "eu-west-1".into(),
        }
    }

    #[test]
    fn each_look_shows_one_state_more() {
        let faults = Faults::default();
        let start = Timestamp::wall();
        let mut door = Phase::passing(Door::Open, start, 10, Door::Closing).and_then(5, Door::Shut);
        let mut look = || {
            door.advance(&eye(&faults, start, true), "door", &Tags::new());
            door.state.name()
        };
        assert_eq!(
            [look(), look(), look(), look()],
            ["open", "closing", "shut", "shut"]
        );
    }

    #[test]
    fn time_alone_is_enough() {
        let faults = Faults::default();
        let start = Timestamp::wall();
        let door = Phase::passing(Door::Open, start, 10, Door::Closing).and_then(5, Door::Shut);
        for (seconds, state) in [(9, Door::Open), (10, Door::Closing), (15, Door::Shut)] {
            let mut door = door.clone();
            let now = start.after_seconds(seconds);
            door.advance(&eye(&faults, now, false), "door", &Tags::new());
            assert_eq!(door.state, state, "after {seconds} s");
        }
    }
}
