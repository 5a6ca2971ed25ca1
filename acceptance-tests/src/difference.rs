//! What a planned change changes, leaf by leaf: the message of a test that wanted no change.

use serde_json::Value;

use crate::plan::ResourceChange;

/// One line per changed leaf, such as `tags.team: "a" -> "b"`; empty for no change.
pub(crate) fn difference(one: &ResourceChange) -> String {
    let mut lines = Vec::new();
    let change = &one.change;
    compare(
        "",
        &change.before,
        &change.after,
        &change.after_unknown,
        &mut lines,
    );
    if lines.is_empty() {
        return String::new();
    }
    format!(
        "{} {}\n  {}",
        one.address,
        change.actions.join(","),
        lines.join("\n  ")
    )
}

fn compare(path: &str, before: &Value, after: &Value, unknown: &Value, lines: &mut Vec<String>) {
    match (before, after) {
        _ if *unknown == Value::Bool(true) => lines.push(format!("{path}: {before} -> unknown")),
        (Value::Object(old), Value::Object(new)) => {
            let names: std::collections::BTreeSet<_> = old.keys().chain(new.keys()).collect();
            for name in names {
                let inner = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                };
                compare(&inner, &before[name], &after[name], &unknown[name], lines);
            }
        }
        _ if before == after => {}
        _ => lines.push(format!("{path}: {before} -> {after}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_changes_is_told() {
        let change = json!({
            "address": "a.b",
            "change": {
                "actions": ["update"],
                "before": { "same": 1, "tags": { "x": "a" }, "arn": "old" },
                "after": { "same": 1, "tags": { "x": "b" } },
                "after_unknown": { "arn": true },
            },
        });
        let told = difference(&serde_json::from_value(change).unwrap());
        assert_eq!(
            told,
            "a.b update\n  arn: \"old\" -> unknown\n  tags.x: \"a\" -> \"b\""
        );
    }
}
