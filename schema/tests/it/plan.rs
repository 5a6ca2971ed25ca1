//! The plan engine as a table: prior state and configuration to plan.

use kafkaws_schema::conformance::plan_violations;
use kafkaws_schema::plan::{self, Draft};
use kafkaws_schema::{Path, Value};
use serde_json::{Value as Json, json};

use crate::cluster::{SCHEMA, value};

/// A configuration that sets what must be set.
pub(crate) fn config() -> Json {
    json!({
        "name": "orders",
        "kafka_version": "3.9.0",
        "brokers": {"count": 3, "subnets": ["a", "b"]},
    })
}

/// The state after that configuration was applied.
pub(crate) fn state() -> Json {
    json!({
        "name": "orders",
        "kafka_version": "3.9.0",
        "brokers": {"count": 3, "subnets": ["a", "b"], "size": 100},
        "kms_key_arn": "arn:aws:kms:::key/1",
        "type": "DEFAULT",
        "sasl": {"iam": false, "scram": false},
        "storage": {"size": 100, "throughput": {"enabled": false}},
        "arn": "arn:aws:kafka:::cluster/1",
        "endpoints": "b-1:9094",
        "revision": 1,
    })
}

pub(crate) fn with(base: Json, changes: &Json) -> Json {
    let mut merged = base;
    merge(&mut merged, changes);
    merged
}

fn merge(base: &mut Json, changes: &Json) {
    match (base, changes) {
        (Json::Object(base), Json::Object(changes)) => {
            for (name, change) in changes {
                merge(base.entry(name).or_insert(Json::Null), change);
            }
        }
        (base, changes) => *base = changes.clone(),
    }
}

pub(crate) fn unknown(paths: &[&[&str]], base: &Json) -> Value {
    let mut value = value(base);
    for path in paths {
        assert!(value.put(&Path::of(path), Value::unknown()), "{path:?}");
    }
    value
}

/// Plans, and checks what core checks.
fn plan(prior: Value, config: Value) -> Draft {
    let mut draft = plan::begin(&SCHEMA, prior, config.clone(), config);
    plan::finish(&SCHEMA, &mut draft);
    let violations = plan_violations(&SCHEMA, &draft.prior, &draft.config, &draft.planned);
    assert_eq!(violations, Vec::<String>::new());
    draft
}

pub(crate) fn update(config: &Json) -> Draft {
    plan(value(&state()), value(config))
}

#[track_caller]
fn assert_planned(draft: &Draft, expected: &Value) {
    let mut differences = Vec::new();
    for attribute in SCHEMA.attributes() {
        let name = attribute.name;
        let (planned, expected) = (draft.planned.attribute(name), expected.attribute(name));
        if !planned.same(expected) {
            differences.push(format!("{name}: {planned:?} instead of {expected:?}"));
        }
    }
    assert!(differences.is_empty(), "{differences:#?}");
}

fn replaced(draft: &Draft) -> Vec<String> {
    draft.replace.iter().map(ToString::to_string).collect()
}

const OUTPUTS: [&[&str]; 3] = [&["arn"], &["endpoints"], &["revision"]];

#[test]
fn a_create_fills_defaults_and_leaves_the_rest_to_aws() {
    let draft = plan(Value::Null, value(&config()));
    assert!(draft.creates() && draft.replace.is_empty());
    let filled = json!({"type": "DEFAULT", "sasl": {"iam": false, "scram": false}});
    let chosen: [&[&str]; 3] = [&["kms_key_arn"], &["brokers", "size"], &["storage"]];
    assert_planned(
        &draft,
        &unknown(&[&chosen[..], &OUTPUTS].concat(), &with(config(), &filled)),
    );
}

#[test]
fn nothing_changed_is_nothing_planned() {
    let draft = update(&config());
    assert_planned(&draft, &value(&state()));
    assert!(draft.updates() && !draft.changes());
}

#[test]
fn the_default_written_out_is_no_change() {
    let written = json!({"type": "DEFAULT", "sasl": {"scram": false}, "storage": {"size": 100}});
    assert!(!update(&with(config(), &written)).changes());
    let spelled = json!({"brokers": {"count": "3.0"}, "storage": {"throughput": {}}});
    assert!(!update(&with(config(), &spelled)).changes());
}

#[test]
fn a_partial_object_gets_its_other_defaults() {
    let draft = update(&with(config(), &json!({"sasl": {"iam": true}})));
    let expected = with(state(), &json!({"sasl": {"iam": true, "scram": false}}));
    assert_planned(&draft, &unknown(&[&["revision"]], &expected));
}

#[test]
fn outputs_change_with_their_inputs() {
    let draft = update(&with(config(), &json!({"brokers": {"count": 6}})));
    let expected = with(state(), &json!({"brokers": {"count": 6}}));
    assert_planned(
        &draft,
        &unknown(&[&["endpoints"], &["revision"]], &expected),
    );
    assert_eq!(replaced(&draft), Vec::<String>::new());
}

#[test]
fn an_unknown_input_counts_as_changed() {
    let config = unknown(&[&["brokers", "count"]], &config());
    let draft = plan(value(&state()), config);
    let paths: [&[&str]; 3] = [&["brokers", "count"], &["endpoints"], &["revision"]];
    assert_planned(&draft, &unknown(&paths, &state()));
}

#[test]
fn what_aws_chose_stays_when_the_configuration_drops_it() {
    let prior = with(
        state(),
        &json!({"storage": {"size": 500, "throughput": {"enabled": true, "rate": 250}}}),
    );
    let draft = plan(value(&prior), value(&config()));
    let expected = with(
        prior,
        &json!({"storage": {"throughput": {"enabled": false, "rate": null}}}),
    );
    assert_planned(&draft, &unknown(&[&["revision"]], &expected));
}

#[test]
fn null_stays_null_where_aws_already_chose() {
    let prior = with(
        state(),
        &json!({"kms_key_arn": null, "brokers": {"size": null}, "storage": null}),
    );
    assert!(!plan(value(&prior), value(&config())).changes());
}

#[test]
fn a_new_element_lets_aws_choose_and_an_old_one_does_not() {
    let prior = with(
        state(),
        &json!({"listeners": [{"name": "a", "port": 9092}]}),
    );
    let config = with(
        config(),
        &json!({"listeners": [{"name": "a"}, {"name": "b"}]}),
    );
    let draft = plan(value(&prior), value(&config));
    let listeners = draft.planned.attribute("listeners").as_list().unwrap();
    assert_eq!(listeners[0].attribute("port"), &9092.into());
    assert!(listeners[1].attribute("port").is_unknown());
}

#[test]
fn write_only_is_null_in_the_plan_and_there_for_the_apply() {
    let config = value(&with(
        config(),
        &json!({"users": {"ann": {"password": "hunter2"}}}),
    ));
    let draft = plan(Value::Null, config.clone());
    let ann = Path::from("users").key("ann");
    assert_eq!(
        draft.planned.get(&ann.attribute("password")),
        Some(&Value::Null)
    );
    assert_eq!(
        draft.planned.get(&ann.attribute("password_version")),
        Some(&1.into())
    );
    let given = plan::with_write_only(&SCHEMA, draft.planned, &config);
    assert_eq!(
        given.get(&ann.attribute("password")),
        Some(&"hunter2".into())
    );
}

#[test]
fn replacement_where_the_attribute_says_so() {
    let cases = [
        (json!({"name": "bills"}), vec!["name"]),
        (json!({"kafka_version": "3.10.0"}), vec![]),
        (json!({"kafka_version": "3.8.0"}), vec!["kafka_version"]),
        (
            json!({"brokers": {"subnets": ["a", "c"]}}),
            vec!["brokers.subnets"],
        ),
        (json!({"brokers": {"count": 6}}), vec![]),
        (
            json!({"kms_key_arn": "arn:aws:kms:::key/2"}),
            vec!["kms_key_arn"],
        ),
        (
            json!({"listeners": [{"name": "a", "port": 1}]}),
            vec!["listeners[0].name"],
        ),
    ];
    for (change, expected) in cases {
        assert_eq!(
            replaced(&update(&with(config(), &change))),
            expected,
            "{change}"
        );
    }
}

#[test]
fn unknown_replaces_on_any_change_but_not_on_a_comparison() {
    let config = unknown(&[&["name"], &["kafka_version"]], &config());
    assert_eq!(replaced(&plan(value(&state()), config)), ["name"]);
}

#[test]
fn a_destroy_plans_null() {
    let draft = plan(value(&state()), Value::Null);
    assert!(draft.destroys() && draft.planned.is_null() && draft.replace.is_empty());
}
