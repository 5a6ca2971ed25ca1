//! Subnets and their Availability Zones, which a cluster keeps for ever.

use crate::cluster::Rule;
use crate::cluster::attributes::CLIENT_SUBNETS;
use crate::cluster::case::Case;
use crate::rule::{Level, RuleId, Violation};
use kafkaws_catalog::{msk, source};
use std::collections::BTreeMap;

/// Two or three.
pub(crate) const SUBNET_COUNT: Rule = Rule {
    id: RuleId("subnet-count"),
    title: "A cluster has two or three subnets",
    reason: "AWS spreads a cluster over two or three Availability Zones; us-west-1 has room for \
         two.",
    source: source::CREATE_CLUSTER,
    default_level: Level::Error,
    attributes: &[CLIENT_SUBNETS],
    judge: count,
};

/// Each in a zone of its own.
pub(crate) const SUBNET_ZONES_DISTINCT: Rule = Rule {
    id: RuleId("subnet-zones-distinct"),
    title: "Two subnets are in the same Availability Zone",
    reason: "AWS wants each subnet of a cluster in a zone of its own.",
    source: source::CREATE_CLUSTER,
    default_level: Level::Error,
    attributes: &[CLIENT_SUBNETS],
    judge: distinct,
};

/// Not in the zone that has no MSK.
pub(crate) const SUBNET_ZONE_UNAVAILABLE: Rule = Rule {
    id: RuleId("subnet-zone-unavailable"),
    title: "MSK is not available in this Availability Zone",
    reason: "AWS places no brokers in the zone with the ID use1-az3, whatever its name is in your \
         account.",
    source: source::API_MODEL,
    default_level: Level::Error,
    attributes: &[CLIENT_SUBNETS],
    judge: unavailable,
};

fn count(case: &Case<'_>) -> Option<Violation> {
    let subnets = case.texts(CLIENT_SUBNETS)?.len();
    let region = case.observed.region.as_deref();
    let only_two = region == Some(msk::TWO_ZONE_REGION);
    if msk::SUBNETS.contains(&subnets) && !(only_two && subnets != *msk::SUBNETS.start()) {
        return None;
    }
    let place = region
        .map(|region| format!(" in {region}"))
        .unwrap_or_default();
    let wanted = if only_two { "two" } else { "two or three" };
    Some(Violation::new(
        CLIENT_SUBNETS,
        format!("{subnets} subnets{place}."),
        format!("Give {wanted} client_subnets, or leave them out and let the provider choose."),
    ))
}

/// The subnets whose zone is known, by zone.
fn by_zone<'c>(case: &'c Case<'_>) -> Option<BTreeMap<&'c str, Vec<&'c str>>> {
    let mut zones = BTreeMap::<&str, Vec<&str>>::new();
    for id in case.texts(CLIENT_SUBNETS)? {
        let zone = case
            .observed
            .subnets
            .get(id)
            .and_then(|subnet| subnet.zone_id.as_deref());
        if let Some(zone) = zone {
            zones.entry(zone).or_default().push(id);
        }
    }
    Some(zones)
}

fn distinct(case: &Case<'_>) -> Option<Violation> {
    let (zone, subnets) = by_zone(case)?
        .into_iter()
        .find(|(_, subnets)| subnets.len() > 1)?;
    let detail = format!("{} are both in {zone}.", subnets.join(" and "));
    Some(Violation::new(
        CLIENT_SUBNETS,
        detail,
        "Give one subnet of each zone.",
    ))
}

fn unavailable(case: &Case<'_>) -> Option<Violation> {
    let zones = by_zone(case)?;
    let subnets = zones.get(msk::ZONE_WITHOUT_MSK)?;
    let detail = format!("{} is in {}.", subnets.join(" and "), msk::ZONE_WITHOUT_MSK);
    Some(Violation::new(
        CLIENT_SUBNETS,
        detail,
        "Give a subnet of another zone.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::observed::Observed;
    use crate::cluster::testing::*;
    use kafkaws_schema::Value;

    fn subnets(ids: &[&str]) -> [(&'static str, Value); 1] {
        [(CLIENT_SUBNETS, texts(ids))]
    }

    #[test]
    fn two_or_three() {
        let region = |name: &str| Observed {
            region: Some(name.into()),
            ..Observed::default()
        };
        let wrong = Some(CLIENT_SUBNETS);
        let half_known = [(
            CLIENT_SUBNETS,
            Value::set([Value::from("a"), Value::unknown()]),
        )];
        let rows: &[Row<'_>] = &[
            (&subnets(&["a"]), wrong),
            (&subnets(&["a", "b"]), None),
            (&subnets(&["a", "b", "c"]), None),
            (&subnets(&["a", "b", "c", "d"]), wrong),
            (&subnets(&[]), wrong),
            (&half_known, None),
            (&[(CLIENT_SUBNETS, Value::unknown())], None),
            (&[(CLIENT_SUBNETS, Value::Null)], None),
        ];
        creates(&SUBNET_COUNT, &region("us-east-1"), rows);
        creates(&SUBNET_COUNT, &Observed::default(), rows);
        let rows: &[Row<'_>] = &[
            (&subnets(&["a", "b"]), None),
            (&subnets(&["a", "b", "c"]), wrong),
        ];
        creates(&SUBNET_COUNT, &region("us-west-1"), rows);
    }

    #[test]
    fn each_in_a_zone_of_its_own() {
        let seen = placed(&[
            ("a", "use1-az1", true),
            ("b", "use1-az1", true),
            ("c", "use1-az2", true),
        ]);
        let rows: &[Row<'_>] = &[
            (&subnets(&["a", "b"]), Some(CLIENT_SUBNETS)),
            (&subnets(&["a", "c"]), None),
            (&subnets(&["a", "unseen"]), None),
            (&[(CLIENT_SUBNETS, Value::unknown())], None),
        ];
        creates(&SUBNET_ZONES_DISTINCT, &seen, rows);
        creates(
            &SUBNET_ZONES_DISTINCT,
            &Observed::default(),
            &[(&subnets(&["a", "b"]), None)],
        );
    }

    #[test]
    fn not_in_the_zone_without_msk() {
        let seen = placed(&[("a", "use1-az1", true), ("b", "use1-az3", true)]);
        let rows: &[Row<'_>] = &[
            (&subnets(&["a", "b"]), Some(CLIENT_SUBNETS)),
            (&subnets(&["a", "c"]), None),
        ];
        creates(&SUBNET_ZONE_UNAVAILABLE, &seen, rows);
    }
}
