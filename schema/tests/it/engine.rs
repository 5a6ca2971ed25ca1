//! What core asserts holds for every schema, prior state and configuration, and a plan that was applied
//! is followed by an empty one.

mod proposed;
mod schemas;
mod values;

use kafkaws_schema::conformance::{apply_violations, plan_violations};
use kafkaws_schema::plan::{self, Draft};
use kafkaws_schema::{Presence, ResourceSchema, Value};
use proptest::collection::vec;
use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

use crate::tape::{self, Tape};

/// A schema, a prior state or none, and a configuration that may be partly unknown.
fn case(tape: &mut Tape<'_>) -> (ResourceSchema, Value, Value) {
    let schema = schemas::schema(tape);
    let prior = if tape.once_in(3) {
        Value::Null
    } else {
        values::state(tape, &schema)
    };
    let config = values::config(tape, schema.inputs, &schema);
    (schema, prior, config)
}

fn plan(schema: &ResourceSchema, prior: &Value, config: &Value) -> Draft {
    let proposed = proposed::object(schema.attributes(), prior, config);
    let mut draft = plan::begin(schema, prior.clone(), config.clone(), proposed);
    plan::finish(schema, &mut draft);
    draft
}

const NONE: Vec<String> = Vec::new();

proptest! {
    #![proptest_config(tape::cases(1_000))]

    #[test]
    fn core_accepts_every_plan(bytes in vec(any::<u8>(), 0..600)) {
        let (schema, prior, config) = case(&mut Tape::new(&bytes));
        let draft = plan(&schema, &prior, &config);
        prop_assert_eq!(plan_violations(&schema, &prior, &config, &draft.planned), NONE);
        prop_assert_eq!(&plan(&schema, &prior, &config).planned, &draft.planned);
        for path in &draft.replace {
            prop_assert!(prior.get(path).is_some() || draft.planned.get(path).is_some(), "{}", path);
        }
    }

    #[test]
    fn a_plan_begins_with_what_core_proposes(bytes in vec(any::<u8>(), 0..600)) {
        let (schema, prior, config) = case(&mut Tape::new(&bytes));
        let proposed = proposed::object(schema.attributes(), &prior, &config);
        let draft = plan::begin(&schema, prior, config.clone(), proposed.clone());
        for attribute in schema.attributes().filter(|it| it.nested().is_none() && !it.write_only) {
            let name = attribute.name;
            let defaulted = matches!(attribute.presence, Presence::Default(_)) && config.attribute(name).is_null();
            let same = draft.planned.attribute(name).same(proposed.attribute(name));
            prop_assert!(same || defaulted, "{}: {:?}", name, draft.planned.attribute(name));
        }
    }

    #[test]
    fn an_applied_plan_is_followed_by_an_empty_one(bytes in vec(any::<u8>(), 0..800)) {
        let mut tape = Tape::new(&bytes);
        let (schema, prior, config) = case(&mut tape);
        let first = plan(&schema, &prior, &config);
        // As in an apply: what was unknown is known now, and core plans again.
        let config = values::known(&mut tape, &schema, &config);
        let last = plan(&schema, &prior, &config);
        prop_assert_eq!(plan_violations(&schema, &prior, &config, &last.planned), NONE);
        let state = values::applied(&mut tape, &schema, &last.planned);
        prop_assert_eq!(apply_violations(&schema, &last.planned, &state), NONE);
        prop_assert_eq!(apply_violations(&schema, &first.planned, &state), NONE, "final plan differs");
        let next = plan(&schema, &state, &config);
        prop_assert!(!next.changes(), "{:#?} became {:#?}", state, next.planned);
    }
}
