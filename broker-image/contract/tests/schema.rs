//! `schema.json` and the types accept and refuse the same contracts.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use jsonschema::Validator;
use kafkaws_boot_contract::{Contract, UserData};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

static SCHEMA: LazyLock<Validator> = LazyLock::new(|| {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema.json");
    let schema: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    jsonschema::validator_for(&schema).unwrap()
});

/// What the boot agent does with user data.
fn read(contract: &Value) -> Result<Contract, String> {
    let data = UserData::from_bytes(contract.to_string());
    let contract = data.contract().map_err(|error| error.to_string())?;
    contract.check().map_err(|error| error.to_string())?;
    Ok(contract)
}

fn whole() -> Value {
    json!({
        "version": 1,
        "cluster": "orders",
        "broker_id": 3,
        "rack": "euw1-az1",
        "address": "10.0.1.5",
        "listeners": [
            {"name": "CLIENT", "port": 9092, "protocol": "SASL_SSL", "advertised_host": "b3.example.com"},
            {"name": "INTERNAL", "port": 9093, "protocol": "PLAINTEXT"},
        ],
        "volumes": [{"name": "data", "volume_id": "vol-01234567890abcdef"}],
        "properties": {"log.retention.hours": "24"},
        "environment": {"RUST_LOG": "info"},
    })
}

fn with(pointer: &str, value: Value) -> Value {
    let mut contract = whole();
    *contract.pointer_mut(pointer).unwrap() = value;
    contract
}

fn without(pointer: &str) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let mut contract = whole();
    let parent = contract.pointer_mut(parent).unwrap();
    parent.as_object_mut().unwrap().remove(name).unwrap();
    contract
}

#[test]
fn what_both_accept() {
    let cases = [
        whole(),
        without("/properties"),
        without("/environment"),
        without("/listeners/0/advertised_host"),
        with("/listeners/0/advertised_host", Value::Null),
        with("/listeners/0/advertised_host", json!("fd00:ec2::1")),
        with("/listeners/0/advertised_host", json!("[fd00:ec2::1]")),
        with("/environment", json!({"java.opts-2": "-Xmx1g"})),
        with("/volumes", json!([])),
        with("/volumes/0/volume_id", json!("vol-01234567")),
        with("/broker_id", json!(0)),
        with("/broker_id", json!(i32::MAX)),
        with("/address", json!("255.255.255.255")),
        with("/properties", json!({"any name": "any\ntext"})),
    ];
    for contract in cases {
        assert!(SCHEMA.is_valid(&contract), "{contract}");
        assert_eq!(read(&contract).err(), None, "{contract}");
    }
}

#[test]
fn what_both_refuse() {
    let mut cases = vec![
        json!(null),
        json!([]),
        json!("#!/bin/sh"),
        with("/version", json!(0)),
        with("/version", json!(2)),
        with("/version", json!("1")),
        with("/cluster", json!("")),
        with("/cluster", json!("two words")),
        with("/broker_id", json!(-1)),
        with("/broker_id", json!(2_147_483_648_i64)),
        with("/rack", json!("euw1\naz1")),
        with("/address", json!("10.0.1")),
        with("/address", json!("10.0.1.256")),
        with("/address", json!("10.0.1.05")),
        with("/address", json!("10.0.1.5.")),
        with("/address", json!("fd00::1")),
        with("/listeners", json!([])),
        with("/listeners/0/port", json!(0)),
        with("/listeners/0/port", json!(65536)),
        with("/listeners/0/protocol", json!("plaintext")),
        with("/listeners/0/name", json!("A:B")),
        with("/listeners/0/advertised_host", json!("")),
        with("/listeners/0/advertised_host", json!("a,b")),
        with("/listeners/0/advertised_host", json!("a/b")),
        with("/listeners/0/advertised_host", json!("a b")),
        with("/volumes/0/name", json!("../../etc")),
        with("/volumes/0/name", json!("a".repeat(33))),
        with("/volumes/0/volume_id", json!("vol01234567890abcdef")),
        with("/volumes/0/volume_id", json!("vol-01234567890ABCDEF")),
        with("/properties", json!({"retention": 24})),
        with("/environment", json!({"A=B": "1"})),
        with("/environment", json!({"": "1"})),
        with("/environment", json!({"1A": "1"})),
        with("/environment", json!({"A": "\0"})),
    ];
    cases.extend(["/version", "/cluster", "/broker_id", "/rack", "/address"].map(without));
    cases.extend(["/listeners", "/volumes", "/listeners/0/name"].map(without));
    cases.extend(["/listeners/0/port", "/volumes/0/volume_id"].map(without));
    for contract in cases {
        assert!(!SCHEMA.is_valid(&contract), "{contract}");
        assert!(read(&contract).is_err(), "{contract}");
    }
}

/// JSON Schema has no word for a member that is unique in a list; its description says it.
#[test]
fn names_that_are_used_twice_are_refused_by_the_agent_alone() {
    let twice = [
        with("/listeners/1/name", json!("CLIENT")),
        with(
            "/volumes",
            json!([{"name": "data", "volume_id": "vol-01234567"}, {"name": "data", "volume_id": "vol-76543210"}]),
        ),
        with(
            "/volumes",
            json!([{"name": "a", "volume_id": "vol-01234567"}, {"name": "b", "volume_id": "vol-01234567"}]),
        ),
    ];
    for contract in twice {
        assert!(SCHEMA.is_valid(&contract), "{contract}");
        let refused = read(&contract).unwrap_err();
        assert!(refused.ends_with("must be unique"), "{refused}");
    }
}

/// No number like `1.0`, which JSON Schema takes for an integer and the agent does not.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        (-3_i64..70_000).prop_map(Value::from),
        "[ -~]{0,12}".prop_map(Value::String),
        "[a-z0-9.-]{1,12}".prop_map(Value::String),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::Array),
            prop::collection::btree_map("[a-zA-Z_]{1,6}", inner, 0..3)
                .prop_map(|entries| Value::Object(entries.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// No file of failures: beside tests of a folder of their own proptest finds no place for it.
fn unnoted() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(unnoted())]

    #[test]
    fn one_value_replaced_by_any_other(
        at in prop::sample::select(vec![
            "/version", "/cluster", "/broker_id", "/rack", "/address", "/listeners", "/listeners/0", "/listeners/0/name",
            "/listeners/0/port", "/listeners/0/protocol", "/listeners/0/advertised_host", "/volumes", "/volumes/0",
            "/volumes/0/name", "/volumes/0/volume_id", "/properties", "/environment",
        ]),
        value in any_json(),
    ) {
        // Both names would be the same, which only the agent sees.
        prop_assume!(value != json!("INTERNAL"));
        let contract = with(at, value);
        prop_assert_eq!(SCHEMA.is_valid(&contract), read(&contract).is_ok(), "{}", contract);
    }

    #[test]
    fn one_value_more(name in "[a-z_]{1,12}", value in any_json()) {
        let mut contract = whole();
        contract.as_object_mut().unwrap().insert(name, value);
        prop_assert_eq!(SCHEMA.is_valid(&contract), read(&contract).is_ok(), "{}", contract);
    }
}
