//! UpdateBrokerStorage and UpdateStorage.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{Change, run};
use crate::clock::Timestamp;
use crate::msk::cluster::Cluster;
use crate::msk::desk::{Answer, Ask, Desk};
use crate::msk::rules;
use crate::msk::shape::{EbsStorageInfo, ProvisionedThroughput, StorageInfo, StorageMode};
use crate::refusal::Refusal;

/// As the refusal of an empty update names it: hashicorp/terraform-provider-aws 37043.
const WHAT: &str = "the EBS volumes";

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct UpdateBrokerStorageRequest {
    #[serde(rename = "targetBrokerEBSVolumeInfo")]
    target: Vec<BrokerEbsVolumeInfo>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct BrokerEbsVolumeInfo {
    kafka_broker_node_id: String,
    provisioned_throughput: Option<ProvisionedThroughput>,
    #[serde(rename = "volumeSizeGB")]
    volume_size: Option<i64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct UpdateStorageRequest {
    provisioned_throughput: Option<ProvisionedThroughput>,
    storage_mode: Option<StorageMode>,
    #[serde(rename = "volumeSizeGB")]
    volume_size: Option<i64>,
}

impl BrokerEbsVolumeInfo {
    fn asks_the_same_as(&self, other: &Self) -> bool {
        self.volume_size == other.volume_size
            && self.provisioned_throughput == other.provisioned_throughput
    }
}

pub(in crate::msk) fn broker_storage(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    let request: UpdateBrokerStorageRequest = ask.body()?;
    let answer = run(desk, ask, |_, cluster, now| {
        let target = for_all_brokers(cluster, request.target)?;
        volumes(
            cluster,
            now,
            target.volume_size,
            target.provisioned_throughput,
        )
    });
    remember(desk, ask.arn(), answer)
}

pub(in crate::msk) fn storage(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    let request: UpdateStorageRequest = ask.body()?;
    let of_volumes = request.volume_size.is_some() || request.provisioned_throughput.is_some();
    if let Some(mode) = request.storage_mode {
        return run(desk, ask, |_, cluster, _| {
            storage_mode(cluster, mode, of_volumes)
        });
    }
    let answer = run(desk, ask, |_, cluster, now| {
        volumes(
            cluster,
            now,
            request.volume_size,
            request.provisioned_throughput,
        )
    });
    remember(desk, ask.arn(), answer)
}

fn storage_mode(cluster: &Cluster, to: StorageMode, of_volumes: bool) -> Result<Change, Refusal> {
    is_standard(cluster)?;
    // "Updates cluster broker volume size (or) sets cluster storage mode" (service model).
    if of_volumes {
        let message = "You can't update the storage mode and volumes in one request.";
        return Err(Refusal::bad_request(message).parameter("storageMode"));
    }
    rules::storage::mode_change(cluster.spec.storage_mode, to)?;
    let mut change = Change::of(cluster, "UPDATE_STORAGE", "the storage mode", 30 * 60);
    change.spec.storage_mode = Some(to);
    Ok(change)
}

/// Volumes that were changed must cool down before the next change.
fn remember(desk: &mut Desk<'_>, arn: &str, answer: Answer) -> Answer {
    let body = answer?;
    let now = desk.now;
    desk.cluster(arn)?.storage_changed = Some(now);
    Ok(body)
}

fn volumes(
    cluster: &Cluster,
    now: Timestamp,
    size: Option<i64>,
    throughput: Option<ProvisionedThroughput>,
) -> Result<Change, Refusal> {
    is_standard(cluster)?;
    let before = cluster.spec.ebs().cloned().unwrap_or_default();
    if let Some(wanted) = &throughput {
        rules::storage::off_has_no_value(wanted)?;
    }
    let after = EbsStorageInfo {
        volume_size: size.or(before.volume_size),
        provisioned_throughput: settled(&before, throughput),
    };
    let mut change = Change::of(cluster, "UPDATE_BROKER_STORAGE", WHAT, 30 * 60);
    let (from, to) = (
        before.volume_size.unwrap_or(0),
        after.volume_size.unwrap_or(0),
    );
    change.spec.broker_node_group_info.storage_info = Some(StorageInfo {
        ebs_storage_info: Some(after),
    });
    rules::changes_something(&cluster.spec, &change.spec, WHAT)?;
    rules::storage::growth(from, to)?;
    rules::storage::cooled_down(cluster, now)?;
    Ok(change)
}

/// Off is off, whether it was said or never spoken of.
fn settled(
    before: &EbsStorageInfo,
    wanted: Option<ProvisionedThroughput>,
) -> Option<ProvisionedThroughput> {
    let there = before.provisioned_throughput.clone();
    let Some(wanted) = wanted else { return there };
    let on = wanted.enabled == Some(true);
    match (&there, on) {
        (None, false) => None,
        (_, false) => Some(ProvisionedThroughput {
            enabled: Some(false),
            volume_throughput: None,
        }),
        (_, true) => Some(ProvisionedThroughput {
            enabled: Some(true),
            volume_throughput: Some(wanted.volume_throughput.unwrap_or(250)),
        }),
    }
}

/// Express brokers have no volumes of the customer's.
fn is_standard(cluster: &Cluster) -> Result<(), Refusal> {
    match rules::brokers::known(cluster.spec.instance_type())?.is_express() {
        false => Ok(()),
        true => {
            let message =
                "You can't update the storage of Express brokers, which manage their own.";
            Err(Refusal::bad_request(message).parameter("clusterArn"))
        }
    }
}

/// One entry for "All", or equal entries for every broker: the volumes of a cluster are all alike.
fn for_all_brokers(
    cluster: &Cluster,
    mut target: Vec<BrokerEbsVolumeInfo>,
) -> Result<BrokerEbsVolumeInfo, Refusal> {
    let refuse =
        |message: &str| Err(Refusal::bad_request(message).parameter("targetBrokerEBSVolumeInfo"));
    let Some(first) = target.pop() else {
        return refuse("Specify the brokers to update.");
    };
    if first.kafka_broker_node_id == "All" && target.is_empty() {
        return Ok(first);
    }
    let named: BTreeSet<&str> = target
        .iter()
        .chain([&first])
        .map(|info| info.kafka_broker_node_id.as_str())
        .collect();
    let ids: Vec<String> = cluster
        .brokers
        .iter()
        .map(|broker| broker.id.to_string())
        .collect();
    let alike = target.iter().all(|info| info.asks_the_same_as(&first));
    match named == ids.iter().map(String::as_str).collect::<BTreeSet<_>>() && alike {
        true => Ok(first),
        false => refuse("Update all brokers alike: name each of them once, or All."),
    }
}
