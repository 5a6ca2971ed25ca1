//! What follows a plan: the result of an apply, and of a read.

use crate::nested::{counterpart, each_object};
use crate::object::{Attribute, Changes, Presence};
use crate::resource_schema::ResourceSchema;
use crate::value::Value;

/// After apply: outputs and computed inputs that were planned known stay as planned. Core refuses a
/// result that differs from the plan, and AWS may well report a value it has just changed back late.
pub fn pin(schema: &ResourceSchema, planned: &Value, result: Value) -> Value {
    let mut result = result;
    pin_object(schema.attributes(), planned, &mut result);
    result
}

fn pin_object<'a>(
    attributes: impl IntoIterator<Item = &'a Attribute>,
    planned: &Value,
    result: &mut Value,
) {
    let Value::Object(result) = result else {
        return;
    };
    for attribute in attributes {
        let Some(value) = result.get_mut(attribute.name) else {
            continue;
        };
        let planned = planned.attribute(attribute.name);
        let by_provider = matches!(
            attribute.presence,
            Presence::OptionalComputed | Presence::Computed(_)
        );
        if by_provider && planned.is_wholly_known() {
            *value = planned.clone();
            continue;
        }
        each_object(&attribute.shape, value, &mut |object, place, value| {
            pin_object(object.attributes, counterpart(planned, &place), value);
        });
    }
}

/// After a read: an output that cannot have changed keeps its prior text, since AWS returns the same
/// brokers in another order, and each difference would show as drift. Stable ones keep it always; one
/// that changes with inputs, unless such an input differs now. What was null takes the new value.
pub fn steady(schema: &ResourceSchema, prior: &Value, read: Value) -> Value {
    let mut read = read;
    if prior.is_null() || read.is_null() {
        return read;
    }
    for attribute in schema.outputs.attributes {
        let before = prior.attribute(attribute.name);
        if !before.is_null() && keeps(attribute, prior, &read) {
            read.put(&attribute.name.into(), before.clone());
        }
    }
    read
}

fn keeps(attribute: &Attribute, prior: &Value, read: &Value) -> bool {
    match attribute.presence {
        Presence::Computed(Changes::Stable) => true,
        Presence::Computed(Changes::With(inputs)) => inputs
            .iter()
            .all(|input| prior.attribute(input).same(read.attribute(input))),
        _ => false,
    }
}

/// The planned value with the write-only values of the configuration in place: what a create or update
/// is given. It never goes back to Terraform.
pub fn with_write_only(schema: &ResourceSchema, planned: Value, config: &Value) -> Value {
    let mut planned = planned;
    graft(schema.attributes(), &mut planned, config);
    planned
}

fn graft<'a>(
    attributes: impl IntoIterator<Item = &'a Attribute>,
    planned: &mut Value,
    config: &Value,
) {
    let Value::Object(planned) = planned else {
        return;
    };
    for attribute in attributes {
        let Some(value) = planned.get_mut(attribute.name) else {
            continue;
        };
        let configured = config.attribute(attribute.name);
        if attribute.write_only {
            *value = configured.clone();
        }
        each_object(&attribute.shape, value, &mut |object, place, value| {
            graft(object.attributes, value, counterpart(configured, &place));
        });
    }
}
