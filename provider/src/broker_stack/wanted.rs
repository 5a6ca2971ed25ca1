//! From what is written about all brokers to what one of them is to be.

use super::model::BrokerStack;
use crate::broker::node::{Identity, Placement, Wanted};
use crate::broker::tags::Tagging;

/// One broker as it is to be, in this subnet.
pub(crate) fn wanted(
    stack: &BrokerStack,
    broker_id: i64,
    subnet_id: &str,
    tags: Tagging,
) -> Wanted {
    let placement = stack.placement_group.as_ref().map(|group| Placement {
        group: group.to_string(),
        // AWS spreads brokers evenly over the partitions of a group.
        partition: None,
    });
    let groups = stack.security_groups.as_ref();
    let address = stack
        .private_ips
        .iter()
        .flatten()
        .find(|(id, _)| **id == broker_id.to_string());
    Wanted {
        identity: identity(stack, broker_id),
        stack: Some(stack.broker_ids.to_string()),
        ami: stack.ami.to_string(),
        instance_type: stack.instance_type.to_string(),
        subnet_id: subnet_id.to_owned(),
        security_groups: groups.map(|groups| groups.iter().map(ToString::to_string).collect()),
        private_ip: address.map(|(_, address)| address.to_string()),
        iam_instance_profile: stack.iam_instance_profile.as_ref().map(ToString::to_string),
        key_name: stack.key_name.as_ref().map(ToString::to_string),
        placement,
        volumes: stack.volumes.clone(),
        properties: stack.properties.clone(),
        environment: stack.environment.clone(),
        listeners: stack.listeners.clone(),
        tags,
        disable_api_termination: stack.disable_api_termination,
        may_remove_volumes: stack.allow_volume_removal,
        delete_volumes: stack.delete_volumes_on_destroy,
        stays_marked: false,
    }
}

/// Which broker that is.
pub(crate) fn identity(stack: &BrokerStack, broker_id: i64) -> Identity {
    Identity {
        cluster: stack.cluster_name.to_string(),
        broker_id,
    }
}
