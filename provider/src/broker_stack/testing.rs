//! A stack to begin tests with.

use std::collections::BTreeMap;

use kafkaws_schema::{Bounded, Value};

use super::ids::BrokerIds;
use super::model::BrokerStack;
use super::outputs::{StackBroker, StackVolume};
use super::wanted::wanted;
use crate::broker::health_check::HealthCheck;
use crate::broker::listeners::Listener;
use crate::broker::node::boot;
use crate::broker::node::testing::{complete, volume};
use crate::broker::tags::Tagging;

/// So many brokers of a range that begins with 1.
pub(crate) fn stack(count: i64) -> BrokerStack {
    BrokerStack {
        cluster_name: "orders".parse().unwrap(),
        broker_ids: BrokerIds::usual(),
        number_of_broker_nodes: count.try_into().unwrap(),
        subnet_ids: vec!["subnet-00000001".parse().unwrap()],
        private_ips: None,
        ami: "ami-00000001".parse().unwrap(),
        instance_type: "m7g.large".parse().unwrap(),
        security_groups: Some(["sg-00000001".parse().unwrap()].into()),
        iam_instance_profile: None,
        key_name: None,
        placement_group: None,
        volumes: vec![volume("data", [])],
        properties: BTreeMap::new(),
        environment: BTreeMap::new(),
        listeners: Listener::usual(),
        health_check: HealthCheck::default(),
        tags: BTreeMap::new(),
        disable_api_termination: false,
        delete_volumes_on_destroy: false,
        allow_volume_removal: false,
        allow_unverified: false,
        timeouts: None,
    }
}

/// A broker of it, when all is done.
pub(crate) fn broker(stack: &BrokerStack, id: i64) -> StackBroker {
    let wanted = wanted(stack, id, "subnet-00000001", Tagging::default());
    let seen = complete(&wanted);
    let interface = seen.interface.clone().unwrap();
    let data = boot::user_data(&wanted, &seen).unwrap().unwrap();
    let volumes = stack.volumes.iter().map(|volume| {
        let id = seen.volumes[volume.name.as_str()].id.clone();
        StackVolume::new(volume.clone(), id)
    });
    StackBroker {
        instance_id: seen.instance.map(|instance| instance.id),
        network_interface_id: Some(interface.id),
        endpoint: Some(stack.listeners[0].endpoint(&interface.address)),
        address: Some(interface.address),
        availability_zone: Some(interface.zone),
        availability_zone_id: Some(interface.zone_id),
        subnet_id: Some(interface.subnet_id),
        ami: Some(stack.ami.to_string()),
        instance_type: Some(stack.instance_type.to_string()),
        boot_hash: Some(data.hash()),
        health: "OK".to_owned(),
        volumes: volumes.collect(),
    }
}

/// All brokers of it, when all is done.
pub(crate) fn brokers(stack: &BrokerStack) -> BTreeMap<i64, StackBroker> {
    let ids = stack.wanted_ids().into_iter();
    ids.map(|id| (id, broker(stack, id))).collect()
}

/// With other volumes.
pub(crate) fn with_size(mut stack: BrokerStack, size: i64) -> BrokerStack {
    stack.volumes = vec![volume("data", [("size", Value::from(size))])];
    stack
}

/// With another number of brokers.
pub(crate) fn with_count(stack: BrokerStack, count: i64) -> BrokerStack {
    BrokerStack {
        number_of_broker_nodes: Bounded::try_from(count).unwrap(),
        ..stack
    }
}
