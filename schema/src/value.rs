//! Terraform's values: null, unknown, and the known kinds.

mod access;
mod compare;

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use crate::number::Number;
use crate::ty::Type;

/// A value. Null and unknown have no type of their own: the schema knows it.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Absent. Not the same as an empty collection.
    Null,
    /// Known after apply.
    Unknown(Refinements),
    /// `true` or `false`
    Bool(bool),
    /// A number of any precision.
    Number(Number),
    /// Text in NFC.
    String(String),
    /// Elements in order.
    List(Vec<Value>),
    /// Elements in canonical order, each once: build it with [`Value::set`].
    Set(Vec<Value>),
    /// Elements of different types.
    Tuple(Vec<Value>),
    /// Elements by key.
    Map(BTreeMap<String, Value>),
    /// Attributes by name.
    Object(BTreeMap<String, Value>),
    /// A value of an attribute whose type is dynamic: it carries its own.
    Dynamic(Box<Dynamic>),
}

/// A value that carries its type.
#[derive(Clone, Debug, PartialEq)]
pub struct Dynamic {
    /// The type of `value`.
    pub ty: Type,
    /// The value, which may be null or unknown.
    pub value: Value,
}

/// What is known about an unknown value. A plan that promises any of it must keep it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Refinements {
    /// `Some(false)`: it will not be null.
    pub null: Option<bool>,
    /// The string begins with this.
    pub prefix: Option<String>,
    /// The number is above this; `true` when it may also be equal.
    pub lower: Option<(Number, bool)>,
    /// The number is below this; `true` when it may also be equal.
    pub upper: Option<(Number, bool)>,
    /// The collection has at least this many elements.
    pub min_length: Option<i64>,
    /// The collection has at most this many elements.
    pub max_length: Option<i64>,
}

impl Refinements {
    /// Nothing is known.
    pub const NONE: Self = Self {
        null: None,
        prefix: None,
        lower: None,
        upper: None,
        min_length: None,
        max_length: None,
    };
}

impl Value {
    /// Known after apply, without refinements.
    pub const fn unknown() -> Self {
        Self::Unknown(Refinements::NONE)
    }

    /// Text as AWS returned it, in the form Terraform compares: NFC. Text from Terraform is NFC already.
    pub fn text(text: impl AsRef<str>) -> Self {
        Self::String(text.as_ref().nfc().collect())
    }

    /// A set: sorted, and each wholly known element once. Unknown elements may yet differ, so they stay.
    pub fn set(items: impl IntoIterator<Item = Value>) -> Self {
        let mut items: Vec<_> = items.into_iter().collect();
        items.sort_by(Self::order);
        items.dedup_by(|next, kept| kept.is_wholly_known() && kept.same(next));
        Self::Set(items)
    }

    /// A list.
    pub fn list(items: impl IntoIterator<Item = Value>) -> Self {
        Self::List(items.into_iter().collect())
    }

    /// A map.
    pub fn map<K: Into<String>>(items: impl IntoIterator<Item = (K, Value)>) -> Self {
        Self::Map(
            items
                .into_iter()
                .map(|(key, item)| (key.into(), item))
                .collect(),
        )
    }

    /// An object.
    pub fn object<K: Into<String>>(items: impl IntoIterator<Item = (K, Value)>) -> Self {
        Self::Object(
            items
                .into_iter()
                .map(|(name, item)| (name.into(), item))
                .collect(),
        )
    }

    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        match self {
            Self::Dynamic(dynamic) => dynamic.value.is_null(),
            other => matches!(other, Self::Null),
        }
    }

    /// Whether it is unknown as a whole.
    pub fn is_unknown(&self) -> bool {
        match self {
            Self::Dynamic(dynamic) => dynamic.value.is_unknown(),
            other => matches!(other, Self::Unknown(_)),
        }
    }

    /// Whether no part of it is unknown.
    pub fn is_wholly_known(&self) -> bool {
        match self {
            Self::Unknown(_) => false,
            Self::List(items) | Self::Set(items) | Self::Tuple(items) => {
                items.iter().all(Self::is_wholly_known)
            }
            Self::Map(items) | Self::Object(items) => items.values().all(Self::is_wholly_known),
            Self::Dynamic(dynamic) => dynamic.value.is_wholly_known(),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::String(_) => true,
        }
    }

    /// The kind of value, as a message names it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Unknown(_) => "an unknown value",
            Self::Bool(_) => "a bool",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::List(_) => "a list",
            Self::Set(_) => "a set",
            Self::Tuple(_) => "a tuple",
            Self::Map(_) => "a map",
            Self::Object(_) => "an object",
            Self::Dynamic(dynamic) => dynamic.value.kind(),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl From<i64> for Value {
    fn from(integer: i64) -> Self {
        Self::Number(integer.into())
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Self {
        Self::Number(number)
    }
}
