//! Looking at the AMIs of a resource.

use kafkaws_plugin::{Cx, Found, State};
use kafkaws_schema::{Diagnostic, Diagnostics};

use crate::aws::cloud::Cloud;
use crate::aws::error::{AwsError, AwsErrorKind};
use crate::broker_ami::BrokerAmiResource;
use crate::broker_ami::model::Outputs;
use crate::broker_ami::seen::{Seen, SeenImage};
use crate::broker_ami::state;
use crate::reading::{UNCONFIGURED, not_looked_at, stands_in_the_way};

pub(super) async fn read(
    cx: &Cx<Cloud>,
    prior: State<BrokerAmiResource>,
) -> Result<Found<BrokerAmiResource>, Diagnostics> {
    let what = format!("the broker AMI {:?}", prior.inputs.name.as_str());
    let Some(cloud) = cx.try_cloud() else {
        return Ok(not_looked_at(prior, &what, UNCONFIGURED));
    };
    match look(cloud, prior.clone(), &what).await {
        Ok(found) => Ok(found),
        Err(error) if error.kind == AwsErrorKind::NotConfigured => {
            Ok(not_looked_at(prior, &what, &error.message))
        }
        Err(error) => Err(stands_in_the_way(&error, &format!("reading {what}")).into()),
    }
}

async fn look(
    cloud: &Cloud,
    prior: State<BrokerAmiResource>,
    what: &str,
) -> Result<Found<BrokerAmiResource>, AwsError> {
    let seen = Seen::look(cloud, prior.inputs.name.as_str()).await?;
    let known = prior.outputs.ami_id.as_deref();
    match seen
        .images
        .iter()
        .find(|image| Some(image.id.as_str()) == known)
    {
        Some(image) => Ok(Found::State(
            shown(cloud, prior, &seen, image).await?,
            Diagnostics::new(),
        )),
        None if seen.images.is_empty() && seen.snapshots.is_empty() => Ok(Found::Gone),
        None => deregistered(cloud, prior, &seen, what).await,
    }
}

async fn shown(
    cloud: &Cloud,
    prior: State<BrokerAmiResource>,
    seen: &Seen,
    image: &SeenImage,
) -> Result<State<BrokerAmiResource>, AwsError> {
    let mut inputs = prior.inputs;
    let mut outputs = state::outputs(cloud, seen, Some(image)).await?;
    outputs.image_hash = prior.outputs.image_hash.or(outputs.image_hash);
    let before = prior.outputs.tags_all.as_ref();
    state::retag(cloud, &mut inputs, &mut outputs, image, before);
    Ok(State {
        inputs,
        outputs,
        private: prior.private,
    })
}

/// Something of it is left, so it is not gone: the plan registers it again, of the same snapshot if that is still there.
async fn deregistered(
    cloud: &Cloud,
    prior: State<BrokerAmiResource>,
    seen: &Seen,
    what: &str,
) -> Result<Found<BrokerAmiResource>, AwsError> {
    let warning = prior.outputs.ami_id.as_deref().map(|id| {
        Diagnostic::warning(
            format!("{what} has been deregistered"),
            format!("{id} does not exist any more. Apply registers another one."),
        )
    });
    let outputs = Outputs {
        image_hash: prior.outputs.image_hash,
        tags_all: prior.outputs.tags_all,
        ..state::outputs(cloud, seen, None).await?
    };
    let left = State {
        inputs: prior.inputs,
        outputs,
        private: prior.private,
    };
    Ok(Found::State(left, warning.into_iter().collect()))
}
