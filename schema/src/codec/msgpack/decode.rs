//! Bytes to values, as a type directs.

use std::collections::BTreeMap;

use super::reader::{Reader, Token};
use super::{REFINED, refined};
use crate::codec::{Cause, CodecError, MAX_DEPTH};
use crate::number::Number;
use crate::path::Step;
use crate::ty::Type;
use crate::value::{Dynamic, Refinements, Value};

/// Reads a value of type `ty`. Numbers may be integers, floats or text; an object has exactly the
/// attributes of its type; nothing may follow.
pub fn decode(bytes: &[u8], ty: &Type) -> Result<Value, CodecError> {
    let mut reader = Reader::new(bytes);
    let value = read(&mut reader, ty, MAX_DEPTH)?;
    reader.end()?;
    Ok(value)
}

fn read(reader: &mut Reader<'_>, ty: &Type, depth: usize) -> Result<Value, CodecError> {
    let depth = depth.checked_sub(1).ok_or(Cause::TooDeep)?;
    match (ty, reader.token()?) {
        (_, Token::Nil) => Ok(Value::Null),
        (_, Token::Ext(REFINED, payload)) => Ok(Value::Unknown(refined::decode(payload))),
        (_, Token::Ext(..)) => Ok(Value::Unknown(Refinements::NONE)),
        (Type::Bool, Token::Bool(truth)) => Ok(Value::Bool(truth)),
        (Type::Number, Token::Number(number)) => Ok(Value::Number(number)),
        (Type::Number, Token::Str(text)) => Ok(Value::Number(Number::parse(text)?)),
        (Type::String, Token::Str(text)) => Ok(Value::String(text.to_owned())),
        (Type::List(ty), Token::Array(n)) => elements(reader, ty, n, depth).map(Value::List),
        (Type::Set(ty), Token::Array(n)) => elements(reader, ty, n, depth).map(Value::set),
        (Type::Tuple(types), Token::Array(n)) => tuple(reader, types, n, depth),
        (Type::Map(ty), Token::Map(n)) => map(reader, ty, n, depth),
        (Type::Object(types), Token::Map(n)) => object(reader, types, n, depth),
        (Type::Dynamic, Token::Array(2)) => dynamic(reader, depth),
        (ty, token) => Err(token.mismatch(ty.wanted())),
    }
}

/// Grows as elements arrive: a length of four billion costs nothing without the bytes for it.
fn elements(
    reader: &mut Reader<'_>,
    ty: &Type,
    length: usize,
    depth: usize,
) -> Result<Vec<Value>, CodecError> {
    let mut items = Vec::new();
    for index in 0..length {
        items.push(read(reader, ty, depth).map_err(|error| error.within(at(index)))?);
    }
    Ok(items)
}

fn tuple(
    reader: &mut Reader<'_>,
    types: &[Type],
    length: usize,
    depth: usize,
) -> Result<Value, CodecError> {
    if length != types.len() {
        return Err(Cause::Length {
            wanted: types.len(),
            found: length,
        }
        .into());
    }
    let items = types.iter().enumerate();
    items
        .map(|(index, ty)| read(reader, ty, depth).map_err(|error| error.within(at(index))))
        .collect::<Result<_, _>>()
        .map(Value::Tuple)
}

fn map(
    reader: &mut Reader<'_>,
    ty: &Type,
    length: usize,
    depth: usize,
) -> Result<Value, CodecError> {
    let mut items = BTreeMap::new();
    for _ in 0..length {
        let key = key(reader)?;
        let item = read(reader, ty, depth).map_err(|it| it.within(Step::Key(key.clone())))?;
        if items.insert(key.clone(), item).is_some() {
            return Err(Cause::Twice(key).into());
        }
    }
    Ok(Value::Map(items))
}

fn object(
    reader: &mut Reader<'_>,
    types: &BTreeMap<String, Type>,
    length: usize,
    depth: usize,
) -> Result<Value, CodecError> {
    let mut attributes = BTreeMap::new();
    for _ in 0..length {
        let name = key(reader)?;
        let ty = types.get(&name).ok_or_else(|| Cause::Extra(name.clone()))?;
        let item =
            read(reader, ty, depth).map_err(|it| it.within(Step::Attribute(name.clone())))?;
        if attributes.insert(name.clone(), item).is_some() {
            return Err(Cause::Twice(name).into());
        }
    }
    match types.keys().find(|name| !attributes.contains_key(*name)) {
        Some(name) => Err(Cause::Missing(name.clone()).into()),
        None => Ok(Value::Object(attributes)),
    }
}

fn dynamic(reader: &mut Reader<'_>, depth: usize) -> Result<Value, CodecError> {
    let ty = match reader.token()? {
        Token::Bin(json) => Type::from_json(json)?,
        Token::Str(json) => Type::from_json(json.as_bytes())?,
        other => return Err(other.mismatch("a type in JSON")),
    };
    let value = read(reader, &ty, depth)?;
    Ok(Value::Dynamic(Box::new(Dynamic { ty, value })))
}

fn key(reader: &mut Reader<'_>) -> Result<String, CodecError> {
    match reader.token()? {
        Token::Str(text) => Ok(text.to_owned()),
        other => Err(other.mismatch("a key")),
    }
}

fn at(index: usize) -> Step {
    Step::Index(i64::try_from(index).unwrap_or(i64::MAX))
}
