//! JSON, as in state files.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::{Cause, CodecError};
use crate::number::Number;
use crate::path::Step;
use crate::ty::Type;
use crate::value::{Dynamic, Value};

/// Reads a value of type `ty` from a state written by this or an earlier version: attributes that are
/// missing are null, those that the type does not have are refused. As in core's reader a number may be
/// text, a text a number, and a bool text.
pub fn decode(text: &[u8], ty: &Type) -> Result<Value, CodecError> {
    let json: Json = serde_json::from_slice(text)?;
    of_json(&json, ty)
}

/// Writes a value, which may hold no unknown.
pub fn encode(value: &Value, ty: &Type) -> Result<Vec<u8>, CodecError> {
    Ok(serde_json::to_vec(&to_json(value, ty)?)?)
}

/// Reads a value of type `ty` from JSON that is already parsed.
pub fn of_json(json: &Json, ty: &Type) -> Result<Value, CodecError> {
    match (ty, json) {
        (_, Json::Null) => Ok(Value::Null),
        (Type::Bool, Json::Bool(truth)) => Ok(Value::Bool(*truth)),
        (Type::Bool, Json::String(text)) if text == "true" => Ok(Value::Bool(true)),
        (Type::Bool, Json::String(text)) if text == "false" => Ok(Value::Bool(false)),
        (Type::Number, Json::Number(number)) => Ok(Number::parse(&number.to_string())?.into()),
        (Type::Number, Json::String(text)) => Ok(Number::parse(text)?.into()),
        (Type::String, Json::String(text)) => Ok(Value::text(text)),
        (Type::String, Json::Number(number)) => Ok(number.to_string().into()),
        (Type::String, Json::Bool(truth)) => Ok(truth.to_string().into()),
        (Type::List(ty), Json::Array(items)) => elements(items, ty).map(Value::List),
        (Type::Set(ty), Json::Array(items)) => elements(items, ty).map(Value::set),
        (Type::Tuple(types), Json::Array(items)) => tuple(items, types),
        (Type::Map(ty), Json::Object(items)) => map(items, ty),
        (Type::Object(types), Json::Object(items)) => object(items, types),
        (Type::Dynamic, Json::Object(wrapped)) => dynamic(wrapped),
        (ty, json) => Err(mismatch(ty, json)),
    }
}

fn elements(items: &[Json], ty: &Type) -> Result<Vec<Value>, CodecError> {
    let indexed = items.iter().zip(0..);
    indexed
        .map(|(item, index)| of_json(item, ty).map_err(|it| it.within(Step::Index(index))))
        .collect()
}

fn tuple(items: &[Json], types: &[Type]) -> Result<Value, CodecError> {
    if items.len() != types.len() {
        return Err(Cause::Length {
            wanted: types.len(),
            found: items.len(),
        }
        .into());
    }
    let typed = items.iter().zip(types).zip(0..);
    typed
        .map(|((item, ty), index)| of_json(item, ty).map_err(|it| it.within(Step::Index(index))))
        .collect::<Result<_, _>>()
        .map(Value::Tuple)
}

fn map(items: &Map<String, Json>, ty: &Type) -> Result<Value, CodecError> {
    let read = |(key, item): (&String, &Json)| match of_json(item, ty) {
        Ok(item) => Ok((key.clone(), item)),
        Err(error) => Err(error.within(Step::Key(key.clone()))),
    };
    items
        .iter()
        .map(read)
        .collect::<Result<_, _>>()
        .map(Value::Map)
}

fn object(items: &Map<String, Json>, types: &BTreeMap<String, Type>) -> Result<Value, CodecError> {
    if let Some(name) = items.keys().find(|name| !types.contains_key(*name)) {
        return Err(Cause::Extra(name.clone()).into());
    }
    let read = |(name, ty): (&String, &Type)| {
        let item = items.get(name).unwrap_or(&Json::Null);
        let item = of_json(item, ty).map_err(|it| it.within(Step::Attribute(name.clone())))?;
        Ok((name.clone(), item))
    };
    types
        .iter()
        .map(read)
        .collect::<Result<_, _>>()
        .map(Value::Object)
}

fn dynamic(wrapped: &Map<String, Json>) -> Result<Value, CodecError> {
    let part = |name: &str| {
        wrapped
            .get(name)
            .ok_or_else(|| Cause::Missing(name.to_owned()))
    };
    let ty = Type::from_json(part("type")?.to_string().as_bytes())?;
    let value = of_json(part("value")?, &ty)?;
    Ok(Value::Dynamic(Box::new(Dynamic { ty, value })))
}

fn to_json(value: &Value, ty: &Type) -> Result<Json, CodecError> {
    match (value, ty) {
        (Value::Null, _) => Ok(Json::Null),
        (Value::Unknown(_), _) => Err(Cause::Unknown.into()),
        (Value::Bool(truth), Type::Bool) => Ok(Json::Bool(*truth)),
        (Value::Number(number), Type::Number) => Ok(serde_json::from_str(&number.json_text())?),
        (Value::String(text), Type::String) => Ok(Json::String(text.clone())),
        (Value::List(items) | Value::Set(items), Type::List(ty) | Type::Set(ty)) => {
            items.iter().map(|item| to_json(item, ty)).collect()
        }
        (Value::Tuple(items), Type::Tuple(types)) if items.len() == types.len() => items
            .iter()
            .zip(types)
            .map(|(item, ty)| to_json(item, ty))
            .collect(),
        (Value::Map(items), Type::Map(ty)) => items
            .iter()
            .map(|(key, item)| Ok((key.clone(), to_json(item, ty)?)))
            .collect(),
        (Value::Object(attributes), Type::Object(types)) => types
            .iter()
            .map(|(name, ty)| {
                let value = attributes.get(name).unwrap_or(&Value::Null);
                let json = to_json(value, ty);
                Ok((
                    name.clone(),
                    json.map_err(|it| it.within(Step::Attribute(name.clone())))?,
                ))
            })
            .collect(),
        (Value::Dynamic(dynamic), Type::Dynamic) => {
            let ty = serde_json::from_str(&dynamic.ty.json())?;
            let value = to_json(&dynamic.value, &dynamic.ty)?;
            Ok(Json::Object(Map::from_iter([
                ("value".to_owned(), value),
                ("type".to_owned(), ty),
            ])))
        }
        (value, ty) => Err(misfit(value, ty)),
    }
}

fn mismatch(ty: &Type, json: &Json) -> CodecError {
    let found = match json {
        Json::Null => "null",
        Json::Bool(_) => "a bool",
        Json::Number(_) => "a number",
        Json::String(_) => "a string",
        Json::Array(_) => "an array",
        Json::Object(_) => "an object",
    };
    Cause::Mismatch {
        wanted: ty.wanted(),
        found: found.to_owned(),
    }
    .into()
}

fn misfit(value: &Value, ty: &Type) -> CodecError {
    Cause::Mismatch {
        wanted: ty.wanted(),
        found: value.kind().to_owned(),
    }
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::Path;

    fn state() -> Type {
        Type::from_json(br#"["object",{"name":"string","size":"number","tags":["map","string"]}]"#)
            .unwrap()
    }

    #[test]
    fn missing_is_null_and_extra_is_refused() {
        let value = decode(br#"{"name":"orders"}"#, &state()).unwrap();
        assert_eq!(value.attribute("tags"), &Value::Null);
        let error = decode(br#"{"naem":"orders"}"#, &state()).unwrap_err();
        assert!(matches!(error.cause, Cause::Extra(name) if name == "naem"));
    }

    #[test]
    fn scalars_in_each_others_clothes() {
        let value = decode(br#"{"name":5,"size":"0.10"}"#, &state()).unwrap();
        assert_eq!(value.attribute("name"), &"5".into());
        assert_eq!(
            value.attribute("size"),
            &Number::parse("0.1").unwrap().into()
        );
        assert_eq!(decode(br#""true""#, &Type::Bool).unwrap(), true.into());
    }

    #[test]
    fn numbers_keep_their_digits() {
        let text = "18446744073709551616.000000000000000000001";
        let value = decode(text.as_bytes(), &Type::Number).unwrap();
        assert_eq!(encode(&value, &Type::Number).unwrap(), text.as_bytes());
        let odd: Value = Number::parse("+007.5").unwrap().into();
        let back = decode(&encode(&odd, &Type::Number).unwrap(), &Type::Number).unwrap();
        assert_eq!(back, odd);
    }

    #[test]
    fn an_error_says_where() {
        let error = decode(br#"{"tags":{"team":["a"]}}"#, &state()).unwrap_err();
        assert_eq!(error.path, Path::from("tags").key("team"));
        let error = encode(&Value::object([("name", Value::unknown())]), &state()).unwrap_err();
        assert_eq!(error.path, Path::from("name"));
    }

    #[test]
    fn a_dynamic_value_carries_its_type() {
        let text = br#"{"type":["list","bool"],"value":[true,null]}"#;
        let value = decode(text, &Type::Dynamic).unwrap();
        assert_eq!(encode(&value, &Type::Dynamic).unwrap(), text);
    }
}
