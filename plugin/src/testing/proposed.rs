//! How core proposes a new state from a prior one and a configuration.

use kafkaws_schema::{Attribute, Shape, Value};

/// The proposal for one object.
pub(super) fn new_state(attributes: &[&Attribute], prior: &Value, config: &Value) -> Value {
    if config.is_null() || config.is_unknown() {
        return config.clone();
    }
    Value::object(attributes.iter().map(|attribute| {
        let prior = prior.attribute(attribute.name);
        let config = config.attribute(attribute.name);
        (attribute.name, proposed(attribute, prior, config))
    }))
}

fn proposed(attribute: &Attribute, prior: &Value, config: &Value) -> Value {
    let flags = attribute.presence.flags();
    if flags.computed && config.is_null() {
        // An object that the user once configured in part and now leaves out is not carried along.
        let configured_before = flags.optional && has_configured_part(&attribute.shape, prior);
        return if configured_before {
            Value::Null
        } else {
            prior.clone()
        };
    }
    nested(&attribute.shape, prior, config)
}

fn nested(shape: &Shape, prior: &Value, config: &Value) -> Value {
    let Some(object) = shape.nested() else {
        return config.clone();
    };
    let attributes: Vec<_> = object.attributes.iter().collect();
    match config {
        Value::List(items) => {
            let priors = prior.as_list().unwrap_or_default();
            Value::list(items.iter().enumerate().map(|(place, item)| {
                new_state(&attributes, priors.get(place).unwrap_or(&Value::Null), item)
            }))
        }
        Value::Map(items) => {
            let priors = prior.as_map();
            Value::map(items.iter().map(|(key, item)| {
                let prior = priors
                    .and_then(|priors| priors.get(key))
                    .unwrap_or(&Value::Null);
                (key.clone(), new_state(&attributes, prior, item))
            }))
        }
        config => new_state(&attributes, prior, config),
    }
}

fn has_configured_part(shape: &Shape, prior: &Value) -> bool {
    let Some(object) = shape.nested() else {
        return false;
    };
    let within = |value: &Value| {
        object.attributes.iter().any(|attribute| {
            let inner = value.attribute(attribute.name);
            !attribute.is_computed() && !inner.is_null()
                || has_configured_part(&attribute.shape, inner)
        })
    };
    match prior {
        Value::List(items) => items.iter().any(within),
        Value::Map(items) => items.values().any(within),
        prior => within(prior),
    }
}
