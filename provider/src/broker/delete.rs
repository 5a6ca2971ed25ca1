//! Taking a broker away.

use kafkaws_plugin::{Cx, Failure, State};
use kafkaws_schema::{Diagnostic, Diagnostics};

use crate::aws::cloud::Cloud;
use crate::broker::node::{self, Halt};
use crate::broker::{BrokerResource, observed, refusals, state};

pub(super) async fn delete(
    cx: &Cx<Cloud>,
    prior: State<BrokerResource>,
) -> Result<Diagnostics, Failure<BrokerResource>> {
    let cloud = cx.cloud()?;
    if prior.inputs.disable_api_termination {
        return Err(refusals::protection("destroys").into());
    }
    let identity = prior.inputs.identity();
    let limit = prior.inputs.limit(|timeouts| timeouts.delete.as_ref());
    let delete_volumes = prior.inputs.delete_volumes_on_destroy;
    match node::release(cx, cloud, &identity, delete_volumes, limit).await {
        Ok(()) if delete_volumes => Ok(Diagnostics::new()),
        Ok(()) => Ok(left(&prior).into_iter().collect()),
        Err(Halt {
            seen: None, errors, ..
        }) => Err(errors.into()),
        Err(Halt {
            seen: Some(seen),
            errors,
            ..
        }) => {
            let mut inputs = observed::inputs(&prior.inputs, &seen);
            let mut outputs = observed::outputs(&inputs, &seen, &prior.outputs);
            state::retag(cloud, &mut inputs, &mut outputs, &seen);
            let left = State {
                inputs,
                outputs,
                private: (),
            };
            Err(Failure::leaving(left, errors))
        }
    }
}

/// Volumes cost money, so those that stay are named.
fn left(prior: &State<BrokerResource>) -> Option<Diagnostic> {
    let ids: Vec<&str> = prior
        .outputs
        .volume_ids
        .iter()
        .flatten()
        .map(|(_, id)| id.as_str())
        .collect();
    (!ids.is_empty()).then(|| {
        let identity = prior.inputs.identity();
        Diagnostic::warning(
            format!("The volumes of broker {identity} stay"),
            format!(
                "{} keep its data, tagged kafkaws:released. A broker that is made with the same cluster_name and broker_id \
                 in the same Availability Zone takes them over. With delete_volumes_on_destroy = true they would have been \
                 deleted.",
                ids.join(", ")
            ),
        )
    })
}
