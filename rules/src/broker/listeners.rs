//! Listeners: names and ports that are unique, and references that lead somewhere.

use crate::broker::Rule;
use crate::broker::attributes::{HEALTH_CHECK_LISTENER, LISTENERS, PROPERTIES};
use crate::broker::case::Case;
use crate::field::{Setting, path};
use crate::rule::{Level, RuleId, Violation};
use kafkaws_catalog::source;
use kafkaws_schema::{Path, Value};
use std::collections::BTreeSet;

/// A name is what properties and the health check mean.
pub(crate) const LISTENER_NAMES_DISTINCT: Rule = Rule {
    id: RuleId("listener-names-distinct"),
    title: "Two listeners have the same name",
    reason: "Kafka does not start with a listener name that comes twice; upper and lower case are \
         the same to it.",
    source: source::KAFKA_BROKER_CONFIGS,
    default_level: Level::Error,
    attributes: &[LISTENERS],
    judge: names,
};

/// One socket each.
pub(crate) const LISTENER_PORTS_DISTINCT: Rule = Rule {
    id: RuleId("listener-ports-distinct"),
    title: "Two listeners have the same port",
    reason: "Every listener of a broker listens on the same address, so each needs a port of its \
         own.",
    source: source::KAFKA_BROKER_CONFIGS,
    default_level: Level::Error,
    attributes: &[LISTENERS],
    judge: ports,
};

/// What is referred to is there.
pub(crate) const LISTENER_UNKNOWN: Rule = Rule {
    id: RuleId("listener-unknown"),
    title: "There is no listener of this name",
    reason: "Brokers talk to each other, and the provider to them, on listeners that the broker has.",
    source: source::KAFKA_BROKER_CONFIGS,
    default_level: Level::Error,
    attributes: &[LISTENERS, HEALTH_CHECK_LISTENER, PROPERTIES],
    judge: unknown,
};

const INTER_BROKER: &str = "inter.broker.listener.name";

fn names(case: &Case<'_>) -> Vec<Violation> {
    let name = |listener: &Value| {
        let name = listener.attribute("name").as_str()?;
        Some(name.to_ascii_uppercase())
    };
    again(case, "name", name, "Give each listener its own name.")
}

fn ports(case: &Case<'_>) -> Vec<Violation> {
    let port = |listener: &Value| Some(listener.attribute("port").as_i64()?.to_string());
    again(case, "port", port, "Give each listener its own port.")
}

/// The listeners whose attribute an earlier one has too.
fn again(
    case: &Case<'_>,
    attribute: &str,
    read: impl Fn(&Value) -> Option<String>,
    advice: &str,
) -> Vec<Violation> {
    let listeners = case.elements(LISTENERS).unwrap_or_default();
    let mut seen = BTreeSet::new();
    let mut violations = Vec::new();
    for (place, listener) in listeners.iter().enumerate() {
        let Some(value) = read(listener) else {
            continue;
        };
        let detail = format!("{value} is there before.");
        if !seen.insert(value) {
            let at = path(LISTENERS).index(i64::try_from(place).unwrap_or(i64::MAX));
            violations.push(Violation::at(at.attribute(attribute), detail, advice));
        }
    }
    violations
}

fn unknown(case: &Case<'_>) -> Vec<Violation> {
    let listeners = case.elements(LISTENERS).unwrap_or_default().iter();
    let names = listeners.map(|listener| listener.attribute("name").as_str());
    let Some(names) = names.collect::<Option<Vec<_>>>() else {
        return Vec::new();
    };
    if names.is_empty() {
        return Vec::new();
    }
    let references = references(case).into_iter();
    let wrong = references
        .filter(|(_, wanted)| !names.iter().any(|name| name.eq_ignore_ascii_case(wanted)));
    let advice = format!("Write one of {}.", names.join(", "));
    wrong
        .map(|(at, wanted)| {
            let detail = format!("{wanted:?} is not among listeners.");
            Violation::at(at, detail, advice.as_str())
        })
        .collect()
}

/// Names that something refers to.
fn references<'a>(case: &Case<'a>) -> Vec<(Path, &'a str)> {
    let check = case
        .text(HEALTH_CHECK_LISTENER)
        .map(|name| (path(HEALTH_CHECK_LISTENER), name));
    let between = match case.property(INTER_BROKER) {
        Setting::Set(name) => Some((path(PROPERTIES).key(INTER_BROKER), name)),
        Setting::Default | Setting::Unknown => None,
    };
    check.into_iter().chain(between).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::broker::observed::Observed;
    use crate::broker::testing::*;

    fn listeners(pairs: &[(&str, i64)]) -> (&'static str, Value) {
        let listeners = pairs.iter().map(|(name, port)| listener(name, *port));
        (LISTENERS, Value::list(listeners))
    }

    #[test]
    fn names_come_once() {
        let rows: &[Row<'_>] = &[
            (
                &[listeners(&[("A", 1), ("B", 2), ("a", 3)])],
                &["listeners[2].name"],
            ),
            (&[listeners(&[("A", 1), ("B", 2)])], &[]),
            (&[(LISTENERS, Value::unknown())], &[]),
        ];
        creates(&LISTENER_NAMES_DISTINCT, &Observed::default(), rows);
    }

    #[test]
    fn ports_come_once() {
        let rows: &[Row<'_>] = &[
            (
                &[listeners(&[("A", 9092), ("B", 9092)])],
                &["listeners[1].port"],
            ),
            (&[listeners(&[("A", 9092), ("B", 9093)])], &[]),
        ];
        creates(&LISTENER_PORTS_DISTINCT, &Observed::default(), rows);
    }

    #[test]
    fn references_lead_somewhere() {
        let two = listeners(&[("CLIENT", 9092), ("INTERNAL", 9093)]);
        let check = |name: &str| (HEALTH_CHECK_LISTENER, Value::from(name));
        let between = |name: &str| (PROPERTIES, properties(&[(INTER_BROKER, name)]));
        let missing = (HEALTH_CHECK_LISTENER, Value::unknown());
        let rows: &[Row<'_>] = &[
            (&[two.clone(), check("CLIENT")], &[]),
            (&[two.clone(), check("OTHER")], &["health_check.listener"]),
            (&[two.clone(), between("internal")], &[]),
            (
                &[two.clone(), between("OTHER")],
                &["properties[\"inter.broker.listener.name\"]"],
            ),
            (&[two, missing], &[]),
            (&[(LISTENERS, Value::unknown()), check("OTHER")], &[]),
            (&[(LISTENERS, Value::list([])), check("OTHER")], &[]),
        ];
        creates(&LISTENER_UNKNOWN, &Observed::default(), rows);
    }
}
