//! A cluster: what it is, which state it is in, and what happens to it next.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::operation::Operation;
use super::shape::Provisioned;
use crate::clock::{Clock, Timestamp};
use crate::id;

/// The states of a cluster. Source: developer guide, "Cluster states".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum State {
    Active,
    Creating,
    Deleting,
    Failed,
    Healing,
    Maintenance,
    RebootingBroker,
    Updating,
}

impl State {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Creating => "CREATING",
            Self::Deleting => "DELETING",
            Self::Failed => "FAILED",
            Self::Healing => "HEALING",
            Self::Maintenance => "MAINTENANCE",
            Self::RebootingBroker => "REBOOTING_BROKER",
            Self::Updating => "UPDATING",
        }
    }
}

/// Why a cluster is FAILED.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StateInfo {
    pub(crate) code: String,
    pub(crate) message: String,
}

/// A broker keeps its id for life; ids of removed brokers are not used again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Broker {
    pub(crate) id: u32,
    pub(crate) subnet: String,
    pub(crate) interface: String,
    pub(crate) address: String,
    pub(crate) added: Timestamp,
}

/// A change of state on its way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Transition {
    /// When it is done as AWS's clock goes.
    pub(crate) due: Timestamp,
    /// With the fast clock: after so many looks at this cluster.
    pub(crate) looks: u32,
    pub(crate) then: Then,
}

/// Where a transition leads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Then {
    /// A create, or an event of MSK's own, is over.
    Active,
    /// An update is over: this is what the cluster is from now on.
    Updated(Box<Provisioned>, Vec<Broker>),
    Failed(StateInfo),
    Gone,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Cluster {
    pub(crate) arn: String,
    pub(crate) name: String,
    pub(crate) created: Timestamp,
    /// `CurrentVersion`: every finished update changes it.
    pub(crate) version: String,
    pub(crate) state: State,
    pub(crate) state_info: Option<StateInfo>,
    pub(crate) transition: Option<Transition>,
    pub(crate) spec: Provisioned,
    pub(crate) brokers: Vec<Broker>,
    pub(crate) tags: BTreeMap<String, String>,
    /// Newest last.
    pub(crate) operations: Vec<Operation>,
    /// When the volumes were last changed; the cool-down counts from here.
    pub(crate) storage_changed: Option<Timestamp>,
    /// Partitions of each broker, leaders and followers, as CloudWatch's PartitionCount has them.
    pub(crate) partitions: BTreeMap<u32, u64>,
    /// So many list calls do not show it yet.
    pub(crate) unlisted: u32,
    pub(crate) policy: Option<Policy>,
    /// What becomes of the create or of the next update, when an admin call said that it fails.
    pub(crate) doom: Option<StateInfo>,
}

/// The resource policy of a cluster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Policy {
    pub(crate) text: String,
    pub(crate) version: String,
}

/// One look shows the state that a client must wait for, the next one shows where it led.
const LOOKS: u32 = 1;

impl Cluster {
    /// A cluster at its beginning, without brokers yet.
    pub(crate) fn new(arn: String, name: String, spec: Provisioned, now: Timestamp) -> Self {
        Self {
            arn,
            name,
            created: now,
            version: id::msk_version(),
            state: State::Creating,
            state_info: None,
            transition: None,
            spec,
            brokers: Vec::new(),
            tags: BTreeMap::new(),
            operations: Vec::new(),
            storage_changed: None,
            partitions: BTreeMap::new(),
            unlisted: 0,
            policy: None,
            doom: None,
        }
    }

    pub(crate) fn enter(&mut self, state: State, now: Timestamp, seconds: u64, then: Then) {
        self.state = state;
        let due = now.after_seconds(seconds);
        self.transition = Some(Transition {
            due,
            looks: LOOKS,
            then,
        });
    }

    /// Somebody looks at this cluster. With the fast clock that is what moves it on; what is due by
    /// the world's clock happens with either.
    pub(crate) fn look(&mut self, clock: Clock, now: Timestamp) {
        let Some(transition) = &mut self.transition else {
            return;
        };
        let due = transition.due <= now;
        let ripe = clock == Clock::Fast && transition.looks == 0;
        transition.looks = transition.looks.saturating_sub(1);
        match due || ripe {
            true => self.arrive(now),
            false => self.begin_operation(),
        }
    }

    /// An operation is PENDING until the first look.
    fn begin_operation(&mut self) {
        if let Some(operation) = self.operations.last_mut() {
            operation.begin();
        }
    }

    fn arrive(&mut self, now: Timestamp) {
        let Some(transition) = self.transition.take() else {
            return;
        };
        match (transition.then, self.doom.take()) {
            (Then::Active, Some(info)) | (Then::Failed(info), _) => {
                self.state = State::Failed;
                self.state_info = Some(info);
            }
            // An update that fails leaves the cluster as it was, and ACTIVE.
            (Then::Updated(..), Some(info)) => self.fail_operation(&info, now),
            (Then::Active, None) => self.settle(now),
            (Then::Updated(spec, brokers), None) => {
                self.spec = *spec;
                self.brokers = brokers;
                self.version = id::msk_version();
                self.settle(now);
            }
            // The caller removes it.
            (Then::Gone, _) => self.transition = None,
        }
    }

    fn settle(&mut self, now: Timestamp) {
        self.state = State::Active;
        if let Some(operation) = self.operations.last_mut() {
            operation.complete(now);
        }
    }

    fn fail_operation(&mut self, info: &StateInfo, now: Timestamp) {
        self.state = State::Active;
        if let Some(operation) = self.operations.last_mut() {
            operation.fail(&info.code, &info.message, now);
        }
    }

    /// Deleted, and the time has passed.
    pub(crate) fn is_gone(&self) -> bool {
        self.state == State::Deleting && self.transition.is_none()
    }

    pub(crate) fn running_operation(&self) -> Option<&Operation> {
        self.operations
            .last()
            .filter(|operation| operation.ended.is_none())
    }

    /// The broker with the most partitions decides what MSK refuses.
    pub(crate) fn most_partitions(&self) -> u64 {
        self.partitions.values().copied().max().unwrap_or(0)
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// A cluster has metrics once it has brokers.
    pub(crate) fn publishes(&self) -> bool {
        !matches!(self.state, State::Creating | State::Failed)
    }

    /// `None` when there is no such broker.
    pub(crate) fn partitions_of(&self, broker: u32) -> Option<u64> {
        let there = self.brokers.iter().any(|one| one.id == broker);
        there.then(|| self.partitions.get(&broker).copied().unwrap_or(0))
    }

    /// The last part of the ARN: part of every endpoint's name too.
    pub(crate) fn uuid(&self) -> &str {
        self.arn.rsplit('/').next().unwrap_or_default()
    }
}
