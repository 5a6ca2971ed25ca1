//! Making a broker.
//!
//! Terraform destroys on its next run whatever a create returns together with an error. So what is merely late comes back as
//! state with a warning, for the next apply to complete; only what AWS refuses is an error.

use kafkaws_plugin::{Cx, Done, Failure};
use kafkaws_schema::{Diagnostic, Diagnostics};

use crate::aws::cloud::Cloud;
use crate::aws::fleet::Seen;
use crate::broker::model::Broker;
use crate::broker::node::{self, Halt, Wanted, Why};
use crate::broker::tags::Tagging;
use crate::broker::watch::Watch;
use crate::broker::{BrokerResource, state};

pub(super) async fn create(
    cx: &Cx<Cloud>,
    planned: Broker,
) -> Result<Done<BrokerResource>, Failure<BrokerResource>> {
    let cloud = cx.cloud()?;
    let doing = format!("creating broker {}", planned.identity());
    let tags = Tagging::of(cloud, &planned.tags).map_err(|error| error.diagnostic(&doing))?;
    let mut wanted = planned.wanted(tags);
    // The marks of an unfinished create go last: until then the next one finds all that this one has made.
    wanted.stays_marked = true;
    let watch = Watch::new(cx, cloud, &planned)?;
    let limit = planned.limit(|timeouts| timeouts.create.as_ref());
    let mut seen = match node::create(cx, cloud, &wanted, limit).await {
        Ok(seen) => seen,
        Err(halt) => return halted(cloud, planned, &wanted, halt),
    };
    let closed = watch.prove(true, &mut seen).await.err();
    wanted.stays_marked = false;
    match node::converge(cx, cloud, &wanted, limit).await {
        Ok(seen) => {
            let warnings = closed.map_or_else(|| elsewhere(&wanted, &seen), as_warning);
            let state = state::complete(planned, &wanted, &seen);
            Ok(Done { state, warnings })
        }
        Err(halt) => halted(cloud, planned, &wanted, halt),
    }
}

fn halted(
    cloud: &Cloud,
    planned: Broker,
    wanted: &Wanted,
    halt: Halt,
) -> Result<Done<BrokerResource>, Failure<BrokerResource>> {
    let Halt {
        seen,
        ours,
        why,
        errors,
    } = halt;
    // What is somebody else's is not to be destroyed by the next run.
    let Some(seen) = seen.filter(|seen| ours && !seen.is_nothing()) else {
        return Err(errors.into());
    };
    let state = state::unfinished(cloud, planned, wanted, &seen, None);
    if why == Why::Failed {
        return Err(Failure::leaving(state, errors));
    }
    let warnings = errors.into_iter().flat_map(as_warning).collect();
    Ok(Done { state, warnings })
}

fn as_warning(told: Diagnostic) -> Diagnostics {
    let warning = Diagnostic::warning(told.summary, told.detail);
    Diagnostics::from(match told.path {
        Some(path) => warning.at(path),
        None => warning,
    })
}

/// Volumes of an earlier life that are in other zones stay there, and nobody would know.
fn elsewhere(wanted: &Wanted, seen: &Seen) -> Diagnostics {
    let left: Vec<String> = seen
        .released
        .iter()
        .map(|volume| format!("{} in {}", volume.id, volume.zone))
        .collect();
    if left.is_empty() {
        return Diagnostics::new();
    }
    Diagnostic::warning(
        format!("volumes of an earlier broker {} are left", wanted.identity),
        format!(
            "{} have data of a broker of this identity. They are not used: they are in other Availability Zones, or have \
             other names. Delete them when nobody needs them.",
            left.join(", ")
        ),
    )
    .into()
}
