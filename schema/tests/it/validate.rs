//! What is refused, where, and in which words.

use kafkaws_schema::validate::validate;
use kafkaws_schema::{Diagnostics, Path, Value};
use serde_json::json;

use crate::cluster::{SCHEMA, value};

fn config() -> Value {
    value(&json!({
        "name": "orders", "kafka_version": "3.9.0", "brokers": {"count": 3, "subnets": ["a"]},
        "listeners": [{"name": "a", "port": 9092}, {"name": "b"}],
    }))
}

fn with(path: &Path, to: Value) -> Diagnostics {
    let mut config = config();
    assert!(config.put(path, to), "{path}");
    validate(&SCHEMA, &config)
}

#[test]
fn a_good_configuration_is_left_in_peace() {
    assert!(validate(&SCHEMA, &config()).is_empty());
}

#[test]
fn each_problem_at_its_attribute() {
    let cases = [
        (
            Path::from("name"),
            Value::from("or ders"),
            "\"or ders\" is not accepted: it must be 1 to 64 letters, digits and hyphens.",
        ),
        (
            Path::from("kafka_version"),
            "x".into(),
            "\"x\" is not accepted: it must be a Kafka version, such as 3.9.0.",
        ),
        (
            Path::from("type"),
            "X".into(),
            "\"X\" is not accepted: it must be one of \"DEFAULT\", \"PER_BROKER\".",
        ),
        (
            Path::of(&["brokers", "count"]),
            61.into(),
            "61 is not accepted: it must be between 1 and 60.",
        ),
        (
            Path::from("listeners").index(1).attribute("port"),
            0.into(),
            "0 is not accepted: it must be between 1 and 65535.",
        ),
        (
            Path::from("listeners").index(0),
            Value::Null,
            "An object is required here.",
        ),
    ];
    for (path, bad, detail) in cases {
        let found: Vec<_> = with(&path, bad).into_iter().collect();
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].path.as_ref(), Some(&path));
        assert_eq!(found[0].detail, detail);
        assert_eq!(found[0].summary, format!("Invalid value for {path}"));
    }
}

#[test]
fn all_problems_at_once() {
    let mut config = config();
    config.put(&"name".into(), "or ders".into());
    config.put(&Path::of(&["brokers", "count"]), 0.into());
    assert_eq!(validate(&SCHEMA, &config).len(), 2);
}

#[test]
fn unknown_waits_and_what_is_known_beside_it_does_not() {
    for path in [
        Path::from("name"),
        Path::from("brokers"),
        Path::of(&["brokers", "subnets"]),
    ] {
        assert!(with(&path, Value::unknown()).is_empty(), "{path}");
    }
    let tags = Value::map([("known", Value::Null), ("unknown", Value::unknown())]);
    let found: Vec<_> = with(&"tags".into(), tags)
        .into_iter()
        .filter(|it| it.is_error())
        .collect();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].path, Some(Path::from("tags").key("known")));
}

#[test]
fn a_deprecated_attribute_says_what_to_use() {
    let found = with(&"tags".into(), Value::map::<&str>([]));
    assert!(!found.has_errors());
    let said: Vec<_> = found
        .iter()
        .map(|it| (it.summary.as_str(), it.detail.as_str()))
        .collect();
    assert_eq!(said, [("tags is deprecated", "Use labels.")]);
}
