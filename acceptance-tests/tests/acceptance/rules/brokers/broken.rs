//! New brokers and stacks, each of which breaks one rule.

use hcl::Value;
use kafkaws_acceptance_tests::configuration::Resource;
use kafkaws_acceptance_tests::{object, volume};

use super::ground::Ground;
use super::replicas;
use crate::rules::case::{Case, Settings, set};

/// Every rule that a new broker or stack can break.
pub(super) fn cases(ground: &Ground) -> Vec<Case> {
    let subjects = [
        volumes(ground),
        figures(ground),
        instances(ground),
        images(ground),
        spread(ground),
        addresses(ground),
        listeners(ground),
        boot_data(ground),
        replicas::cases(ground),
    ];
    subjects.into_iter().flatten().collect()
}

/// A broker that is fine but for these settings.
pub(super) fn broker<const N: usize>(
    ground: &Ground,
    (rule, at): (&'static str, &'static str),
    settings: Settings<N>,
) -> Case {
    case(rule, at, set(ground.site.broker(rule, 1), settings))
}

/// A stack that is fine but for these settings.
pub(super) fn stack<const N: usize>(
    ground: &Ground,
    (rule, at): (&'static str, &'static str),
    settings: Settings<N>,
) -> Case {
    case(rule, at, set(ground.site.stack(rule), settings))
}

fn case(rule: &'static str, at: &'static str, resource: Resource) -> Case {
    Case { rule, at, resource }
}

/// A volume with one more figure.
fn figured(kind: &str, size: u32, name: &str, value: i64) -> Value {
    let mut volume = volume("data", kind, size);
    if let Some(members) = volume.as_object_mut() {
        members.insert(name.to_owned(), value.into());
    }
    volume
}

fn volumes(ground: &Ground) -> Vec<Case> {
    let of =
        |rule, at, volumes: Vec<Value>| broker(ground, (rule, at), [("volumes", volumes.into())]);
    let many = (1..=27).map(|number| volume(&format!("data-{number}"), "gp3", 10));
    vec![
        of("volume-missing", "volumes", Vec::new()),
        of(
            "volume-names-distinct",
            "volumes[1].name",
            vec![volume("data", "gp3", 100), volume("data", "gp3", 100)],
        ),
        of(
            "volume-size",
            "volumes[0].size",
            vec![volume("data", "st1", 100)],
        ),
        of("volume-attachment-limit", "volumes", many.collect()),
    ]
}

fn figures(ground: &Ground) -> Vec<Case> {
    let of =
        |rule, at, volume: Value| broker(ground, (rule, at), [("volumes", vec![volume].into())]);
    vec![
        of(
            "volume-iops-required",
            "volumes[0].iops",
            volume("data", "io2", 100),
        ),
        of(
            "volume-iops-not-taken",
            "volumes[0].iops",
            figured("st1", 500, "iops", 500),
        ),
        of(
            "volume-iops-range",
            "volumes[0].iops",
            figured("gp3", 10, "iops", 16_000),
        ),
        of(
            "volume-throughput-not-taken",
            "volumes[0].throughput",
            figured("st1", 500, "throughput", 250),
        ),
        of(
            "volume-throughput-range",
            "volumes[0].throughput",
            figured("gp3", 100, "throughput", 1_500),
        ),
        of(
            "volumes-above-instance",
            "volumes[0]",
            figured("gp3", 1_000, "throughput", 500),
        ),
    ]
}

fn instances(ground: &Ground) -> Vec<Case> {
    let kind = |kind: &str| ("instance_type", Value::from(kind));
    let subnets: Value = ground.site.subnets.iter().cloned().collect();
    vec![
        // In two of the sandbox's three zones only.
        stack(
            ground,
            ("instance-type-offered", "instance_type"),
            [kind("m8g.large"), ("subnet_ids", subnets)],
        ),
        broker(
            ground,
            ("instance-type-burstable", "instance_type"),
            [kind("t3.large")],
        ),
        broker(
            ground,
            (
                "instance-store-replication",
                "properties[\"default.replication.factor\"]",
            ),
            [
                kind("i8g.large"),
                ("volumes", Vec::<Value>::new().into()),
                ("properties", object([("default.replication.factor", "1")])),
            ],
        ),
    ]
}

fn images(ground: &Ground) -> Vec<Case> {
    let of = |rule, image: &str, kind: &str| {
        let settings = [("ami", image.into()), ("instance_type", kind.into())];
        broker(ground, (rule, "ami"), settings)
    };
    vec![
        of("image-available", "ami-0123456789abcdef0", "m7g.large"),
        of("image-architecture", &ground.site.image, "m5.large"),
        of("image-boot-mode", &ground.bios, "m7g.large"),
        of("image-ena", &ground.without_ena, "m5.large"),
    ]
}

fn spread(ground: &Ground) -> Vec<Case> {
    let brokers = |count: i64| ("number_of_broker_nodes", Value::from(count));
    let first: Value = ground.site.subnets.iter().take(1).cloned().collect();
    let count = "number_of_broker_nodes";
    vec![
        stack(ground, ("brokers-fewer-than-three", count), [brokers(2)]),
        stack(ground, ("brokers-multiple-of-zones", count), [brokers(4)]),
        stack(
            ground,
            ("brokers-in-one-zone", "subnet_ids"),
            [("subnet_ids", first)],
        ),
    ]
}

fn addresses(ground: &Ground) -> Vec<Case> {
    let of = |rule, address: &str| {
        broker(
            ground,
            (rule, "private_ip"),
            [("private_ip", address.into())],
        )
    };
    let free = ground.free.as_str();
    let twice = object([("1", free), ("2", free)]);
    vec![
        of("private-ip-outside-subnet", "10.9.9.9"),
        of("private-ip-reserved", &ground.router),
        of("private-ip-taken", &ground.taken),
        stack(
            ground,
            ("private-ip-repeated", "private_ips[\"2\"]"),
            [("private_ips", twice)],
        ),
    ]
}

fn listener(name: &str, port: i64) -> Value {
    object([("name", Value::from(name)), ("port", Value::from(port))])
}

fn listeners(ground: &Ground) -> Vec<Case> {
    let of = |rule, at, second: Value| {
        let listeners = vec![listener("CLIENT", 9092), second];
        broker(ground, (rule, at), [("listeners", listeners.into())])
    };
    vec![
        of(
            "listener-names-distinct",
            "listeners[1].name",
            listener("CLIENT", 9093),
        ),
        of(
            "listener-ports-distinct",
            "listeners[1].port",
            listener("REPLICATION", 9092),
        ),
        broker(
            ground,
            ("listener-unknown", "health_check.listener"),
            [("health_check.listener", "ABSENT".into())],
        ),
    ]
}

fn boot_data(ground: &Ground) -> Vec<Case> {
    let of = |rule, at, name: &str, value: &str| {
        let properties = object([(name, value)]);
        broker(ground, (rule, at), [("properties", properties)])
    };
    vec![
        of(
            "broker-properties-owned",
            "properties[\"broker.rack\"]",
            "broker.rack",
            "here",
        ),
        of(
            "user-data-size",
            "properties",
            "ssl.truststore.certificates",
            &"A".repeat(17_000),
        ),
        of(
            "user-data-secret",
            "properties[\"ssl.key.password\"]",
            "ssl.key.password",
            "opensesame",
        ),
    ]
}
