//! Taking over the state of hashicorp/aws's `aws_msk_cluster` through a `moved` block.
//!
//! That provider writes nested objects as blocks, which its state holds as lists of at most one element, and leaves out
//! what is AWS's default. Here everything is said in full, so that the plan after the move is empty.

use kafkaws_plugin::{Moved, State};
use kafkaws_schema::{
    Diagnostic, Diagnostics, Model, Object, Problem, ResourceSchema, Shape, Value, plan,
};
use serde_json::Value as Json;

use crate::msk::cluster::Cluster;
use crate::msk::cluster::model::{Applied, MskCluster, Outputs, Private};
use crate::msk::types::cluster_uuid_of;

const SOURCE_PROVIDER: &str = "hashicorp/aws";
pub(super) const SOURCE_TYPE: &str = "aws_msk_cluster";

pub(super) fn adopt(source: &Moved) -> Option<Result<State<Cluster>, Diagnostics>> {
    let ours = source.type_name == SOURCE_TYPE && source.provider.ends_with(SOURCE_PROVIDER);
    ours.then(|| convert(&source.state))
}

fn convert(state: &Json) -> Result<State<Cluster>, Diagnostics> {
    let inputs = object(state, MskCluster::OBJECT);
    let schema = ResourceSchema {
        version: 0,
        doc: "",
        inputs: MskCluster::OBJECT,
        outputs: Outputs::OBJECT,
    };
    let filled = plan::begin(&schema, Value::Null, inputs.clone(), inputs).planned;
    let mut inputs = MskCluster::read(&filled).map_err(|problem| unusable(&problem))?;
    let open = inputs.client_authentication.open();
    inputs.client_authentication.unauthenticated = Some(open);
    let mut outputs =
        Outputs::read(&object(state, Outputs::OBJECT)).map_err(|problem| unusable(&problem))?;
    outputs.cluster_uuid = outputs
        .arn
        .as_deref()
        .and_then(cluster_uuid_of)
        .map(str::to_owned);
    let private = Private {
        applied: Some(Applied::from(&inputs)),
        ..Private::default()
    };
    Ok(State {
        inputs,
        outputs,
        private,
    })
}

fn unusable(problem: &Problem) -> Diagnostics {
    Diagnostic::error(
        "the state of aws_msk_cluster cannot be taken over",
        format!(
            "{}: {}. Refresh it with hashicorp/aws first, or remove it from the state and import the cluster.",
            problem.path, problem.message
        ),
    )
    .into()
}

/// The attributes that both have. What only the source has, such as `id` and `current_version`, is left behind.
fn object(json: &Json, model: &Object) -> Value {
    let fields = model.attributes.iter().map(|attribute| {
        let found = json.get(attribute.name).unwrap_or(&Json::Null);
        (attribute.name, value(found, &attribute.shape))
    });
    Value::object(fields)
}

/// The source's SDK stores what is not set as an empty text or as zero, which none of its attributes means.
fn value(json: &Json, shape: &Shape) -> Value {
    match (shape, json) {
        (Shape::Nested(model), Json::Array(blocks)) => blocks
            .first()
            .map_or(Value::Null, |block| object(block, model)),
        (Shape::Nested(model), Json::Object(_)) => object(json, model),
        (Shape::Set(element), Json::Array(items)) => {
            Value::set(items.iter().map(|i| value(i, element)))
        }
        (Shape::Map(element), Json::Object(items)) => Value::map(
            items
                .iter()
                .map(|(key, item)| (key.clone(), value(item, element))),
        ),
        (Shape::String, Json::String(text)) if !text.is_empty() => Value::text(text),
        (Shape::Number, Json::Number(number)) if number.as_i64() != Some(0) => {
            number.as_i64().map_or(Value::Null, Value::from)
        }
        (Shape::Bool, Json::Bool(flag)) => Value::Bool(*flag),
        _ => Value::Null,
    }
}
