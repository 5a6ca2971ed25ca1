//! The shape of an answer: every path in it, whatever its values.

use std::collections::BTreeSet;

use serde_json::Value;

/// The paths of an answer, such as `ClusterInfoList[].Provisioned.StorageMode`.
pub(super) fn of(answer: &Value) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    collect(answer, "", &mut paths);
    paths
}

fn collect(value: &Value, at: &str, paths: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, inner)| {
            let path = if at.is_empty() {
                name.clone()
            } else {
                format!("{at}.{name}")
            };
            collect(inner, &path, paths);
            paths.insert(path);
        }),
        Value::Array(items) => items
            .iter()
            .for_each(|item| collect(item, &format!("{at}[]"), paths)),
        _ => {}
    }
}

#[test]
fn a_shape_has_every_path_and_no_value() {
    let answer = serde_json::json!({ "List": [{ "Name": "a" }, { "Size": 1 }], "Next": null });
    let paths: Vec<_> = of(&answer).into_iter().collect();
    assert_eq!(paths, ["List", "List[].Name", "List[].Size", "Next"]);
}
