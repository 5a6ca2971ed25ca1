//! A value of which parts may be unknown, read with types.

use crate::attr::Attr;
use crate::path::Path;
use crate::value::Value;

/// Reads typed parts out of a partly unknown value. Rules and hooks work on it: what is not known is
/// `None`, so a rule that needs it has nothing to say yet.
#[derive(Clone, Copy, Debug)]
pub struct Sketch<'a> {
    root: &'a Value,
}

impl<'a> Sketch<'a> {
    /// Reads from `root`.
    pub const fn new(root: &'a Value) -> Self {
        Self { root }
    }

    /// What is at `path`, decoded. `None` when it is unknown, does not decode, or is null and `T` is no
    /// `Option`. An attribute of a null object is null.
    pub fn at<T: Attr>(&self, path: &Path) -> Option<T> {
        T::read(self.root.reach(path)?).ok()
    }

    /// What is at `path`, if no part of it is unknown; null too.
    pub fn known(&self, path: &Path) -> Option<&'a Value> {
        self.root
            .reach(path)
            .filter(|value| value.is_wholly_known())
    }

    /// Whether something is at `path`, or will be: not null.
    pub fn is_set(&self, path: &Path) -> bool {
        self.root.reach(path).is_some_and(|value| !value.is_null())
    }

    /// Whether what is at `path` is unknown as a whole.
    pub fn is_unknown(&self, path: &Path) -> bool {
        self.root.reach(path).is_some_and(Value::is_unknown)
    }

    /// The whole value.
    pub const fn value(&self) -> &'a Value {
        self.root
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_only_what_is_known() {
        let value = Value::object([
            ("name", "orders".into()),
            ("size", Value::unknown()),
            ("sasl", Value::Null),
        ]);
        let sketch = Sketch::new(&value);
        assert_eq!(
            sketch.at::<String>(&"name".into()),
            Some("orders".to_owned())
        );
        assert_eq!(sketch.at::<bool>(&"name".into()), None);
        assert_eq!(sketch.at::<Option<i64>>(&"size".into()), None);
        assert_eq!(
            sketch.at::<Option<bool>>(&Path::of(&["sasl", "iam"])),
            Some(None)
        );
        assert_eq!(sketch.at::<bool>(&Path::of(&["sasl", "iam"])), None);
        assert_eq!(sketch.known(&"size".into()), None);
        assert!(!sketch.is_set(&"sasl".into()) && sketch.is_set(&"size".into()));
    }
}
