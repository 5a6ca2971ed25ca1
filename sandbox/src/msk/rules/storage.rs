//! Volumes, provisioned throughput, tiered storage.

use super::{Verdict, ensure};
use crate::clock::Timestamp;
use crate::msk::broker_type::{BrokerType, Family};
use crate::msk::cluster::Cluster;
use crate::msk::configuration::Properties;
use crate::msk::kafka_version::KafkaVersion;
use crate::msk::shape::{Provisioned, ProvisionedRequest, ProvisionedThroughput, StorageMode};

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

const THROUGHPUT: &str = "provisionedThroughput";

/// Text: hashicorp/terraform-provider-aws 40357.
pub(in crate::msk) fn express_manages_its_own(
    size: &BrokerType,
    request: &ProvisionedRequest,
) -> Verdict {
    let message = || "You can't specify storage for Express brokers, which manage their own.";
    let info = request.broker_node_group_info.storage_info.as_ref();
    ensure(!size.is_express() || info.is_none(), "storageInfo", message)?;
    ensure(
        !size.is_express() || request.storage_mode.is_none(),
        "storageMode",
        message,
    )
}

pub(in crate::msk) fn volume_size(spec: &Provisioned) -> Verdict {
    let Some(size) = spec.ebs().and_then(|ebs| ebs.volume_size) else {
        return Ok(());
    };
    ensure(SIZES.contains(&size), "volumeSize", || {
        format!("The volume size must be between 1 and 16384 GiB: {size}.")
    })
}

/// A throughput beside a switch that is off. Text: hashicorp/terraform-provider-aws 24464.
pub(in crate::msk) fn throughput_request(request: &ProvisionedRequest) -> Verdict {
    let storage = request.broker_node_group_info.storage_info.as_ref();
    let ebs = storage.and_then(|storage| storage.ebs_storage_info.as_ref());
    ebs.and_then(|ebs| ebs.provisioned_throughput.as_ref())
        .map_or(Ok(()), off_has_no_value)
}

pub(in crate::msk) fn off_has_no_value(wanted: &ProvisionedThroughput) -> Verdict {
    let on = wanted.enabled == Some(true);
    ensure(
        on || wanted.volume_throughput.is_none(),
        "volumeThroughput",
        || "You can't specify volumeThroughput when provisioned throughput is off.",
    )
}

/// What provisioned throughput needs of size and volume, and its range.
pub(in crate::msk) fn throughput(size: &BrokerType, spec: &Provisioned) -> Verdict {
    let wanted = spec
        .ebs()
        .and_then(|ebs| ebs.provisioned_throughput.as_ref());
    let Some(wanted) = wanted.filter(|wanted| wanted.enabled == Some(true)) else {
        return Ok(());
    };
    ensure(size.throughput.is_some(), THROUGHPUT, || {
        format!("Provisioned throughput is not supported for {}.", size.name)
    })?;
    let volume = spec.ebs().and_then(|ebs| ebs.volume_size).unwrap_or(0);
    ensure(
        volume >= LEAST_SIZE_FOR_THROUGHPUT,
        THROUGHPUT,
        || "Provisioned throughput needs volumes of at least 10 GiB.",
    )?;
    let most = size.throughput.unwrap_or(LEAST_THROUGHPUT);
    let value = wanted.volume_throughput.unwrap_or(LEAST_THROUGHPUT);
    ensure(
        (LEAST_THROUGHPUT..=most).contains(&value),
        THROUGHPUT,
        || {
            let name = size.name;
            format!("volumeThroughput must be between 250 and {most} MiB/s for {name}: {value}.")
        },
    )
}

/// Volumes grow, by 10 GiB at least, and never shrink.
pub(in crate::msk) fn growth(from: i64, to: i64) -> Verdict {
    ensure(
        to == from || to >= from + LEAST_GROWTH,
        "volumeSizeGB",
        || format!("To update storage, you must increase it by at least 10 GiB: {from} to {to}."),
    )
}

pub(in crate::msk) fn cooled_down(cluster: &Cluster, now: Timestamp) -> Verdict {
    let changed = cluster.storage_changed;
    let cool = changed.is_none_or(|changed| now.seconds_since(changed) >= COOL_DOWN);
    ensure(cool, "clusterArn", || {
        "The storage of the cluster is optimizing. You can update it again at least 6 hours after \
         the last update of storage."
    })
}

/// Source: developer guide, "Tiered storage requirements"; one way only: API reference,
/// UpdateStorage, and aws-controllers-k8s 3044.
pub(in crate::msk) fn mode_change(from: Option<StorageMode>, to: StorageMode) -> Verdict {
    let back = from == Some(StorageMode::Tiered) && to == StorageMode::Local;
    ensure(
        !back,
        "storageMode",
        || "You can't change the storage mode of a cluster from TIERED to LOCAL.",
    )
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
    let (name, number) = (size.name, version.name);
    let policy = properties.get("log.cleanup.policy").unwrap_or("delete");
    ensure(
        !matches!(size.family, Family::T3 | Family::Express),
        "storageMode",
        || format!("Tiered storage is not supported for {name}."),
    )?;
    ensure(version.has_tiered_storage(), "storageMode", || {
        format!("Tiered storage is not supported for Kafka version {number}.")
    })?;
    ensure(policy == "delete", "storageMode", || {
        format!("Tiered storage needs log.cleanup.policy=delete in the configuration: {policy}.")
    })
}
