//! A provider block that is not wholly known yet.
//!
//! Terraform plans with it when an attribute comes from a resource that is still to be made. What
//! needs no AWS call must work all the same, and what does must name the attribute.

use std::collections::BTreeMap;

use kafkaws_schema::{Path, Value};

/// A provider block, taken apart by what is known.
#[derive(Debug)]
pub(super) struct Partial {
    /// The block with every attribute that holds an unknown value left out.
    pub(super) known: Value,
    /// The attributes left out.
    pub(super) unknown: Vec<Path>,
}

/// Leaves out whole top-level attributes: half a role or half a list of allowed accounts is not
/// something to work with.
pub(super) fn split(block: &Value) -> Partial {
    let mut known = BTreeMap::new();
    let mut unknown = Vec::new();
    for (name, value) in block.as_object().into_iter().flatten() {
        if value.is_wholly_known() {
            known.insert(name.clone(), value.clone());
        } else {
            known.insert(name.clone(), Value::Null);
            unknown.push(Path::from(name.as_str()));
        }
    }
    Partial {
        known: Value::Object(known),
        unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_out_attributes_that_hold_anything_unknown() {
        let role = Value::object([("role_arn", Value::unknown())]);
        let partial = split(&Value::object([
            ("region", Value::from("eu-west-1")),
            ("assume_role", Value::list([role])),
            ("profile", Value::unknown()),
        ]));
        let expected = Value::object([
            ("region", Value::from("eu-west-1")),
            ("assume_role", Value::Null),
            ("profile", Value::Null),
        ]);
        assert_eq!(partial.known, expected);
        assert_eq!(
            partial.unknown,
            [Path::from("assume_role"), Path::from("profile")]
        );
    }
}
