//! Instances in XML.

use super::{Instance, InstanceState, Placement};
use crate::ec2::instance_type;
use crate::ec2::interface::{self, Interface};
use crate::ec2::phase::Named;
use crate::ec2::render::tags;
use crate::ec2::volume::Volume;
use crate::id;
use crate::query::Xml;
use crate::world::Area;

/// Instances that were launched together.
pub(super) fn reservation(area: &Area, id: &str, instances: &[&Instance]) -> Xml {
    let mut xml = Xml::default();
    xml.text("reservationId", id);
    xml.text("ownerId", &area.account);
    xml.nest("groupSet", |_| ());
    xml.items("instancesSet", instances, |xml, one| {
        instance(xml, area, one)
    });
    xml
}

fn instance(xml: &mut Xml, area: &Area, instance: &Instance) {
    let interfaces = area.compute.interfaces_of(&instance.id);
    let volumes = area.compute.volumes_of(&instance.id);
    identity(xml, instance);
    place(xml, area, instance);
    addresses(xml, area, &interfaces);
    devices(xml, &volumes);
    xml.items("networkInterfaceSet", &interfaces, |xml, one| {
        card(xml, area, one)
    });
    let groups = interfaces.first().map(|one| one.groups.clone());
    interface::groups(xml, area, &groups.unwrap_or_default());
    xml.bool(
        "sourceDestCheck",
        interfaces.first().is_none_or(|one| one.source_dest_check),
    );
    options(xml, instance);
    tags(xml, &instance.tags);
}

fn identity(xml: &mut Xml, instance: &Instance) {
    let state = instance.phase.state;
    xml.text("instanceId", &instance.id);
    xml.text("imageId", &instance.image);
    xml.nest("instanceState", |xml| super::change::state(xml, state));
    let reason = match state {
        InstanceState::Running | InstanceState::Pending => None,
        _ => instance.reason.as_ref(),
    };
    xml.text("reason", reason.map_or("", |reason| &reason.message));
    if let Some(reason) = reason {
        xml.nest("stateReason", |xml| {
            xml.text("code", &reason.code);
            xml.text("message", &reason.message);
        });
    }
    xml.maybe("keyName", instance.key_name.as_deref());
    xml.text("amiLaunchIndex", instance.launch_index.to_string());
    xml.nest("productCodes", |_| ());
    xml.text("instanceType", &instance.instance_type);
    xml.text("launchTime", instance.launched.iso());
    xml.text("architecture", &instance.architecture);
    xml.text("rootDeviceType", "ebs");
    xml.text("rootDeviceName", &instance.root_device);
    xml.text("virtualizationType", "hvm");
    xml.text("hypervisor", "xen");
    xml.maybe("clientToken", instance.token.as_deref());
    xml.maybe("bootMode", instance.boot_mode.as_deref());
    xml.text("currentInstanceBootMode", boot_mode(instance));
}

/// `uefi-preferred` is UEFI wherever the type has it, and all of ours have.
fn boot_mode(instance: &Instance) -> &'static str {
    match (
        instance.boot_mode.as_deref(),
        instance.architecture.as_str(),
    ) {
        (Some("uefi" | "uefi-preferred"), _) | (None, "arm64") => "uefi",
        _ => "legacy-bios",
    }
}

fn place(xml: &mut Xml, area: &Area, instance: &Instance) {
    let Placement { group, partition } = &instance.placement;
    xml.nest("placement", |xml| {
        xml.text("availabilityZone", &instance.zone);
        xml.text("availabilityZoneId", &instance.zone_id);
        xml.text("groupName", group.as_deref().unwrap_or_default());
        let group = group
            .as_ref()
            .and_then(|name| area.compute.placement_groups.get(name));
        xml.maybe("groupId", group.map(|group| group.id.as_str()));
        xml.number("partitionNumber", *partition);
        xml.text("tenancy", "default");
    });
    // A terminated instance is nowhere.
    if !instance.is_terminated() {
        xml.text("subnetId", &instance.subnet);
        xml.text("vpcId", &instance.vpc);
    }
}

fn addresses(xml: &mut Xml, area: &Area, interfaces: &[&Interface]) {
    let primary = interfaces.first();
    let name = primary.map(|one| one.private_name(&area.region));
    xml.text("privateDnsName", name.unwrap_or_default());
    xml.text("dnsName", "");
    xml.maybe("privateIpAddress", primary.map(|one| one.address.as_str()));
    xml.maybe(
        "ipAddress",
        primary.and_then(|one| one.public_address.as_deref()),
    );
}

pub(super) fn devices(xml: &mut Xml, volumes: &[&Volume]) {
    xml.items("blockDeviceMapping", volumes, |xml, volume| {
        let Some(held) = &volume.attachment else {
            return;
        };
        xml.text("deviceName", &held.device);
        xml.nest("ebs", |xml| {
            xml.text("volumeId", &volume.id);
            xml.text("status", held.phase.state.name());
            xml.text("attachTime", held.at.iso());
            xml.bool("deleteOnTermination", held.delete_on_termination);
        });
    });
}

fn card(xml: &mut Xml, area: &Area, one: &Interface) {
    let name = one.private_name(&area.region);
    xml.text("networkInterfaceId", &one.id);
    xml.text("subnetId", &one.subnet);
    xml.maybe(
        "vpcId",
        area.subnet_of(one).map(|subnet| subnet.vpc.as_str()),
    );
    xml.text("description", &one.description);
    xml.text("ownerId", &area.account);
    xml.text("status", one.status());
    xml.text("macAddress", one.mac());
    xml.text("privateIpAddress", &one.address);
    xml.text("privateDnsName", &name);
    xml.bool("sourceDestCheck", one.source_dest_check);
    interface::groups(xml, area, &one.groups);
    if let Some(held) = &one.attachment {
        xml.nest("attachment", |xml| {
            xml.text("attachmentId", &held.id);
            xml.text("deviceIndex", held.device_index.to_string());
            xml.text("status", held.phase.state.name());
            xml.text("attachTime", held.at.iso());
            xml.bool("deleteOnTermination", held.delete_on_termination);
            xml.text("networkCardIndex", "0");
        });
    }
    xml.items("privateIpAddressesSet", [one], |xml, one| {
        xml.text("privateIpAddress", &one.address);
        xml.text("privateDnsName", &name);
        xml.bool("primary", true);
    });
    xml.nest("ipv6AddressesSet", |_| ());
    xml.text("interfaceType", "interface");
}

fn options(xml: &mut Xml, instance: &Instance) {
    let word = |on: bool, yes: &'static str| if on { yes } else { "disabled" };
    xml.nest("monitoring", |xml| {
        xml.text("state", word(instance.monitoring, "enabled"))
    });
    xml.bool("ebsOptimized", true);
    xml.bool("enaSupport", true);
    if let Some(arn) = &instance.profile {
        xml.nest("iamInstanceProfile", |xml| {
            xml.text("arn", arn);
            xml.text("id", format!("AIPA{:016X}", id::hash(arn)));
        });
    }
    if let Some(kind) = instance_type::find(&instance.instance_type) {
        xml.nest("cpuOptions", |xml| {
            xml.text("coreCount", (kind.vcpus / kind.threads.max(1)).to_string());
            xml.text("threadsPerCore", kind.threads.to_string());
        });
    }
    xml.nest("capacityReservationSpecification", |xml| {
        xml.text("capacityReservationPreference", "open");
    });
    xml.nest("hibernationOptions", |xml| xml.bool("configured", false));
    xml.nest("metadataOptions", |xml| {
        instance.metadata.render(xml, "applied")
    });
    xml.nest("enclaveOptions", |xml| xml.bool("enabled", false));
    xml.nest("maintenanceOptions", |xml| {
        xml.text("autoRecovery", word(instance.recovers, "default"));
    });
    xml.text("platformDetails", "Linux/UNIX");
    xml.text("usageOperation", "RunInstances");
    xml.nest("privateDnsNameOptions", |xml| {
        xml.text("hostnameType", "ip-name");
        xml.bool("enableResourceNameDnsARecord", false);
        xml.bool("enableResourceNameDnsAAAARecord", false);
    });
}
