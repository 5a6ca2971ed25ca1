//! What core refuses is refused here: one case per rule.

use kafkaws_schema::conformance::{apply_violations, plan_violations};
use kafkaws_schema::{Path, Value};
use serde_json::{Value as Json, json};

use crate::cluster::{SCHEMA, value};

fn base() -> Json {
    json!({
        "name": "orders", "kafka_version": "3.9.0", "brokers": {"count": 3, "subnets": ["a"]},
        "users": {"ann": {}}, "listeners": [{"name": "a"}],
    })
}

fn changed(path: &Path, to: Value) -> Value {
    let mut value = value(&base());
    assert!(value.put(path, to), "{path}");
    value
}

#[track_caller]
fn refused(planned: &Value, config: &Value, place: &str) {
    let found = plan_violations(&SCHEMA, &Value::Null, config, planned);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with(place), "{found:?}");
}

#[test]
fn the_configuration_is_planned() {
    let config = value(&base());
    assert!(plan_violations(&SCHEMA, &Value::Null, &config, &config).is_empty());
    let size = Path::of(&["brokers", "count"]);
    refused(&changed(&size, 4.into()), &config, "brokers.count");
    refused(&changed(&size, Value::Null), &config, "brokers.count");
    refused(&changed(&size, Value::unknown()), &config, "brokers.count");
    refused(&changed(&"brokers".into(), Value::Null), &config, "brokers");
    refused(
        &changed(&"brokers".into(), Value::unknown()),
        &config,
        "brokers",
    );
    refused(
        &changed(&"tags".into(), Value::map([("a", "b".into())])),
        &config,
        "tags",
    );
    refused(&config, &changed(&size, Value::unknown()), "brokers.count");
}

#[test]
fn elements_are_those_configured() {
    let config = value(&base());
    refused(
        &changed(&"listeners".into(), Value::list([])),
        &config,
        "listeners",
    );
    refused(
        &changed(&"users".into(), Value::map::<&str>([])),
        &config,
        "users",
    );
    let first = Path::from("listeners").index(0);
    refused(&changed(&first, Value::Null), &config, "listeners[0]");
    refused(
        &changed(&first.attribute("name"), "b".into()),
        &config,
        "listeners[0].name",
    );
}

#[test]
fn a_prior_value_may_stay_in_place_of_a_configured_one() {
    let (prior, config) = (value(&base()), changed(&"name".into(), "bills".into()));
    assert!(plan_violations(&SCHEMA, &prior, &config, &prior).is_empty());
    refused(&prior, &config, "name");
}

#[test]
fn what_is_computed_and_not_configured_is_free() {
    let config = value(&base());
    for to in [Value::unknown(), "x".into(), Value::Null] {
        for name in ["arn", "kms_key_arn"] {
            let planned = changed(&name.into(), to.clone());
            assert!(plan_violations(&SCHEMA, &Value::Null, &config, &planned).is_empty());
        }
    }
}

#[test]
fn write_only_is_never_planned() {
    let password = Path::from("users").key("ann").attribute("password");
    let config = changed(&password, "hunter2".into());
    refused(&config, &config, r#"users["ann"].password"#);
    let found = plan_violations(&SCHEMA, &Value::Null, &config, &config);
    assert!(!found[0].contains("hunter2"));
}

#[test]
fn presence_follows_the_configuration() {
    let state = value(&base());
    assert_eq!(
        plan_violations(&SCHEMA, &state, &Value::Null, &state).len(),
        1
    );
    assert!(plan_violations(&SCHEMA, &state, &Value::Null, &Value::Null).is_empty());
    assert_eq!(
        plan_violations(&SCHEMA, &state, &state, &Value::Null).len(),
        1
    );
    assert_eq!(
        plan_violations(
            &SCHEMA,
            &state,
            &state,
            &Value::object([("name", 1.into())])
        )
        .len(),
        1
    );
}

#[test]
fn an_apply_makes_the_plan_come_true() {
    let planned = changed(&"arn".into(), Value::unknown());
    let violations = |new: &Value| apply_violations(&SCHEMA, &planned, new);
    assert!(violations(&changed(&"arn".into(), "arn:1".into())).is_empty());
    assert!(violations(&changed(&"arn".into(), Value::Null)).is_empty());
    assert_eq!(violations(&planned), ["arn: still unknown after apply"]);
    assert_eq!(
        violations(&changed(&"name".into(), "x".into())),
        ["name: is not what was planned"]
    );
    assert_eq!(
        violations(&changed(&"tags".into(), Value::map::<&str>([]))),
        ["tags: is not what was planned"]
    );
    assert_eq!(violations(&Value::Null), ["presence differs from the plan"]);
}

#[test]
fn a_set_may_shrink_and_never_grows() {
    let subnets = Path::of(&["brokers", "subnets"]);
    let set = |items: &[&str]| Value::set(items.iter().map(|item| Value::from(*item)));
    let planned = changed(&subnets, Value::set(["a".into(), Value::unknown()]));
    let count = |new: Value| apply_violations(&SCHEMA, &planned, &changed(&subnets, new)).len();
    assert_eq!(count(set(&["a"])), 0);
    assert_eq!(count(set(&["a", "b"])), 0);
    assert_eq!(count(set(&["a", "b", "c"])), 1);
    assert_eq!(count(set(&["b", "c"])), 1);
}
