//! Subnets for a cluster that names none.

use std::collections::BTreeSet;

use kafkaws_schema::Diagnostic;

use crate::aws::cloud::Cloud;
use crate::msk::cluster::model::MskCluster;
use crate::msk::cluster::paths;
use crate::msk::types::{BrokerType, SubnetId};

/// In how many zones: as many as is usual in the Region, or two where that many brokers cannot be spread over three.
/// Express brokers are always in three. The number of brokers must be a multiple of it, which a rule judges.
pub(super) fn zones(brokers: i64, broker_type: &BrokerType, usual: usize) -> usize {
    let spread = broker_type.is_express() || brokers % 3 == 0;
    if spread { usual } else { usual.min(2) }
}

/// One default subnet per zone.
pub(super) async fn pick(
    cloud: &Cloud,
    planned: &MskCluster,
) -> Result<BTreeSet<SubnetId>, Diagnostic> {
    let doing = "choosing subnets for an MSK cluster";
    let usual = cloud
        .network()
        .usual_zones()
        .await
        .map_err(|error| error.diagnostic(doing))?;
    let broker_type = &planned.broker_node_group_info.instance_type;
    let zones = zones(planned.number_of_broker_nodes.get(), broker_type, usual);
    let picked = cloud.network().default_subnets(zones).await;
    let picked = picked.map_err(|error| error.diagnostic(doing).at(paths::subnets()))?;
    Ok(picked
        .iter()
        .filter_map(|subnet| subnet.id.parse().ok())
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_zones_where_the_brokers_can_be_spread_over_them() {
        for (brokers, size, usual, wanted) in [
            (3, "kafka.m7g.large", 3, 3),
            (6, "kafka.m7g.large", 3, 3),
            (4, "kafka.m7g.large", 3, 2),
            (2, "kafka.m7g.large", 3, 2),
            (3, "kafka.m7g.large", 2, 2),
            (4, "express.m7g.large", 3, 3),
        ] {
            assert_eq!(
                zones(brokers, &size.parse().unwrap(), usual),
                wanted,
                "{brokers} {size}"
            );
        }
    }
}
