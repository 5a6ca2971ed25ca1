//! What every operation on a stack has in hand: AWS, the stack as it is to be, and the brokers as they are.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use kafkaws_plugin::Cx;
use kafkaws_schema::{Diagnostic, Diagnostics, Path};
use tokio_util::sync::CancellationToken;

use super::entry::{entry, subject};
use super::model::{BrokerStack, Timeouts};
use super::outputs::StackBroker;
use super::wanted::{identity, wanted};
use crate::aws::cloud::Cloud;
use crate::aws::error::AwsError;
use crate::aws::fleet::Seen;
use crate::broker::gate::{Closed, Gate, GateSettings, Subject};
use crate::broker::node::{self, Halt, Wanted};
use crate::broker::tags::Tagging;
use crate::config::GoDuration;
use crate::msk::types::SecurityGroupId;

/// Brokers that are worked on side by side. RunInstances and its kin are throttled to two a second.
pub(super) const SIDE_BY_SIDE: usize = 8;

/// How long AWS may take with each broker, unless `timeouts` says otherwise. Volumes that are filled from a snapshot and
/// stopping a broker that closes its logs take the longest.
const CREATE: Duration = Duration::from_secs(20 * 60);
const UPDATE: Duration = Duration::from_secs(60 * 60);
const DELETE: Duration = CREATE;

/// What an operation works with.
pub(super) struct Crew<'a> {
    pub(super) cx: &'a Cx<Cloud>,
    pub(super) cloud: &'a Arc<Cloud>,
    pub(super) stack: &'a BrokerStack,
    pub(super) tags: Tagging,
    /// The brokers as they were seen last.
    pub(super) brokers: BTreeMap<i64, StackBroker>,
    /// Whether the marks of unfinished creates stay on brokers that are done.
    pub(super) keeps_marks: bool,
    /// The security groups that AWS chose, where the configuration leaves them to it.
    pub(super) groups: BTreeSet<SecurityGroupId>,
}

impl<'a> Crew<'a> {
    pub(super) fn new(
        cx: &'a Cx<Cloud>,
        cloud: &'a Arc<Cloud>,
        stack: &'a BrokerStack,
        brokers: BTreeMap<i64, StackBroker>,
    ) -> Result<Self, AwsError> {
        let tags = Tagging::of(cloud, &stack.tags)?;
        Ok(Self {
            cx,
            cloud,
            stack,
            tags,
            brokers,
            keeps_marks: false,
            groups: BTreeSet::new(),
        })
    }

    /// What a broker is to be. It stays in its subnet.
    pub(super) fn wanted(&self, broker_id: i64, subnet_id: &str) -> Wanted {
        Wanted {
            stays_marked: self.keeps_marks,
            ..wanted(self.stack, broker_id, subnet_id, self.tags.clone())
        }
    }

    /// What a broker that is there is to be.
    pub(super) fn wanted_where_it_is(&self, broker_id: i64) -> Wanted {
        let there = self.brokers.get(&broker_id);
        let subnet = there.and_then(|broker| broker.subnet_id.as_deref());
        self.wanted(broker_id, subnet.unwrap_or_default())
    }

    /// Looks at a broker past every listing.
    pub(super) async fn look(&self, broker_id: i64) -> Result<Seen, Diagnostic> {
        let identity = identity(self.stack, broker_id);
        let seen = Box::pin(self.cloud.fleet().look_closely(&identity)).await;
        seen.map_err(|error| error.diagnostic(&format!("looking at broker {identity}")))
    }

    /// Makes a broker what it is to be, and goes on with that when Terraform is told to stop: a broker that is left half
    /// way is one that is down.
    pub(super) async fn finish(&self, wanted: &Wanted) -> Result<Seen, Halt> {
        let apart = Cx::new(Some(Arc::clone(self.cloud)), CancellationToken::new());
        Box::pin(node::converge(
            &apart,
            self.cloud,
            wanted,
            self.update_limit(),
        ))
        .await
    }

    /// Writes down what a broker is now.
    pub(super) fn note(&mut self, broker_id: i64, seen: &Seen) {
        let entry = entry(self.stack, seen);
        let groups = seen
            .interface
            .iter()
            .flat_map(|interface| &interface.groups);
        self.groups = groups.filter_map(|group| group.parse().ok()).collect();
        let _before = self.brokers.insert(broker_id, entry);
    }

    /// A broker for the gate to look at.
    pub(super) fn subject(&self, broker_id: i64) -> Option<Subject> {
        subject(self.stack, broker_id, self.brokers.get(&broker_id)?)
    }

    /// All brokers that somebody can look at.
    pub(super) fn members(&self) -> Vec<Subject> {
        let ids = self.brokers.keys();
        ids.filter_map(|id| self.subject(*id)).collect()
    }

    /// The gate, among the brokers that there are.
    pub(super) fn gate(&self) -> Result<Gate<'a>, Diagnostic> {
        let settings = GateSettings::of(&self.stack.health_check, &self.stack.listeners)?;
        let gate = Gate::new(self.cloud, self.cx.stop().clone(), settings);
        Ok(gate.among(self.members()))
    }

    /// A gate that did not open.
    pub(super) fn closed(&self, closed: &Closed) -> Diagnostic {
        closed.diagnostic(&format!(
            "rolling the brokers of {}",
            self.stack.cluster_name
        ))
    }

    /// A call about one broker that did not work.
    pub(super) fn refused(&self, broker_id: i64, error: &AwsError) -> Diagnostic {
        let identity = identity(self.stack, broker_id);
        error.diagnostic(&format!("marking broker {identity}"))
    }

    pub(super) fn interrupted(&self) -> bool {
        self.cx.stop().is_cancelled()
    }

    pub(super) fn create_limit(&self) -> Duration {
        limit(self.stack, |timeouts| timeouts.create.clone(), CREATE)
    }

    fn update_limit(&self) -> Duration {
        limit(self.stack, |timeouts| timeouts.update.clone(), UPDATE)
    }
}

/// How long the removal of a broker may take.
pub(super) fn delete_limit(stack: &BrokerStack) -> Duration {
    limit(stack, |timeouts| timeouts.delete.clone(), DELETE)
}

fn limit(
    stack: &BrokerStack,
    configured: impl Fn(&Timeouts) -> Option<GoDuration>,
    usual: Duration,
) -> Duration {
    let configured = stack.timeouts.as_ref().and_then(configured);
    configured.map_or(usual, |length| length.0)
}

/// Errors about one broker, with paths of a stack's attributes in the place of a single broker's.
pub(super) fn of_stack(errors: Diagnostics) -> Diagnostics {
    let translated = errors.into_iter().map(|mut error| {
        error.path = error.path.map(translated);
        error
    });
    translated.collect()
}

fn translated(path: Path) -> Path {
    for (single, stack) in [
        ("broker_id", "broker_ids"),
        ("subnet_id", "subnet_ids"),
        ("private_ip", "private_ips"),
    ] {
        if path == Path::root().attribute(single) {
            return Path::root().attribute(stack);
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::super::testing::stack;
    use super::*;

    #[test]
    fn what_the_user_sets_counts() {
        let mut stack = stack(3);
        assert_eq!(delete_limit(&stack), DELETE);
        let delete = Some("1s".parse().unwrap());
        stack.timeouts = Some(Timeouts {
            delete,
            ..Timeouts::default()
        });
        assert_eq!(delete_limit(&stack), Duration::from_secs(1));
    }

    #[test]
    fn errors_point_at_attributes_that_a_stack_has() {
        let error = Diagnostic::error("s", "d").at(Path::root().attribute("subnet_id"));
        let told = of_stack(error.into());
        let paths: Vec<_> = told.iter().filter_map(|it| it.path.clone()).collect();
        assert_eq!(paths, [Path::root().attribute("subnet_ids")]);
    }
}
