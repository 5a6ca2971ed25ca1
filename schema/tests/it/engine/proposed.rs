//! How core builds its proposal (facts: `objchange.ProposedNew`), written for these tests alone.

use kafkaws_schema::{Attribute, Shape, Value};

/// The proposal for an object; null for a destroy.
pub(super) fn object<'a>(
    attributes: impl IntoIterator<Item = &'a Attribute>,
    prior: &Value,
    config: &Value,
) -> Value {
    if config.is_null() || config.is_unknown() {
        return config.clone();
    }
    let proposed = attributes.into_iter().map(|it| {
        (
            it.name,
            attribute(it, prior.attribute(it.name), config.attribute(it.name)),
        )
    });
    Value::object(proposed.collect::<Vec<_>>())
}

fn attribute(it: &Attribute, prior: &Value, config: &Value) -> Value {
    let flags = it.presence.flags();
    if flags.computed && config.is_null() {
        let from_config = flags.optional && set_by_config(it, prior);
        return if from_config {
            config.clone()
        } else {
            prior.clone()
        };
    }
    match (it.shape, config) {
        (Shape::Nested(nested), _) => object(nested.attributes, prior, config),
        (Shape::NestedList(nested), Value::List(items)) => {
            let priors = prior.as_list().unwrap_or_default();
            let elements = items.iter().enumerate().map(|(index, item)| {
                object(
                    nested.attributes,
                    priors.get(index).unwrap_or(&Value::Null),
                    item,
                )
            });
            Value::list(elements)
        }
        (Shape::NestedMap(nested), Value::Map(items)) => {
            let elements = items.iter().map(|(key, item)| {
                let prior = prior
                    .as_map()
                    .and_then(|it| it.get(key))
                    .unwrap_or(&Value::Null);
                (key, object(nested.attributes, prior, item))
            });
            Value::map(elements)
        }
        _ => config.clone(),
    }
}

/// Whether a nested prior holds anything that only a configuration can have set.
fn set_by_config(it: &Attribute, prior: &Value) -> bool {
    let Some(nested) = it.nested() else {
        return false;
    };
    let objects: Vec<&Value> = match prior {
        Value::Object(_) => vec![prior],
        Value::List(items) => items.iter().collect(),
        Value::Map(items) => items.values().collect(),
        _ => Vec::new(),
    };
    objects.iter().any(|object| {
        nested.attributes.iter().any(|inner| {
            let value = object.attribute(inner.name);
            !value.is_null() && (!inner.presence.flags().computed || set_by_config(inner, value))
        })
    })
}
