//! What a value says at a path, as far as it is known.

use kafkaws_schema::{Path, Value};

/// An attribute as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Field<'a> {
    /// Not known before apply, or inside something that is not.
    Unknown,
    /// Null, or inside something that is.
    Absent,
    /// There.
    Known(&'a Value),
}

/// A broker property as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setting<'a> {
    /// The configuration is not known.
    Unknown,
    /// The configuration does not set it: the default holds.
    Default,
    /// Set to this.
    Set(&'a str),
}

impl Setting<'_> {
    /// The property as a whole number when it is set to one.
    pub fn number(&self) -> Option<i64> {
        match self {
            Setting::Set(text) => text.parse().ok(),
            Setting::Unknown | Setting::Default => None,
        }
    }

    /// The property as a whole number, `default` when it is not set, `None` when unknown.
    pub fn number_or(&self, default: i64) -> Option<i64> {
        if *self == Setting::Default {
            Some(default)
        } else {
            self.number()
        }
    }

    /// Whether the property is set to this word; Kafka reads booleans without regard to case.
    pub fn is(&self, word: &str) -> bool {
        matches!(self, Setting::Set(text) if text.eq_ignore_ascii_case(word))
    }
}

/// The dotted text as a path.
pub(crate) fn path(dotted: &str) -> Path {
    let names: Vec<&str> = dotted.split('.').collect();
    Path::of(&names)
}

/// The attribute at a dotted path.
pub(crate) fn lookup<'v>(value: &'v Value, attribute: &str) -> Field<'v> {
    let found = attribute
        .split('.')
        .fold(value, |at, name| at.attribute(name));
    match found {
        found if found.is_null() => Field::Absent,
        found if found.is_unknown() => Field::Unknown,
        found => Field::Known(found),
    }
}

/// Its value, when there is one.
pub(crate) fn known(field: Field<'_>) -> Option<&Value> {
    match field {
        Field::Known(value) => Some(value),
        Field::Unknown | Field::Absent => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dotted_path_is_attributes_within_attributes() {
        assert_eq!(path("a.b_c.d").to_string(), "a.b_c.d");
        assert_eq!(path("a.b_c.d").steps().len(), 3);
    }

    #[test]
    fn null_and_unknown_are_told_apart_at_any_depth() {
        let inner = Value::object([("known", Value::from(1)), ("null", Value::Null)]);
        let value = Value::object([("a", inner), ("later", Value::unknown())]);
        assert_eq!(known(lookup(&value, "a.known")), Some(&Value::from(1)));
        assert_eq!(lookup(&value, "a.null.deeper"), Field::Absent);
        assert_eq!(lookup(&value, "a.missing"), Field::Absent);
        assert_eq!(lookup(&value, "later.deeper"), Field::Unknown);
    }
}
