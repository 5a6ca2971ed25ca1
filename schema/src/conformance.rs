//! What core asserts of a plan and of an apply, as pure functions.
//!
//! A provider that breaks these makes Terraform say "Provider produced invalid plan" or "inconsistent
//! result after apply". The plugin runs them last, so that a violation is reported as our bug, at the
//! attribute; the property tests show that the plan engine never causes one.

mod apply;
mod plan;

pub use apply::apply_violations;
pub(crate) use plan::attribute_violations;
pub use plan::plan_violations;

use crate::path::Path;

/// One violation, as a line: where, and what is wrong.
fn violation(path: &Path, message: &str) -> String {
    if path.is_root() {
        message.to_owned()
    } else {
        format!("{path}: {message}")
    }
}
