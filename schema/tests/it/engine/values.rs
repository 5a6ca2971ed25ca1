//! Random configurations and states of a random schema, and what an honest provider makes of a plan.

use std::collections::BTreeMap;

use kafkaws_schema::{Attribute, Object, Presence, ResourceSchema, Shape, Value};

use crate::tape::Tape;

/// A configuration: what is required is there, outputs are null, anything may be unknown.
pub(super) fn config(tape: &mut Tape<'_>, inputs: &Object, schema: &ResourceSchema) -> Value {
    let mut config = configured(tape, inputs);
    for output in schema.outputs.attributes {
        config.put(&output.name.into(), Value::Null);
    }
    config
}

fn configured(tape: &mut Tape<'_>, object: &Object) -> Value {
    each(object.attributes, |it| match (it.presence, tape.below(6)) {
        (_, 5) => Value::unknown(),
        (Presence::Required, _) | (_, 0..=2) => shaped(tape, &it.shape, true, &mut configured),
        _ => Value::Null,
    })
}

/// A state: wholly known, write-only null; what is required may be missing after an import.
pub(super) fn state(tape: &mut Tape<'_>, schema: &ResourceSchema) -> Value {
    each(schema.attributes(), |it| stored_value(tape, it))
}

fn stored(tape: &mut Tape<'_>, object: &Object) -> Value {
    each(object.attributes, |it| stored_value(tape, it))
}

fn stored_value(tape: &mut Tape<'_>, it: &Attribute) -> Value {
    if it.write_only || tape.once_in(4) {
        Value::Null
    } else {
        shaped(tape, &it.shape, false, &mut stored)
    }
}

/// A configuration in which what was unknown has become known.
pub(super) fn known(tape: &mut Tape<'_>, schema: &ResourceSchema, config: &Value) -> Value {
    each(schema.attributes(), |it| {
        known_value(tape, it, config.attribute(it.name))
    })
}

fn known_value(tape: &mut Tape<'_>, it: &Attribute, config: &Value) -> Value {
    match (it.nested(), config) {
        _ if config.is_wholly_known() => config.clone(),
        (Some(nested), Value::Unknown(_)) => shaped(tape, &it.shape, false, &mut |tape, _| {
            known_object(tape, nested, &Value::unknown())
        }),
        (Some(nested), _) => inside(config, &mut |item| known_object(tape, nested, item)),
        (None, _) => resolved(tape, &it.shape, config),
    }
}

fn known_object(tape: &mut Tape<'_>, object: &Object, config: &Value) -> Value {
    if config.is_null() {
        return Value::Null;
    }
    each(object.attributes, |it| {
        known_value(tape, it, config.attribute(it.name))
    })
}

/// What an honest provider returns for a plan: what is known comes true, what is unknown becomes
/// anything. Where a default applies, AWS's own default is the same.
pub(super) fn applied(tape: &mut Tape<'_>, schema: &ResourceSchema, planned: &Value) -> Value {
    each(schema.attributes(), |it| {
        applied_value(tape, it, planned.attribute(it.name))
    })
}

fn applied_value(tape: &mut Tape<'_>, it: &Attribute, planned: &Value) -> Value {
    match (it.nested(), planned) {
        _ if planned.is_wholly_known() => planned.clone(),
        (Some(_), Value::Unknown(_)) => chosen_value(tape, it),
        (Some(nested), _) => inside(planned, &mut |item| {
            each(nested.attributes, |it| {
                applied_value(tape, it, item.attribute(it.name))
            })
        }),
        (None, _) => resolved(tape, &it.shape, planned),
    }
}

/// What AWS chooses on its own.
fn chosen(tape: &mut Tape<'_>, object: &Object) -> Value {
    each(object.attributes, |it| match (it.presence, it.shape) {
        _ if it.write_only => Value::Null,
        (Presence::Default(_), Shape::Nested(nested)) => by_default(tape, nested),
        (Presence::Default(default), _) => default(),
        _ => chosen_value(tape, it),
    })
}

fn chosen_value(tape: &mut Tape<'_>, it: &Attribute) -> Value {
    if tape.once_in(4) {
        Value::Null
    } else {
        shaped(tape, &it.shape, false, &mut chosen)
    }
}

/// An object of which nothing is configured.
fn by_default(tape: &mut Tape<'_>, object: &Object) -> Value {
    each(object.attributes, |it| match (it.presence, it.shape) {
        (Presence::Default(_), Shape::Nested(nested)) => by_default(tape, nested),
        (Presence::Default(default), _) => default(),
        (Presence::OptionalComputed, _) => chosen_value(tape, it),
        _ => Value::Null,
    })
}

fn each<'a>(
    attributes: impl IntoIterator<Item = &'a Attribute>,
    mut value: impl FnMut(&Attribute) -> Value,
) -> Value {
    Value::Object(
        attributes
            .into_iter()
            .map(|it| (it.name.to_owned(), value(it)))
            .collect(),
    )
}

/// A value of a shape, with nested objects made by `object`.
fn shaped(
    tape: &mut Tape<'_>,
    shape: &Shape,
    unknowns: bool,
    object: &mut impl FnMut(&mut Tape<'_>, &Object) -> Value,
) -> Value {
    match shape {
        Shape::Nested(nested) => object(tape, nested),
        Shape::NestedList(nested) => Value::List(tape.many(3, |tape| object(tape, nested))),
        Shape::NestedMap(nested) => {
            let keys = ["k", "l", "m"].into_iter().take(usize::from(tape.below(4)));
            Value::map(
                keys.map(|key| (key, object(tape, nested)))
                    .collect::<Vec<_>>(),
            )
        }
        flat => tape.present(&flat.ty(), unknowns),
    }
}

/// The nested objects of a value, each replaced; null and unknown elements too.
fn inside(value: &Value, replace: &mut impl FnMut(&Value) -> Value) -> Value {
    match value {
        Value::List(items) => Value::List(items.iter().map(replace).collect()),
        Value::Map(items) => Value::Map(
            items
                .iter()
                .map(|(key, item)| (key.clone(), replace(item)))
                .collect::<BTreeMap<_, _>>(),
        ),
        object => replace(object),
    }
}

/// A value without nested attributes, its unknown parts made known.
fn resolved(tape: &mut Tape<'_>, shape: &Shape, value: &Value) -> Value {
    match (shape, value) {
        (_, known) if known.is_wholly_known() => known.clone(),
        (Shape::List(inner), Value::List(items)) => Value::List(
            items
                .iter()
                .map(|item| resolved(tape, inner, item))
                .collect(),
        ),
        (Shape::Set(inner), Value::Set(items)) => Value::set(
            items
                .iter()
                .map(|item| resolved(tape, inner, item))
                .collect::<Vec<_>>(),
        ),
        (Shape::Map(inner), Value::Map(items)) => Value::map(
            items
                .iter()
                .map(|(key, item)| (key, resolved(tape, inner, item)))
                .collect::<Vec<_>>(),
        ),
        (shape, _) => tape.value(&shape.ty(), false),
    }
}
