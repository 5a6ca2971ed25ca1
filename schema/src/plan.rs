//! The plan, as named passes in a fixed order:
//!
//! 1. [`begin`]: what the configuration leaves out gets its default or keeps its prior value, and what
//!    is write-only becomes null;
//! 2. the resource's `settle` hook moves inputs back to prior values, or marks outputs unknown;
//! 3. [`finish`]: computed values that this change may change become unknown, and the paths that need a
//!    new resource are collected;
//! 4. the resource's `review` hook judges the result: rules, refusals, warnings.
//!
//! The plan is computed from prior state and configuration alone. Core's own proposal is not used: for
//! a nested attribute that is optional and computed it proposes null as soon as the prior object has
//! any plain attribute set, and so would lose what AWS chose.

mod after;
mod draft;
mod fill;
mod replace;
mod unknown;

pub use after::{pin, steady, with_write_only};
pub use draft::Draft;

use crate::resource_schema::ResourceSchema;
use crate::value::Value;

/// A plan with defaults in place and nothing unknown but what the configuration leaves unknown.
/// `proposed` only tells whether the resource is to be destroyed.
pub fn begin(schema: &ResourceSchema, prior: Value, config: Value, proposed: Value) -> Draft {
    let planned = if proposed.is_null() || config.is_null() {
        Value::Null
    } else {
        let mut planned = fill::object(schema.attributes(), &prior, &config);
        fill::null_write_only(schema.attributes(), &mut planned);
        planned
    };
    Draft::new(*schema, prior, config, planned)
}

/// Marks unknown what this change may change, and collects what needs a new resource. A plan in which
/// nothing changed stays equal to the prior state: one unknown too many would make it an update.
pub fn finish(schema: &ResourceSchema, draft: &mut Draft) {
    unknown::inputs(schema, draft);
    unknown::outputs(schema, draft);
    draft.replace = replace::paths(schema, draft);
}
