//! Equality as core sees it, and the canonical order of a set.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::Value;

impl Value {
    /// Equal as core compares: numbers numerically, sets as sets, refinements ignored.
    ///
    /// Unknown equals unknown here, since a plan that repeats an unknown repeats it; whether a value
    /// *changed* is another question, which the plan engine answers with "an unknown counts as a change".
    pub fn same(&self, other: &Value) -> bool {
        self.order(other) == Ordering::Equal
    }

    /// A total order: strings by code point, numbers by value, the rest by kind and then by parts.
    pub(crate) fn order(&self, other: &Value) -> Ordering {
        match (self, other) {
            (Self::Bool(left), Self::Bool(right)) => left.cmp(right),
            (Self::Number(left), Self::Number(right)) => left.cmp(right),
            (Self::String(left), Self::String(right)) => left.cmp(right),
            (Self::List(left), Self::List(right))
            | (Self::Tuple(left), Self::Tuple(right))
            | (Self::Set(left), Self::Set(right)) => sequences(left, right),
            (Self::Map(left), Self::Map(right)) | (Self::Object(left), Self::Object(right)) => {
                tables(left, right)
            }
            (Self::Dynamic(left), Self::Dynamic(right)) => left
                .ty
                .cmp(&right.ty)
                .then_with(|| left.value.order(&right.value)),
            _ => self.rank().cmp(&other.rank()),
        }
    }

    /// The place of a kind among kinds; unknown last, so that a set shows what is known first.
    fn rank(&self) -> u8 {
        match self {
            Self::Null => 0,
            Self::Bool(_) => 1,
            Self::Number(_) => 2,
            Self::String(_) => 3,
            Self::List(_) => 4,
            Self::Set(_) => 5,
            Self::Tuple(_) => 6,
            Self::Map(_) => 7,
            Self::Object(_) => 8,
            Self::Dynamic(_) => 9,
            Self::Unknown(_) => 10,
        }
    }
}

fn sequences(left: &[Value], right: &[Value]) -> Ordering {
    left.iter()
        .zip(right)
        .map(|(left, right)| left.order(right))
        .find(|order| order.is_ne())
        .unwrap_or_else(|| left.len().cmp(&right.len()))
}

fn tables(left: &BTreeMap<String, Value>, right: &BTreeMap<String, Value>) -> Ordering {
    left.iter()
        .zip(right)
        .map(|((key, value), (other_key, other))| {
            key.cmp(other_key).then_with(|| value.order(other))
        })
        .find(|order| order.is_ne())
        .unwrap_or_else(|| left.len().cmp(&right.len()))
}

#[cfg(test)]
mod tests {
    use crate::number::Number;
    use crate::value::{Refinements, Value};

    fn number(text: &str) -> Value {
        Value::Number(Number::parse(text).unwrap())
    }

    #[test]
    fn numbers_by_value_sets_as_sets() {
        assert!(number("0.50").same(&number("0.5")));
        let left = Value::set([number("10"), number("9")]);
        let right = Value::set([number("9.0"), number("1e1"), number("10")]);
        assert!(left.same(&right));
        assert_eq!(left, Value::Set(vec![number("9"), number("10")]));
    }

    #[test]
    fn null_is_not_empty() {
        assert!(!Value::Null.same(&Value::list([])));
        assert!(!Value::list([]).same(&Value::set([])));
    }

    #[test]
    fn refinements_do_not_matter() {
        let refined = Value::Unknown(Refinements {
            null: Some(false),
            ..Refinements::NONE
        });
        assert!(refined.same(&Value::unknown()));
        assert_ne!(refined, Value::unknown());
    }

    #[test]
    fn unknown_elements_may_yet_differ() {
        let set = Value::set([Value::unknown(), "b".into(), Value::unknown(), "b".into()]);
        assert_eq!(
            set,
            Value::Set(vec!["b".into(), Value::unknown(), Value::unknown()])
        );
    }
}
