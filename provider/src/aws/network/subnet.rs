//! Choosing subnets.

use std::collections::BTreeMap;

use kafkaws_catalog::msk::ZONE_WITHOUT_MSK;

use super::NetworkError;

/// The zones taken when nobody says how many.
const USUAL_ZONES: usize = 3;

/// A VPC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vpc {
    /// Its id.
    pub id: String,
    /// Its primary IPv4 range.
    pub cidr_block: String,
}

/// A subnet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subnet {
    /// Its id.
    pub id: String,
    /// The VPC it is in.
    pub vpc_id: String,
    /// The zone's name, which means another place in every account: `eu-west-1a`.
    pub availability_zone: String,
    /// The zone's id, which means the same place everywhere: `euw1-az2`.
    pub zone_id: String,
    /// Its IPv4 range; empty for a subnet that has IPv6 only.
    pub cidr_block: String,
    /// Whether it is the one that AWS made with the default VPC.
    pub default_for_az: bool,
}

/// Which subnets to take.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Tags that a subnet must carry, key and value.
    pub tags: Vec<(String, String)>,
    /// In how many zones. `None`: three, or as many as there are.
    pub zones: Option<usize>,
    /// Ids of zones to leave out, besides the one without MSK.
    pub excluded_zone_ids: Vec<String>,
}

/// One subnet per zone, in the order of the zones' ids.
///
/// The choice must be the same in every run, so it rests on ids alone: a default subnet goes before
/// others of its zone, then the lower id. A subnet that is added later in a default VPC changes
/// nothing.
pub(super) fn one_per_zone(
    vpc: &str,
    mut subnets: Vec<Subnet>,
    selection: &Selection,
) -> Result<Vec<Subnet>, NetworkError> {
    let excluded =
        |zone: &String| zone == ZONE_WITHOUT_MSK || selection.excluded_zone_ids.contains(zone);
    subnets.retain(|subnet| is_availability_zone(&subnet.zone_id) && !excluded(&subnet.zone_id));
    subnets.sort_by(|a, b| {
        let key = |subnet: &Subnet| (!subnet.default_for_az, subnet.id.clone());
        key(a).cmp(&key(b))
    });
    let mut by_zone = BTreeMap::new();
    for subnet in subnets {
        by_zone.entry(zone_order(&subnet.zone_id)).or_insert(subnet);
    }
    let chosen: Vec<_> = by_zone.into_values().collect();
    enough(vpc, chosen, selection.zones)
}

fn enough(
    vpc: &str,
    mut chosen: Vec<Subnet>,
    wanted: Option<usize>,
) -> Result<Vec<Subnet>, NetworkError> {
    if chosen.is_empty() {
        return Err(NetworkError::NoSubnet {
            vpc: vpc.to_string(),
        });
    }
    if let Some(wanted) = wanted.filter(|wanted| *wanted > chosen.len()) {
        let zones = chosen.into_iter().map(|subnet| subnet.zone_id).collect();
        return Err(NetworkError::TooFewZones {
            vpc: vpc.to_string(),
            wanted,
            zones,
        });
    }
    chosen.truncate(wanted.unwrap_or(USUAL_ZONES));
    Ok(chosen)
}

/// Ids of Local and Wavelength Zones have more parts (`use1-bos1-az1`); MSK is not offered there.
fn is_availability_zone(id: &str) -> bool {
    let number = id.split_once("-az").map(|(_, number)| number);
    id.matches('-').count() == 1 && number.is_some_and(|number| number.parse::<u8>().is_ok())
}

/// By number, so that the tenth zone of a region does not go before its second.
fn zone_order(id: &str) -> (String, u8) {
    let (region, number) = id.split_once("-az").unwrap_or((id, ""));
    (region.to_string(), number.parse().unwrap_or(u8::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subnet(id: &str, zone_id: &str) -> Subnet {
        Subnet {
            id: id.into(),
            vpc_id: "vpc-1".into(),
            availability_zone: "us-east-1a".into(),
            zone_id: zone_id.into(),
            cidr_block: "172.31.0.0/20".into(),
            default_for_az: false,
        }
    }

    fn ids(subnets: &[Subnet]) -> Vec<&str> {
        subnets.iter().map(|subnet| subnet.id.as_str()).collect()
    }

    fn choose(subnets: Vec<Subnet>, selection: &Selection) -> Result<Vec<Subnet>, NetworkError> {
        one_per_zone("vpc-1", subnets, selection)
    }

    #[test]
    fn one_subnet_per_zone_whatever_the_order() {
        let subnets = vec![
            subnet("subnet-e", "use1-az10"),
            subnet("subnet-c", "use1-az2"),
            subnet("subnet-b", "use1-az1"),
            subnet("subnet-a", "use1-az2"),
            subnet("subnet-d", "use1-az4"),
        ];
        let forward = choose(subnets.clone(), &Selection::default()).unwrap();
        assert_eq!(ids(&forward), ["subnet-b", "subnet-a", "subnet-d"]);
        let backward = choose(subnets.into_iter().rev().collect(), &Selection::default()).unwrap();
        assert_eq!(forward, backward);
    }

    #[test]
    fn a_default_subnet_stays_chosen_when_another_is_added() {
        let default = Subnet {
            default_for_az: true,
            ..subnet("subnet-z", "use1-az1")
        };
        let chosen = choose(
            vec![subnet("subnet-a", "use1-az1"), default],
            &Selection::default(),
        );
        assert_eq!(ids(&chosen.unwrap()), ["subnet-z"]);
    }

    #[test]
    fn zones_without_msk_are_left_out() {
        let subnets = vec![
            subnet("subnet-a", ZONE_WITHOUT_MSK),
            subnet("subnet-b", "use1-bos1-az1"),
            subnet("subnet-c", "use1-az5"),
            subnet("subnet-d", "use1-az6"),
        ];
        let selection = Selection {
            excluded_zone_ids: vec!["use1-az6".into()],
            ..Selection::default()
        };
        assert_eq!(ids(&choose(subnets, &selection).unwrap()), ["subnet-c"]);
    }

    #[test]
    fn a_number_of_zones_is_kept_or_refused() {
        let subnets = vec![
            subnet("subnet-a", "usw1-az1"),
            subnet("subnet-b", "usw1-az3"),
        ];
        let selection = |zones| Selection {
            zones,
            ..Selection::default()
        };
        assert_eq!(choose(subnets.clone(), &selection(None)).unwrap().len(), 2);
        assert_eq!(
            choose(subnets.clone(), &selection(Some(1))).unwrap().len(),
            1
        );
        let error = choose(subnets, &selection(Some(3))).unwrap_err();
        let NetworkError::TooFewZones {
            wanted: 3, zones, ..
        } = &error
        else {
            panic!("{error}")
        };
        assert_eq!(zones, &["usw1-az1", "usw1-az3"]);
        let diagnostic = error.diagnostic("reading the network");
        assert!(
            diagnostic.detail.contains("usw1-az1, usw1-az3"),
            "{}",
            diagnostic.detail
        );
        assert!(matches!(
            choose(vec![], &selection(None)),
            Err(NetworkError::NoSubnet { .. })
        ));
    }
}
