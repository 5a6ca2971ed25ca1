//! Reaching into a value.

use std::collections::BTreeMap;

use super::{Refinements, Value};
use crate::path::{Path, Step};

static NULL: Value = Value::Null;
static UNKNOWN: Value = Value::Unknown(Refinements::NONE);

impl Value {
    /// What `path` points at. `None` when a step does not exist or goes through null or unknown.
    pub fn get(&self, path: &Path) -> Option<&Value> {
        path.steps()
            .iter()
            .try_fold(self, |value, step| value.inner().child(step))
    }

    /// What `path` points at, where null and unknown are contagious: an attribute of null is null, and
    /// of unknown is unknown. `None` only when a list or map has no such element.
    pub fn reach(&self, path: &Path) -> Option<&Value> {
        path.steps()
            .iter()
            .try_fold(self, |value, step| match value.inner() {
                Self::Null => Some(&NULL),
                Self::Unknown(_) => Some(&UNKNOWN),
                known => known.child(step),
            })
    }

    /// The attribute `name` of an object. Null for null and for what is no object or has no such
    /// attribute, unknown for unknown.
    pub fn attribute(&self, name: &str) -> &Value {
        match self.inner() {
            Self::Object(attributes) => attributes.get(name).unwrap_or(&NULL),
            Self::Unknown(_) => &UNKNOWN,
            _ => &NULL,
        }
    }

    /// Puts `value` at `path`, making an object of every null on the way. Returns whether there was such
    /// a place: a missing list element or a step into an unknown is none.
    pub fn put(&mut self, path: &Path, value: Value) -> bool {
        let place = path
            .steps()
            .iter()
            .try_fold(self, |place, step| place.slot(step));
        place.map(|place| *place = value).is_some()
    }

    /// Visits this value and everything in it, outermost first. What a set holds is visited with the
    /// path of the set.
    pub fn walk(&self, visit: &mut impl FnMut(&Path, &Value)) {
        self.walk_from(&Path::root(), visit);
    }

    /// The text, if it is a string.
    pub fn as_str(&self) -> Option<&str> {
        match self.inner() {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The truth, if it is a bool.
    pub fn as_bool(&self) -> Option<bool> {
        match self.inner() {
            Self::Bool(truth) => Some(*truth),
            _ => None,
        }
    }

    /// The integer, if it is a whole number that fits.
    pub fn as_i64(&self) -> Option<i64> {
        match self.inner() {
            Self::Number(number) => number.as_i64(),
            _ => None,
        }
    }

    /// The attributes, if it is an object.
    pub fn as_object(&self) -> Option<&BTreeMap<String, Value>> {
        match self.inner() {
            Self::Object(attributes) => Some(attributes),
            _ => None,
        }
    }

    /// The elements by key, if it is a map.
    pub fn as_map(&self) -> Option<&BTreeMap<String, Value>> {
        match self.inner() {
            Self::Map(items) => Some(items),
            _ => None,
        }
    }

    /// The elements, if it is a list, set or tuple.
    pub fn as_list(&self) -> Option<&[Value]> {
        match self.inner() {
            Self::List(items) | Self::Set(items) | Self::Tuple(items) => Some(items),
            _ => None,
        }
    }

    /// The value itself, out of the wrapping of a dynamic one.
    pub(crate) fn inner(&self) -> &Value {
        match self {
            Self::Dynamic(dynamic) => dynamic.value.inner(),
            other => other,
        }
    }

    fn child(&self, step: &Step) -> Option<&Value> {
        match (self, step) {
            (Self::Object(attributes), Step::Attribute(name)) => attributes.get(name),
            (Self::Map(items), Step::Key(key)) => items.get(key),
            (Self::List(items) | Self::Tuple(items), Step::Index(index)) => {
                items.get(usize::try_from(*index).ok()?)
            }
            _ => None,
        }
    }

    fn slot(&mut self, step: &Step) -> Option<&mut Value> {
        if let (Self::Null, Step::Attribute(_)) = (&*self, step) {
            *self = Self::Object(BTreeMap::new());
        }
        match (self, step) {
            (Self::Object(attributes), Step::Attribute(name)) => {
                Some(attributes.entry(name.clone()).or_insert(Self::Null))
            }
            (Self::Map(items), Step::Key(key)) => items.get_mut(key),
            (Self::List(items) | Self::Tuple(items), Step::Index(index)) => {
                items.get_mut(usize::try_from(*index).ok()?)
            }
            _ => None,
        }
    }

    fn walk_from(&self, path: &Path, visit: &mut impl FnMut(&Path, &Value)) {
        visit(path, self);
        match self.inner() {
            Self::List(items) | Self::Tuple(items) => {
                for (index, item) in items.iter().enumerate() {
                    item.walk_from(&path.index(index), visit);
                }
            }
            Self::Set(items) => items.iter().for_each(|item| item.walk_from(path, visit)),
            Self::Map(items) => {
                items
                    .iter()
                    .for_each(|(key, item)| item.walk_from(&path.key(key), visit));
            }
            Self::Object(attributes) => {
                attributes
                    .iter()
                    .for_each(|(name, it)| it.walk_from(&path.attribute(name), visit));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cluster() -> Value {
        Value::object([
            ("name", "orders".into()),
            ("subnets", Value::list(["a".into(), "b".into()])),
            ("tags", Value::map([("team", "kafka".into())])),
            ("storage", Value::Null),
            ("arn", Value::unknown()),
        ])
    }

    #[test]
    fn steps_that_exist() {
        let cluster = cluster();
        assert_eq!(
            cluster.get(&Path::from("subnets").index(1)),
            Some(&"b".into())
        );
        assert_eq!(
            cluster.get(&Path::from("tags").key("team")),
            Some(&"kafka".into())
        );
        assert_eq!(cluster.get(&Path::from("subnets").index(-1)), None);
        assert_eq!(cluster.get(&Path::of(&["storage", "size"])), None);
    }

    #[test]
    fn null_and_unknown_are_contagious() {
        let cluster = cluster();
        assert!(cluster.attribute("storage").attribute("size").is_null());
        assert!(cluster.attribute("arn").attribute("region").is_unknown());
        assert_eq!(
            cluster.reach(&Path::of(&["storage", "ebs", "size"])),
            Some(&Value::Null)
        );
        assert_eq!(
            cluster.reach(&Path::of(&["arn", "region"])),
            Some(&Value::unknown())
        );
        assert_eq!(cluster.reach(&Path::from("subnets").index(7)), None);
    }

    #[test]
    fn put_makes_the_objects_on_the_way() {
        let mut cluster = cluster();
        let size = Path::of(&["storage", "ebs", "size"]);
        assert!(cluster.put(&size, 500.into()));
        assert_eq!(cluster.get(&size).and_then(Value::as_i64), Some(500));
        assert!(!cluster.put(&Path::from("subnets").index(9), "c".into()));
        assert!(!cluster.put(&Path::of(&["arn", "region"]), "x".into()));
    }

    #[test]
    fn walk_sees_everything_once() {
        let mut seen = Vec::new();
        cluster().walk(&mut |path, _| seen.push(path.to_string()));
        let expected = [
            "",
            "arn",
            "name",
            "storage",
            "subnets",
            "subnets[0]",
            "subnets[1]",
            "tags",
            r#"tags["team"]"#,
        ];
        assert_eq!(seen, expected);
    }
}
