//! Making a cluster.
//!
//! CreateClusterV2 has no client token, and Terraform destroys on its next run whatever a create returns together with an
//! error. So the cluster is marked from its first moment, a crash or a lost answer is recognised by that mark, and
//! whatever is merely late or half done comes back as state with a warning, for the next apply to complete.

use aws_sdk_kafka::types;
use kafkaws_plugin::{Cx, Done, Failure, State};
use kafkaws_schema::{Diagnostic, Diagnostics, Value};
use sha2::{Digest, Sha256};

use crate::aws::cloud::Cloud;
use crate::aws::error::{AwsError, AwsErrorKind};
use crate::aws::idempotency;
use crate::aws::timeouts::Operation;
use crate::msk::cluster::api;
use crate::msk::cluster::finish::{self, Late, Plan};
use crate::msk::cluster::model::{MskCluster, Outputs, OwnedConfiguration, Private};
use crate::msk::cluster::{Cluster, lookup, owned, placement, tags};

pub(super) async fn create(
    cx: &Cx<Cloud>,
    mut planned: MskCluster,
    mut private: Private,
) -> Result<Done<Cluster>, Failure<Cluster>> {
    let cloud = cx.cloud()?;
    let doing = format!(
        "creating MSK cluster {:?}",
        planned.cluster_name.to_string()
    );
    let failed = |error: AwsError| error.diagnostic(&doing);
    let mark = mark(&planned);
    if planned.broker_node_group_info.client_subnets.is_none() {
        planned.broker_node_group_info.client_subnets =
            Some(placement::pick(cloud, &planned).await?);
    }
    let mut configuration = planned.configuration_info.clone();
    if let Some(text) = &planned.server_properties {
        let carried = owned::carry(cloud, &planned.cluster_name, text, None, None)
            .await
            .map_err(failed)?;
        (configuration, private.owned) = (Some(carried.info), carried.owned);
    }
    let begun = begin(
        cx,
        cloud,
        &planned,
        configuration.as_ref().map(api::configuration_info),
        &mark,
    );
    let arn = match begun.await {
        Ok(arn) => arn,
        Err(refusal) => {
            take_back(cloud, private.owned.as_ref()).await;
            return Err(refusal.into());
        }
    };
    private.unfinished = true;
    let state = State {
        inputs: planned,
        outputs: finish::named(&arn, Outputs::default()),
        private,
    };
    let limit = crate::msk::cluster::run::limit(&state.inputs, Operation::Create);
    finish::finish(
        cx,
        cloud,
        state,
        Plan {
            configuration,
            zookeeper: None,
            limit,
            late: Late::Warns,
        },
    )
    .await
}

/// Without a cluster there is no state that remembers its configuration. AWS keeps one that a cluster uses after all, and
/// one that stays is found by the next create.
async fn take_back(cloud: &Cloud, owned: Option<&OwnedConfiguration>) {
    let (Some(owned), Ok(kafka)) = (owned, cloud.kafka().await) else {
        return;
    };
    for (arn, error) in owned::destroy(kafka, owned).await {
        tracing::warn!(arn, %error, "the configuration of a cluster that was not created stays");
    }
}

/// A hash of what is asked for: only the same request takes over what an earlier attempt left.
fn mark(planned: &MskCluster) -> String {
    let asked = kafkaws_schema::Model::write(planned);
    let mut digest = Sha256::new();
    asked.walk(&mut |path, value: &Value| {
        if !matches!(value, Value::Object(_) | Value::Null) {
            digest.update(format!("{path}={value:?}\n"));
        }
    });
    idempotency::digits(digest)
}

/// Asks AWS for the cluster, or finds the one an earlier attempt of ours has asked for. Returns its ARN.
async fn begin(
    cx: &Cx<Cloud>,
    cloud: &Cloud,
    planned: &MskCluster,
    configuration: Option<types::ConfigurationInfo>,
    mark: &str,
) -> Result<String, Diagnostic> {
    let doing = format!(
        "creating MSK cluster {:?}",
        planned.cluster_name.to_string()
    );
    let mut tags = tags::wanted(cloud, &planned.tags).map_err(|e| e.diagnostic(&doing))?;
    let _none = tags.insert(tags::PENDING.to_owned(), mark.to_owned());
    let call = cloud
        .kafka()
        .await
        .map_err(|e| e.diagnostic(&doing))?
        .create_cluster_v2()
        .cluster_name(planned.cluster_name.to_string())
        .set_tags(Some(tags.into_iter().collect()))
        .provisioned(api::create_request(planned, configuration));
    let sent = call
        .send()
        .await
        .map_err(AwsError::during("kafka:CreateClusterV2"));
    cloud.clusters().invalidate();
    match sent {
        Ok(made) => made.cluster_arn.ok_or_else(|| no_arn(&doing)),
        Err(error) if error.kind == AwsErrorKind::Conflict || error.kind.may_have_worked() => {
            take_over(cx, cloud, planned, mark, error).await
        }
        Err(error) => Err(error.diagnostic(&doing)),
    }
}

fn no_arn(doing: &str) -> Diagnostic {
    AwsError::new(
        "kafka:CreateClusterV2",
        AwsErrorKind::Other,
        "AWS answered without an ARN",
    )
    .diagnostic(doing)
}

/// The name is taken, or the answer was lost: a cluster with our mark is ours, any other is somebody's.
async fn take_over(
    cx: &Cx<Cloud>,
    cloud: &Cloud,
    planned: &MskCluster,
    mark: &str,
    error: AwsError,
) -> Result<String, Diagnostic> {
    let name = planned.cluster_name.to_string();
    let doing = format!("creating MSK cluster {name:?}");
    let looked = lookup::named(cx, cloud, &name, lookup::CERTAIN).await;
    // What is told where it does not appear, or cannot be looked for, is the refusal that led here.
    let Ok(Some(found)) = looked else {
        return Err(error.diagnostic(&doing));
    };
    let arn = found.cluster_arn().unwrap_or_default().to_owned();
    let marked = found.tags().and_then(|tags| tags.get(tags::PENDING));
    if marked.is_some_and(|marked| marked == mark) {
        tracing::info!(
            cluster = arn,
            "going on with the cluster of an earlier attempt"
        );
        return Ok(arn);
    }
    Err(taken(&name, &arn, marked.is_some()))
}

fn taken(name: &str, arn: &str, unfinished: bool) -> Diagnostic {
    let whose = if unfinished {
        "It was begun by an apply with other arguments that did not finish."
    } else {
        "It was not made by this configuration."
    };
    Diagnostic::error(
        format!("an MSK cluster named {name:?} exists already"),
        format!(
            "{whose} To manage it here, import it, and put the address of this resource in the place of ADDRESS:\n\n  \
             terraform import ADDRESS {arn}\n\nOr choose another cluster_name."
        ),
    )
    .at(kafkaws_schema::Path::root().attribute("cluster_name"))
}

/// Warnings as diagnostics of a create that goes on later.
pub(super) fn later(detail: impl Into<String>) -> Diagnostics {
    Diagnostics::from(Diagnostic::warning(
        "the MSK cluster is not complete yet",
        detail,
    ))
}
