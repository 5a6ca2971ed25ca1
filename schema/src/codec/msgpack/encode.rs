//! Values to bytes.

use std::collections::BTreeMap;
use std::convert::Infallible;

use rmp::encode as write;
use rmp::encode::ValueWriteError;
use rmp::encode::buffer::ByteBuf;

use super::{REFINED, refined};
use crate::ty::Type;
use crate::value::{Refinements, Value};

/// Writes a value of type `ty`. Every number is written as its decimal text: with integers or floats
/// from a read, `terraform plan -refresh-only -detailed-exitcode` exits 2 over nothing
/// (hashicorp/terraform #37406). An attribute that an object lacks is written as null.
pub fn encode(value: &Value, ty: &Type) -> Vec<u8> {
    let mut bytes = ByteBuf::new();
    put(&mut bytes, value, ty);
    bytes.into_vec()
}

fn put(bytes: &mut ByteBuf, value: &Value, ty: &Type) {
    match (value, ty) {
        (Value::Null, _) => {
            sure(write::write_nil(bytes).map_err(ValueWriteError::InvalidMarkerWrite))
        }
        (Value::Unknown(refinements), _) => unknown(bytes, refinements),
        (Value::Bool(truth), Type::Bool) => {
            sure(write::write_bool(bytes, *truth).map_err(ValueWriteError::InvalidMarkerWrite));
        }
        (Value::Number(number), Type::Number) => sure(write::write_str(bytes, number.text())),
        (Value::String(text), Type::String) => sure(write::write_str(bytes, text)),
        (Value::List(items) | Value::Set(items), Type::List(ty) | Type::Set(ty)) => {
            array(bytes, items.iter().map(|item| (item, &**ty)), items.len());
        }
        (Value::Tuple(items), Type::Tuple(types)) if items.len() == types.len() => {
            array(bytes, items.iter().zip(types), items.len());
        }
        (Value::Map(items), Type::Map(ty)) => {
            map(
                bytes,
                items.iter().map(|(key, item)| (key, item, &**ty)),
                items.len(),
            );
        }
        (Value::Object(attributes), Type::Object(types)) => object(bytes, attributes, types),
        (Value::Dynamic(dynamic), Type::Dynamic) => {
            sure(write::write_array_len(bytes, 2).map(drop));
            sure(write::write_bin(bytes, dynamic.ty.json().as_bytes()));
            put(bytes, &dynamic.value, &dynamic.ty);
        }
        (value, ty) => misfit(bytes, value, ty),
    }
}

/// A value that is not of its type is our bug. It is written such that core's decoder refuses it, and
/// so that nothing wrong gets into a state in silence.
fn misfit(bytes: &mut ByteBuf, value: &Value, ty: &Type) {
    let text = format!("{} where {} belongs", value.kind(), ty.json());
    sure(write::write_bin(bytes, text.as_bytes()));
}

fn unknown(bytes: &mut ByteBuf, refinements: &Refinements) {
    match refined::encode(refinements) {
        Some(payload) => {
            let length = u32::try_from(payload.len()).unwrap_or(u32::MAX);
            sure(write::write_ext_meta(bytes, length, REFINED).map(drop));
            bytes.as_mut_vec().extend(payload);
        }
        None => bytes.as_mut_vec().extend([0xd4, 0, 0]),
    }
}

fn array<'a>(
    bytes: &mut ByteBuf,
    items: impl Iterator<Item = (&'a Value, &'a Type)>,
    length: usize,
) {
    sure(write::write_array_len(bytes, count(length)).map(drop));
    items.for_each(|(item, ty)| put(bytes, item, ty));
}

fn map<'a>(
    bytes: &mut ByteBuf,
    items: impl Iterator<Item = (&'a String, &'a Value, &'a Type)>,
    length: usize,
) {
    sure(write::write_map_len(bytes, count(length)).map(drop));
    for (key, item, ty) in items {
        sure(write::write_str(bytes, key));
        put(bytes, item, ty);
    }
}

fn object(
    bytes: &mut ByteBuf,
    attributes: &BTreeMap<String, Value>,
    types: &BTreeMap<String, Type>,
) {
    // One that the type does not have is a misfit too: core refuses it by its name.
    let extra = attributes
        .iter()
        .filter(|(name, _)| !types.contains_key(*name));
    let extra = extra.map(|(name, value)| (name, value, &Type::Dynamic));
    let known = types
        .iter()
        .map(|(name, ty)| (name, attributes.get(name).unwrap_or(&Value::Null), ty));
    let length = types.len() + extra.clone().count();
    map(bytes, known.chain(extra), length);
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// Writing into memory cannot fail, and the type says so.
pub(super) fn sure(written: Result<(), ValueWriteError<Infallible>>) {
    match written {
        Ok(()) => {}
        Err(
            ValueWriteError::InvalidMarkerWrite(never) | ValueWriteError::InvalidDataWrite(never),
        ) => match never {},
    }
}
