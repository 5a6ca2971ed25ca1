//! A broker to begin tests with: as it is wanted, and as EC2 shows it when all is done.

use std::collections::BTreeMap;

use kafkaws_schema::{Model, Value};

use super::{Health, Identity, Standing, Wanted};
use crate::aws::fleet::Seen;
use crate::aws::tags::Tags;
use crate::broker::listeners::Listener;
use crate::broker::node::boot;
use crate::broker::tags::{BOOT_HASH, Tagging};
use crate::broker::volumes::Volume;

pub(crate) const INSTANCE: &str = "i-1";

/// A gp3 volume of 100 GiB, with other attributes in the place of some.
pub(crate) fn volume<const N: usize>(name: &str, other: [(&'static str, Value); N]) -> Volume {
    let mut value = Value::object([
        ("name", name.into()),
        ("type", "gp3".into()),
        ("size", 100.into()),
        ("iops", Value::Null),
        ("throughput", Value::Null),
        ("encrypted", true.into()),
        ("kms_key_id", Value::Null),
        ("snapshot_id", Value::Null),
    ]);
    for (attribute, said) in other {
        value.put(&attribute.into(), said);
    }
    <Volume as Model>::read(&value).unwrap()
}

pub(crate) fn wanted() -> Wanted {
    Wanted {
        identity: Identity {
            cluster: "orders".into(),
            broker_id: 1,
        },
        stack: None,
        ami: "ami-1".into(),
        instance_type: "m7g.large".into(),
        subnet_id: "subnet-1".into(),
        security_groups: Some(["sg-1".to_owned()].into()),
        private_ip: None,
        iam_instance_profile: Some("broker".into()),
        key_name: None,
        placement: None,
        volumes: vec![volume("data", [])],
        properties: BTreeMap::new(),
        environment: BTreeMap::new(),
        listeners: Listener::usual(),
        tags: Tagging::default(),
        disable_api_termination: false,
        may_remove_volumes: false,
        delete_volumes: false,
        stays_marked: false,
    }
}

/// EC2 when everything wanted is in force.
pub(crate) fn complete(wanted: &Wanted) -> Seen {
    let ids: Vec<String> = wanted
        .volumes
        .iter()
        .map(|one| format!("vol-{}", one.name.as_str()))
        .collect();
    let standing = Standing {
        health: Health::Ok,
        instance_id: Some(INSTANCE),
        network_interface_id: Some("eni-1"),
        address: "10.0.1.5",
        zone: "eu-west-1a",
        zone_id: "euw1-az1",
        subnet_id: &wanted.subnet_id,
        security_groups: wanted.security_groups.as_ref(),
        ami: &wanted.ami,
        instance_type: &wanted.instance_type,
        boot_hash: None,
        volumes: wanted
            .volumes
            .iter()
            .zip(ids.iter().map(String::as_str))
            .collect(),
    };
    let mut seen = standing.seen(wanted);
    let data = boot::user_data(wanted, &seen).unwrap().unwrap();
    let instance = seen.instance.as_mut().unwrap();
    instance.protected = Some(wanted.disable_api_termination);
    instance
        .tags
        .extend(Tags::from([(BOOT_HASH.to_owned(), data.hash())]));
    seen
}
