//! The pass that marks unknown what this change may change.

use super::Draft;
use crate::nested::{counterpart, each_object};
use crate::object::{Attribute, Changes, Presence};
use crate::resource_schema::ResourceSchema;
use crate::value::Value;

/// An input AWS may choose is unknown where what holds it is new: it has not chosen yet. In an update
/// its prior value stays, and null stays null: AWS already chose.
pub(super) fn inputs(schema: &ResourceSchema, draft: &mut Draft) {
    let Draft {
        prior,
        config,
        planned,
        ..
    } = draft;
    choose(schema.inputs.attributes, prior, config, planned);
}

fn choose(attributes: &[Attribute], prior: &Value, config: &Value, planned: &mut Value) {
    let Value::Object(planned) = planned else {
        return;
    };
    for attribute in attributes {
        let Some(value) = planned.get_mut(attribute.name) else {
            continue;
        };
        let configured = config.attribute(attribute.name);
        let chosen_by_aws = matches!(attribute.presence, Presence::OptionalComputed);
        if chosen_by_aws && prior.is_null() && configured.is_null() && value.is_null() {
            *value = Value::unknown();
        }
        let before = prior.attribute(attribute.name);
        each_object(&attribute.shape, value, &mut |object, place, value| {
            let (before, configured) =
                (counterpart(before, &place), counterpart(configured, &place));
            choose(object.attributes, before, configured, value);
        });
    }
}

/// Of a new resource every output is unknown. In an update the volatile ones are, and those whose
/// inputs changed; unless a hook already planned something else.
pub(super) fn outputs(schema: &ResourceSchema, draft: &mut Draft) {
    if draft.destroys() || !draft.creates() && draft.planned.same(&draft.prior) {
        return;
    }
    for attribute in schema.outputs.attributes {
        let name = attribute.name;
        let untouched = draft
            .planned
            .attribute(name)
            .same(draft.prior.attribute(name));
        if untouched && (draft.creates() || changes(attribute, draft)) {
            draft.planned.put(&name.into(), Value::unknown());
        }
    }
}

fn changes(attribute: &Attribute, draft: &Draft) -> bool {
    match attribute.presence {
        Presence::Computed(Changes::Volatile) => true,
        Presence::Computed(Changes::With(inputs)) => {
            inputs.iter().any(|input| draft.changed(&(*input).into()))
        }
        _ => false,
    }
}
