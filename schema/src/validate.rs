//! Walking a configuration: every known value is decoded by its attribute, what is unknown waits.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::object::{Attribute, Presence, Shape};
use crate::path::{Path, Step};
use crate::problem::Problem;
use crate::resource_schema::Attributes;
use crate::value::Value;

/// What is wrong with a configuration, each problem at its attribute. Core has checked types and
/// required attributes before; what it cannot know is whether a text or number is acceptable.
pub fn validate(schema: &impl Attributes, config: &Value) -> Diagnostics {
    let mut found = Diagnostics::new();
    attributes(schema.attributes(), &Path::root(), config, &mut found);
    found
}

fn attributes<'a>(
    attributes: impl IntoIterator<Item = &'a Attribute>,
    path: &Path,
    config: &Value,
    found: &mut Diagnostics,
) {
    for it in attributes {
        if !matches!(it.presence, Presence::Computed(_)) {
            attribute(
                it,
                &path.attribute(it.name),
                config.attribute(it.name),
                found,
            );
        }
    }
}

fn attribute(it: &Attribute, path: &Path, config: &Value, found: &mut Diagnostics) {
    if let (Some(instead), false) = (it.deprecated, config.is_null()) {
        found.push(deprecation(it, instead).at(path.clone()));
    }
    match (config, it.shape) {
        (Value::Unknown(_), _) => {}
        (Value::Null, _) if !matches!(it.presence, Presence::Required) => {}
        (Value::Object(_), Shape::Nested(nested)) => {
            attributes(nested.attributes, path, config, found);
        }
        (Value::List(items), Shape::NestedList(_)) => {
            let steps = (0..).map(Step::Index);
            steps
                .zip(items)
                .for_each(|(step, item)| element(it, path, step, item, found));
        }
        (Value::Map(items), Shape::NestedMap(_)) => {
            let steps = items.keys().cloned().map(Step::Key);
            steps
                .zip(items.values())
                .for_each(|(step, item)| element(it, path, step, item, found));
        }
        (value, _) => check(it, path, value, found),
    }
}

/// One nested object of several. A null one is refused by trying to decode it.
fn element(it: &Attribute, path: &Path, step: Step, item: &Value, found: &mut Diagnostics) {
    let path = path.step(step);
    match (item, it.nested()) {
        (Value::Unknown(_), _) | (_, None) => {}
        (Value::Object(_), Some(nested)) => attributes(nested.attributes, &path, item, found),
        _ => found.push(Diagnostic::error(summary(&path), "An object is required here.").at(path)),
    }
}

fn check(it: &Attribute, path: &Path, value: &Value, found: &mut Diagnostics) {
    if value.is_wholly_known() {
        found.extend(
            (it.check)(value)
                .err()
                .map(|problem| diagnostic(path, problem)),
        );
        return;
    }
    // Part of a collection is unknown: each known element is decoded in a collection of its own.
    for (step, alone) in alone(value) {
        if let Err(Problem {
            message,
            path: inner,
        }) = (it.check)(&alone)
        {
            let steps = step
                .into_iter()
                .chain(inner.0.into_iter().skip(1))
                .collect();
            found.push(diagnostic(
                path,
                Problem {
                    path: Path(steps),
                    message,
                },
            ));
        }
    }
}

/// Each wholly known element as a collection of one, and its place; an element of a set has none.
fn alone(value: &Value) -> Vec<(Option<Step>, Value)> {
    let one = |item: &Value| vec![item.clone()];
    let all: Vec<_> = match value {
        Value::List(items) => (0..)
            .map(|index| Some(Step::Index(index)))
            .zip(items.iter().map(|item| Value::List(one(item))))
            .collect(),
        Value::Set(items) => items
            .iter()
            .map(|item| (None, Value::Set(one(item))))
            .collect(),
        Value::Map(items) => items
            .iter()
            .map(|(key, item)| {
                (
                    Some(Step::Key(key.clone())),
                    Value::map([(key.as_str(), item.clone())]),
                )
            })
            .collect(),
        _ => Vec::new(),
    };
    all.into_iter()
        .filter(|(_, alone)| alone.is_wholly_known())
        .collect()
}

fn diagnostic(path: &Path, problem: Problem) -> Diagnostic {
    let path = path.join(&problem.path);
    Diagnostic::error(summary(&path), sentence(&problem.message)).at(path)
}

fn deprecation(it: &Attribute, instead: &str) -> Diagnostic {
    Diagnostic::warning(format!("{} is deprecated", it.name), sentence(instead))
}

fn summary(path: &Path) -> String {
    match path.is_root() {
        true => "Invalid value for this resource".to_owned(),
        false => format!("Invalid value for {path}"),
    }
}

/// Capital first, full stop last.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    let stop = if text.ends_with('.') { "" } else { "." };
    format!("{}{}{stop}", first.unwrap_or_default(), letters.as_str())
}
