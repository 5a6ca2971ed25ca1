//! Tags of EC2's resources: as its answers have them, as its calls take them, and the calls that change them.

use aws_sdk_ec2::types::{ResourceType, Tag, TagSpecification};

use super::cloud::Cloud;
use super::error::AwsError;
use super::tags::Tags;

/// Tags as an answer has them.
pub(crate) fn read(sent: &[Tag]) -> Tags {
    let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
    let pair = |tag: &Tag| Some((tag.key()?.to_owned(), text(tag.value())));
    sent.iter().filter_map(pair).collect()
}

/// What a resource of this type is to be made with.
pub(crate) fn specification(kind: ResourceType, tags: &Tags) -> TagSpecification {
    TagSpecification::builder()
        .resource_type(kind)
        .set_tags(Some(list(tags)))
        .build()
}

fn list(tags: &Tags) -> Vec<Tag> {
    let pair = |(key, value): (&String, &String)| Tag::builder().key(key).value(value).build();
    tags.iter().map(pair).collect()
}

/// Sets tags of resources, beside those that they have.
///
/// # Errors
///
/// What AWS says.
pub(crate) async fn create(
    cloud: &Cloud,
    ids: impl IntoIterator<Item = impl Into<String>>,
    tags: &Tags,
) -> Result<(), AwsError> {
    let ids = ids.into_iter().map(Into::into).collect();
    if tags.is_empty() {
        return Ok(());
    }
    let call = cloud.ec2().await?.create_tags().set_resources(Some(ids));
    let created = call.set_tags(Some(list(tags))).send().await;
    let failed = AwsError::during("ec2:CreateTags");
    created.map(drop).map_err(failed)
}

/// Takes tags away from resources. Without keys EC2 would take every tag away.
///
/// # Errors
///
/// What AWS says.
pub(crate) async fn delete(
    cloud: &Cloud,
    ids: impl IntoIterator<Item = impl Into<String>>,
    keys: &[String],
) -> Result<(), AwsError> {
    let ids: Vec<String> = ids.into_iter().map(Into::into).collect();
    if keys.is_empty() || ids.is_empty() {
        return Ok(());
    }
    let keys = keys.iter().map(|key| Tag::builder().key(key).build());
    let call = cloud.ec2().await?.delete_tags().set_resources(Some(ids));
    let deleted = call.set_tags(Some(keys.collect())).send().await;
    let failed = AwsError::during("ec2:DeleteTags");
    deleted.map(drop).map_err(failed)
}
