//! One attribute, in the words of its table entry.

use std::fmt::Write;

use super::hcl;
use crate::object::{Attribute, Changes, Presence, Replace, Rule, Shape};

/// The list item of an attribute; its choices are a list within it.
pub(super) fn line(attribute: &Attribute, anchor: &str) -> String {
    let Attribute { name, doc, .. } = attribute;
    let mut line = format!("- `{name}` ({}) {}", kind(attribute), indented(doc, "  "));
    for sentence in sentences(attribute) {
        let _ = write!(line, " {sentence}");
    }
    if attribute.nested().is_some() {
        let _ = write!(line, " (see [below for nested schema](#{anchor}))");
    }
    if !attribute.choices.is_empty() {
        line.push_str(" One of:");
    }
    line.push('\n');
    for choice in attribute.choices {
        let doc = indented(choice.doc, "    ");
        let _ = writeln!(line, "  - `{:?}`: {doc}", choice.name);
    }
    line
}

/// A doc comment as part of a list item; empty lines stay empty.
fn indented(doc: &str, indent: &str) -> String {
    let lines: Vec<_> = doc.split('\n').collect();
    lines
        .join(&format!("\n{indent}"))
        .replace(&format!("\n{indent}\n"), "\n\n")
}

fn kind(attribute: &Attribute) -> String {
    let mut kind = shape(&attribute.shape);
    let words = [
        (attribute.sensitive, ", Sensitive"),
        (attribute.write_only, ", Write-only"),
        (attribute.deprecated.is_some(), ", Deprecated"),
    ];
    words
        .iter()
        .filter(|(said, _)| *said)
        .for_each(|(_, word)| kind.push_str(word));
    kind
}

fn shape(shape: &Shape) -> String {
    match shape {
        Shape::Bool => "Boolean".to_owned(),
        Shape::Number => "Number".to_owned(),
        Shape::String => "String".to_owned(),
        Shape::List(element) => format!("List of {}", self::shape(element)),
        Shape::Set(element) => format!("Set of {}", self::shape(element)),
        Shape::Map(element) => format!("Map of {}", self::shape(element)),
        Shape::Nested(_) => "Attributes".to_owned(),
        Shape::NestedList(_) => "Attributes List".to_owned(),
        Shape::NestedMap(_) => "Attributes Map".to_owned(),
    }
}

fn sentences(attribute: &Attribute) -> Vec<String> {
    let sentences = [
        rule(attribute),
        presence(attribute),
        replacement(attribute),
        deprecation(attribute),
    ];
    sentences.into_iter().flatten().collect()
}

fn rule(attribute: &Attribute) -> Option<String> {
    let each = match attribute.shape {
        Shape::List(_) | Shape::Set(_) | Shape::Map(_) => "Each must be",
        _ => "Must be",
    };
    match attribute.rule {
        // The choices are a list of their own, at the end.
        Rule::OneOf => None,
        rule => rule
            .words(attribute.choices)
            .map(|words| format!("{each} {words}.")),
    }
}

fn presence(attribute: &Attribute) -> Option<String> {
    match attribute.presence {
        Presence::Required | Presence::Optional | Presence::Computed(Changes::Stable) => None,
        Presence::Default(default) => Some(format!("Default: `{}`.", hcl::literal(&default()))),
        Presence::OptionalComputed => Some("AWS chooses when it is left out.".to_owned()),
        Presence::Computed(Changes::Volatile) => Some("May change with any update.".to_owned()),
        Presence::Computed(Changes::With(inputs)) => {
            let names: Vec<_> = inputs.iter().map(|input| format!("`{input}`")).collect();
            Some(format!("Changes with {}.", names.join(", ")))
        }
    }
}

fn replacement(attribute: &Attribute) -> Option<String> {
    match attribute.replace {
        Replace::Never => None,
        Replace::OnChange => Some("A change forces replacement.".to_owned()),
        Replace::When(_) => Some("Some changes force replacement.".to_owned()),
    }
}

fn deprecation(attribute: &Attribute) -> Option<String> {
    attribute
        .deprecated
        .map(|instead| format!("Deprecated: {}.", instead.trim_end_matches('.')))
}
