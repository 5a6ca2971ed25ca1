//! What EC2 has of one resource: its AMIs and snapshots, found by their tag, and which of them instances run from.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{Filter, Image, ImageState, Instance, InstanceStateName, Snapshot};

use crate::aws::cloud::Cloud;
use crate::aws::ec2_tags;
use crate::aws::error::AwsError;
use crate::aws::tags::Tags;
use crate::broker::tags::AMI;
use crate::broker_ami::tags::{CONTENT, OWNER, PENDING, REGISTRATION};

const IMAGES: &str = "ec2:DescribeImages";
const SNAPSHOTS: &str = "ec2:DescribeSnapshots";
const INSTANCES: &str = "ec2:DescribeInstances";

/// Filters take at most 200 values. Source: DescribeInstances.
const FILTER_VALUES: usize = 200;

/// All that there is of a resource.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// The oldest first.
    pub(crate) images: Vec<SeenImage>,
    pub(crate) snapshots: Vec<SeenSnapshot>,
    /// Instances that run from an AMI, by its id. Of finished AMIs only.
    pub(crate) in_use: BTreeMap<String, BTreeSet<String>>,
}

/// An AMI.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SeenImage {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) standing: Standing,
    /// As EC2 writes it, in order of time.
    pub(crate) created: String,
    pub(crate) snapshots: Vec<String>,
    pub(crate) tags: Tags,
}

/// A snapshot.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SeenSnapshot {
    pub(crate) id: String,
    pub(crate) standing: Standing,
    pub(crate) encrypted: bool,
    pub(crate) kms_key_id: Option<String>,
    pub(crate) tags: Tags,
}

/// How far a thing is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// On its way.
    Pending,
    /// Good for use.
    Ready,
    /// It will never be; with AWS's words.
    Failed(String),
}

impl Seen {
    /// Looks at everything that bears the name of a resource.
    ///
    /// # Errors
    ///
    /// What AWS says.
    pub(crate) async fn look(cloud: &Cloud, name: &str) -> Result<Self, AwsError> {
        let ec2 = cloud.ec2().await?;
        let (images, snapshots) = tokio::try_join!(images(ec2, name), snapshots(ec2, name))?;
        Ok(Self {
            images,
            snapshots,
            in_use: BTreeMap::new(),
        })
    }

    /// Finds out which instances run from these AMIs.
    ///
    /// # Errors
    ///
    /// What AWS says.
    pub(crate) async fn look_at_instances(
        &mut self,
        cloud: &Cloud,
        images: &[String],
    ) -> Result<(), AwsError> {
        self.in_use = in_use(cloud.ec2().await?, images).await?;
        Ok(())
    }

    /// The AMI of this registration.
    pub(crate) fn registered(&self, registration: &str) -> Option<&SeenImage> {
        let mut images = self.images.iter();
        images.find(|image| image.tag(REGISTRATION) == Some(registration))
    }

    /// Snapshots of this content, finished ones first.
    pub(crate) fn holding(&self, content: &str) -> Vec<&SeenSnapshot> {
        let snapshots = self.snapshots.iter();
        let mut found: Vec<_> = snapshots
            .filter(|one| one.tag(CONTENT) == Some(content))
            .collect();
        found.sort_by_key(|one| (one.standing != Standing::Ready, one.id.clone()));
        found
    }

    /// Whether an AMI has this snapshot.
    pub(crate) fn is_used(&self, snapshot: &str) -> bool {
        let mut used = self.images.iter().flat_map(|image| &image.snapshots);
        used.any(|one| one == snapshot)
    }
}

impl SeenImage {
    pub(crate) fn tag(&self, key: &str) -> Option<&str> {
        self.tags.get(key).map(String::as_str)
    }

    /// Whether an apply that made it has not come to its end.
    pub(crate) fn is_marked(&self) -> bool {
        self.tags.contains_key(PENDING)
    }
}

impl SeenSnapshot {
    pub(crate) fn tag(&self, key: &str) -> Option<&str> {
        self.tags.get(key).map(String::as_str)
    }
}

fn owned(name: &str) -> Filter {
    let key = format!("tag:{OWNER}");
    Filter::builder().name(key).values(name).build()
}

async fn images(ec2: &Client, name: &str) -> Result<Vec<SeenImage>, AwsError> {
    let call = ec2.describe_images().owners("self").filters(owned(name));
    // A deprecated or a disabled one is still there, and still ours.
    let call = call.include_deprecated(true).include_disabled(true);
    let mut pages = call.into_paginator().items().send();
    let mut found = Vec::new();
    while let Some(image) = pages.next().await {
        found.extend(seen_image(&image.map_err(AwsError::during(IMAGES))?));
    }
    found.sort_by(|one, other| (&one.created, &one.id).cmp(&(&other.created, &other.id)));
    Ok(found)
}

/// An image; `None` of one without an id.
pub(crate) fn seen_image(image: &Image) -> Option<SeenImage> {
    let devices = image.block_device_mappings().iter();
    let snapshots = devices.filter_map(|device| Some(device.ebs()?.snapshot_id()?.to_owned()));
    Some(SeenImage {
        id: image.image_id()?.to_owned(),
        name: image.name().unwrap_or_default().to_owned(),
        standing: standing_of(image),
        created: image.creation_date().unwrap_or_default().to_owned(),
        snapshots: snapshots.collect(),
        tags: ec2_tags::read(image.tags()),
    })
}

fn standing_of(image: &Image) -> Standing {
    match image.state() {
        Some(ImageState::Available | ImageState::Disabled) | None => Standing::Ready,
        Some(ImageState::Pending | ImageState::Transient) => Standing::Pending,
        Some(other) => {
            let reason = image.state_reason().and_then(|reason| reason.message());
            Standing::Failed(reason.unwrap_or(other.as_str()).to_owned())
        }
    }
}

async fn snapshots(ec2: &Client, name: &str) -> Result<Vec<SeenSnapshot>, AwsError> {
    let call = ec2
        .describe_snapshots()
        .owner_ids("self")
        .filters(owned(name));
    let mut pages = call.into_paginator().items().send();
    let mut found = Vec::new();
    while let Some(snapshot) = pages.next().await {
        found.extend(seen_snapshot(
            &snapshot.map_err(AwsError::during(SNAPSHOTS))?,
        ));
    }
    Ok(found)
}

fn seen_snapshot(snapshot: &Snapshot) -> Option<SeenSnapshot> {
    use aws_sdk_ec2::types::SnapshotState as State;
    let standing = match snapshot.state() {
        Some(State::Completed) => Standing::Ready,
        Some(State::Error) => Standing::Failed(
            snapshot
                .state_message()
                .unwrap_or("it was given up")
                .to_owned(),
        ),
        _ => Standing::Pending,
    };
    Some(SeenSnapshot {
        id: snapshot.snapshot_id()?.to_owned(),
        standing,
        encrypted: snapshot.encrypted().unwrap_or_default(),
        kms_key_id: snapshot.kms_key_id().map(str::to_owned),
        tags: ec2_tags::read(snapshot.tags()),
    })
}

/// DescribeInstances names the image that an instance was launched from; a broker whose root volume was replaced bears the tag of the
/// one that it runs from.
async fn in_use(
    ec2: &Client,
    images: &[String],
) -> Result<BTreeMap<String, BTreeSet<String>>, AwsError> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for some in images.chunks(FILTER_VALUES) {
        for name in ["image-id".to_owned(), format!("tag:{AMI}")] {
            let filter = Filter::builder().name(name).set_values(Some(some.to_vec()));
            let call = ec2.describe_instances().filters(filter.build());
            let mut pages = call.into_paginator().items().send();
            while let Some(reservation) = pages.next().await {
                let reservation = reservation.map_err(AwsError::during(INSTANCES))?;
                for (image, id) in reservation.instances().iter().filter_map(user) {
                    found.entry(image).or_default().insert(id);
                }
            }
        }
    }
    found.retain(|image, _| images.contains(image));
    Ok(found)
}

/// An instance that has not ended, and the image that it runs from.
fn user(instance: &Instance) -> Option<(String, String)> {
    let state = instance.state().and_then(|state| state.name());
    if let Some(InstanceStateName::Terminated | InstanceStateName::ShuttingDown) = state {
        return None;
    }
    let tags = ec2_tags::read(instance.tags());
    let image = tags.get(AMI).map(String::as_str).or(instance.image_id())?;
    Some((image.to_owned(), instance.instance_id()?.to_owned()))
}
