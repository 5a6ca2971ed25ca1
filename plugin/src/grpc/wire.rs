//! Between the messages of the protocol and the values of the schema.

use kafkaws_schema::codec::{json, msgpack};
use kafkaws_schema::{Diagnostic, Diagnostics, Path, Severity, Step, Type, Value};

use crate::proto::tfplugin6::attribute_path::step::Selector;
use crate::proto::tfplugin6::{self as proto, AttributePath, DynamicValue, attribute_path};

/// A value as core sent it: MessagePack, or JSON, or nothing at all for null.
pub(super) fn decode(value: Option<&DynamicValue>, ty: &Type) -> Result<Value, Diagnostics> {
    let decoded = match value {
        Some(value) if !value.msgpack.is_empty() => msgpack::decode(&value.msgpack, ty),
        Some(value) if !value.json.is_empty() => json::decode(&value.json, ty),
        _ => return Ok(Value::Null),
    };
    decoded.map_err(|error| {
        let detail = format!("Terraform sent a value that does not fit the schema: {error}.");
        Diagnostic::bug("Cannot decode a value", detail).into()
    })
}

/// A value for core.
pub(super) fn encode(value: &Value, ty: &Type) -> Result<Option<DynamicValue>, Diagnostics> {
    if ty.admits(value) {
        return Ok(Some(DynamicValue {
            msgpack: msgpack::encode(value, ty),
            json: Vec::new(),
        }));
    }
    let detail = "The provider made a value that does not fit its own schema.";
    Err(Diagnostic::bug("Cannot encode a value", detail).into())
}

pub(super) fn diagnostics(diagnostics: Diagnostics) -> Vec<proto::Diagnostic> {
    diagnostics.into_iter().map(diagnostic).collect()
}

fn diagnostic(diagnostic: Diagnostic) -> proto::Diagnostic {
    let severity = match diagnostic.severity {
        Severity::Error => proto::diagnostic::Severity::Error,
        Severity::Warning => proto::diagnostic::Severity::Warning,
    };
    proto::Diagnostic {
        severity: severity.into(),
        summary: diagnostic.summary,
        detail: diagnostic.detail,
        // An empty path would lose the place in the source that core shows for the whole resource.
        attribute: diagnostic
            .path
            .filter(|path| !path.is_root())
            .map(|p| attribute_path(&p)),
    }
}

pub(super) fn attribute_path(path: &Path) -> AttributePath {
    let steps = path.steps().iter().map(|step| attribute_path::Step {
        selector: Some(match step {
            Step::Attribute(name) => Selector::AttributeName(name.clone()),
            Step::Index(place) => Selector::ElementKeyInt(*place),
            Step::Key(key) => Selector::ElementKeyString(key.clone()),
        }),
    });
    AttributePath {
        steps: steps.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_at_all_is_null() {
        assert_eq!(decode(None, &Type::String).unwrap(), Value::Null);
        assert_eq!(
            decode(Some(&DynamicValue::default()), &Type::String).unwrap(),
            Value::Null
        );
    }

    #[test]
    fn both_forms_are_read_and_one_is_written() {
        let json = DynamicValue {
            json: b"\"x\"".to_vec(),
            msgpack: Vec::new(),
        };
        let value = decode(Some(&json), &Type::String).unwrap();
        let sent = encode(&value, &Type::String).unwrap().unwrap();
        assert!(sent.json.is_empty());
        assert_eq!(
            decode(Some(&sent), &Type::String).unwrap(),
            Value::from("x")
        );
    }

    #[test]
    fn a_value_of_another_type_is_a_diagnostic() {
        let json = DynamicValue {
            json: b"{}".to_vec(),
            msgpack: Vec::new(),
        };
        assert!(decode(Some(&json), &Type::Number).unwrap_err().has_errors());
        assert!(
            encode(&Value::from("x"), &Type::Bool)
                .unwrap_err()
                .has_errors()
        );
    }

    #[test]
    fn paths_keep_their_kinds_of_steps_and_the_root_is_left_out() {
        let path = Path::of(&["a"]).index(2).key("k");
        let steps = attribute_path(&path).steps;
        let selectors: Vec<_> = steps.into_iter().filter_map(|step| step.selector).collect();
        assert_eq!(
            selectors,
            [
                Selector::AttributeName("a".to_owned()),
                Selector::ElementKeyInt(2),
                Selector::ElementKeyString("k".to_owned()),
            ]
        );
        assert_eq!(diagnostic(Diagnostic::warning("s", "d")).attribute, None);
    }
}
