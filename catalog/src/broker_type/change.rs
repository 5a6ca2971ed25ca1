//! Which type may become which in place (source: `UPDATE_BROKER_TYPE`).

use super::{BrokerKind, BrokerType};

/// Why AWS does not turn one broker type into another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TypeChangeRefusal {
    /// Between Standard and Express there is only a new cluster and replication.
    #[error(
        "a cluster stays with the kind of brokers it was created with; {from} brokers cannot \
             become {to} brokers"
    )]
    Kind {
        /// What the cluster has.
        from: BrokerKind,
        /// What was asked for.
        to: BrokerKind,
    },
    /// No other type can become T3.
    #[error("no broker type can be changed to a burstable one")]
    Burstable,
}

impl BrokerType {
    /// Whether UpdateBrokerType takes this change.
    ///
    /// Within M5 and M7g a smaller size is accepted here: AWS decides by the partitions on each
    /// broker, which is a question of its own ([`super::BrokerLimits::maximum_partitions`]).
    /// Families that are newer than this code are accepted.
    ///
    /// # Errors
    /// Says why not.
    pub fn may_become(&self, target: &Self) -> Result<(), TypeChangeRefusal> {
        if self.kind != target.kind {
            return Err(TypeChangeRefusal::Kind {
                from: self.kind,
                to: target.kind,
            });
        }
        if target.is_burstable() && self != target {
            return Err(TypeChangeRefusal::Burstable);
        }
        Ok(())
    }
}
