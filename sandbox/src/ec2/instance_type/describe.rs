//! DescribeInstanceTypes.

use super::{Bandwidth, InstanceType, Slots, all};
use crate::ec2::change::Made;
use crate::ec2::desk::Desk;
use crate::ec2::filter::{Listed, select, write};
use crate::ec2::network::Tags;
use crate::query::Xml;

pub(in crate::ec2) fn describe(desk: &mut Desk<'_>) -> Made {
    let page = select(all().iter(), desk.form)?;
    Ok(write("instanceTypeSet", page, render))
}

fn render(xml: &mut Xml, kind: &InstanceType) {
    let burstable = kind.is_burstable();
    xml.text("instanceType", &kind.name);
    xml.bool("currentGeneration", !matches!(kind.family(), "m5" | "m6i"));
    xml.bool("freeTierEligible", false);
    texts(xml, "supportedUsageClasses", &["on-demand", "spot"]);
    texts(xml, "supportedRootDeviceTypes", &["ebs"]);
    texts(xml, "supportedVirtualizationTypes", &["hvm"]);
    xml.bool("bareMetal", false);
    xml.text("hypervisor", "nitro");
    processor(xml, kind);
    xml.nest("memoryInfo", |xml| xml.text("sizeInMiB", &kind.memory_mib));
    storage(xml, kind);
    xml.nest("ebsInfo", |xml| ebs(xml, kind));
    xml.nest("networkInfo", |xml| network(xml, kind));
    let strategies: &[&str] = match burstable {
        true => &["partition", "spread"],
        false => &["cluster", "partition", "spread"],
    };
    xml.nest("placementGroupInfo", |xml| {
        texts(xml, "supportedStrategies", strategies)
    });
    xml.bool("burstablePerformanceSupported", burstable);
    // Moving to another host would lose the disks.
    xml.bool("autoRecoverySupported", kind.disks.is_none());
    texts(xml, "supportedBootModes", kind.boot_modes());
}

fn processor(xml: &mut Xml, kind: &InstanceType) {
    xml.nest("processorInfo", |xml| {
        texts(xml, "supportedArchitectures", &[kind.architecture()]);
        xml.text("sustainedClockSpeedInGhz", &kind.clock_ghz);
        xml.text("manufacturer", if kind.is_arm() { "AWS" } else { "Intel" });
    });
    xml.nest("vCpuInfo", |xml| {
        xml.text("defaultVCpus", kind.vcpus.to_string());
        xml.text(
            "defaultCores",
            (kind.vcpus / kind.threads.max(1)).to_string(),
        );
        xml.text("defaultThreadsPerCore", kind.threads.to_string());
    });
}

fn storage(xml: &mut Xml, kind: &InstanceType) {
    xml.bool("instanceStorageSupported", kind.disks.is_some());
    if let Some((count, size, medium)) = &kind.disks {
        xml.nest("instanceStorageInfo", |xml| {
            xml.text("totalSizeInGB", (count * size).to_string());
            xml.items("disks", [medium], |xml, medium| {
                xml.text("sizeInGB", size.to_string());
                xml.text("count", count.to_string());
                xml.text("type", medium);
            });
            xml.text("nvmeSupport", "required");
            xml.text("encryptionSupport", "required");
        });
    }
}

fn ebs(xml: &mut Xml, kind: &InstanceType) {
    let (limit, slots) = match kind.slots {
        Slots::Dedicated(slots) => ("dedicated", slots),
        Slots::Shared(slots) => ("shared", slots),
    };
    xml.text("ebsOptimizedSupport", "default");
    xml.text("encryptionSupport", "supported");
    xml.nest("ebsOptimizedInfo", |xml| {
        bandwidth(xml, "baseline", &kind.baseline);
        bandwidth(xml, "maximum", &kind.maximum);
    });
    xml.text("nvmeSupport", "required");
    xml.text("maximumEbsAttachments", slots.to_string());
    xml.text("attachmentLimitType", limit);
}

fn bandwidth(xml: &mut Xml, which: &str, bandwidth: &Bandwidth) {
    xml.text(&format!("{which}BandwidthInMbps"), &bandwidth.mbps);
    xml.text(&format!("{which}ThroughputInMBps"), &bandwidth.throughput);
    xml.text(&format!("{which}Iops"), &bandwidth.iops);
}

fn network(xml: &mut Xml, kind: &InstanceType) {
    let interfaces = kind.interfaces.to_string();
    xml.text("networkPerformance", &kind.network);
    xml.text("maximumNetworkInterfaces", &interfaces);
    xml.text("maximumNetworkCards", "1");
    xml.text("defaultNetworkCardIndex", "0");
    xml.items("networkCards", [&interfaces], |xml, interfaces| {
        xml.text("networkCardIndex", "0");
        xml.text("networkPerformance", &kind.network);
        xml.text("maximumNetworkInterfaces", interfaces);
        xml.text("baselineBandwidthInGbps", &kind.network_baseline);
        xml.text("peakBandwidthInGbps", &kind.network_peak);
    });
    xml.text("ipv4AddressesPerInterface", &kind.addresses);
    xml.text("ipv6AddressesPerInterface", &kind.addresses);
    xml.bool("ipv6Supported", true);
    xml.text("enaSupport", "required");
    xml.bool("efaSupported", false);
}

fn texts(xml: &mut Xml, name: &str, texts: &[&str]) {
    xml.nest(name, |xml| {
        texts.iter().for_each(|text| xml.text("item", text))
    });
}

impl Listed for InstanceType {
    const ID_PARAMETER: &'static str = "InstanceType";
    const NOT_FOUND: &'static str = "InvalidInstanceType";
    const NOUN: &'static str = "instance type";
    /// EC2 pages types in hundreds, by name or not.
    const PAGE: std::ops::RangeInclusive<usize> = 5..=100;

    fn id(&self) -> &str {
        &self.name
    }

    fn tags(&self) -> &Tags {
        static NONE: Tags = Tags::new();
        &NONE
    }

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        Some(match filter {
            "instance-type" => vec![self.name.clone()],
            "processor-info.supported-architecture" => vec![self.architecture().to_owned()],
            "supported-boot-mode" => self.boot_modes().iter().map(ToString::to_string).collect(),
            "vcpu-info.default-vcpus" => vec![self.vcpus.to_string()],
            "memory-info.size-in-mib" => vec![self.memory_mib.clone()],
            "instance-storage-supported" => vec![self.disks.is_some().to_string()],
            "burstable-performance-supported" => vec![self.is_burstable().to_string()],
            _ => return None,
        })
    }
}
