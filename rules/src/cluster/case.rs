//! One judgement: what was, what is planned, what AWS said.

use crate::cluster::attributes::{self, Absent};
use crate::cluster::observed::Observed;
use crate::field::{Field, Setting, known, lookup};
use crate::properties::{self, PropertiesError, Reading};
use kafkaws_catalog::{BrokerType, KafkaVersion};
use kafkaws_schema::Value;
use std::cell::OnceCell;
use std::str::FromStr;

/// What a rule judges. Create one for each plan; it reads `server_properties` once for all rules.
#[derive(Debug)]
pub struct Case<'a> {
    /// The state before; `None` when a cluster is created, which includes a planned replacement.
    pub prior: Option<&'a Value>,
    /// The planned state; null when the cluster is destroyed, which no rule judges.
    pub planned: &'a Value,
    /// What was read from AWS.
    pub observed: &'a Observed,
    reading: OnceCell<Option<Result<Reading, PropertiesError>>>,
}

impl<'a> Case<'a> {
    /// A case. A null `prior` counts as none.
    pub fn new(prior: Option<&'a Value>, planned: &'a Value, observed: &'a Observed) -> Self {
        let prior = prior.filter(|value| !value.is_null());
        Self {
            prior,
            planned,
            observed,
            reading: OnceCell::new(),
        }
    }

    /// Whether a cluster is created.
    pub fn creates(&self) -> bool {
        self.prior.is_none()
    }

    /// Whether this plan changes the attribute. Everything changes on create. Absent and what AWS
    /// does when it is absent are the same. What becomes known only at apply counts as changing.
    pub fn changed(&self, attribute: &str) -> bool {
        let Some(prior) = self.prior else { return true };
        match (lookup(prior, attribute), lookup(self.planned, attribute)) {
            (Field::Absent, Field::Absent) => false,
            (Field::Known(before), Field::Known(after)) => !before.same(after),
            (Field::Absent, Field::Known(value)) | (Field::Known(value), Field::Absent) => {
                !Absent::of(attribute).is_some_and(|absent| absent.is(value))
            }
            (Field::Unknown, _) | (_, Field::Unknown) => true,
        }
    }

    /// The planned attribute.
    pub fn field(&self, attribute: &str) -> Field<'a> {
        lookup(self.planned, attribute)
    }

    /// The planned text, or what AWS makes of its absence; `None` when there is no answer.
    pub fn text(&self, attribute: &str) -> Option<&'a str> {
        text(self.field(attribute), attribute)
    }

    /// The text before.
    pub fn prior_text(&self, attribute: &str) -> Option<&'a str> {
        text(lookup(self.prior?, attribute), attribute)
    }

    /// The planned switch, or what AWS makes of its absence; `None` when there is no answer.
    pub fn flag(&self, attribute: &str) -> Option<bool> {
        match (self.field(attribute), Absent::of(attribute)) {
            (Field::Known(value), _) => value.as_bool(),
            (Field::Absent, Some(Absent::Flag(flag))) => Some(flag),
            _ => None,
        }
    }

    /// The planned whole number.
    pub fn number(&self, attribute: &str) -> Option<i64> {
        known(self.field(attribute))?.as_i64()
    }

    /// The whole number before.
    pub fn prior_number(&self, attribute: &str) -> Option<i64> {
        known(lookup(self.prior?, attribute))?.as_i64()
    }

    /// The planned texts of a set or list; `None` when one of them is unknown, because two unknown
    /// elements may turn out equal.
    pub fn texts(&self, attribute: &str) -> Option<Vec<&'a str>> {
        match (self.field(attribute), Absent::of(attribute)) {
            (Field::Known(value), _) => value.as_list()?.iter().map(Value::as_str).collect(),
            (Field::Absent, Some(Absent::Empty)) => Some(Vec::new()),
            _ => None,
        }
    }

    /// The planned Kafka version.
    pub fn version(&self) -> Option<KafkaVersion> {
        parsed(self.text(attributes::KAFKA_VERSION))
    }

    /// The Kafka version before.
    pub fn prior_version(&self) -> Option<KafkaVersion> {
        parsed(self.prior_text(attributes::KAFKA_VERSION))
    }

    /// The planned broker type.
    pub fn broker(&self) -> Option<BrokerType> {
        parsed(self.text(attributes::INSTANCE_TYPE))
    }

    /// The broker type before.
    pub fn prior_broker(&self) -> Option<BrokerType> {
        parsed(self.prior_text(attributes::INSTANCE_TYPE))
    }

    /// How many Availability Zones the cluster spans: one for each subnet, also of those still to be picked.
    pub fn zones(&self) -> Option<usize> {
        self.texts(attributes::CLIENT_SUBNETS)
            .map(|subnets| subnets.len())
            .filter(|&zones| zones > 0)
            .or(self.observed.zones_to_pick)
    }

    /// The planned `server_properties`, read once; `None` when absent or unknown.
    pub fn server_properties(&self) -> Option<&Result<Reading, PropertiesError>> {
        let text = || known(self.field(attributes::SERVER_PROPERTIES))?.as_str();
        self.reading
            .get_or_init(|| text().map(properties::read))
            .as_ref()
    }

    /// A broker property of the planned cluster, from `server_properties` or else from the observed
    /// configuration.
    pub fn property(&self, name: &str) -> Setting<'_> {
        let properties = match self.field(attributes::SERVER_PROPERTIES) {
            Field::Unknown => None,
            Field::Known(_) => match self.server_properties() {
                Some(Ok(reading)) => Some(&reading.properties),
                _ => None,
            },
            Field::Absent if self.runs_without_configuration() => return Setting::Default,
            Field::Absent if self.awaits_configuration() => None,
            Field::Absent => self.observed.configuration.as_ref(),
        };
        match properties.map(|properties| properties.get(name)) {
            None => Setting::Unknown,
            Some(None) => Setting::Default,
            Some(Some(value)) => Setting::Set(value),
        }
    }

    /// A revision that does not exist yet: what was observed is at best the one before.
    fn awaits_configuration(&self) -> bool {
        let references = [
            attributes::CONFIGURATION_ARN,
            attributes::CONFIGURATION_REVISION,
        ];
        references
            .into_iter()
            .any(|path| self.field(path) == Field::Unknown)
    }

    /// Only a new cluster surely runs without one: taking an attribute away detaches nothing.
    fn runs_without_configuration(&self) -> bool {
        self.creates() && self.field(attributes::CONFIGURATION_ARN) == Field::Absent
    }
}

fn text<'v>(field: Field<'v>, attribute: &str) -> Option<&'v str> {
    match (field, Absent::of(attribute)) {
        (Field::Known(value), _) => value.as_str(),
        (Field::Absent, Some(Absent::Text(text))) => Some(text),
        _ => None,
    }
}

/// A text that does not parse is reported by validation; rules are silent about it.
fn parsed<T: FromStr>(text: Option<&str>) -> Option<T> {
    text?.parse().ok()
}

#[cfg(test)]
mod tests;
