//! Terraform's types, as they go over the wire.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::value::Value;

/// A type constraint. Everything Terraform sends or receives is encoded by one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Type {
    /// `bool`
    Bool,
    /// `number`, of any precision
    Number,
    /// `string`, in NFC
    String,
    /// Decided by the value, which then carries its type.
    Dynamic,
    /// `list(T)`
    List(Box<Type>),
    /// `set(T)`
    Set(Box<Type>),
    /// `map(T)`
    Map(Box<Type>),
    /// `tuple([A, B])`
    Tuple(Vec<Type>),
    /// `object({ a = A })`
    Object(BTreeMap<String, Type>),
}

/// The text is not a type constraint in JSON.
#[derive(Debug, thiserror::Error)]
pub enum TypeError {
    /// Not JSON at all, or nested too deeply.
    #[error("a type is not valid JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// JSON, but no type.
    #[error("{0} is not a type")]
    Shape(String),
}

impl Type {
    /// Compact type JSON: `["list","string"]`.
    pub fn json(&self) -> String {
        self.to_json().to_string()
    }

    /// Reads type JSON. The list of optional attributes that core may add to an object is skipped.
    pub fn from_json(text: &[u8]) -> Result<Self, TypeError> {
        Self::of_json(&serde_json::from_slice(text)?)
    }

    /// Whether `value` is of this type; null and unknown are of every type.
    pub fn admits(&self, value: &Value) -> bool {
        match (self, value) {
            (_, Value::Null | Value::Unknown(_))
            | (Self::Bool, Value::Bool(_))
            | (Self::Number, Value::Number(_))
            | (Self::String, Value::String(_)) => true,
            (Self::Dynamic, Value::Dynamic(dynamic)) => dynamic.ty.admits(&dynamic.value),
            (Self::List(ty), Value::List(items)) | (Self::Set(ty), Value::Set(items)) => {
                items.iter().all(|item| ty.admits(item))
            }
            (Self::Map(ty), Value::Map(items)) => items.values().all(|item| ty.admits(item)),
            (Self::Tuple(types), Value::Tuple(items)) => {
                types.len() == items.len()
                    && types.iter().zip(items).all(|(ty, item)| ty.admits(item))
            }
            (Self::Object(types), Value::Object(items)) => {
                types.len() == items.len()
                    && types
                        .iter()
                        .all(|(name, ty)| items.get(name).is_some_and(|item| ty.admits(item)))
            }
            _ => false,
        }
    }

    /// What a message asks for.
    pub(crate) fn wanted(&self) -> &'static str {
        match self {
            Self::Bool => "a bool",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Dynamic => "a type and a value",
            Self::List(_) => "a list",
            Self::Set(_) => "a set",
            Self::Map(_) => "a map",
            Self::Tuple(_) => "a tuple",
            Self::Object(_) => "an object",
        }
    }

    fn to_json(&self) -> Json {
        let of = |kind: &str, inner: Json| Json::from(vec![Json::from(kind), inner]);
        match self {
            Self::Bool => "bool".into(),
            Self::Number => "number".into(),
            Self::String => "string".into(),
            Self::Dynamic => "dynamic".into(),
            Self::List(ty) => of("list", ty.to_json()),
            Self::Set(ty) => of("set", ty.to_json()),
            Self::Map(ty) => of("map", ty.to_json()),
            Self::Tuple(types) => of("tuple", types.iter().map(Self::to_json).collect()),
            Self::Object(types) => of(
                "object",
                Json::Object(
                    types
                        .iter()
                        .map(|(name, ty)| (name.clone(), ty.to_json()))
                        .collect(),
                ),
            ),
        }
    }

    fn of_json(json: &Json) -> Result<Self, TypeError> {
        match json {
            Json::String(name) => Self::primitive(name),
            Json::Array(parts) => match parts.as_slice() {
                [Json::String(kind), inner, ..] => Self::compound(kind, inner),
                _ => Err(TypeError::Shape(json.to_string())),
            },
            _ => Err(TypeError::Shape(json.to_string())),
        }
    }

    fn primitive(name: &str) -> Result<Self, TypeError> {
        match name {
            "bool" => Ok(Self::Bool),
            "number" => Ok(Self::Number),
            "string" => Ok(Self::String),
            "dynamic" => Ok(Self::Dynamic),
            _ => Err(TypeError::Shape(format!("{name:?}"))),
        }
    }

    fn compound(kind: &str, inner: &Json) -> Result<Self, TypeError> {
        let boxed = || Self::of_json(inner).map(Box::new);
        match (kind, inner) {
            ("list", _) => Ok(Self::List(boxed()?)),
            ("set", _) => Ok(Self::Set(boxed()?)),
            ("map", _) => Ok(Self::Map(boxed()?)),
            ("tuple", Json::Array(types)) => types
                .iter()
                .map(Self::of_json)
                .collect::<Result<_, _>>()
                .map(Self::Tuple),
            ("object", Json::Object(types)) => types
                .iter()
                .map(|(name, ty)| Ok((name.clone(), Self::of_json(ty)?)))
                .collect::<Result<_, _>>()
                .map(Self::Object),
            _ => Err(TypeError::Shape(format!("[{kind:?}, {inner}]"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_there_and_back() {
        for text in [
            r#""string""#,
            r#"["list","dynamic"]"#,
            r#"["map",["set","number"]]"#,
            r#"["tuple",["bool","string"]]"#,
            r#"["object",{"a":"string","b":["list","bool"]}]"#,
        ] {
            assert_eq!(Type::from_json(text.as_bytes()).unwrap().json(), text);
        }
    }

    #[test]
    fn optional_attributes_are_input_only() {
        let ty = Type::from_json(br#"["object",{"a":"string"},["a"]]"#).unwrap();
        assert_eq!(ty.json(), r#"["object",{"a":"string"}]"#);
    }

    #[test]
    fn refuses_what_is_no_type() {
        let deep = "[\"list\",".repeat(10_000);
        for text in [
            "",
            "1",
            r#""int""#,
            r#"["list"]"#,
            r#"["object",[]]"#,
            r#"["tuple",{}]"#,
            &deep,
        ] {
            assert!(Type::from_json(text.as_bytes()).is_err(), "{text:.40}");
        }
    }
}
