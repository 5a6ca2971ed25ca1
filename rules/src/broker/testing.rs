//! Brokers and stacks to judge in tests.

use crate::broker::Rule;
use crate::broker::case::Case;
use crate::broker::judge::judge_one;
use crate::broker::observed::{Image, ImageState, InstanceType, Observed, Subnet};
use crate::field::path;
use crate::rule::Level;
use kafkaws_schema::{Diagnostic, Value};
use std::collections::BTreeMap;

pub(crate) use crate::broker::attributes::*;

pub(crate) const IMAGE: &str = "ami-0123456789abcdef0";

/// Attributes set on top of [`broker`] or [`stack`], by dotted path.
pub(crate) type Edits<'e> = &'e [(&'e str, Value)];

/// A broker that no rule objects to.
pub(crate) fn broker(edits: Edits<'_>) -> Value {
    let usual = [
        (SUBNET, Value::from("subnet-a")),
        (PRIVATE_IP, Value::from("10.0.1.10")),
        ("broker_id", Value::from(1)),
    ];
    edited(&usual, edits)
}

/// A stack that no rule objects to: three brokers on three zones.
pub(crate) fn stack(edits: Edits<'_>) -> Value {
    let subnets = ["subnet-a", "subnet-b", "subnet-c"];
    let usual = [
        (SUBNETS, Value::list(subnets.map(Value::from))),
        (NUMBER_OF_BROKER_NODES, Value::from(3)),
        (PRIVATE_IPS, Value::Null),
    ];
    edited(&usual, edits)
}

fn edited(of_its_kind: Edits<'_>, edits: Edits<'_>) -> Value {
    let usual = [
        (CLUSTER_NAME, Value::from("orders")),
        (AMI, Value::from(IMAGE)),
        (INSTANCE_TYPE, Value::from("m7g.2xlarge")),
        (VOLUMES, Value::list([volume(&[])])),
        (ALLOW_VOLUME_REMOVAL, Value::from(false)),
        (
            PROPERTIES,
            properties(&[("default.replication.factor", "3")]),
        ),
        (ENVIRONMENT, properties(&[])),
        (LISTENERS, Value::list([listener("PLAINTEXT", 9092)])),
        (HEALTH_CHECK_LISTENER, Value::Null),
        (BROKERS, Value::Null),
    ];
    let mut planned = Value::object([] as [(&str, Value); 0]);
    for (attribute, value) in usual.iter().chain(of_its_kind).chain(edits) {
        planned.put(&path(attribute), value.clone());
    }
    planned
}

/// A volume named `data`: gp3 with 500 GiB.
pub(crate) fn volume(edits: Edits<'_>) -> Value {
    let usual = [
        ("name", Value::from("data")),
        ("type", Value::from("gp3")),
        ("size", Value::from(500)),
        ("iops", Value::Null),
        ("throughput", Value::Null),
        ("encrypted", Value::from(true)),
    ];
    let mut volume = Value::object([] as [(&str, Value); 0]);
    for (attribute, value) in usual.iter().chain(edits) {
        volume.put(&path(attribute), value.clone());
    }
    volume
}

/// `volumes` with one volume, as an edit.
pub(crate) fn one_volume(edits: Edits<'_>) -> [(&'static str, Value); 1] {
    [(VOLUMES, Value::list([volume(edits)]))]
}

pub(crate) fn listener(name: &str, port: i64) -> Value {
    Value::object([
        ("name", Value::from(name)),
        ("port", Value::from(port)),
        ("protocol", Value::from("PLAINTEXT")),
        ("advertised_host", Value::Null),
    ])
}

pub(crate) fn properties(pairs: &[(&str, &str)]) -> Value {
    Value::map(
        pairs
            .iter()
            .map(|(name, value)| (*name, Value::from(*value))),
    )
}

/// What EC2 says of the usual type, image and subnets.
pub(crate) fn seen() -> Observed {
    let known = kafkaws_catalog::InstanceType::named("m7g.2xlarge").unwrap();
    let zones = ["euw1-az1", "euw1-az2", "euw1-az3"];
    Observed {
        instance_type: Some(InstanceType {
            zones: Some(zones.map(String::from).into()),
            ena_required: Some(true),
            ..known.into()
        }),
        image: Some(image()),
        subnets: ["a", "b", "c"].into_iter().zip(zones).map(subnet).collect(),
        ..Observed::default()
    }
}

pub(crate) fn image() -> Image {
    Image {
        id: IMAGE.into(),
        state: ImageState::Available,
        architecture: Some("arm64".into()),
        boot_mode: Some("uefi".into()),
        root_device_type: Some("ebs".into()),
        root_volume_type: Some("gp3".into()),
        ena_support: Some(true),
    }
}

/// `subnet-a` has 10.0.1.0/24 in euw1-az1, the others follow.
fn subnet((letter, zone): (&str, &str)) -> (String, Subnet) {
    let third = zone.chars().next_back().unwrap_or('0');
    let subnet = Subnet {
        zone_id: Some(zone.to_owned()),
        cidr_block: Some(format!("10.0.{third}.0/24")),
        taken: BTreeMap::new(),
    };
    (format!("subnet-{letter}"), subnet)
}

/// One judgement, with the machinery around the rule.
pub(crate) fn says(
    rule: &Rule,
    prior: Option<&Value>,
    planned: &Value,
    observed: &Observed,
) -> Vec<Diagnostic> {
    judge_one(rule, &Case::new(prior, planned, observed), Level::Error)
}

/// The paths that a rule points at.
pub(crate) fn paths(said: &[Diagnostic]) -> Vec<String> {
    let path = |said: &Diagnostic| said.path.as_ref().map(ToString::to_string);
    said.iter()
        .map(|said| path(said).unwrap_or_default())
        .collect()
}

/// One row of a table of cases: what is set on top, and the attributes of the violations.
pub(crate) type Row<'r> = (Edits<'r>, &'r [&'r str]);

/// Judges new brokers. A violation that nothing wakes must be silent, so each row whose values are
/// known is also judged as an update that changes nothing.
pub(crate) fn creates(rule: &Rule, observed: &Observed, rows: &[Row<'_>]) {
    rows.iter()
        .for_each(|(edits, expected)| creates_one(rule, observed, &broker(edits), expected));
}

/// The same of stacks.
pub(crate) fn creates_stack(rule: &Rule, observed: &Observed, rows: &[Row<'_>]) {
    rows.iter()
        .for_each(|(edits, expected)| creates_one(rule, observed, &stack(edits), expected));
}

fn creates_one(rule: &Rule, observed: &Observed, planned: &Value, expected: &[&str]) {
    let said = says(rule, None, planned, observed);
    assert_eq!(paths(&said), expected, "{}: {said:#?}", rule.id);
    if planned.is_wholly_known() {
        let unchanged = says(rule, Some(planned), planned, observed);
        assert!(unchanged.is_empty(), "{}: nothing changes", rule.id);
    }
}

/// Judges updates of [`broker`] with `before` set, to the same with each row's edits.
pub(crate) fn updates(rule: &Rule, observed: &Observed, before: Edits<'_>, rows: &[Row<'_>]) {
    let prior = broker(before);
    for (edits, expected) in rows {
        let all: Vec<_> = before.iter().chain(*edits).cloned().collect();
        let planned = broker(&all);
        let said = says(rule, Some(&prior), &planned, observed);
        assert_eq!(paths(&said), *expected, "{}: {said:#?}", rule.id);
    }
}
