//! Making a stack.
//!
//! Terraform destroys on its next run whatever a create returns together with an error. Brokers that came up are not to
//! be destroyed because another one did not, so what is late or half done comes back as state with a warning: each
//! broker that is missing is in the next plan.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::SystemTime;

use kafkaws_plugin::{Cx, Done, Failure};
use kafkaws_schema::{Diagnostic, Diagnostics, Path, Severity};

use super::crew::{Crew, of_stack};
use super::entry::entry;
use super::grow::make;
use super::model::BrokerStack;
use super::outputs::StackBroker;
use super::update::state;
use super::wanted::wanted;
use super::{Stack, read};
use crate::aws::cloud::Cloud;
use crate::aws::error::AwsError;
use crate::aws::fleet::Seen;
use crate::broker::node::{self, Health};
use crate::broker::tags::Tagging;

pub(super) async fn create(
    cx: &Cx<Cloud>,
    planned: BrokerStack,
) -> Result<Done<Stack>, Failure<Stack>> {
    let cloud = cx.cloud()?;
    let doing = format!("creating the brokers of {}", planned.cluster_name);
    let failed = |error: AwsError| error.diagnostic(&doing);
    let found = there(cloud, &planned).await.map_err(failed)?;
    let mut crew = Crew::new(cx, cloud, &planned, begun(&planned, found)?).map_err(failed)?;
    crew.keeps_marks = true;
    let mut made = make(&mut crew, &planned.wanted_ids()).await?;
    crew.keeps_marks = false;
    let unmarked = unmark(&mut crew, &made.done).await;
    if unmarked.has_errors() {
        made.errors.get_or_insert_default().extend(unmarked);
    }
    let mut brokers = crew.brokers.values();
    let serves = brokers.any(|broker| broker.instance_id.is_some());
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

type Found = BTreeMap<i64, Arc<Seen>>;

async fn there(cloud: &Cloud, planned: &BrokerStack) -> Result<Found, AwsError> {
    // A plan may have listed before somebody else made them.
    cloud.fleet().invalidate();
    read::of_range(cloud, &planned.cluster_name, planned.broker_ids).await
}

/// Brokers of a create of this stack that was cut off while it took the marks away: those that are done, as long as one of the
/// others bears its mark. Without any mark the stack is complete, and somebody's; or ours, where all of it was finished a
/// moment ago and the answer was lost.
fn begun(planned: &BrokerStack, found: Found) -> Result<BTreeMap<i64, StackBroker>, Diagnostic> {
    let is_marked = |seen: &Seen| Health::of(seen) == Health::Incomplete;
    let unfinished = found.values().any(|seen| is_marked(seen));
    if !found.is_empty() && !unfinished && !just_finished(planned, &found) {
        return Err(taken(planned, &found));
    }
    let done = found.into_iter().filter(|(_, seen)| !is_marked(seen));
    Ok(done.map(|(id, seen)| (id, entry(planned, &seen))).collect())
}

fn just_finished(planned: &BrokerStack, found: &Found) -> bool {
    found.iter().all(|(id, seen)| {
        let subnet = seen.interface.as_ref().map(|one| one.subnet_id.as_str());
        let wanted = wanted(planned, *id, subnet.unwrap_or_default(), Tagging::default());
        node::just_made(&wanted, seen, SystemTime::now())
    })
}

fn taken(planned: &BrokerStack, found: &Found) -> Diagnostic {
    let stack = read::id(planned);
    let ids: Vec<String> = found.keys().map(i64::to_string).collect();
    Diagnostic::error(
        format!("the stack {stack} exists already"),
        format!(
            "EC2 has brokers {} with its tags. To manage it here, import it, and put the address of this resource in the place of \
             ADDRESS:\n\n  terraform import ADDRESS {stack}\n\nOr choose another range of broker_ids.",
            ids.join(", ")
        ),
    )
    .at(Path::root().attribute("broker_ids"))
}

/// Takes the marks away last: until then the next create finds all that this one has made.
async fn unmark(crew: &mut Crew<'_>, ids: &[i64]) -> Diagnostics {
    let mut errors = Diagnostics::default();
    for id in ids {
        let wanted = crew.wanted_where_it_is(*id);
        match crew.finish(&wanted).await {
            Ok(seen) => crew.note(*id, &seen),
            Err(halt) => errors.extend(of_stack(halt.errors)),
        }
    }
    errors
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
