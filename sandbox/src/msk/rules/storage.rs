//! Volumes, provisioned throughput, tiered storage.

use super::Verdict;
use crate::clock::Timestamp;
use crate::msk::broker_type::{BrokerType, Family};
use crate::msk::cluster::Cluster;
use crate::msk::configuration::Properties;
use crate::msk::kafka_version::KafkaVersion;
use crate::msk::shape::{Provisioned, ProvisionedRequest, ProvisionedThroughput, StorageMode};
use crate::refusal::Refusal;

/// GiB per broker. Source: developer guide, "Quota".
const SIZES: std::ops::RangeInclusive<i64> = 1..=16_384;

/// GiB. Text: hashicorp/terraform-provider-aws 20327.
const LEAST_GROWTH: i64 = 10;

/// Seconds. Source: developer guide, "Scale up Amazon MSK cluster storage": at least six hours.
const COOL_DOWN: u64 = 6 * 60 * 60;

/// MiB/s. Source: developer guide, "Provision storage throughput".
const LEAST_THROUGHPUT: i64 = 250;

/// GiB that a volume must have for provisioned throughput; same source.
const LEAST_SIZE_FOR_THROUGHPUT: i64 = 10;

/// Text: hashicorp/terraform-provider-aws 40357.
pub(in crate::msk) fn express_manages_its_own(
    size: &BrokerType,
    request: &ProvisionedRequest,
) -> Verdict {
    let given = request.broker_node_group_info.storage_info.is_some();
    if !size.is_express() || (!given && request.storage_mode.is_none()) {
        return Ok(());
    }
    let message = "You can't specify storage for Express brokers, which manage their own.";
    let parameter = if given { "storageInfo" } else { "storageMode" };
    Err(Refusal::bad_request(message).parameter(parameter))
}

pub(in crate::msk) fn volume_size(spec: &Provisioned) -> Verdict {
    let Some(size) = spec.ebs().and_then(|ebs| ebs.volume_size) else {
        return Ok(());
    };
    match SIZES.contains(&size) {
        true => Ok(()),
        false => {
            let message = format!("The volume size must be between 1 and 16384 GiB: {size}.");
            Err(Refusal::bad_request(message).parameter("volumeSize"))
        }
    }
}

/// A throughput beside a switch that is off. Text: hashicorp/terraform-provider-aws 24464.
pub(in crate::msk) fn throughput_request(request: &ProvisionedRequest) -> Verdict {
    let storage = request.broker_node_group_info.storage_info.as_ref();
    let ebs = storage.and_then(|storage| storage.ebs_storage_info.as_ref());
    ebs.and_then(|ebs| ebs.provisioned_throughput.as_ref())
        .map_or(Ok(()), off_has_no_value)
}

pub(in crate::msk) fn off_has_no_value(wanted: &ProvisionedThroughput) -> Verdict {
    match wanted.enabled != Some(true) && wanted.volume_throughput.is_some() {
        false => Ok(()),
        true => {
            let message = "You can't specify volumeThroughput when provisioned throughput is off.";
            Err(Refusal::bad_request(message).parameter("volumeThroughput"))
        }
    }
}

/// What provisioned throughput needs of size and volume, and its range.
pub(in crate::msk) fn throughput(size: &BrokerType, spec: &Provisioned) -> Verdict {
    let Some(ebs) = spec.ebs() else { return Ok(()) };
    let Some(wanted) = ebs
        .provisioned_throughput
        .as_ref()
        .filter(|t| t.enabled == Some(true))
    else {
        return Ok(());
    };
    let refuse =
        |message: String| Err(Refusal::bad_request(message).parameter("provisionedThroughput"));
    let Some(most) = size.throughput else {
        return refuse(format!(
            "Provisioned throughput is not supported for {}.",
            size.name
        ));
    };
    if ebs.volume_size.unwrap_or(0) < LEAST_SIZE_FOR_THROUGHPUT {
        return refuse("Provisioned throughput needs volumes of at least 10 GiB.".into());
    }
    let value = wanted.volume_throughput.unwrap_or(LEAST_THROUGHPUT);
    match (LEAST_THROUGHPUT..=most).contains(&value) {
        true => Ok(()),
        false => refuse(format!(
            "volumeThroughput must be between {LEAST_THROUGHPUT} and {most} MiB/s for {}: {value}.",
            size.name
        )),
    }
}

/// Volumes grow, by 10 GiB at least, and never shrink.
pub(in crate::msk) fn growth(from: i64, to: i64) -> Verdict {
    match to == from || to >= from + LEAST_GROWTH {
        true => Ok(()),
        false => {
            let message = format!(
                "To update storage, you must increase it by at least 10 GiB: {from} to {to}."
            );
            Err(Refusal::bad_request(message).parameter("volumeSizeGB"))
        }
    }
}

pub(in crate::msk) fn cooled_down(cluster: &Cluster, now: Timestamp) -> Verdict {
    let Some(changed) = cluster.storage_changed else {
        return Ok(());
    };
    match now.seconds_since(changed) >= COOL_DOWN {
        true => Ok(()),
        false => {
            let message = "The storage of the cluster is optimizing. You can update it again at \
                least 6 hours after the last update of storage.";
            Err(Refusal::bad_request(message).parameter("clusterArn"))
        }
    }
}

/// Source: developer guide, "Tiered storage requirements"; one way only: API reference,
/// UpdateStorage, and aws-controllers-k8s 3044.
pub(in crate::msk) fn mode_change(from: Option<StorageMode>, to: StorageMode) -> Verdict {
    match (from, to) {
        (Some(StorageMode::Tiered), StorageMode::Local) => {
            let message = "You can't change the storage mode of a cluster from TIERED to LOCAL.";
            Err(Refusal::bad_request(message).parameter("storageMode"))
        }
        _ => Ok(()),
    }
}

/// TIERED: not for t3.small nor Express, Kafka 2.8.2.tiered or 3.6.0 and later, and a cluster
/// configuration that deletes rather than compacts. Source: developer guide, "Tiered storage".
pub(in crate::msk) fn tiered(
    size: &BrokerType,
    version: &KafkaVersion,
    spec: &Provisioned,
    properties: &Properties,
) -> Verdict {
    if spec.storage_mode != Some(StorageMode::Tiered) {
        return Ok(());
    }
    let refuse = |message: String| Err(Refusal::bad_request(message).parameter("storageMode"));
    let policy = properties.get("log.cleanup.policy").unwrap_or("delete");
    match () {
        () if matches!(size.family, Family::T3 | Family::Express) => refuse(format!(
            "Tiered storage is not supported for {}.",
            size.name
        )),
        () if !version.has_tiered_storage() => refuse(format!(
            "Tiered storage is not supported for Kafka version {}.",
            version.name
        )),
        () if policy != "delete" => refuse(format!(
            "Tiered storage needs log.cleanup.policy=delete in the cluster's configuration: {policy}."
        )),
        () => Ok(()),
    }
}
