//! What hooks may do to a plan, and what becomes of the results of applies and reads.

use kafkaws_schema::conformance::apply_violations;
use kafkaws_schema::{Path, Value, plan};
use serde_json::json;

use crate::cluster::{SCHEMA, value};
use crate::plan::{config, state, unknown, update, with};

#[test]
fn a_hook_keeps_prior_values_where_core_allows() {
    let smaller = value(&with(
        config(),
        &json!({"brokers": {"count": 1}, "storage": {"size": 10}}),
    ));
    let mut draft = plan::begin(&SCHEMA, value(&state()), smaller.clone(), smaller);
    assert!(draft.keep_prior(&Path::of(&["storage", "size"])));
    assert!(draft.keep_prior(&Path::of(&["brokers", "count"])));
    assert!(!draft.keep_prior(&Path::from("nonsense")));
    plan::finish(&SCHEMA, &mut draft);
    assert!(
        !draft.changes(),
        "what settle keeps makes no output unknown"
    );
}

#[test]
fn a_hook_cannot_break_a_promise_to_core() {
    let tagged = with(config(), &json!({"tags": {"team": "kafka"}}));
    let unknown_count = unknown(&[&["brokers", "count"]], &tagged);
    let mut draft = plan::begin(
        &SCHEMA,
        value(&state()),
        unknown_count.clone(),
        unknown_count,
    );
    assert!(
        !draft.keep_prior(&Path::of(&["brokers", "count"])),
        "configured, but unknown"
    );
    assert!(
        !draft.keep_prior(&Path::from("tags")),
        "configured, and not there before"
    );
    assert!(!draft.set_unknown(&Path::from("name")), "configured");
    assert!(draft.set_unknown(&Path::from("arn")));
    assert!(draft.set_unknown(&Path::of(&["storage", "throughput"])));
}

#[test]
fn what_was_left_out_is_not_asked_for_and_what_is_not_known_yet_is() {
    let config = unknown(&[&["brokers", "count"]], &config());
    let mut draft = plan::begin(&SCHEMA, Value::Null, config.clone(), config);
    plan::finish(&SCHEMA, &mut draft);
    let (left_out, later) = (Path::from("kms_key_arn"), Path::of(&["brokers", "count"]));
    assert!(draft.planned.get(&left_out).is_some_and(Value::is_unknown));
    let asked = draft.asked();
    assert_eq!(asked.get(&left_out), Some(&Value::Null));
    assert!(asked.get(&later).is_some_and(Value::is_unknown));
    assert_eq!(asked.attribute("name"), draft.planned.attribute("name"));
}

#[test]
fn an_output_a_hook_marks_unknown_makes_it_an_update() {
    let prior = value(&with(state(), &json!({"arn": null})));
    let mut draft = plan::begin(&SCHEMA, prior, value(&config()), value(&config()));
    assert!(draft.set_unknown(&Path::from("arn")));
    plan::finish(&SCHEMA, &mut draft);
    assert!(draft.planned.attribute("revision").is_unknown());
    assert_eq!(draft.planned.attribute("endpoints"), &"b-1:9094".into());
}

#[test]
fn pin_keeps_what_was_planned_known() {
    let draft = update(&with(config(), &json!({"brokers": {"count": 6}})));
    let late = json!({
        "brokers": {"count": 6, "size": 90}, "kms_key_arn": "other", "arn": "other",
        "endpoints": "b-1:9094,b-2:9094", "revision": 2,
    });
    let pinned = plan::pin(&SCHEMA, &draft.planned, value(&with(state(), &late)));
    assert_eq!(
        apply_violations(&SCHEMA, &draft.planned, &pinned),
        Vec::<String>::new()
    );
    assert_eq!(pinned.attribute("revision"), &2.into());
    assert_eq!(pinned.attribute("arn"), value(&state()).attribute("arn"));
}

#[test]
fn pin_does_not_hide_an_input_that_was_not_applied() {
    let draft = update(&with(config(), &json!({"brokers": {"count": 6}})));
    let pinned = plan::pin(&SCHEMA, &draft.planned, value(&state()));
    let violations = apply_violations(&SCHEMA, &draft.planned, &pinned);
    assert_eq!(violations, ["brokers.count: is not what was planned"]);
}

#[test]
fn steady_keeps_texts_that_cannot_have_changed() {
    let prior = value(&state());
    let shuffled = json!({"arn": "ARN", "endpoints": "b-2:9094,b-1:9094", "revision": 7});
    let read = plan::steady(&SCHEMA, &prior, value(&with(state(), &shuffled)));
    assert!(read.same(&value(&with(state(), &json!({"revision": 7})))));
    let grown = with(shuffled, &json!({"brokers": {"count": 6}}));
    let read = plan::steady(&SCHEMA, &prior, value(&with(state(), &grown)));
    assert_eq!(read.attribute("endpoints"), &"b-2:9094,b-1:9094".into());
    let missing = value(&with(state(), &json!({"arn": null})));
    let read = plan::steady(&SCHEMA, &missing, prior.clone());
    assert!(read.same(&prior));
}
