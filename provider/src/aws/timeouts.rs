//! How long operations on a cluster may take.

use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);

/// An operation on a cluster, as far as its duration goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Until a new cluster is ACTIVE.
    Create,
    /// One update, from the call to ACTIVE again.
    Update,
    /// Until the cluster is gone.
    Delete,
}

/// The time an operation on a cluster of `brokers` brokers may take: what the user set, or else a
/// default that grows with the cluster.
///
/// MSK says a create takes up to 30 minutes, and a rolling update 10 to 15 minutes per broker
/// ("Update broker size", MSK developer guide): 60 brokers take 15 hours, and a fixed limit of two
/// hours, which the aws provider has, fails there with a cluster half way through.
pub fn allowed(configured: Option<Duration>, operation: Operation, brokers: u32) -> Duration {
    configured.unwrap_or_else(|| match operation {
        Operation::Create => 120 * MINUTE + 2 * MINUTE * brokers,
        Operation::Update => 120 * MINUTE + 15 * MINUTE * brokers,
        Operation::Delete => 120 * MINUTE,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_user_sets_counts() {
        let second = Duration::from_secs(1);
        for operation in [Operation::Create, Operation::Update, Operation::Delete] {
            assert_eq!(allowed(Some(second), operation, 60), second);
        }
    }

    #[test]
    fn an_update_of_sixty_brokers_may_take_its_fifteen_hours() {
        assert!(allowed(None, Operation::Update, 60) >= 15 * 60 * MINUTE);
        assert!(allowed(None, Operation::Update, 3) < 3 * 60 * MINUTE);
        assert!(allowed(None, Operation::Create, 60) > allowed(None, Operation::Create, 3));
    }
}
