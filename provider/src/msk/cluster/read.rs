//! Looking at a cluster, in whatever state it is.

use aws_sdk_kafka::types::{Cluster as AwsCluster, ClusterState};
use kafkaws_plugin::{Cx, Found, State};
use kafkaws_schema::{Diagnostic, Diagnostics, Path};

use crate::aws::cloud::Cloud;
use crate::aws::error::{AwsError, AwsErrorKind};
use crate::aws::tags::Tags;
use crate::msk::cluster::api::{self, Seen};
use crate::msk::cluster::finish::named;
use crate::msk::cluster::model::OwnedConfiguration;
use crate::msk::cluster::{Cluster, bootstrap, tags};
use crate::msk::properties;
use crate::msk::revisions::text_of;
use crate::reading::{UNCONFIGURED, not_looked_at, stands_in_the_way};

pub(super) async fn read(
    cx: &Cx<Cloud>,
    prior: State<Cluster>,
) -> Result<Found<Cluster>, Diagnostics> {
    let what = format!("MSK cluster {:?}", prior.inputs.cluster_name.to_string());
    let doing = format!("reading {what}");
    let Some(cloud) = cx.try_cloud() else {
        return Ok(not_looked_at(prior, &what, UNCONFIGURED));
    };
    let arn = prior.outputs.arn.clone().unwrap_or_default();
    match cloud.clusters().find(&arn).await {
        Ok(None) => Ok(Found::Gone),
        Ok(Some(cluster)) => look(cloud, prior, &cluster, &doing).await,
        Err(error) if error.kind == AwsErrorKind::NotConfigured => {
            Ok(not_looked_at(prior, &what, &error.message))
        }
        Err(error) => Err(stands_in_the_way(&error, &doing).into()),
    }
}

async fn look(
    cloud: &Cloud,
    prior: State<Cluster>,
    cluster: &AwsCluster,
    doing: &str,
) -> Result<Found<Cluster>, Diagnostics> {
    let seen = api::seen(cluster, Some(&prior.inputs))
        .map_err(|unreadable| Diagnostic::error(doing, format!("{unreadable}.")))?;
    let mut warnings = warnings_of(&seen);
    let mut state = prior.clone();
    state.inputs = seen.cluster.clone();
    read_tags(cloud, &prior, &seen, &mut state);
    read_bootstrap(cloud, &prior, &seen, &mut state, &mut warnings).await;
    if let Err(error) = read_properties(cloud, &prior, &mut state).await {
        warnings.push(part_not_read("server_properties", &error));
    }
    Ok(Found::State(state, warnings))
}

fn warnings_of(seen: &Seen) -> Diagnostics {
    let name = seen.cluster.cluster_name.to_string();
    let reason = seen
        .state_reason
        .as_ref()
        .map(|r| format!(" AWS says: {r}."))
        .unwrap_or_default();
    let warning = match seen.state {
        ClusterState::Failed => Diagnostic::warning(
            format!("MSK cluster {name:?} is FAILED"),
            format!(
                "AWS cannot repair it, and allows only its deletion.{reason} Replace it with `terraform apply \
                     -replace=ADDRESS`, or remove it."
            ),
        ),
        ClusterState::Deleting => Diagnostic::warning(
            format!("MSK cluster {name:?} is being deleted"),
            "Something outside of this run deletes it. Plan again when it is gone to make a new one.",
        ),
        _ => return Diagnostics::default(),
    };
    warning.into()
}

fn read_tags(cloud: &Cloud, prior: &State<Cluster>, seen: &Seen, state: &mut State<Cluster>) {
    let written = &prior.inputs.tags;
    let managed = tags::managed(cloud, &seen.tags, written);
    let defaults = cloud.tags().tags_all(&Tags::new()).unwrap_or_default();
    state.inputs.tags = tags::own(
        &managed,
        &defaults,
        written,
        prior.outputs.tags_all.as_ref(),
    );
    state.outputs.tags_all = Some(managed);
}

/// A list that cannot be read is missing and says so: it must not break the plan of a whole configuration.
async fn read_bootstrap(
    cloud: &Cloud,
    prior: &State<Cluster>,
    seen: &Seen,
    state: &mut State<Cluster>,
    warnings: &mut Diagnostics,
) {
    // Of a cluster that a create left unfinished the lists stay missing: they make the next plan an update that goes on.
    let is_due = bootstrap::is_due(&prior.inputs, &state.outputs, seen);
    if prior.private.unfinished || !is_due {
        state.outputs = named(&seen.arn, state.outputs.clone());
    } else {
        match bootstrap::bootstrap(cloud, &seen.arn).await {
            Ok(mut outputs) => {
                outputs.tags_all = state.outputs.tags_all.clone();
                state.outputs = named(&seen.arn, outputs);
            }
            Err(error) if error.kind == AwsErrorKind::Conflict => {}
            Err(error) => warnings.push(part_not_read("bootstrap_brokers", &error)),
        }
    }
    state.outputs.zookeeper_connect_string = seen.zookeeper_connect_string.clone();
    state.outputs.zookeeper_connect_string_tls = seen.zookeeper_connect_string_tls.clone();
}

/// Revisions never change, so only a configuration that we did not attach needs to be read.
async fn read_properties(
    cloud: &Cloud,
    prior: &State<Cluster>,
    state: &mut State<Cluster>,
) -> Result<(), AwsError> {
    let Some(written) = &prior.inputs.server_properties else {
        return Ok(());
    };
    let Some(attached) = &state.inputs.configuration_info else {
        state.inputs.server_properties = None;
        return Ok(());
    };
    let (arn, revision) = (attached.arn.to_string(), attached.revision.get());
    let ours = |owned: &OwnedConfiguration| owned.arn == arn && owned.revision == revision;
    let unchanged = prior.inputs.configuration_info.as_ref() == Some(attached);
    if prior.private.owned.as_ref().map_or(unchanged, ours) {
        return Ok(());
    }
    let text = text_of(cloud.kafka().await?, &arn, revision).await?;
    if !text
        .as_ref()
        .is_some_and(|text| properties::same(text, written))
    {
        state.inputs.server_properties = text;
    }
    Ok(())
}

fn part_not_read(attribute: &str, error: &AwsError) -> Diagnostic {
    Diagnostic::warning(
        format!("{attribute} could not be read"),
        format!("The state keeps what it had. {}", error.detail()),
    )
    .at(Path::root().attribute(attribute))
}
