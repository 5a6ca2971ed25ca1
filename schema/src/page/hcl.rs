//! A value as one would write it in a configuration.

use crate::value::Value;

/// The value in HCL, on one line. Null attributes are left out, as one would.
pub(super) fn literal(value: &Value) -> String {
    match value {
        Value::Null | Value::Unknown(_) => "null".to_owned(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => quoted(text),
        Value::List(items) | Value::Set(items) | Value::Tuple(items) => {
            let items: Vec<_> = items.iter().map(literal).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Map(items) | Value::Object(items) => {
            let set = items.iter().filter(|(_, item)| !item.is_null());
            let pairs: Vec<_> = set
                .map(|(name, item)| format!("{name} = {}", literal(item)))
                .collect();
            if pairs.is_empty() {
                "{}".to_owned()
            } else {
                format!("{{ {} }}", pairs.join(", "))
            }
        }
        Value::Dynamic(dynamic) => literal(&dynamic.value),
    }
}

/// HCL would read `${` and `%{` in a string as templates.
fn quoted(text: &str) -> String {
    format!("{text:?}")
        .replace("${", "$${")
        .replace("%{", "%%{")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_one_would_write_it() {
        let value = Value::object([
            ("on", true.into()),
            ("rate", Value::Null),
            ("sizes", Value::list([1.into(), 2.into()])),
            ("name", "a \"b\" ${c}".into()),
        ]);
        let expected = r#"{ name = "a \"b\" $${c}", on = true, sizes = [1, 2] }"#;
        assert_eq!(literal(&value), expected);
        assert_eq!(literal(&Value::map::<&str>([])), "{}");
    }
}
