//! Changing a broker, or repairing it.

use kafkaws_plugin::{Cx, Done, Failure, State};
use kafkaws_schema::{Diagnostic, Diagnostics};

use crate::aws::cloud::Cloud;
use crate::aws::fleet::Seen;
use crate::broker::model::Broker;
use crate::broker::node::{self, Halt, Health, Wanted, disrupts, steps};
use crate::broker::tags::Tagging;
use crate::broker::watch::Watch;
use crate::broker::{BrokerResource, forecast, state};

pub(super) async fn update(
    cx: &Cx<Cloud>,
    prior: State<BrokerResource>,
    planned: Broker,
) -> Result<Done<BrokerResource>, Failure<BrokerResource>> {
    let cloud = cx.cloud()?;
    let doing = format!("updating broker {}", planned.identity());
    let tags = Tagging::of(cloud, &planned.tags).map_err(|error| error.diagnostic(&doing))?;
    let wanted = planned.wanted(tags);
    if only_ours(&prior, &wanted) {
        let outputs = prior.outputs;
        return Ok(State {
            inputs: planned,
            outputs,
            private: (),
        }
        .into());
    }
    let before = node::look(cloud, &wanted.identity)
        .await
        .map_err(|error| error.diagnostic(&doing))?;
    let down = disrupts(&steps(&wanted, &before));
    let mut watch = Watch::new(cx, cloud, &planned)?;
    if down {
        watch.before(&prior.inputs, &before).await?;
        let doubted = node::doubt(cloud, &before).await;
        doubted.map_err(|error| error.diagnostic(&doing))?;
    }
    let limit = planned.limit(|timeouts| timeouts.update.as_ref());
    let (seen, errors) = match node::converge(cx, cloud, &wanted, limit).await {
        Ok(mut seen) => {
            let closed = watch.prove(down, &mut seen).await.err();
            (seen, closed.map(Diagnostics::from))
        }
        Err(Halt {
            seen: None, errors, ..
        }) => return Err(errors.into()),
        Err(Halt {
            seen: Some(seen),
            errors,
            ..
        }) => (seen, Some(errors)),
    };
    Ok(match errors {
        None => done(planned, &wanted, &seen),
        Some(errors) => {
            let left = state::unfinished(cloud, planned, &wanted, &seen, Some(&prior));
            return Err(Failure::leaving(left, errors));
        }
    })
}

fn done(planned: Broker, wanted: &Wanted, seen: &Seen) -> Done<BrokerResource> {
    let warnings = match Health::of(seen) {
        Health::Ok | Health::Impaired | Health::Retiring => Diagnostics::new(),
        health => Diagnostic::warning(
            format!("broker {} is {}", wanted.identity, health.as_str()),
            health.told(),
        )
        .into(),
    };
    Done {
        state: state::complete(planned, wanted, seen),
        warnings,
    }
}

/// Whether the change concerns only what the provider itself knows. It costs no call.
fn only_ours(prior: &State<BrokerResource>, wanted: &Wanted) -> bool {
    let healthy = prior.outputs.health.as_deref() == Some(Health::Ok.as_str());
    let tagged = prior.outputs.tags_all.as_ref() == Some(&wanted.tags.all);
    let steps = forecast::steps(&prior.inputs, &prior.outputs, wanted);
    healthy && tagged && steps.is_empty()
}
