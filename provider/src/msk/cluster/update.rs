//! Changing a cluster in place.

use kafkaws_plugin::{Cx, Done, Failure, Found, State};
use kafkaws_schema::{Diagnostic, Path};

use crate::aws::cloud::Cloud;
use crate::aws::error::AwsError;
use crate::aws::timeouts::Operation;
use crate::msk::cluster::delete::delete_owned;
use crate::msk::cluster::finish::{self, Late, Plan};
use crate::msk::cluster::model::{MskCluster, OwnedConfiguration, Private};
use crate::msk::cluster::{Cluster, owned, read, run, tags};

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
    if let Some(text) = &planned.server_properties {
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
    let owned = private.owned.clone();
    let state = State {
        inputs: planned,
        outputs: prior.outputs.clone(),
        private,
    };
    let plan = Plan {
        configuration,
        zookeeper,
        limit,
        late: Late::Fails,
    };
    match finish::finish(cx, cloud, state, plan).await {
        Ok(done) if done.state.inputs.server_properties.is_none() => {
            Ok(given_up(cloud, done).await)
        }
        Err(failure) if owned != prior.private.owned => {
            Err(remembering(cx, prior, owned, failure).await)
        }
        outcome => outcome,
    }
}

/// Without `server_properties` the configuration that carried them is not ours to manage any more: it stays where the cluster
/// uses it, and is of no use to anybody where another one has taken its place.
async fn given_up(cloud: &Cloud, mut done: Done<Cluster>) -> Done<Cluster> {
    let Some(owned) = done.state.private.owned.take() else {
        return done;
    };
    let attached = done.state.inputs.configuration_info.as_ref();
    if attached.is_some_and(|info| info.arn.to_string() == owned.arn) {
        done.warnings.push(left_in_force(&owned));
    } else {
        done.warnings.extend(delete_owned(cloud, &owned).await);
    }
    done
}

/// Taking `server_properties` away stops managing them: nothing in AWS changes, and somebody has to know what stays.
fn left_in_force(owned: &OwnedConfiguration) -> Diagnostic {
    let older: String = owned
        .older
        .iter()
        .map(|arn| format!(", and {arn}"))
        .collect();
    Diagnostic::warning(
        "the properties of the cluster stay in force and are not managed any more",
        format!(
            "The cluster goes on with {}{older}. It is not destroyed with the cluster; a later server_properties takes it \
             over again.",
            owned.arn
        ),
    )
    .at(Path::root().attribute("server_properties"))
}

/// What is left of a failed update is read with the private data from before it. A configuration that was made on the way
/// has to be in there: otherwise nobody takes it away with the cluster.
async fn remembering(
    cx: &Cx<Cloud>,
    mut prior: State<Cluster>,
    owned: Option<OwnedConfiguration>,
    failure: Failure<Cluster>,
) -> Failure<Cluster> {
    prior.private.owned = owned;
    let made = match read::read(cx, prior.clone()).await {
        Ok(Found::State(state, _)) => state,
        Ok(Found::Gone) => return failure,
        Err(_) => prior,
    };
    Failure::leaving(made, failure.errors)
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
