//! How many partitions the brokers carry, as CloudWatch has it.

use std::time::{Duration, SystemTime};

use aws_sdk_cloudwatch::types::{Dimension, Metric, MetricDataQuery, MetricStat};

use crate::aws::cloud::Cloud;
use crate::aws::error::AwsError;

/// How far back to look: long enough that an idle hour or a delayed metric does not hide the count.
const WINDOW: Duration = Duration::from_secs(3 * 60 * 60);
/// Period of a data point in seconds.
const PERIOD: i32 = 300;
/// Metrics in one call of GetMetricData (source: API reference, MetricDataQueries).
const QUERIES_PER_CALL: usize = 500;

/// The recent maximum of PartitionCount, leaders and followers, on the broker that has most. `None`: there is no metric,
/// as for a cluster without topics.
pub(super) async fn most_per_broker(
    cloud: &Cloud,
    arn: &str,
    name: &str,
) -> Result<Option<u32>, AwsError> {
    let mut most = None;
    for brokers in broker_ids(cloud, arn).await?.chunks(QUERIES_PER_CALL) {
        most = most.max(maximum(cloud, name, brokers).await?);
    }
    Ok(most)
}

/// Ids have gaps where brokers were removed.
async fn broker_ids(cloud: &Cloud, arn: &str) -> Result<Vec<String>, AwsError> {
    let mut nodes = cloud
        .kafka()
        .await?
        .list_nodes()
        .cluster_arn(arn)
        .into_paginator()
        .items()
        .send();
    let mut ids = Vec::new();
    while let Some(node) = nodes.next().await {
        let node = node.map_err(AwsError::during("kafka:ListNodes"))?;
        if let Some(id) = node
            .broker_node_info()
            .and_then(|broker| broker.broker_id())
        {
            ids.push(format!("{id:.0}"));
        }
    }
    Ok(ids)
}

async fn maximum(cloud: &Cloud, name: &str, brokers: &[String]) -> Result<Option<u32>, AwsError> {
    let end = SystemTime::now();
    let queries = brokers
        .iter()
        .enumerate()
        .map(|(n, broker)| query(n, name, broker))
        .collect();
    let call = cloud
        .cloudwatch()
        .await?
        .get_metric_data()
        .set_metric_data_queries(Some(queries))
        .start_time((end - WINDOW).into())
        .end_time(end.into());
    let found = call
        .send()
        .await
        .map_err(AwsError::during("cloudwatch:GetMetricData"))?;
    let values = found
        .metric_data_results()
        .iter()
        .flat_map(|result| result.values());
    Ok(values.copied().reduce(f64::max).map(whole))
}

/// Counts are whole and far below 2^32.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturates"
)]
fn whole(count: f64) -> u32 {
    count.round() as u32
}

fn query(number: usize, name: &str, broker: &str) -> MetricDataQuery {
    let dimension = |name: &str, value: &str| Dimension::builder().name(name).value(value).build();
    let metric = Metric::builder()
        .namespace("AWS/Kafka")
        .metric_name("PartitionCount")
        .dimensions(dimension("Cluster Name", name))
        .dimensions(dimension("Broker ID", broker))
        .build();
    let stat = MetricStat::builder()
        .metric(metric)
        .period(PERIOD)
        .stat("Maximum")
        .build();
    MetricDataQuery::builder()
        .id(format!("b{number}"))
        .metric_stat(stat)
        .return_data(true)
        .build()
}
