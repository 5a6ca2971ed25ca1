//! The text of `server_properties` by itself.

use crate::cluster::Rule;
use crate::cluster::attributes::{CONFIGURATION_ARN, CONFIGURATION_REVISION, SERVER_PROPERTIES};
use crate::cluster::case::Case;
use crate::field::Field;
use crate::properties::Reading;
use crate::rule::{Level, RuleId, Violation};
use kafkaws_catalog::source;

/// One owner of the brokers' properties.
pub(crate) const SERVER_PROPERTIES_CONFLICT: Rule = Rule {
    id: RuleId("server-properties-conflict"),
    title: "Both server_properties and configuration_info are set",
    reason: "A cluster runs one configuration: with server_properties the provider owns it, with \
         configuration_info you do.",
    source: source::CONFIGURATIONS,
    default_level: Level::Error,
    attributes: &[SERVER_PROPERTIES, CONFIGURATION_ARN],
    judge: conflict,
};

/// The text is in the properties format.
pub(crate) const SERVER_PROPERTIES_SYNTAX: Rule = Rule {
    id: RuleId("server-properties-syntax"),
    title: "server_properties is not in Java's properties format",
    reason: "Brokers read one `name=value` a line, `#` beginning a comment and `\\` continuing a \
         line.",
    source: source::CONFIGURATIONS,
    default_level: Level::Error,
    attributes: &[SERVER_PROPERTIES],
    judge: syntax,
};

/// No property twice.
pub(crate) const SERVER_PROPERTIES_REPEATED: Rule = Rule {
    id: RuleId("server-properties-repeated"),
    title: "server_properties sets a property twice",
    reason: "Brokers use the last value and say nothing about the others.",
    source: source::KAFKA_BROKER_CONFIGS,
    default_level: Level::Warn,
    attributes: &[SERVER_PROPERTIES],
    judge: repeated,
};

/// No property without a value.
pub(crate) const SERVER_PROPERTIES_EMPTY: Rule = Rule {
    id: RuleId("server-properties-empty"),
    title: "server_properties names a property without a value",
    reason: "Hardly any property takes an empty value; more often a `=` is missing.",
    source: source::KAFKA_BROKER_CONFIGS,
    default_level: Level::Warn,
    attributes: &[SERVER_PROPERTIES],
    judge: empty,
};

/// Not what MSK sets by itself.
pub(crate) const SERVER_PROPERTIES_MANAGED: Rule = Rule {
    id: RuleId("server-properties-managed"),
    title: "MSK sets this broker property itself",
    reason: "MSK owns the listeners of its brokers; only advertised.listeners can be set.",
    source: source::CONFIGURATION_PROPERTIES,
    default_level: Level::Error,
    attributes: &[SERVER_PROPERTIES],
    judge: managed,
};

/// Within the ranges that MSK documents.
pub(crate) const SERVER_PROPERTIES_RANGE: Rule = Rule {
    id: RuleId("server-properties-range"),
    title: "A broker property is out of MSK's range",
    reason: "MSK narrows the range of some properties so that its own monitoring of brokers keeps \
         working.",
    source: source::CONFIGURATION_PROPERTIES,
    default_level: Level::Error,
    attributes: &[SERVER_PROPERTIES, CONFIGURATION_ARN, CONFIGURATION_REVISION],
    judge: range,
};

/// A replica that lacks data must not lead.
pub(crate) const UNCLEAN_LEADER_ELECTION: Rule = Rule {
    id: RuleId("unclean-leader-election"),
    title: "Unclean leader election loses data",
    reason: "A replica that lacks records may become the leader, and the records that only others \
         had are gone.",
    source: source::CONFIGURATION_PROPERTIES,
    default_level: Level::Warn,
    attributes: &[SERVER_PROPERTIES, CONFIGURATION_ARN, CONFIGURATION_REVISION],
    judge: unclean,
};

/// Topics are created on purpose.
pub(crate) const AUTO_CREATE_TOPICS: Rule = Rule {
    id: RuleId("auto-create-topics"),
    title: "Brokers create topics that nobody declared",
    reason: "A misspelt topic name becomes a topic with default settings, and its partitions \
         count against the broker's limit.",
    source: source::CONFIGURATION_PROPERTIES,
    default_level: Level::Warn,
    attributes: &[SERVER_PROPERTIES, CONFIGURATION_ARN, CONFIGURATION_REVISION],
    judge: auto_create,
};

/// Properties that MSK sets by itself, on Standard brokers too.
const MANAGED: &[&str] = &["listeners"];

/// Ranges that MSK documents and Kafka does not have.
const RANGES: &[(&str, i64, i64)] = &[
    ("replica.lag.time.max.ms", 10_000, 30_000),
    ("zookeeper.session.timeout.ms", 6_000, 18_000),
];

fn reading<'c>(case: &'c Case<'_>) -> Option<&'c Reading> {
    case.server_properties()?.as_ref().ok()
}

/// A configuration whose ARN is not known yet is a configuration all the same; one that may still
/// turn out null is not.
fn conflict(case: &Case<'_>) -> Option<Violation> {
    let is_known = |attribute| matches!(case.field(attribute), Field::Known(_));
    let has_arn = case.field(CONFIGURATION_ARN) != Field::Absent;
    (is_known(SERVER_PROPERTIES) && is_known("configuration_info") && has_arn).then(|| {
        Violation::new(
            SERVER_PROPERTIES,
            "The cluster has both attributes.",
            "Remove configuration_info to let the provider manage revisions, or remove \
                 server_properties and keep the text in a kafkaws_msk_configuration.",
        )
    })
}

fn syntax(case: &Case<'_>) -> Option<Violation> {
    let error = case.server_properties()?.as_ref().err()?;
    let advice = "Write one property a line, such as num.partitions=3, in a heredoc (<<-EOT).";
    Some(Violation::new(
        SERVER_PROPERTIES,
        format!("{}.", sentence(&error.to_string())),
        advice,
    ))
}

fn sentence(text: &str) -> String {
    let mut chars = text.trim_end_matches('.').chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

fn repeated(case: &Case<'_>) -> Option<Violation> {
    let (line, name) = reading(case)?.repeated.first()?;
    let detail = format!("{name} comes again in line {line}.");
    Some(Violation::new(
        SERVER_PROPERTIES,
        detail,
        "Keep the line that you mean.",
    ))
}

fn empty(case: &Case<'_>) -> Option<Violation> {
    let (line, name) = reading(case)?.without_value.first()?;
    let detail = format!("{name} in line {line} has no value.");
    Some(Violation::new(
        SERVER_PROPERTIES,
        detail,
        format!("Write {name}=value, or remove the line."),
    ))
}

fn managed(case: &Case<'_>) -> Option<Violation> {
    let properties = &reading(case)?.properties;
    let name = MANAGED
        .iter()
        .find(|name| properties.contains_key(**name))?;
    let detail = format!("server_properties sets {name}.");
    Some(Violation::new(
        SERVER_PROPERTIES,
        detail,
        format!("Remove {name} from server_properties."),
    ))
}

fn range(case: &Case<'_>) -> Option<Violation> {
    let outside = |(name, least, most): &&(&str, i64, i64)| {
        case.property(name)
            .number()
            .is_some_and(|set| set < *least || set > *most)
    };
    let (name, least, most) = RANGES.iter().find(outside)?;
    let set = case.property(name).number()?;
    let detail = format!("{name} is {set}.");
    Some(Violation::new(
        SERVER_PROPERTIES,
        detail,
        format!("Set {name} to {least} or more, up to {most}."),
    ))
}

fn unclean(case: &Case<'_>) -> Option<Violation> {
    is_true(case, "unclean.leader.election.enable").then(|| {
        let detail = "unclean.leader.election.enable is true.";
        let advice = "Set unclean.leader.election.enable=false, and allow it on single topics \
             that can lose data.";
        Violation::new(SERVER_PROPERTIES, detail, advice)
    })
}

fn auto_create(case: &Case<'_>) -> Option<Violation> {
    is_true(case, "auto.create.topics.enable").then(|| {
        let detail = "auto.create.topics.enable is true.";
        let advice = "Remove the line (MSK's default is false) and declare the topics.";
        Violation::new(SERVER_PROPERTIES, detail, advice)
    })
}

fn is_true(case: &Case<'_>, name: &str) -> bool {
    case.property(name).is("true")
}

#[cfg(test)]
mod tests;
