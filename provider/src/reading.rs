//! Reads that could not be made, and what a plan does about them.

use kafkaws_plugin::{Found, Resource, State};
use kafkaws_schema::Diagnostic;

use crate::aws::error::AwsError;

/// Why a read was not made where the provider itself is not configured.
pub(crate) const UNCONFIGURED: &str =
    "The provider block holds values that are known only after apply.";

/// A plan with a provider that is not known yet goes on with what the state says.
pub(crate) fn not_looked_at<R: Resource>(prior: State<R>, what: &str, why: &str) -> Found<R> {
    let warning = Diagnostic::warning(
        format!("{what} was not looked at"),
        format!("{why} The plan is made from the state alone."),
    );
    Found::State(prior, warning.into())
}

/// A read that fails also blocks a destroy, so it names the way around it.
pub(crate) fn stands_in_the_way(error: &AwsError, doing: &str) -> Diagnostic {
    let mut diagnostic = error.diagnostic(doing);
    diagnostic
        .detail
        .push_str("\n\nTo destroy without looking first: terraform destroy -refresh=false");
    diagnostic
}
