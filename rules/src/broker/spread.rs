//! How many brokers a stack has, and over how many Availability Zones.

use crate::broker::Rule;
use crate::broker::attributes::{NUMBER_OF_BROKER_NODES, SUBNETS};
use crate::broker::case::Case;
use crate::rule::{Level, RuleId, Violation};
use kafkaws_catalog::source;
use std::collections::BTreeSet;

/// Enough for three copies.
pub(crate) const BROKERS_FEWER_THAN_THREE: Rule = Rule {
    id: RuleId("brokers-fewer-than-three"),
    title: "The cluster has fewer than three brokers",
    reason: "With three copies of every partition one broker can be replaced while another fails; \
         fewer brokers cannot hold three copies.",
    source: source::KAFKA_REPLICATION,
    default_level: Level::Warn,
    attributes: &[NUMBER_OF_BROKER_NODES],
    judge: fewer_than_three,
};

/// As many in each zone.
pub(crate) const BROKERS_MULTIPLE_OF_ZONES: Rule = Rule {
    id: RuleId("brokers-multiple-of-zones"),
    title: "The brokers do not divide among the Availability Zones",
    reason: "Kafka spreads the replicas of each partition over racks, so the brokers of a zone with \
         fewer of them carry more each.",
    source: source::KAFKA_RACKS,
    default_level: Level::Warn,
    attributes: &[NUMBER_OF_BROKER_NODES, SUBNETS],
    judge: multiple_of_zones,
};

/// Not all eggs in one zone.
pub(crate) const BROKERS_IN_ONE_ZONE: Rule = Rule {
    id: RuleId("brokers-in-one-zone"),
    title: "All brokers are in one Availability Zone",
    reason: "The loss of that zone stops the cluster, and no copy of its data is anywhere else.",
    source: source::KAFKA_RACKS,
    default_level: Level::Warn,
    attributes: &[SUBNETS],
    judge: in_one_zone,
};

const ENOUGH: i64 = 3;

/// Brokers of the cluster that are not of this stack count as well.
fn fewer_than_three(case: &Case<'_>) -> Vec<Violation> {
    let Some(wanted) = case.number(NUMBER_OF_BROKER_NODES) else {
        return Vec::new();
    };
    let others = i64::try_from(case.observed.others.len()).unwrap_or(i64::MAX);
    if wanted.saturating_add(others) >= ENOUGH {
        return Vec::new();
    }
    let detail = match others {
        0 => format!("number_of_broker_nodes is {wanted}."),
        _ => format!("number_of_broker_nodes is {wanted}, beside {others} elsewhere."),
    };
    let advice = format!("Write number_of_broker_nodes = {ENOUGH} or more.");
    vec![Violation::new(NUMBER_OF_BROKER_NODES, detail, advice)]
}

/// The zones of a stack's subnets; `None` when one is not known, or it is no stack.
fn zones<'a>(case: &Case<'a>) -> Option<BTreeSet<&'a str>> {
    let subnets = case.elements(SUBNETS)?.iter();
    let zones = subnets.map(|subnet| case.zone_of(subnet.as_str()?));
    let zones: Option<BTreeSet<_>> = zones.collect();
    zones.filter(|zones| !zones.is_empty())
}

fn multiple_of_zones(case: &Case<'_>) -> Vec<Violation> {
    uneven(case).into_iter().collect()
}

fn uneven(case: &Case<'_>) -> Option<Violation> {
    let wanted = case.number(NUMBER_OF_BROKER_NODES)?;
    let zones = i64::try_from(zones(case)?.len()).ok()?;
    let beyond = wanted.checked_rem(zones).filter(|beyond| *beyond > 0)?;
    let (fewer, more) = (wanted - beyond, (wanted - beyond).saturating_add(zones));
    let advice = match fewer {
        0 => format!("Write number_of_broker_nodes = {more}, or fewer subnet_ids."),
        _ => format!("Write number_of_broker_nodes = {fewer} or {more}."),
    };
    let detail = format!("{wanted} brokers over {zones} zones.");
    Some(Violation::new(NUMBER_OF_BROKER_NODES, detail, advice))
}

fn in_one_zone(case: &Case<'_>) -> Vec<Violation> {
    let Some(mine) = zones(case) else {
        return Vec::new();
    };
    let others = case.observed.others.values().map(String::as_str);
    let all: BTreeSet<&str> = mine.into_iter().chain(others).collect();
    if all.len() != 1 {
        return Vec::new();
    }
    let zone = all.into_iter().collect::<String>();
    let advice = "Give subnet_ids in three zones; kafkaws_network finds them.";
    vec![Violation::new(
        SUBNETS,
        format!("All of subnet_ids are in {zone}."),
        advice,
    )]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::broker::observed::Observed;
    use crate::broker::testing::*;
    use kafkaws_schema::Value;

    const COUNT: &[&str] = &["number_of_broker_nodes"];

    fn count(brokers: impl Into<Value>) -> (&'static str, Value) {
        (NUMBER_OF_BROKER_NODES, brokers.into())
    }

    fn subnets(ids: &[&str]) -> (&'static str, Value) {
        (SUBNETS, Value::list(ids.iter().map(|id| Value::from(*id))))
    }

    fn beside(zones: &[&str]) -> Observed {
        let others = zones.iter().zip(1001..);
        Observed {
            others: others.map(|(zone, id)| (id, (*zone).to_owned())).collect(),
            ..seen()
        }
    }

    #[test]
    fn enough_for_three_copies() {
        let rule = &BROKERS_FEWER_THAN_THREE;
        let rows: &[Row<'_>] = &[
            (&[count(1)], COUNT),
            (&[count(2)], COUNT),
            (&[count(3)], &[]),
            (&[count(Value::unknown())], &[]),
        ];
        creates_stack(rule, &seen(), rows);
        let rows: &[Row<'_>] = &[(&[count(1)], COUNT), (&[count(2)], &[])];
        creates_stack(rule, &beside(&["euw1-az1"]), rows);
        creates(rule, &seen(), &[(&[], &[])]);
    }

    #[test]
    fn as_many_in_each_zone() {
        let rule = &BROKERS_MULTIPLE_OF_ZONES;
        let same_zone_twice = subnets(&["subnet-a", "subnet-a"]);
        let rows: &[Row<'_>] = &[
            (&[count(3)], &[]),
            (&[count(4)], COUNT),
            (&[count(2)], COUNT),
            (&[count(6)], &[]),
            (&[count(5), same_zone_twice], &[]),
            (&[count(4), subnets(&["subnet-a", "subnet-x"])], &[]),
            (&[count(3), subnets(&["subnet-a", "subnet-b"])], COUNT),
            (&[count(4), (SUBNETS, Value::unknown())], &[]),
            (&[count(4), subnets(&[])], &[]),
        ];
        creates_stack(rule, &seen(), rows);
        creates_stack(rule, &Observed::default(), &[(&[count(4)], &[])]);
        creates(rule, &seen(), &[(&[], &[])]);
    }

    #[test]
    fn the_advice_has_the_next_counts() {
        let advice = |brokers: i64| {
            let said = says(
                &BROKERS_MULTIPLE_OF_ZONES,
                None,
                &stack(&[count(brokers)]),
                &seen(),
            );
            said[0].detail.clone()
        };
        assert!(advice(4).contains("= 3 or 6."));
        assert!(advice(2).contains("= 3, or fewer subnet_ids."));
    }

    #[test]
    fn not_all_in_one_zone() {
        let rule = &BROKERS_IN_ONE_ZONE;
        let one = [subnets(&["subnet-a"])];
        let rows: &[Row<'_>] = &[
            (&one, &["subnet_ids"]),
            (&[subnets(&["subnet-a", "subnet-b"])], &[]),
            (&[subnets(&["subnet-x"])], &[]),
        ];
        creates_stack(rule, &seen(), rows);
        creates_stack(rule, &beside(&["euw1-az2"]), &[(&one, &[])]);
        creates_stack(rule, &beside(&["euw1-az1"]), &[(&one, &["subnet_ids"])]);
        creates(rule, &seen(), &[(&[], &[])]);
    }
}
