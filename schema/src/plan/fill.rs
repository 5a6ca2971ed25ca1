//! The first passes: what the configuration leaves out, and what is write-only.

use crate::nested::each_object;
use crate::object::{Attribute, Presence, Shape};
use crate::value::Value;

static NOTHING: Value = Value::Null;

/// An object as configured, with defaults and prior values where the configuration has none.
pub(super) fn object<'a>(
    attributes: impl IntoIterator<Item = &'a Attribute>,
    prior: &Value,
    config: &Value,
) -> Value {
    Value::object(attributes.into_iter().map(|attribute| {
        let name = attribute.name;
        (
            name,
            fill(attribute, prior.attribute(name), config.attribute(name)),
        )
    }))
}

/// Write-only values are in the configuration only.
pub(super) fn null_write_only<'a>(
    attributes: impl IntoIterator<Item = &'a Attribute>,
    planned: &mut Value,
) {
    let Value::Object(planned) = planned else {
        return;
    };
    for attribute in attributes {
        let Some(value) = planned.get_mut(attribute.name) else {
            continue;
        };
        if attribute.write_only {
            *value = Value::Null;
        }
        each_object(&attribute.shape, value, &mut |object, _, value| {
            null_write_only(object.attributes, value);
        });
    }
}

fn fill(attribute: &Attribute, prior: &Value, config: &Value) -> Value {
    match config {
        Value::Null => absent(attribute, prior),
        Value::Unknown(_) => config.clone(),
        known => present(&attribute.shape, prior, known),
    }
}

/// A configured value is planned as it is; within nested attributes, each attribute for itself.
fn present(shape: &Shape, prior: &Value, config: &Value) -> Value {
    match (shape, config) {
        (Shape::Nested(nested), Value::Object(_)) => object(nested.attributes, prior, config),
        (Shape::NestedList(nested), Value::List(items)) => {
            let priors = prior.as_list().unwrap_or_default();
            Value::list(items.iter().enumerate().map(|(index, item)| {
                present(
                    &Shape::Nested(nested),
                    priors.get(index).unwrap_or(&NOTHING),
                    item,
                )
            }))
        }
        (Shape::NestedMap(nested), Value::Map(items)) => {
            Value::map(items.iter().map(|(key, item)| {
                let prior = prior.as_map().and_then(|priors| priors.get(key));
                (
                    key,
                    present(&Shape::Nested(nested), prior.unwrap_or(&NOTHING), item),
                )
            }))
        }
        _ => config.clone(),
    }
}

fn absent(attribute: &Attribute, prior: &Value) -> Value {
    match attribute.presence {
        Presence::Required | Presence::Optional => Value::Null,
        Presence::Default(default) => present(&attribute.shape, prior, &default()),
        Presence::OptionalComputed => left_out(&attribute.shape, prior),
        Presence::Computed(_) => prior.clone(),
    }
}

/// What AWS chose stays, but what has a default goes back to it: taking `storage_info` out of a
/// configuration keeps the volume size AWS reported, and turns throughput that was switched on off again.
fn left_out(shape: &Shape, prior: &Value) -> Value {
    match (shape, prior) {
        (Shape::Nested(nested), Value::Object(_)) => {
            Value::object(nested.attributes.iter().map(|attribute| {
                let prior = prior.attribute(attribute.name);
                let kept = match attribute.presence {
                    Presence::Default(_) => absent(attribute, prior),
                    _ => left_out(&attribute.shape, prior),
                };
                (attribute.name, kept)
            }))
        }
        (Shape::NestedList(nested), Value::List(items)) => Value::list(
            items
                .iter()
                .map(|item| left_out(&Shape::Nested(nested), item)),
        ),
        (Shape::NestedMap(nested), Value::Map(items)) => {
            let kept = |(key, item)| (String::clone(key), left_out(&Shape::Nested(nested), item));
            Value::map(items.iter().map(kept))
        }
        _ => prior.clone(),
    }
}
