//! Write-only attributes: where a configuration sets one.

use kafkaws_schema::{Object, Path, Shape, Value};

/// Where `config` sets a write-only attribute.
pub(crate) fn places(object: &Object, config: &Value) -> Vec<Path> {
    let mut found = Vec::new();
    collect(object, config, &Path::root(), &mut found);
    found
}

fn collect(object: &Object, value: &Value, at: &Path, found: &mut Vec<Path>) {
    for attribute in object.attributes {
        let inner = value.attribute(attribute.name);
        let path = at.attribute(attribute.name);
        if attribute.write_only {
            if !inner.is_null() {
                found.push(path);
            }
        } else {
            collect_within(&attribute.shape, inner, &path, found);
        }
    }
}

fn collect_within(shape: &Shape, value: &Value, at: &Path, found: &mut Vec<Path>) {
    match (shape, value) {
        // Of an object that is unknown as a whole nothing is known to be set.
        (Shape::Nested(object), Value::Object(_)) => collect(object, value, at, found),
        (Shape::NestedList(object), Value::List(items)) => {
            for (place, item) in items.iter().enumerate() {
                collect(object, item, &at.index(place as i64), found);
            }
        }
        (Shape::NestedMap(object), Value::Map(items)) => {
            for (key, item) in items {
                collect(object, item, &at.key(key), found);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use kafkaws_schema::{Model, WriteOnly};

    use super::*;

    #[derive(Model)]
    /// A door.
    struct Door {
        /// What opens it.
        word: Option<WriteOnly<String>>,
    }

    #[derive(Model)]
    /// A house.
    struct House {
        /// Where one comes in.
        front: Option<Door>,
        /// The others.
        back: Vec<Door>,
        /// Who may come in.
        guests: Option<i64>,
    }

    fn door(word: Value) -> Value {
        Value::object([("word", word)])
    }

    #[test]
    fn found_wherever_they_nest_and_only_where_they_are_set() {
        let config = Value::object([
            ("front", door("sesame".into())),
            (
                "back",
                Value::list([door(Value::Null), door(Value::unknown())]),
            ),
            ("guests", 3.into()),
        ]);
        let found: Vec<_> = places(House::OBJECT, &config)
            .iter()
            .map(Path::to_string)
            .collect();
        assert_eq!(found, ["front.word", "back[1].word"]);
        assert_eq!(places(House::OBJECT, &Value::unknown()), []);
    }
}
