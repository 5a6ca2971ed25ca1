//! Making a stack.
//!
//! Terraform destroys on its next run whatever a create returns together with an error. Brokers that came up are not to
//! be destroyed because another one did not, so what is late or half done comes back as state with a warning: each
//! broker that is missing is in the next plan.

use kafkaws_plugin::{Cx, Done, Failure};
use kafkaws_schema::{Diagnostic, Diagnostics, Severity};

use super::Stack;
use super::crew::Crew;
use super::grow::make;
use super::model::BrokerStack;
use super::update::state;
use crate::aws::cloud::Cloud;

pub(super) async fn create(
    cx: &Cx<Cloud>,
    planned: BrokerStack,
) -> Result<Done<Stack>, Failure<Stack>> {
    let cloud = cx.cloud()?;
    let doing = format!("creating the brokers of {}", planned.cluster_name);
    let crew = Crew::new(cx, cloud, &planned, Default::default());
    let mut crew = crew.map_err(|error| error.diagnostic(&doing))?;
    let made = make(&mut crew, &planned.wanted_ids()).await?;
    let serves = crew
        .brokers
        .values()
        .any(|broker| broker.instance_id.is_some());
    let state = state(crew);
    match made.errors {
        None => Ok(state.into()),
        Some(errors) if serves || made.merely_late => Ok(Done {
            state,
            warnings: later(errors),
        }),
        Some(errors) => Err(nothing(state, errors)),
    }
}

/// No instance came up: what there is of interfaces and volumes may be taken away again.
fn nothing(mut state: kafkaws_plugin::State<Stack>, errors: Diagnostics) -> Failure<Stack> {
    if state
        .outputs
        .brokers
        .as_ref()
        .is_none_or(|brokers| brokers.is_empty())
    {
        return errors.into();
    }
    // There is nothing that could be protected, and a protected stack could not be replaced.
    state.inputs.disable_api_termination = false;
    Failure::leaving(state, errors)
}

/// Errors as warnings of a create that goes on later.
fn later(errors: Diagnostics) -> Diagnostics {
    let warning = |error: Diagnostic| Diagnostic {
        severity: Severity::Warning,
        detail: format!(
            "{}\n\nThe brokers that there are are in the state, and none of them is destroyed for this. The next `terraform apply` \
             goes on with what is missing.",
            error.detail
        ),
        ..error
    };
    errors.into_iter().map(warning).collect()
}
