//! What the macros expand to calls of. Not an interface: it changes with them.

use crate::attr::{Attr, broken, mismatch};
use crate::object::Choice;
use crate::path::Step;
use crate::problem::Problem;
use crate::value::Value;

/// Refuses what is no object, so that a model never reads itself from null.
pub fn expect_object(value: &Value) -> Result<(), Problem> {
    match value {
        Value::Object(_) => Ok(()),
        other => Err(mismatch("an object", other)),
    }
}

/// Reads one field of a model.
pub fn field<T: Attr>(object: &Value, name: &str) -> Result<T, Problem> {
    T::read(object.attribute(name)).map_err(|it| it.within(Step::Attribute(name.to_owned())))
}

/// Reads one field that AWS may choose: create is called before it has.
pub fn computed<T: Attr>(object: &Value, name: &str) -> Result<T, Problem> {
    if T::OPTIONAL && object.attribute(name).is_unknown() {
        return T::read(&Value::Null);
    }
    field(object, name)
}

/// The value for which `find` finds the variant of a choice.
pub fn choice<T>(
    value: &Value,
    choices: &[Choice],
    find: impl Fn(&str) -> Option<T>,
) -> Result<T, Problem> {
    let text = value.as_str().ok_or_else(|| mismatch("a string", value))?;
    find(text).ok_or_else(|| not_among(text, choices))
}

/// The problem of a text that is none of the choices.
pub fn not_among(text: &str, choices: &[Choice]) -> Problem {
    let names: Vec<_> = choices
        .iter()
        .map(|choice| format!("{:?}", choice.name))
        .collect();
    broken_text(text, &format!("one of {}", names.join(", ")))
}

/// The problem of a text that breaks its rule. A very long text is cut: it may be a whole file.
pub fn broken_text(text: &str, rule: &str) -> Problem {
    const SHOWN: usize = 80;
    let shown: String = text.chars().take(SHOWN).collect();
    let dots = if shown.len() < text.len() { "…" } else { "" };
    broken(format!("{shown:?}{dots}"), rule)
}
