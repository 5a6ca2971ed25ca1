//! Status checks and scheduled events: what AWS knows of an instance's health.

use serde::{Deserialize, Serialize};

use super::InstanceState;
use crate::clock::Timestamp;
use crate::ec2::phase::{Phase, states};
use crate::id;

/// Which of the status checks fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// The host: its network, power or hardware. Stop and start moves to another one.
    System,
    /// The instance: its kernel or its network settings. A reboot may help.
    Instance,
    /// Its volumes cannot be reached.
    Ebs,
}

states! {
    /// The result of all status checks of an instance that runs.
    Verdict { Initializing = "initializing", Ok = "ok" }
}

/// What AWS plans to do to an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventCode {
    /// The host is given up: an instance with an EBS root is stopped then.
    InstanceRetirement,
    /// The instance is stopped.
    InstanceStop,
    /// The instance is rebooted.
    InstanceReboot,
    /// The host is rebooted.
    SystemReboot,
    /// The host is maintained, which may cut network or power for a while.
    SystemMaintenance,
}

impl EventCode {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::InstanceRetirement => "instance-retirement",
            Self::InstanceStop => "instance-stop",
            Self::InstanceReboot => "instance-reboot",
            Self::SystemReboot => "system-reboot",
            Self::SystemMaintenance => "system-maintenance",
        }
    }

    pub(super) fn description(self) -> &'static str {
        match self {
            Self::InstanceRetirement => "The instance is running on degraded hardware",
            Self::InstanceStop => "The instance is scheduled to be stopped",
            Self::InstanceReboot => "The instance is scheduled for a reboot",
            Self::SystemReboot => "The host is scheduled for a reboot",
            Self::SystemMaintenance => "The host is scheduled for maintenance",
        }
    }

    /// Ends with the instance stopped.
    pub(in crate::ec2) fn stops(self) -> bool {
        matches!(self, Self::InstanceRetirement | Self::InstanceStop)
    }
}

/// An event on an instance. One that is over is still shown, as `[Completed]`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ScheduledEvent {
    pub(crate) id: String,
    pub(crate) code: EventCode,
    pub(crate) not_before: Timestamp,
    pub(crate) completed: bool,
}

impl ScheduledEvent {
    pub(crate) fn new(code: EventCode, not_before: Timestamp) -> Self {
        Self {
            id: id::random("instance-event"),
            code,
            not_before,
            completed: false,
        }
    }
}

/// Since when which check fails.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Health {
    pub(in crate::ec2) verdict: Phase<Verdict>,
    system: Option<Timestamp>,
    instance: Option<Timestamp>,
    ebs: Option<Timestamp>,
    /// Its processes should run, and do not. Not saved: whoever runs them says so.
    #[serde(skip)]
    pub(in crate::ec2) down: Option<Timestamp>,
    pub(crate) events: Vec<ScheduledEvent>,
}

impl Health {
    /// The checks of an instance that has just started take minutes.
    pub(in crate::ec2) fn booting(now: Timestamp) -> Self {
        Self {
            verdict: Phase::passing(Verdict::Initializing, now, 120, Verdict::Ok),
            system: None,
            instance: None,
            ebs: None,
            down: None,
            events: Vec::new(),
        }
    }

    /// On another host: nothing of the old one's trouble is left, and its events are over.
    pub(in crate::ec2) fn move_host(&mut self, now: Timestamp) {
        let mut events = std::mem::take(&mut self.events);
        events.iter_mut().for_each(|event| event.completed = true);
        *self = Self {
            events,
            ..Self::booting(now)
        };
    }

    /// The same host: a reboot cures the instance only.
    pub(in crate::ec2) fn reboot(&mut self, now: Timestamp) {
        self.instance = None;
        self.verdict = Self::booting(now).verdict;
    }

    pub(crate) fn impair(&mut self, check: Check, since: Option<Timestamp>) {
        match check {
            Check::System => self.system = since,
            Check::Instance => self.instance = since,
            Check::Ebs => self.ebs = since,
        }
    }

    /// Since when a check fails.
    pub(super) fn impaired(&self, check: Check) -> Option<Timestamp> {
        match check {
            Check::System => self.system,
            Check::Instance => self.instance.or(self.down),
            Check::Ebs => self.ebs,
        }
    }

    /// The word of DescribeInstanceStatus for one check.
    pub(super) fn word(&self, check: Check, state: InstanceState) -> &'static str {
        match (state, self.impaired(check), self.verdict.state) {
            (InstanceState::Running, Some(_), _) => "impaired",
            (InstanceState::Running, None, Verdict::Ok) => "ok",
            (InstanceState::Running | InstanceState::Pending, ..) => "initializing",
            _ => "not-applicable",
        }
    }

    /// Ahead of us, or due.
    pub(in crate::ec2) fn due(&mut self, now: Timestamp) -> Option<&mut ScheduledEvent> {
        let due = |event: &&mut ScheduledEvent| !event.completed && event.not_before <= now;
        self.events.iter_mut().find(due)
    }
}
