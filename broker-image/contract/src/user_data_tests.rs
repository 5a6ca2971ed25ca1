use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::{Listener, Protocol, Volume};

fn contract() -> Contract {
    Contract {
        version: VERSION,
        cluster: "orders".into(),
        broker_id: 1,
        rack: "euw1-az1".into(),
        address: "10.0.1.5".into(),
        listeners: vec![Listener {
            name: "PLAINTEXT".into(),
            port: 9092,
            protocol: Protocol::Plaintext,
            advertised_host: None,
        }],
        volumes: vec![Volume {
            name: "data".into(),
            volume_id: "vol-01234567890abcdef".into(),
        }],
        properties: BTreeMap::new(),
        environment: BTreeMap::new(),
    }
}

#[test]
fn the_bytes_are_json_that_a_person_can_read() {
    let data = UserData::of(&contract()).unwrap();
    let expected = r#"{"version":1,"cluster":"orders","broker_id":1,"rack":"euw1-az1","address":"10.0.1.5","listeners":[{"name":"PLAINTEXT","port":9092,"protocol":"PLAINTEXT"}],"volumes":[{"name":"data","volume_id":"vol-01234567890abcdef"}]}"#;
    assert_eq!(String::from_utf8_lossy(data.bytes()), expected);
    assert_eq!(data.contract().unwrap(), contract());
}

#[test]
fn the_hash_names_the_bytes() {
    // `printf %s '{"version":1}' | sha256sum`
    let data = UserData::from_bytes(br#"{"version":1}"#.to_vec());
    assert_eq!(data.hash(), "2430f1a2ad2982d0067885488a4c89e2");
}

#[test]
fn protocols_have_kafkas_names() {
    let all = [
        (Protocol::Plaintext, "\"PLAINTEXT\""),
        (Protocol::Ssl, "\"SSL\""),
        (Protocol::SaslPlaintext, "\"SASL_PLAINTEXT\""),
        (Protocol::SaslSsl, "\"SASL_SSL\""),
    ];
    for (protocol, name) in all {
        assert_eq!(serde_json::to_string(&protocol).unwrap(), name);
    }
}

#[test]
fn what_ec2_would_refuse_is_refused_here() {
    let mut large = contract();
    large.properties = BTreeMap::from([("a".into(), "x".repeat(MAX_BYTES))]);
    let refused = UserData::of(&large);
    assert!(matches!(refused, Err(ContractError::TooLarge(bytes)) if bytes > MAX_BYTES));
}

#[test]
fn a_newer_contract_is_named_even_where_its_fields_are_not_known() {
    let newer = UserData::from_bytes(br#"{"version":2,"cluster":["a","b"]}"#.to_vec());
    assert!(matches!(newer.contract(), Err(ContractError::Newer(2))));
}

#[test]
fn other_user_data_is_not_taken_for_a_contract() {
    for other in [
        "",
        "#cloud-config\n",
        "#!/bin/sh\ntrue\n",
        "{}",
        r#"{"version":1}"#,
        "[1]",
    ] {
        let read = UserData::from_bytes(other.as_bytes().to_vec()).contract();
        assert!(
            matches!(read, Err(ContractError::NotAContract(_))),
            "{other}"
        );
    }
}

#[test]
fn the_serial_number_is_the_id_without_its_hyphen() {
    let serial = contract().volumes.first().map(Volume::nvme_serial);
    assert_eq!(serial.as_deref(), Some("vol01234567890abcdef"));
}

proptest! {
    #[test]
    fn any_properties_come_back(properties in proptest::collection::btree_map(".{0,20}", ".{0,40}", 0..20)) {
        let contract = Contract { properties, ..contract() };
        let data = UserData::of(&contract).unwrap();
        prop_assert_eq!(data.contract().unwrap(), contract);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
        let _ = UserData::from_bytes(bytes).contract();
    }
}
