//! Brokers that break rules.

use std::net::Ipv4Addr;

use serde_json::{Value as Json, json};

use crate::config::merge;

/// A rule, the attribute that it must point at, and the broker that breaks it.
pub(super) type Broken = (&'static str, &'static str, Json);

pub(super) fn volume(patch: Json) -> Json {
    let mut volume = json!({ "name": "data", "size": 100 });
    merge(&mut volume, patch);
    json!({ "volumes": [volume] })
}

fn volumes(count: usize) -> Json {
    let names = (0..count).map(|n| json!({ "name": format!("d{n}"), "size": 100 }));
    Json::Array(names.collect())
}

fn properties(name: &str, value: &str) -> Json {
    json!({ "properties": { name: value } })
}

/// Brokers that are refused, or warned of, as new ones.
pub(super) fn volumes_and_machines() -> Vec<Broken> {
    let twice = json!([{ "name": "data", "size": 100 }, { "name": "data", "size": 100 }]);
    let st1 = json!({ "type": "st1", "throughput": 200, "size": 500 });
    let flash = json!({ "volumes": [], "instance_type": "i4i.large" });
    vec![
        ("volume-missing", "volumes", json!({ "volumes": [] })),
        (
            "volume-names-distinct",
            "volumes[1].name",
            json!({ "volumes": twice }),
        ),
        (
            "volume-size",
            "volumes[0].size",
            volume(json!({ "type": "sc1" })),
        ),
        (
            "volume-iops-required",
            "volumes[0].iops",
            volume(json!({ "type": "io2" })),
        ),
        (
            "volume-iops-not-taken",
            "volumes[0].iops",
            volume(json!({ "type": "gp2", "iops": 300 })),
        ),
        (
            "volume-iops-range",
            "volumes[0].iops",
            volume(json!({ "iops": 80_001 })),
        ),
        (
            "volume-throughput-not-taken",
            "volumes[0].throughput",
            volume(st1),
        ),
        (
            "volume-throughput-range",
            "volumes[0].throughput",
            volume(json!({ "throughput": 751 })),
        ),
        (
            "volumes-above-instance",
            "volumes[0]",
            volume(json!({ "throughput": 500 })),
        ),
        (
            "volume-attachment-limit",
            "volumes",
            json!({ "volumes": volumes(40) }),
        ),
        (
            "instance-store-replication",
            "properties[\"default.replication.factor\"]",
            flash,
        ),
        (
            "instance-type-offered",
            "instance_type",
            json!({ "instance_type": "x99.large" }),
        ),
        (
            "instance-type-burstable",
            "instance_type",
            json!({ "instance_type": "t4g.medium" }),
        ),
        (
            "image-available",
            "ami",
            json!({ "ami": "ami-0123456789abcdef0" }),
        ),
        (
            "image-architecture",
            "ami",
            json!({ "instance_type": "m7i.large" }),
        ),
    ]
}

pub(super) fn listeners_and_properties() -> Vec<Broken> {
    let listeners = |pairs: [(&str, i64); 2]| {
        let listeners = pairs.map(|(name, port)| json!({ "name": name, "port": port }));
        json!({ "listeners": listeners })
    };
    let min_isr = json!({ "default.replication.factor": "2", "min.insync.replicas": "2" });
    let check = json!({ "health_check": { "listener": "OTHER" } });
    vec![
        (
            "listener-names-distinct",
            "listeners[1].name",
            listeners([("A", 9092), ("A", 9093)]),
        ),
        (
            "listener-ports-distinct",
            "listeners[1].port",
            listeners([("A", 9092), ("B", 9092)]),
        ),
        ("listener-unknown", "health_check.listener", check),
        (
            "broker-properties-owned",
            "properties[\"log.dirs\"]",
            properties("log.dirs", "/tmp"),
        ),
        (
            "user-data-size",
            "properties",
            properties("a", &"x".repeat(20_000)),
        ),
        (
            "user-data-secret",
            "properties[\"ssl.key.password\"]",
            properties("ssl.key.password", "correct horse"),
        ),
        (
            "broker-min-isr",
            "properties[\"min.insync.replicas\"]",
            properties("min.insync.replicas", "2"),
        ),
        (
            "broker-min-isr-headroom",
            "properties[\"min.insync.replicas\"]",
            json!({ "properties": min_isr }),
        ),
    ]
}

/// Addresses, where `neighbour` is one that another broker has.
pub(super) fn addresses(neighbour: &str) -> Vec<Broken> {
    let ip = |address: String| json!({ "private_ip": address, "broker_id": 2 });
    let taken: Ipv4Addr = neighbour.parse().unwrap();
    // Default subnets have 4,096 addresses.
    let router = Ipv4Addr::from_bits((taken.to_bits() & !4095) + 1);
    vec![
        (
            "private-ip-outside-subnet",
            "private_ip",
            ip("10.9.9.9".into()),
        ),
        ("private-ip-reserved", "private_ip", ip(router.to_string())),
        ("private-ip-taken", "private_ip", ip(neighbour.to_owned())),
    ]
}

/// Changes of a broker that runs.
pub(super) fn later() -> Vec<Broken> {
    let renamed = volume(json!({ "name": "log" }));
    vec![
        ("volume-removal", "volumes", renamed),
        ("volume-shrink", "volumes[1].size", moved_and_smaller()),
        (
            "volume-modification-running",
            "volumes[0]",
            volume(json!({ "size": 300 })),
        ),
    ]
}

/// At another place in the list the prior size is not put back.
fn moved_and_smaller() -> Json {
    let log = json!({ "name": "log", "size": 100 });
    json!({ "volumes": [log, { "name": "data", "size": 50 }] })
}
