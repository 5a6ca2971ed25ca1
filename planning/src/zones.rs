//! Which broker goes into which Availability Zone.

use std::collections::{BTreeMap, BTreeSet};

/// Why brokers cannot be distributed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ZonesError {
    /// Nowhere to put them.
    #[error("there is no zone to put brokers into")]
    NoZones,
    /// Kafka's ids are 0 and up.
    #[error("{0} is not a broker id: Kafka's ids are whole numbers from 0 on")]
    NotABroker(i64),
    /// An id names one broker.
    #[error("broker id {0} comes twice")]
    Twice(i64),
}

/// The zone of a broker: its id, modulo the number of zones, counts through the zones in the order of
/// their ids. So a broker stays where its volumes are when brokers are added or removed, and when the
/// zones are listed in another order; only another set of zones moves it.
///
/// # Errors
/// Without zones, and for a negative id.
pub fn zone_of(broker_id: i64, zone_ids: &BTreeSet<String>) -> Result<&str, ZonesError> {
    let id = usize::try_from(broker_id).map_err(|_| ZonesError::NotABroker(broker_id))?;
    let place = id.checked_rem(zone_ids.len()).ok_or(ZonesError::NoZones)?;
    let zone = zone_ids.iter().nth(place).ok_or(ZonesError::NoZones)?;
    Ok(zone)
}

/// The brokers of each zone, in order. Zones without brokers are there too.
///
/// # Errors
/// Without zones, for a negative id, and for one that comes twice.
pub fn distribute(
    broker_ids: &[i64],
    zone_ids: &BTreeSet<String>,
) -> Result<BTreeMap<String, Vec<i64>>, ZonesError> {
    let mut zones: BTreeMap<String, Vec<i64>> = zone_ids
        .iter()
        .map(|zone| (zone.clone(), Vec::new()))
        .collect();
    let mut seen = BTreeSet::new();
    for &id in broker_ids {
        if !seen.insert(id) {
            return Err(ZonesError::Twice(id));
        }
        let zone = zone_of(id, zone_ids)?;
        zones.entry(zone.to_owned()).or_default().push(id);
    }
    zones
        .values_mut()
        .for_each(|brokers| brokers.sort_unstable());
    Ok(zones)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn zones(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn by_id_through_the_zones_in_order() {
        let three = zones(&["use1-az4", "use1-az1", "use1-az2"]);
        let found = distribute(&[3, 1, 2, 1001], &three).unwrap();
        assert_eq!(found["use1-az1"], [3]);
        assert_eq!(found["use1-az2"], [1]);
        assert_eq!(found["use1-az4"], [2, 1001]);
    }

    #[test]
    fn what_cannot_be_distributed() {
        let one = zones(&["euw1-az1"]);
        assert_eq!(distribute(&[1, 1], &one), Err(ZonesError::Twice(1)));
        assert_eq!(distribute(&[-1], &one), Err(ZonesError::NotABroker(-1)));
        assert_eq!(distribute(&[1], &zones(&[])), Err(ZonesError::NoZones));
        assert_eq!(distribute(&[], &one).unwrap()["euw1-az1"], []);
    }

    proptest! {
        #[test]
        fn a_run_of_ids_is_even_and_none_is_lost(first in 0i64..100_000, count in 0usize..60, zones in 1usize..7) {
            let ids: Vec<i64> = (first..).take(count).collect();
            let zones: BTreeSet<_> = (0..zones).map(|zone| format!("euw1-az{zone}")).collect();
            let found = distribute(&ids, &zones).unwrap();
            let sizes: Vec<_> = found.values().map(Vec::len).collect();
            prop_assert_eq!(sizes.iter().sum::<usize>(), count);
            prop_assert!(sizes.iter().max().unwrap() - sizes.iter().min().unwrap() <= 1);
        }

        #[test]
        fn brokers_stay_when_others_come_or_go(ids in proptest::collection::btree_set(0i64..2_000, 1..40), zones in 1usize..7) {
            let zones: BTreeSet<_> = (0..zones).map(|zone| format!("euw1-az{zone}")).collect();
            let ids: Vec<_> = ids.into_iter().collect();
            let all = distribute(&ids, &zones).unwrap();
            let fewer = distribute(&ids[1..], &zones).unwrap();
            for (zone, brokers) in &fewer {
                prop_assert!(brokers.iter().all(|id| all[zone].contains(id)));
            }
        }
    }
}
