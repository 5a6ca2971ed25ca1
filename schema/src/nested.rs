//! Walking nested attributes: one object, a list of them, or a map of them.

use crate::object::{Object, Shape};
use crate::path::{Path, Step};
use crate::value::Value;

/// Where an object is, within the value of the attribute that nests it: `None` for the value itself.
pub(crate) type Place = Option<Step>;

/// The known objects that `value` nests.
pub(crate) fn objects<'a>(shape: &Shape, value: &'a Value) -> Vec<(Place, &'a Value)> {
    let all: Vec<(Place, &Value)> = match (shape, value) {
        (Shape::Nested(_), object) => vec![(None, object)],
        (Shape::NestedList(_), Value::List(items)) => items
            .iter()
            .zip(0..)
            .map(|(item, index)| (Some(Step::Index(index)), item))
            .collect(),
        (Shape::NestedMap(_), Value::Map(items)) => items
            .iter()
            .map(|(key, item)| (Some(Step::Key(key.clone())), item))
            .collect(),
        _ => Vec::new(),
    };
    all.into_iter()
        .filter(|(_, object)| matches!(object, Value::Object(_)))
        .collect()
}

/// Calls `visit` for each known object that `value` nests.
pub(crate) fn each_object(
    shape: &Shape,
    value: &mut Value,
    visit: &mut impl FnMut(&'static Object, Place, &mut Value),
) {
    let Some(object) = shape.nested() else { return };
    let mut known = |place: Place, value: &mut Value| {
        if matches!(value, Value::Object(_)) {
            visit(object, place, value);
        }
    };
    match (shape, value) {
        (Shape::NestedList(_), Value::List(items)) => {
            items
                .iter_mut()
                .zip(0..)
                .for_each(|(item, index)| known(Some(Step::Index(index)), item));
        }
        (Shape::NestedMap(_), Value::Map(items)) => {
            items
                .iter_mut()
                .for_each(|(key, item)| known(Some(Step::Key(key.clone())), item));
        }
        (_, value) => known(None, value),
    }
}

/// What another value of the same attribute has at that place: null when it has nothing there.
pub(crate) fn counterpart<'a>(other: &'a Value, place: &Place) -> &'a Value {
    static NOTHING: Value = Value::Null;
    match place {
        None => other,
        Some(step) => other.reach(&Path(vec![step.clone()])).unwrap_or(&NOTHING),
    }
}

/// The path of a place.
pub(crate) fn path_to(path: &Path, place: &Place) -> Path {
    match place {
        None => path.clone(),
        Some(step) => path.step(step.clone()),
    }
}
