//! Workloads of all sizes.

use proptest::prelude::*;

use crate::{Machine, Need, Rate, VolumeKind, Workload};

/// From kilobytes to gigabytes per second, every magnitude as likely as another.
pub(super) fn ingress() -> impl Strategy<Value = Rate> {
    (10u32..34, 0u128..1_000)
        .prop_map(|(bits, part)| Rate::bytes((1 << bits) + (part << bits) / 1_000))
}

pub(super) fn workload() -> impl Strategy<Value = Workload> {
    let counts = (1u32..=5, 0u32..=45, 0u32..=6, 1u32..=1_000);
    let shares = (0u32..=200, 0u32..=100, 1u32..=100);
    let io = prop_oneof![3 => Just(None), 1 => (4u32..=1_024).prop_map(Some)];
    (ingress(), counts, shares, io).prop_map(
        |(ingress, (copies, more, fan_out, hours), (growth, read, used), average_io_kib)| {
            Workload {
                ingress,
                consumer_fan_out: fan_out,
                replication_factor: copies,
                retention_hours: hours,
                brokers: copies + more,
                growth_headroom_percent: growth,
                disk_read_percent: read,
                disk_used_percent: used,
                average_io_kib,
            }
        },
    )
}

/// Needs of workloads, and needs whose data is little for what they move: there the IOPS decide.
pub(super) fn need() -> impl Strategy<Value = Need> {
    let of_workload = workload().prop_map(|workload| Need::of(&workload));
    let free =
        (workload(), 20u32..48, ingress(), ingress()).prop_map(|(workload, bits, write, read)| {
            Need {
                data_bytes: 1 << bits,
                write,
                disk_read: read,
                ..Need::of(&workload)
            }
        });
    prop_oneof![of_workload, free]
}

pub(super) fn kind() -> impl Strategy<Value = VolumeKind> {
    prop::sample::select(VolumeKind::ALL.to_vec())
}

/// Types of every kind: small, large, with a few places for volumes, and one that nobody knows.
pub(super) fn machine() -> impl Strategy<Value = Machine> {
    let names = [
        "t3.small",
        "m7g.large",
        "m7g.4xlarge",
        "m8g.16xlarge",
        "i3en.6xlarge",
        "d3.8xlarge",
    ];
    let listed = prop::sample::select(names.to_vec())
        .prop_map(|name| Machine::resolve(Some(name), None, None).unwrap());
    let given = (100u32..200_000, 100u32..200_000)
        .prop_map(|(ebs, network)| Machine::resolve(None, Some(ebs), Some(network)).unwrap());
    prop_oneof![listed, given]
}
