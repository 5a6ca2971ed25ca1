//! EC2 as the state shows it.

use std::collections::BTreeMap;

use crate::aws::fleet::{Seen, SeenVolume};
use crate::broker::model::{Broker, Outputs};
use crate::broker::node::{Health, image_of, same_profile};
use crate::broker::performance::performance;
use crate::broker::tags::BOOT_HASH;
use crate::broker::volumes::{Volume, VolumeType};

/// A data volume as it is. `written` is what the configuration says of it: a default goes without saying unless it is said, and
/// a key or a snapshot is shown where one is written.
pub(crate) fn volume(name: &str, written: Option<&Volume>, found: &SeenVolume) -> Option<Volume> {
    let kind: VolumeType = found.kind.parse().ok()?;
    let plain = Volume {
        name: name.parse().ok()?,
        r#type: kind,
        size: found.size.try_into().ok()?,
        iops: None,
        throughput: None,
        encrypted: found.encrypted,
        kms_key_id: None,
        snapshot_id: None,
    };
    let says =
        |said: fn(&Volume) -> bool| written.is_some_and(|one| one.r#type == kind && said(one));
    let told = |found: Option<i64>, default: Option<i64>, said: bool| {
        found.filter(|_| said || found != default)
    };
    let chooses_iops = matches!(kind, VolumeType::Gp3 | VolumeType::Io1 | VolumeType::Io2);
    let iops = found.iops.filter(|_| chooses_iops);
    let iops = told(iops, plain.wanted_iops(), says(|one| one.iops.is_some()));
    let throughput = found.throughput.filter(|_| kind == VolumeType::Gp3);
    let throughput = told(
        throughput,
        plain.wanted_throughput(),
        says(|one| one.throughput.is_some()),
    );
    let key = written.and_then(|one| one.kms_key_id.as_ref());
    let snapshot = written.and_then(|one| one.snapshot_id.as_ref());
    Some(Volume {
        iops: iops.and_then(|iops| iops.try_into().ok()),
        throughput: throughput.and_then(|throughput| throughput.try_into().ok()),
        kms_key_id: key
            .and(found.kms_key_id.as_ref())
            .and_then(|key| key.parse().ok()),
        snapshot_id: snapshot
            .and(found.snapshot_id.as_ref())
            .and_then(|id| id.parse().ok()),
        ..plain
    })
}

/// In the order that they are written in, and behind them those that nobody wrote.
pub(crate) fn volumes(written: &[Volume], seen: &Seen) -> Vec<Volume> {
    let known = written.iter().filter_map(|one| {
        let found = seen.volumes.get(one.name.as_str())?;
        volume(one.name.as_str(), Some(one), found)
    });
    let is_written = |name: &str| written.iter().any(|one| one.name.as_str() == name);
    let others = seen.volumes.iter().filter(|(name, _)| !is_written(name));
    known
        .chain(others.filter_map(|(name, found)| volume(name, None, found)))
        .collect()
}

/// What was written, with everything in it that EC2 tells otherwise. What a part that is gone would tell stays.
pub(super) fn inputs(written: &Broker, seen: &Seen) -> Broker {
    let mut inputs = written.clone();
    inputs.volumes = volumes(&written.volumes, seen);
    if let Some(interface) = &seen.interface {
        inputs.subnet_id = interface.subnet_id.parse().unwrap_or(inputs.subnet_id);
        inputs.private_ip = interface.address.parse().ok();
        inputs.security_groups = Some(
            interface
                .groups
                .iter()
                .filter_map(|id| id.parse().ok())
                .collect(),
        );
    }
    let Some(instance) = seen.living() else {
        return inputs;
    };
    inputs.ami = image_of(instance).parse().unwrap_or(inputs.ami);
    inputs.instance_type = instance
        .instance_type
        .parse()
        .unwrap_or(inputs.instance_type);
    let profile = inputs
        .iam_instance_profile
        .as_ref()
        .map(ToString::to_string);
    if !same_profile(profile.as_deref(), instance.profile.as_deref()) {
        inputs.iam_instance_profile = instance.profile.as_deref().and_then(|arn| arn.parse().ok());
    }
    inputs.key_name = instance
        .key_name
        .as_deref()
        .and_then(|name| name.parse().ok());
    inputs.placement_group = instance
        .placement_group
        .as_deref()
        .and_then(|name| name.parse().ok());
    // Where AWS chose, nobody asked for a number.
    let partition = instance.partition.and_then(|number| number.try_into().ok());
    inputs.placement_partition_number = inputs.placement_partition_number.and(partition);
    if let Some(protected) = instance.protected {
        inputs.disable_api_termination = protected;
    }
    inputs
}

/// What AWS assigns. `inputs` are as EC2 has them; `before` tells of what is gone.
pub(super) fn outputs(inputs: &Broker, seen: &Seen, before: &Outputs) -> Outputs {
    let interface = seen.interface.as_ref();
    let instance = seen.living();
    let address = interface.map(|interface| interface.address.clone());
    let first = inputs.listeners.first();
    let ids: BTreeMap<String, String> = seen
        .volumes
        .iter()
        .map(|(name, volume)| (name.clone(), volume.id.clone()))
        .collect();
    let hash = instance.and_then(|instance| instance.tags.get(BOOT_HASH).cloned());
    Outputs {
        id: Some(inputs.identity().to_string()),
        instance_id: instance.map(|instance| instance.id.clone()),
        network_interface_id: interface.map(|interface| interface.id.clone()),
        endpoint: first
            .zip(address.as_deref())
            .map(|(first, address)| first.endpoint(address)),
        address,
        availability_zone: interface
            .map(|interface| interface.zone.clone())
            .or(before.availability_zone.clone()),
        availability_zone_id: interface
            .map(|interface| interface.zone_id.clone())
            .or(before.availability_zone_id.clone()),
        volume_ids: Some(ids),
        volume_performance: Some(performance(&inputs.volumes, &inputs.instance_type)),
        boot_hash: hash.or_else(|| before.boot_hash.clone().filter(|_| instance.is_none())),
        health: Some(Health::of(seen).as_str().to_owned()),
        tags_all: before.tags_all.clone(),
    }
}

/// A volume of which only the name is known: what EC2 shows takes its place.
pub(super) fn unknown(name: &str) -> Option<Volume> {
    Some(Volume {
        name: name.parse().ok()?,
        r#type: VolumeType::Gp3,
        size: kafkaws_schema::Bounded::new(1),
        iops: None,
        throughput: None,
        encrypted: true,
        kms_key_id: None,
        snapshot_id: None,
    })
}
