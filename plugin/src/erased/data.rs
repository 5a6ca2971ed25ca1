//! Data sources: the configuration goes in, and comes out again with what was found.

use kafkaws_schema::{Diagnostic, Diagnostics, Model, ResourceSchema, Value, plan};

use super::state::{merged, problem};
use crate::{Cx, DataSource};

/// The version of a data source is of no use to anybody: nothing is stored.
const VERSION: i64 = 0;

pub(super) const fn schema<D: DataSource>() -> ResourceSchema {
    ResourceSchema::of::<D::Inputs, D::Outputs>(VERSION)
}

pub(super) async fn read<D: DataSource>(
    cx: &Cx<D::Cloud>,
    config: &Value,
) -> Result<Value, Diagnostics> {
    let whole = with_defaults(&schema::<D>(), config);
    let inputs = D::Inputs::read(&whole)
        .map_err(|p| problem(p, Diagnostic::error, "Invalid configuration"))?;
    let echoed = inputs.clone().write();
    let outputs = D::read(cx, inputs).await?;
    Ok(merged(echoed, outputs.write()))
}

/// `config` with defaults in place of what it leaves out, and without what is write-only. Core asks
/// for this only in a plan; data sources, provider blocks and older states need it too.
pub(crate) fn with_defaults(schema: &ResourceSchema, config: &Value) -> Value {
    plan::begin(schema, Value::Null, config.clone(), config.clone()).planned
}
