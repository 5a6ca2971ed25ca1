//! Which subnet a new broker goes into.

use std::collections::BTreeSet;

use kafkaws_planning::zones::{ZonesError, zone_of};

use crate::aws::network::Subnet;

/// The subnet of a broker that does not exist yet: the zone by its id, as `provider::kafkaws::az_distribution` has it, and
/// among several subnets of that zone again by its id.
///
/// Neither the order of the subnets nor the other brokers count, so a stack that grows leaves everybody where they are.
///
/// # Errors
///
/// Without subnets.
pub(crate) fn subnet_of(broker_id: i64, subnets: &[Subnet]) -> Result<&Subnet, ZonesError> {
    let zones: BTreeSet<String> = subnets
        .iter()
        .map(|subnet| subnet.zone_id.clone())
        .collect();
    let zone = zone_of(broker_id, &zones)?;
    let mut there: Vec<&Subnet> = subnets
        .iter()
        .filter(|subnet| subnet.zone_id == zone)
        .collect();
    there.sort_by(|a, b| a.id.cmp(&b.id));
    // Ids of one zone are as far apart as there are zones.
    let round = usize::try_from(broker_id).unwrap_or_default() / zones.len().max(1);
    let place = round.checked_rem(there.len()).ok_or(ZonesError::NoZones)?;
    there.get(place).copied().ok_or(ZonesError::NoZones)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn subnet(id: usize, zone: usize) -> Subnet {
        Subnet {
            id: format!("subnet-{id:08x}"),
            vpc_id: "vpc-1".into(),
            availability_zone: format!("eu-west-1{zone}"),
            zone_id: format!("euw1-az{zone}"),
            cidr_block: "10.0.0.0/24".into(),
            default_for_az: false,
        }
    }

    fn places(ids: impl IntoIterator<Item = i64>, subnets: &[Subnet]) -> Vec<String> {
        ids.into_iter()
            .map(|id| subnet_of(id, subnets).unwrap().id.clone())
            .collect()
    }

    #[test]
    fn zones_first_and_subnets_within_them() {
        let subnets = [subnet(3, 1), subnet(1, 1), subnet(2, 2)];
        let found = places(0..6, &subnets);
        let expected = [1, 2, 3, 2, 1, 2].map(|id| subnet(id, 0).id);
        assert_eq!(found, expected);
        assert_eq!(subnet_of(1, &[]), Err(ZonesError::NoZones));
    }

    proptest! {
        #[test]
        fn order_means_nothing(zones in proptest::collection::vec(1usize..5, 1..8), rotate in 0usize..8, first in 0i64..3000) {
            let subnets: Vec<_> = zones.iter().enumerate().map(|(id, zone)| subnet(id, *zone)).collect();
            let mut other = subnets.clone();
            other.rotate_left(rotate % subnets.len());
            prop_assert_eq!(places(first..first + 12, &subnets), places(first..first + 12, &other));
        }

        #[test]
        fn subnets_that_are_alike_get_as_many(zones in 1usize..5, each in 1usize..4, first in 0i64..3000) {
            let subnets: Vec<_> = (0..zones * each).map(|id| subnet(id, id % zones)).collect();
            let count = i64::try_from(zones * each * 2).unwrap();
            let mut found = places(first..first + count, &subnets);
            found.sort();
            found.dedup();
            prop_assert_eq!(found.len(), zones * each);
        }
    }
}
