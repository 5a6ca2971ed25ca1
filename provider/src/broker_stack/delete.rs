//! Removing a whole stack.

use std::collections::BTreeSet;

use futures::StreamExt;
use futures::stream;
use kafkaws_plugin::{Cx, Failure, Found, State};
use kafkaws_schema::{Diagnostic, Diagnostics};

use super::crew::{SIDE_BY_SIDE, delete_limit, of_stack};
use super::entry::subject;
use super::outputs::by_id;
use super::plan::protection;
use super::wanted::identity;
use super::{Stack, leave, read};
use crate::aws::cloud::Cloud;
use crate::broker::node;

pub(super) async fn delete(
    cx: &Cx<Cloud>,
    prior: State<Stack>,
) -> Result<Diagnostics, Failure<Stack>> {
    let cloud = cx.cloud()?;
    let stack = &prior.inputs;
    if stack.disable_api_termination {
        return Err(protection().into());
    }
    let ids = ids(cloud, &prior).await?;
    verify(cloud, &prior, &ids).await?;
    let (volumes, limit) = (stack.delete_volumes_on_destroy, delete_limit(stack));
    let each = ids.into_iter().map(|id| async move {
        Box::pin(node::release(
            cx,
            cloud,
            &identity(stack, id),
            volumes,
            limit,
        ))
        .await
    });
    let released: Vec<_> = stream::iter(each)
        .buffer_unordered(SIDE_BY_SIDE)
        .collect()
        .await;
    let halts = released.into_iter().filter_map(Result::err);
    let errors: Diagnostics = halts.flat_map(|halt| of_stack(halt.errors)).collect();
    if errors.has_errors() {
        return Err(left(cx, prior, errors).await);
    }
    Ok(Diagnostics::default())
}

/// The brokers of the state, and those that a refresh would find besides.
async fn ids(cloud: &Cloud, prior: &State<Stack>) -> Result<BTreeSet<i64>, Diagnostics> {
    let there = prior.outputs.brokers.clone().unwrap_or_default();
    let mut ids: BTreeSet<i64> = by_id(&there).into_keys().collect();
    let doing = format!("destroying the brokers of {}", prior.inputs.cluster_name);
    let found = read::brokers(cloud, &prior.inputs, &ids).await;
    let found = found.map_err(|error| Diagnostics::from(error.diagnostic(&doing)))?;
    ids.extend(found.into_keys());
    Ok(ids)
}

/// Whether the others of the cluster can do without it.
async fn verify(
    cloud: &Cloud,
    prior: &State<Stack>,
    leaving: &BTreeSet<i64>,
) -> Result<(), Diagnostic> {
    let stack = &prior.inputs;
    let doing = format!("looking for other brokers of {}", stack.cluster_name);
    let others = leave::others(cloud, stack, leaving).await;
    let others = others.map_err(|error| error.diagnostic(&doing))?;
    let there = prior.outputs.brokers.clone().unwrap_or_default();
    let members = by_id(&there)
        .into_iter()
        .filter_map(|(id, broker)| subject(stack, id, broker));
    leave::verify(stack, &members.collect::<Vec<_>>(), leaving, &others).await
}

/// What is left stays in the state.
async fn left(cx: &Cx<Cloud>, prior: State<Stack>, errors: Diagnostics) -> Failure<Stack> {
    match read::read(cx, prior).await {
        Ok(Found::State(state, _)) => Failure::leaving(state, errors),
        _ => errors.into(),
    }
}
