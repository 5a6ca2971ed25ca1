//! What the types of a model cannot rule out, for a test over every schema of the registry.

use crate::object::{Attribute, Changes, Object, Presence};
use crate::path::Path;
use crate::resource_schema::ResourceSchema;
use crate::validate::validate;
use crate::value::Value;

/// Names that Terraform takes for itself in a resource or data block.
const RESERVED: [&str; 9] = [
    "_",
    "connection",
    "count",
    "depends_on",
    "for_each",
    "lifecycle",
    "locals",
    "provider",
    "provisioner",
];

/// Names that Terraform takes for itself in a provider block.
const RESERVED_BY_PROVIDERS: [&str; 9] = [
    "_",
    "alias",
    "count",
    "depends_on",
    "for_each",
    "lifecycle",
    "locals",
    "source",
    "version",
];

/// What is wrong with the schema of a resource or data source, a line each; empty when nothing. Defaults
/// must pass their own rule, names must be ones that Terraform accepts and unique among inputs and
/// outputs, what an output changes with must be an input, and everything must be documented.
pub fn check_schema(schema: &ResourceSchema) -> Vec<String> {
    check(schema, &RESERVED)
}

/// The same for a provider block, where Terraform takes other names for itself.
pub fn check_provider_schema(schema: &ResourceSchema) -> Vec<String> {
    check(schema, &RESERVED_BY_PROVIDERS)
}

fn check(schema: &ResourceSchema, reserved: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let attributes: Vec<_> = schema.attributes().collect();
    if schema.doc.trim().is_empty() {
        found.push("the schema has no documentation".to_owned());
    }
    unique(&attributes, &mut found);
    for attribute in &attributes {
        let name = attribute.name;
        if reserved.contains(&name) {
            found.push(format!("{name}: Terraform reserves this name"));
        }
        changes(attribute, schema.inputs, &mut found);
    }
    each(&attributes, &Path::root(), &mut found);
    found
}

fn unique(attributes: &[&Attribute], found: &mut Vec<String>) {
    let mut names: Vec<_> = attributes.iter().map(|attribute| attribute.name).collect();
    names.sort_unstable();
    let twice = names.windows(2).filter(|pair| pair[0] == pair[1]);
    found.extend(twice.map(|pair| format!("{}: both an input and an output", pair[0])));
}

fn changes(attribute: &Attribute, inputs: &Object, found: &mut Vec<String>) {
    let Presence::Computed(Changes::With(names)) = attribute.presence else {
        return;
    };
    let unknown = names.iter().filter(|name| inputs.find(name).is_none());
    found.extend(
        unknown.map(|it| format!("{}: changes with {it}, which is no input", attribute.name)),
    );
}

fn each(attributes: &[&Attribute], path: &Path, found: &mut Vec<String>) {
    for attribute in attributes {
        let path = path.attribute(attribute.name);
        let mut say = |message: &str| found.push(format!("{path}: {message}"));
        if !is_identifier(attribute.name) {
            say("the name is not in snake_case");
        }
        if attribute.doc.trim().is_empty() {
            say("it has no documentation");
        }
        if attribute.write_only && attribute.is_computed() {
            say("what is write-only cannot be computed or have a default");
        }
        default(attribute, &path, found);
        if let Some(nested) = attribute.nested() {
            each(&nested.attributes.iter().collect::<Vec<_>>(), &path, found);
        }
    }
}

/// A default is what a user could have written: it decodes, and passes the rules within it.
fn default(attribute: &Attribute, path: &Path, found: &mut Vec<String>) {
    let Presence::Default(default) = attribute.presence else {
        return;
    };
    let value = default();
    if let Err(problem) = (attribute.check)(&value) {
        found.push(format!(
            "{path}: its default does not pass its own rule: {problem}"
        ));
    }
    if value.is_null() || !attribute.shape.ty().admits(&value) {
        found.push(format!("{path}: its default is not of its type"));
    }
    if let (Some(nested), Value::Object(_)) = (attribute.nested(), &value) {
        let problems = validate(nested, &value);
        found.extend(
            problems
                .iter()
                .map(|it| format!("{path}: its default: {}", it.detail)),
        );
    }
}

/// `^[a-z_][a-z0-9_]*$`
fn is_identifier(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    name.bytes().all(plain)
        && !name.starts_with(|first: char| first.is_ascii_digit())
        && !name.is_empty()
}
