//! Finding a cluster by its name, in a list that lags behind what was just created.

use std::sync::Arc;
use std::time::Duration;

use aws_sdk_kafka::types::Cluster as AwsCluster;
use kafkaws_plugin::Cx;

use crate::aws::cloud::Cloud;
use crate::aws::error::AwsError;
use crate::aws::wait::{Progress, WaitError};

/// For a name that AWS itself says is taken.
pub(super) const CERTAIN: Duration = Duration::from_secs(60);
/// For a name that may be mistyped: somebody waits for the answer.
pub(super) const DOUBTFUL: Duration = Duration::from_secs(10);

/// The cluster of that name, looked for until it appears or `patience` has run out.
pub(super) async fn named(
    cx: &Cx<Cloud>,
    cloud: &Cloud,
    name: &str,
    patience: Duration,
) -> Result<Option<Arc<AwsCluster>>, AwsError> {
    let waiter = cloud.waiter(cx.stop().clone());
    let found = waiter.until(patience, || async {
        Ok(match cloud.clusters().find_by_name(name).await? {
            Some(cluster) => Progress::Done(cluster),
            None => Progress::Pending("not in the list of clusters yet".to_owned()),
        })
    });
    match found.await {
        Ok(cluster) => Ok(Some(cluster)),
        Err(WaitError::Aws(error)) => Err(error),
        Err(WaitError::TimedOut { .. } | WaitError::Interrupted { .. }) => Ok(None),
    }
}
