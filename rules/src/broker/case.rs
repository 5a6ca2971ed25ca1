//! One judgement: what was, what is planned, what EC2 said.

use crate::broker::attributes::{INSTANCE_TYPE, PROPERTIES, SUBNET, SUBNETS, VOLUMES};
use crate::broker::observed::{Image, InstanceType, Observed};
use crate::broker::volume::Volume;
use crate::field::{Field, Setting, known, lookup};
use kafkaws_schema::Value;

/// What a rule judges: a planned `kafkaws_broker` or `kafkaws_broker_stack`.
#[derive(Debug)]
pub struct Case<'a> {
    /// The state before; `None` when the resource is created, which includes a planned replacement.
    pub prior: Option<&'a Value>,
    /// The planned state; null when the resource is destroyed, which no rule judges.
    pub planned: &'a Value,
    /// What was read from EC2.
    pub observed: &'a Observed,
    instance_type: Option<InstanceType>,
}

impl<'a> Case<'a> {
    /// A case. A null `prior` counts as none.
    pub fn new(prior: Option<&'a Value>, planned: &'a Value, observed: &'a Observed) -> Self {
        let prior = prior.filter(|value| !value.is_null());
        let name = known(lookup(planned, INSTANCE_TYPE)).and_then(Value::as_str);
        Self {
            prior,
            planned,
            observed,
            instance_type: name.and_then(|name| facts(name, observed)),
        }
    }

    /// Whether the resource is created.
    pub fn creates(&self) -> bool {
        self.prior.is_none()
    }

    /// Whether this plan changes the attribute. Everything changes on create. What becomes known only
    /// at apply counts as changing.
    pub fn changed(&self, attribute: &str) -> bool {
        let Some(prior) = self.prior else { return true };
        match (lookup(prior, attribute), lookup(self.planned, attribute)) {
            (Field::Absent, Field::Absent) => false,
            (Field::Known(before), Field::Known(after)) => !before.same(after),
            _ => true,
        }
    }

    /// The planned attribute.
    pub fn field(&self, attribute: &str) -> Field<'a> {
        lookup(self.planned, attribute)
    }

    /// The planned text.
    pub fn text(&self, attribute: &str) -> Option<&'a str> {
        known(self.field(attribute))?.as_str()
    }

    /// The planned whole number.
    pub fn number(&self, attribute: &str) -> Option<i64> {
        known(self.field(attribute))?.as_i64()
    }

    /// The planned switch, off when absent.
    pub fn flag(&self, attribute: &str) -> Option<bool> {
        match self.field(attribute) {
            Field::Known(value) => value.as_bool(),
            Field::Absent => Some(false),
            Field::Unknown => None,
        }
    }

    /// The elements of a planned list; none when it is absent, `None` when it is unknown.
    pub fn elements(&self, attribute: &str) -> Option<&'a [Value]> {
        match self.field(attribute) {
            Field::Known(value) => value.as_list(),
            Field::Absent => Some(&[]),
            Field::Unknown => None,
        }
    }

    /// The entries of a planned map; none when it is absent or unknown.
    pub fn entries(&self, attribute: &str) -> impl Iterator<Item = (&'a str, &'a Value)> + use<'a> {
        let entries = known(self.field(attribute)).and_then(Value::as_map);
        entries
            .into_iter()
            .flatten()
            .map(|(name, value)| (name.as_str(), value))
    }

    /// The planned instance type, as EC2 or else the catalogue describes it.
    pub fn instance_type(&self) -> Option<&InstanceType> {
        self.instance_type.as_ref()
    }

    /// The planned image.
    pub fn image(&self) -> Option<&'a Image> {
        let id = self.text(crate::broker::attributes::AMI)?;
        self.observed.image.as_ref().filter(|image| image.id == id)
    }

    /// The planned data volumes; `None` when it is not known how many there are.
    pub(crate) fn volumes(&self) -> Option<Vec<Volume<'a>>> {
        let before = self.prior_volumes();
        let volumes = self.elements(VOLUMES)?.iter().enumerate();
        Some(
            volumes
                .map(|(place, value)| Volume::new(place, value, before))
                .collect(),
        )
    }

    /// The data volumes before.
    pub(crate) fn prior_volumes(&self) -> &'a [Value] {
        let before = self.prior.and_then(|prior| known(lookup(prior, VOLUMES)));
        before.and_then(Value::as_list).unwrap_or_default()
    }

    /// The planned subnets of a stack, or the one of a broker; `None` when one is unknown.
    pub fn subnets(&self) -> Option<Vec<&'a str>> {
        match self.field(SUBNET) {
            Field::Known(value) => Some(vec![value.as_str()?]),
            Field::Unknown => None,
            Field::Absent => self.elements(SUBNETS)?.iter().map(Value::as_str).collect(),
        }
    }

    /// The id of the zone that a subnet is in.
    pub fn zone_of(&self, subnet: &str) -> Option<&'a str> {
        self.observed.subnets.get(subnet)?.zone_id.as_deref()
    }

    /// A broker property that the configuration may set.
    pub fn property(&self, name: &str) -> Setting<'a> {
        match self.field(PROPERTIES) {
            Field::Unknown => Setting::Unknown,
            Field::Absent => Setting::Default,
            Field::Known(Value::Map(properties)) => match properties.get(name) {
                None | Some(Value::Null) => Setting::Default,
                Some(value) => value.as_str().map_or(Setting::Unknown, Setting::Set),
            },
            Field::Known(_) => Setting::Unknown,
        }
    }
}

fn facts(name: &str, observed: &Observed) -> Option<InstanceType> {
    let read = observed
        .instance_type
        .as_ref()
        .filter(|read| read.name == name);
    read.cloned()
        .or_else(|| kafkaws_catalog::InstanceType::named(name).map(InstanceType::from))
}

#[cfg(test)]
mod tests;
