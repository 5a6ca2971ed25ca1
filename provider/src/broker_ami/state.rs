//! The state of a resource, made of what EC2 shows and of what only the configuration knows.

use kafkaws_plugin::State;

use crate::aws::cloud::Cloud;
use crate::aws::error::AwsError;
use crate::broker_ami::BrokerAmiResource;
use crate::broker_ami::kept::Kept;
use crate::broker_ami::model::{BrokerAmi, Outputs};
use crate::broker_ami::seen::{Seen, SeenImage};
use crate::broker_ami::tags::{self, IMAGE_SHA256};
use crate::broker_ami::wanted::Wanted;

/// The state of what was planned and is there.
///
/// # Errors
///
/// While the region is not known.
pub(super) async fn complete(
    cloud: &Cloud,
    inputs: BrokerAmi,
    wanted: &Wanted,
    seen: &Seen,
    private: Kept,
) -> Result<State<BrokerAmiResource>, AwsError> {
    let image = seen.registered(&wanted.registration);
    let mut outputs = outputs(cloud, seen, image).await?;
    outputs.image_hash = Some(wanted.sha256.clone());
    outputs.ami_name = Some(wanted.ami_name());
    outputs.tags_all = Some(wanted.tags.all.clone());
    Ok(State {
        inputs,
        outputs,
        private,
    })
}

/// What EC2 shows of an AMI and of those beside it.
///
/// # Errors
///
/// While the region is not known.
pub(super) async fn outputs(
    cloud: &Cloud,
    seen: &Seen,
    image: Option<&SeenImage>,
) -> Result<Outputs, AwsError> {
    let id = image.map(|image| image.id.clone());
    let arn = match &id {
        Some(id) => Some(arn(cloud, id).await?),
        None => None,
    };
    let old = seen.images.iter();
    let old = old.filter(|one| Some(&one.id) != id.as_ref() && !one.is_marked());
    Ok(Outputs {
        arn,
        ami_name: image.map(|image| image.name.clone()),
        snapshot_id: image.and_then(|image| image.snapshots.first().cloned()),
        image_hash: image.and_then(|image| image.tag(IMAGE_SHA256).map(str::to_owned)),
        old_ami_ids: Some(old.map(|one| one.id.clone()).collect()),
        tags_all: None,
        ami_id: id,
    })
}

/// AMIs belong to no account in their ARN. Source: "Actions, resources, and condition keys for Amazon EC2".
async fn arn(cloud: &Cloud, id: &str) -> Result<String, AwsError> {
    let (partition, region) = (cloud.partition().await?, cloud.region().await?);
    Ok(format!("arn:{partition}:ec2:{region}::image/{id}"))
}

/// Tags as EC2 has them.
pub(super) fn retag(
    cloud: &Cloud,
    inputs: &mut BrokerAmi,
    outputs: &mut Outputs,
    image: &SeenImage,
    before: Option<&crate::aws::tags::Tags>,
) {
    let all = tags::managed(cloud, &image.tags, &inputs.tags);
    if let Some(defaults) = cloud.tags().tags_all(&crate::aws::tags::Tags::new()) {
        inputs.tags = tags::own(&all, &defaults, &inputs.tags, before);
    }
    outputs.tags_all = Some(all);
}
