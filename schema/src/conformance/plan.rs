//! What core asserts of a plan.

use super::violation;
use crate::nested::{objects, path_to};
use crate::object::{Attribute, Shape};
use crate::path::Path;
use crate::resource_schema::ResourceSchema;
use crate::value::Value;

/// What core would refuse in `planned`; empty when nothing. Strictly as core, and stricter in one point:
/// where the configuration is unknown the plan must be too, since a known value would have to come true.
pub fn plan_violations(
    schema: &ResourceSchema,
    prior: &Value,
    config: &Value,
    planned: &Value,
) -> Vec<String> {
    if config.is_null() {
        let destroyed = planned.is_null();
        let refused = "a destroy must plan null".to_owned();
        return if destroyed { vec![] } else { vec![refused] };
    }
    if planned.is_null() {
        return vec!["planned for absence, but the configuration wants existence".to_owned()];
    }
    if !schema.ty().admits(planned) {
        return vec!["the plan does not conform to the schema's type".to_owned()];
    }
    let (root, mut found) = (Path::root(), Vec::new());
    write_only(schema.attributes(), &root, planned, &mut found);
    object(
        schema.attributes(),
        &root,
        [prior, config, planned],
        &mut found,
    );
    found
}

/// What core would refuse in one attribute.
pub(crate) fn attribute_violations(
    it: &Attribute,
    path: &Path,
    prior: &Value,
    config: &Value,
    planned: &Value,
) -> Vec<String> {
    let mut found = Vec::new();
    attribute(it, path, [prior, config, planned], &mut found);
    found
}

/// Prior, configured and planned value of the same thing.
type Triple<'a> = [&'a Value; 3];

/// A write-only value is nowhere in a plan, not even where the plan is free otherwise.
fn write_only<'a>(
    attributes: impl IntoIterator<Item = &'a Attribute>,
    path: &Path,
    planned: &Value,
    found: &mut Vec<String>,
) {
    for it in attributes {
        let (path, planned) = (path.attribute(it.name), planned.attribute(it.name));
        if it.write_only && !planned.is_null() {
            found.push(violation(&path, "write-only, but planned"));
        }
        let Some(nested) = it.nested() else { continue };
        for (place, planned) in objects(&it.shape, planned) {
            write_only(nested.attributes, &path_to(&path, &place), planned, found);
        }
    }
}

fn object<'a>(
    attributes: impl IntoIterator<Item = &'a Attribute>,
    path: &Path,
    triple: Triple<'_>,
    found: &mut Vec<String>,
) {
    for it in attributes {
        let inner = triple.map(|value| value.attribute(it.name));
        attribute(it, &path.attribute(it.name), inner, found);
    }
}

fn attribute(it: &Attribute, path: &Path, triple: Triple<'_>, found: &mut Vec<String>) {
    let [prior, config, planned] = triple;
    let flags = it.presence.flags();
    if it.write_only
        || planned.same(config)
        || flags.computed && (!flags.optional || config.is_null())
    {
        return;
    }
    if config.is_unknown() {
        found.push(violation(
            path,
            "planned known, but the configuration is unknown",
        ));
        return;
    }
    if planned.same(prior) && !prior.is_null() && !config.is_null() {
        return;
    }
    if config.is_null() != planned.is_null() || planned.is_unknown() || it.nested().is_none() {
        found.push(violation(
            path,
            "planned value does not match the configured or prior value",
        ));
        return;
    }
    nested(it, path, triple, found);
}

/// Nested attributes are judged one by one: as many elements as configured, each by these same rules.
fn nested(it: &Attribute, path: &Path, triple: Triple<'_>, found: &mut Vec<String>) {
    let [prior, config, planned] = triple;
    static NOTHING: Value = Value::Null;
    match (it.shape, config, planned) {
        (Shape::Nested(nested), _, _) => object(nested.attributes, path, triple, found),
        (Shape::NestedList(nested), Value::List(configs), Value::List(plans))
            if configs.len() == plans.len() =>
        {
            let priors = prior.as_list().unwrap_or_default();
            for (index, (config, planned)) in configs.iter().zip(plans).enumerate() {
                let prior = priors.get(index).unwrap_or(&NOTHING);
                element(
                    nested.attributes,
                    &path.index(index),
                    [prior, config, planned],
                    found,
                );
            }
        }
        (Shape::NestedMap(nested), Value::Map(configs), Value::Map(plans))
            if configs.keys().eq(plans.keys()) =>
        {
            for ((key, config), planned) in configs.iter().zip(plans.values()) {
                let prior = prior
                    .as_map()
                    .and_then(|it| it.get(key))
                    .unwrap_or(&NOTHING);
                element(
                    nested.attributes,
                    &path.key(key),
                    [prior, config, planned],
                    found,
                );
            }
        }
        _ => found.push(violation(
            path,
            "planned with other elements than configured",
        )),
    }
}

fn element(attributes: &[Attribute], path: &Path, triple: Triple<'_>, found: &mut Vec<String>) {
    let [_, config, planned] = triple;
    if config.is_null() || config.is_unknown() {
        if !planned.same(config) {
            found.push(violation(
                path,
                "planned value does not match the configured element",
            ));
        }
    } else if planned.is_null() || planned.is_unknown() {
        found.push(violation(path, "planned for absence, but configured"));
    } else {
        object(attributes, path, triple, found);
    }
}
