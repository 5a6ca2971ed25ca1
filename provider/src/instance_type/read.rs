//! From EC2's answers to the data source's outputs.

use std::collections::BTreeMap;

use aws_sdk_ec2::types::{
    DiskInfo, EphemeralNvmeSupport, InstanceTypeInfo, NetworkCardInfo, NetworkInfo,
};
use kafkaws_catalog::instance_type::all;
use kafkaws_catalog::near::near;
use kafkaws_schema::{Diagnostic, Number, Path};

use super::model::{
    EbsBandwidth, InstanceStore, InstanceStoreDisk, InstanceTypeFound, NetworkBandwidth,
    VolumeAttachments,
};
use crate::aws::instance_types::{Offer, architectures, attachments, boot_modes, capacity};
use crate::aws::{AwsError, Cloud};

const DOING: &str = "reading the instance type";

/// How many names to suggest.
const SUGGESTIONS: usize = 3;

pub(super) async fn read(cloud: &Cloud, name: &str) -> Result<InstanceTypeFound, Diagnostic> {
    let told = |error: AwsError| error.diagnostic(DOING);
    let (offer, zones) =
        tokio::try_join!(cloud.instance_types().find(name), cloud.network().zones())
            .map_err(told)?;
    match offer {
        Some(offer) => Ok(outputs(&offer, zones)),
        None => Err(unknown(name, cloud.region().await.map_err(told)?)),
    }
}

fn unknown(name: &str, region: &str) -> Diagnostic {
    let near = near(name, all().map(|known| known.name), SUGGESTIONS);
    let advice = match near.is_empty() {
        true => "`aws ec2 describe-instance-type-offerings` lists those that it has.".to_owned(),
        false => format!("Did you mean {}?", near.join(", ")),
    };
    let detail = format!("EC2 has no instance type {name} in {region}. {advice}");
    Diagnostic::error("There is no such instance type", detail).at(Path::from("instance_type"))
}

fn outputs(offer: &Offer, names: &BTreeMap<String, String>) -> InstanceTypeFound {
    let info = &offer.info;
    let zones = offer.zone_ids.iter();
    let (ids, zone_names) = zones
        .filter_map(|id| Some((id.clone(), names.get(id)?.clone())))
        .unzip();
    let bare_metal = info.bare_metal().unwrap_or_default();
    InstanceTypeFound {
        vcpus: whole(info.v_cpu_info().and_then(|cpus| cpus.default_v_cpus())),
        memory_mib: info
            .memory_info()
            .and_then(|memory| memory.size_in_mib())
            .unwrap_or_default(),
        ebs: ebs(info),
        attachments: attachments(info).map(|limit| VolumeAttachments {
            maximum: limit.maximum.into(),
            shared_with_interfaces: limit.shared_with_interfaces,
        }),
        network: network(info.network_info()),
        instance_store: instance_store(info),
        architectures: architectures(info).collect(),
        boot_modes: boot_modes(info).collect(),
        hypervisor: info
            .hypervisor()
            .map(|hypervisor| hypervisor.as_str().to_owned()),
        bare_metal,
        burstable: info.burstable_performance_supported().unwrap_or_default(),
        current_generation: info.current_generation().unwrap_or_default(),
        availability_zones: zone_names,
        availability_zone_ids: ids,
    }
}

fn ebs(info: &InstanceTypeInfo) -> Option<EbsBandwidth> {
    let ebs = capacity(info.ebs_info()?.ebs_optimized_info()?)?;
    Some(EbsBandwidth {
        baseline_bandwidth_mbps: ebs.baseline_mbps.into(),
        maximum_bandwidth_mbps: ebs.maximum_mbps.into(),
        baseline_throughput_mib_per_second: mib_per_second(ebs.baseline_mbps),
        maximum_throughput_mib_per_second: mib_per_second(ebs.maximum_mbps),
        baseline_iops: ebs.baseline_iops.into(),
        maximum_iops: ebs.maximum_iops.into(),
    })
}

/// EC2 counts bits in decimal, volumes count MiB.
fn mib_per_second(mbps: u32) -> Number {
    let hundredths = u64::from(mbps) * 100_000_000 / 8 / 1_048_576;
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    Number::parse(&text).unwrap_or_else(|_| Number::from(0i64))
}

fn network(info: Option<&NetworkInfo>) -> NetworkBandwidth {
    let cards = info.map(NetworkInfo::network_cards).unwrap_or_default();
    let performance = info.and_then(NetworkInfo::network_performance);
    NetworkBandwidth {
        performance: performance.unwrap_or_default().to_owned(),
        baseline_gbps: together(cards, NetworkCardInfo::baseline_bandwidth_in_gbps),
        peak_gbps: together(cards, NetworkCardInfo::peak_bandwidth_in_gbps),
    }
}

/// `None` when EC2 does not tell it of every card, or there are none.
fn together(
    cards: &[NetworkCardInfo],
    bandwidth: impl Fn(&NetworkCardInfo) -> Option<f64>,
) -> Option<Number> {
    let sum: Option<f64> = cards.iter().map(bandwidth).sum();
    let sum = sum.filter(|_| !cards.is_empty())?;
    // EC2 has three places; a sum of floats may have more.
    Number::from_f64((sum * 1000.0).round() / 1000.0).ok()
}

fn instance_store(info: &InstanceTypeInfo) -> Option<InstanceStore> {
    let store = info.instance_storage_info()?;
    let support = store.nvme_support();
    Some(InstanceStore {
        total_gb: store.total_size_in_gb().unwrap_or_default(),
        nvme: support.is_some_and(|support| *support != EphemeralNvmeSupport::Unsupported),
        disks: store.disks().iter().map(disk).collect(),
    })
}

fn disk(disk: &DiskInfo) -> InstanceStoreDisk {
    InstanceStoreDisk {
        disk_count: whole(disk.count()),
        size_gb: disk.size_in_gb().unwrap_or_default(),
        medium: disk
            .r#type()
            .map(|medium| medium.as_str().to_owned())
            .unwrap_or_default(),
    }
}

fn whole(number: Option<i32>) -> i64 {
    number.map(i64::from).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn megabits_become_mebibytes() {
        for (mbps, mib) in [
            (630, "75.10"),
            (2500, "298.02"),
            (20_000, "2384.18"),
            (0, "0"),
        ] {
            assert_eq!(mib_per_second(mbps), Number::parse(mib).unwrap(), "{mbps}");
        }
    }

    #[test]
    fn cards_are_added_up() {
        let card = |gbps: Option<f64>| {
            NetworkCardInfo::builder()
                .set_baseline_bandwidth_in_gbps(gbps)
                .build()
        };
        let sum = |cards: &[NetworkCardInfo]| {
            together(cards, NetworkCardInfo::baseline_bandwidth_in_gbps)
        };
        let number = |text: &str| Some(Number::parse(text).unwrap());
        assert_eq!(sum(&[card(Some(0.937))]), number("0.937"));
        assert_eq!(sum(&[card(Some(0.1)), card(Some(0.2))]), number("0.3"));
        assert_eq!(sum(&[card(Some(100.0)), card(None)]), None);
        assert_eq!(sum(&[]), None);
    }
}
