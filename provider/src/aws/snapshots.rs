//! Snapshots of EBS, one by one.

use aws_sdk_ec2::types::{Filter, Snapshot};

use super::cloud::Cloud;
use super::error::AwsError;

const SNAPSHOTS: &str = "ec2:DescribeSnapshots";

/// The snapshot of this id, if there is one. By filter rather than by id: one that does not exist is then no error of its own.
///
/// # Errors
///
/// What AWS says.
pub(crate) async fn find(cloud: &Cloud, id: &str) -> Result<Option<Snapshot>, AwsError> {
    let filter = Filter::builder().name("snapshot-id").values(id).build();
    let call = cloud.ec2().await?.describe_snapshots().filters(filter);
    let answer = call.send().await.map_err(AwsError::during(SNAPSHOTS))?;
    Ok(answer.snapshots.unwrap_or_default().pop())
}
