//! Changes that Amazon MSK has no way to make on a running cluster, as questions about two values.
//!
//! Its peers answer them by destroying the cluster; here they are refused when planned, unless `allow_replacement` is set
//! (see `refusals`).

use crate::msk::cluster::model::StorageMode;
use crate::msk::types::{BrokerType, KafkaVersion};

/// Whether the planned version is older. Compared by number: 3.10 is newer than 3.9.
pub(crate) fn downgrades(prior: &KafkaVersion, planned: &KafkaVersion) -> bool {
    planned < prior
}

/// Whether tiered storage would be given up, for which AWS has no call.
pub(crate) fn leaves_tiered(prior: &Option<StorageMode>, planned: &Option<StorageMode>) -> bool {
    (*prior, *planned) == (Some(StorageMode::Tiered), Some(StorageMode::Local))
}

/// Whether Standard brokers would have to become Express brokers or the reverse.
pub(crate) fn changes_kind(prior: &BrokerType, planned: &BrokerType) -> bool {
    prior.is_express() != planned.is_express()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_ordered_by_number() {
        for (prior, planned, down) in [
            ("3.9.x", "3.10.x", false),
            ("3.10.x", "3.9.x", true),
            ("3.6.0", "3.5.1", true),
            ("3.9.x", "3.9.x.kraft", false),
            ("3.9.x.kraft", "3.9.x", true),
            ("3.6.0", "3.6.0", false),
        ] {
            let downgrade = downgrades(&prior.parse().unwrap(), &planned.parse().unwrap());
            assert_eq!(downgrade, down, "{prior} to {planned}");
        }
    }

    #[test]
    fn tiered_storage_stays() {
        let (local, tiered) = (Some(StorageMode::Local), Some(StorageMode::Tiered));
        assert!(leaves_tiered(&tiered, &local));
        for (prior, planned) in [(&local, &tiered), (&tiered, &None), (&tiered, &tiered)] {
            assert!(!leaves_tiered(prior, planned));
        }
    }

    #[test]
    fn standard_and_express_do_not_turn_into_each_other() {
        let [m5, m7g, express] = ["kafka.m5.large", "kafka.m7g.large", "express.m7g.large"]
            .map(|size| size.parse::<BrokerType>().unwrap());
        assert!(changes_kind(&m7g, &express) && changes_kind(&express, &m5));
        assert!(!changes_kind(&m5, &m7g));
    }
}
