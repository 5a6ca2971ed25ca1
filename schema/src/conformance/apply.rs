//! What core asserts of the result of an apply.

use std::collections::BTreeMap;

use super::violation;
use crate::path::{Path, Step};
use crate::resource_schema::ResourceSchema;
use crate::value::Value;

/// What core would refuse in `new`, the state after an apply of `planned`; empty when nothing.
pub fn apply_violations(schema: &ResourceSchema, planned: &Value, new: &Value) -> Vec<String> {
    if planned.is_null() || new.is_null() {
        let agree = planned.is_null() && new.is_null();
        return if agree {
            vec![]
        } else {
            vec!["presence differs from the plan".to_owned()]
        };
    }
    if !schema.ty().admits(new) {
        return vec!["the new state does not conform to the schema's type".to_owned()];
    }
    let mut found = Vec::new();
    new.walk(&mut |path, value| {
        if value.is_unknown() {
            found.push(violation(path, "still unknown after apply"));
        }
    });
    compare(&Path::root(), planned, new, &mut found);
    found
}

/// Every known part of the plan must have come true; an unknown may have become anything, null included.
fn compare(path: &Path, planned: &Value, new: &Value, found: &mut Vec<String>) {
    match (planned, new) {
        (Value::Unknown(_), _) => {}
        (Value::Object(planned), Value::Object(new)) => {
            tables(path, &Step::Attribute, planned, new, found);
        }
        (Value::Map(planned), Value::Map(new)) => {
            tables(path, &Step::Key, planned, new, found);
        }
        (Value::List(plans), Value::List(news)) | (Value::Tuple(plans), Value::Tuple(news)) => {
            if plans.len() != news.len() {
                found.push(violation(path, "has another length than planned"));
            }
            for (index, (planned, new)) in plans.iter().zip(news).enumerate() {
                compare(&path.index(index), planned, new, found);
            }
        }
        (Value::Set(plans), Value::Set(news)) => {
            if !sets_correspond(plans, news) {
                found.push(violation(path, "has other elements than planned"));
            }
        }
        (Value::Dynamic(planned), Value::Dynamic(new)) => {
            compare(path, &planned.value, &new.value, found);
        }
        _ if planned.same(new) => {}
        _ => found.push(violation(path, "is not what was planned")),
    }
}

fn tables(
    path: &Path,
    step: &dyn Fn(String) -> Step,
    planned: &BTreeMap<String, Value>,
    new: &BTreeMap<String, Value>,
    found: &mut Vec<String>,
) {
    if !planned.keys().eq(new.keys()) {
        found.push(violation(path, "has other keys than planned"));
    }
    for (name, planned) in planned {
        if let Some(new) = new.get(name) {
            compare(&path.step(step(name.clone())), planned, new, found);
        }
    }
}

/// Every planned element may have become some actual one and the other way round. Elements may have
/// turned out to be equal, so a set may shrink; it never grows.
fn sets_correspond(planned: &[Value], new: &[Value]) -> bool {
    let became = |planned: &Value, new: &Value| {
        let mut found = Vec::new();
        compare(&Path::root(), planned, new, &mut found);
        found.is_empty()
    };
    new.len() <= planned.len()
        && planned
            .iter()
            .all(|planned| new.iter().any(|new| became(planned, new)))
        && new
            .iter()
            .all(|new| planned.iter().any(|planned| became(planned, new)))
}
