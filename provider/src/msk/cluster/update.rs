//! Changing a cluster in place.

use kafkaws_plugin::{Cx, Done, Failure, State};

use crate::aws::cloud::Cloud;
use crate::aws::error::AwsError;
use crate::aws::timeouts::Operation;
use crate::msk::cluster::finish::{self, Late, Plan};
use crate::msk::cluster::model::{MskCluster, Private};
use crate::msk::cluster::{Cluster, owned, run, tags};

pub(super) async fn update(
    cx: &Cx<Cloud>,
    prior: State<Cluster>,
    planned: MskCluster,
    mut private: Private,
) -> Result<Done<Cluster>, Failure<Cluster>> {
    let cloud = cx.cloud()?;
    let doing = format!(
        "updating MSK cluster {:?}",
        planned.cluster_name.to_string()
    );
    let failed = |error: AwsError| error.diagnostic(&doing);
    if !private.unfinished && only_ours(cloud, &prior, &planned).map_err(failed)? {
        return Ok(State {
            inputs: planned,
            outputs: prior.outputs,
            private,
        }
        .into());
    }
    let mut configuration = planned.configuration_info.clone();
    match &planned.server_properties {
        Some(text) => {
            let attached = prior.inputs.configuration_info.as_ref();
            let carried = owned::carry(
                cloud,
                &planned.cluster_name,
                text,
                attached,
                private.owned.as_ref(),
            );
            let carried = carried.await.map_err(failed)?;
            (configuration, private.owned) = (Some(carried.info), carried.owned);
        }
        None => private.owned = None,
    }
    let limit = run::limit(
        &planned,
        if private.unfinished {
            Operation::Create
        } else {
            Operation::Update
        },
    );
    let zookeeper = prior
        .inputs
        .zookeeper_access
        .as_ref()
        .map(|access| access.enabled);
    let zookeeper = zookeeper.filter(|_| !private.unfinished);
    let state = State {
        inputs: planned,
        outputs: prior.outputs,
        private,
    };
    let plan = Plan {
        configuration,
        zookeeper,
        limit,
        late: Late::Fails,
    };
    finish::finish(cx, cloud, state, plan).await
}

/// Whether the change concerns only what the provider itself knows. It costs no call.
fn only_ours(
    cloud: &Cloud,
    prior: &State<Cluster>,
    planned: &MskCluster,
) -> Result<bool, AwsError> {
    let mut same = prior.inputs.clone();
    same.deletion_protection = planned.deletion_protection;
    same.allow_replacement = planned.allow_replacement;
    same.timeouts = planned.timeouts.clone();
    same.tags = planned.tags.clone();
    let wanted = tags::wanted(cloud, &planned.tags)?;
    Ok(same == *planned && prior.outputs.tags_all.as_ref() == Some(&wanted))
}
