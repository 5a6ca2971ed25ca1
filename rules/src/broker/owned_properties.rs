//! Broker properties that follow from attributes of the resource.

use crate::broker::Rule;
use crate::broker::attributes::PROPERTIES;
use crate::broker::case::Case;
use crate::field::path;
use crate::rule::{Level, RuleId, Violation};
use kafkaws_catalog::source;
use std::collections::BTreeMap;

/// One owner for each property.
pub(crate) const BROKER_PROPERTIES_OWNED: Rule = Rule {
    id: RuleId("broker-properties-owned"),
    title: "The provider sets this broker property itself",
    reason: "It follows from the broker's id, zone, address, listeners and volumes; another value \
         would contradict them.",
    source: source::KAFKA_BROKER_CONFIGS,
    default_level: Level::Error,
    attributes: &[PROPERTIES],
    judge: owned,
};

/// Each with what to write in its place.
const OWNED: &[(&str, &str)] = &[
    (
        "broker.id",
        "The attribute broker_id, or broker_ids of a stack, says it.",
    ),
    (
        "node.id",
        "The attribute broker_id, or broker_ids of a stack, says it.",
    ),
    (
        "broker.id.generation.enable",
        "The attribute broker_id, or broker_ids of a stack, says it.",
    ),
    (
        "broker.rack",
        "It is the id of the subnet's Availability Zone.",
    ),
    ("listeners", "Write the attribute listeners."),
    (
        "advertised.listeners",
        "Write advertised_host in the attribute listeners.",
    ),
    (
        "listener.security.protocol.map",
        "Write protocol in the attribute listeners.",
    ),
    (
        "log.dir",
        "Every element of the attribute volumes is a log directory.",
    ),
    (
        "log.dirs",
        "Every element of the attribute volumes is a log directory.",
    ),
];

fn owned(case: &Case<'_>) -> Vec<Violation> {
    let properties: BTreeMap<_, _> = case.entries(PROPERTIES).collect();
    let violation = |(name, advice): &(&str, &str)| {
        let value = properties.get(*name).filter(|value| !value.is_null())?;
        let said = value.as_str().unwrap_or("known after apply");
        let at = path(PROPERTIES).key(*name);
        let advice = format!("Remove it from properties. {advice}");
        Some(Violation::at(at, format!("{name} is {said:?}."), advice))
    };
    OWNED.iter().filter_map(violation).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::broker::observed::Observed;
    use crate::broker::testing::*;
    use kafkaws_schema::Value;

    #[test]
    fn one_owner_for_each() {
        let set = |pairs: &[(&str, &str)]| [(PROPERTIES, properties(pairs))];
        let later = [(PROPERTIES, Value::map([("broker.id", Value::unknown())]))];
        let rows: &[Row<'_>] = &[
            (
                &set(&[("num.partitions", "3"), ("zone.listeners", "x")]),
                &[],
            ),
            (&set(&[("broker.id", "1")]), &["properties[\"broker.id\"]"]),
            (&later, &["properties[\"broker.id\"]"]),
            (
                &set(&[("log.dirs", "/x"), ("broker.rack", "a")]),
                &["properties[\"broker.rack\"]", "properties[\"log.dirs\"]"],
            ),
            (&[(PROPERTIES, Value::unknown())], &[]),
            (&[(PROPERTIES, Value::Null)], &[]),
        ];
        creates(&BROKER_PROPERTIES_OWNED, &Observed::default(), rows);
    }
}
