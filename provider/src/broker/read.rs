//! Looking at a broker, in whatever state it is.

use kafkaws_plugin::{Cx, Found, State};
use kafkaws_schema::{Diagnostic, Diagnostics, Path};

use crate::aws::cloud::Cloud;
use crate::aws::error::AwsErrorKind;
use crate::aws::fleet::Seen;
use crate::broker::{BrokerResource, observed, state};
use crate::reading::{UNCONFIGURED, not_looked_at, stands_in_the_way};

pub(super) async fn read(
    cx: &Cx<Cloud>,
    prior: State<BrokerResource>,
) -> Result<Found<BrokerResource>, Diagnostics> {
    let identity = prior.inputs.identity();
    let what = format!("broker {identity}");
    let Some(cloud) = cx.try_cloud() else {
        return Ok(not_looked_at(prior, &what, UNCONFIGURED));
    };
    match cloud.fleet().find(&identity).await {
        Ok(None) => Ok(Found::Gone),
        Ok(Some(seen)) => Ok(look(cloud, prior, &seen, &what)),
        Err(error) if error.kind == AwsErrorKind::NotConfigured => {
            Ok(not_looked_at(prior, &what, &error.message))
        }
        Err(error) => Err(stands_in_the_way(&error, &format!("reading {what}")).into()),
    }
}

fn look(
    cloud: &Cloud,
    prior: State<BrokerResource>,
    seen: &Seen,
    what: &str,
) -> Found<BrokerResource> {
    let mut inputs = observed::inputs(&prior.inputs, seen);
    let mut outputs = observed::outputs(&inputs, seen, &prior.outputs);
    state::retag(cloud, &mut inputs, &mut outputs, seen);
    let mut warnings: Diagnostics = lost_volumes(&prior, seen, what).into_iter().collect();
    if let Some(error) = &seen.blind {
        let detail = format!("The plan goes on without it. {}", error.detail());
        warnings.push(Diagnostic::warning(
            "The health of brokers could not be looked at",
            detail,
        ));
    }
    let read = State {
        inputs,
        outputs,
        private: (),
    };
    Found::State(read, warnings)
}

/// A volume that is gone is data that is gone, and the plan that makes an empty one looks harmless.
fn lost_volumes(prior: &State<BrokerResource>, seen: &Seen, what: &str) -> Vec<Diagnostic> {
    let ids = prior.outputs.volume_ids.as_ref();
    let had = (0..).zip(&prior.inputs.volumes);
    let lost = had.filter(|(_, volume)| !seen.volumes.contains_key(volume.name.as_str()));
    let told = |(index, volume): (i64, &crate::broker::volumes::Volume)| {
        let name = volume.name.as_str();
        let id = ids
            .and_then(|ids| ids.get(name))
            .map_or("which it had", String::as_str);
        Diagnostic::warning(
            format!("{what} has lost the volume {name:?}"),
            format!(
                "{id} does not exist any more, or bears other tags. Apply makes an empty one, which Kafka fills from the \
                 other replicas. What no other broker holds is lost; a snapshot can be named in snapshot_id."
            ),
        )
        .at(Path::root().attribute("volumes").index(index))
    };
    lost.map(told).collect()
}
