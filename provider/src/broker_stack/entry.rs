//! A broker as EC2 has it, as the state shows it.

use super::model::BrokerStack;
use super::outputs::{StackBroker, StackVolume};
use crate::aws::fleet::Seen;
use crate::broker::gate::{Subject, own_endpoint};
use crate::broker::node::{Health, image_of};
use crate::broker::observed;
use crate::broker::tags::BOOT_HASH;

/// What the state says of a broker. `stack` says what its configuration leaves to AWS.
pub(crate) fn entry(stack: &BrokerStack, seen: &Seen) -> StackBroker {
    let instance = seen.living();
    let interface = seen.interface.as_ref();
    let address = interface.map(|interface| interface.address.clone());
    let first = stack.listeners.first();
    StackBroker {
        instance_id: instance.map(|instance| instance.id.clone()),
        network_interface_id: interface.map(|interface| interface.id.clone()),
        endpoint: first
            .zip(address.as_deref())
            .map(|(first, address)| first.endpoint(address)),
        address,
        availability_zone: interface.map(|interface| interface.zone.clone()),
        availability_zone_id: interface.map(|interface| interface.zone_id.clone()),
        subnet_id: interface.map(|interface| interface.subnet_id.clone()),
        ami: instance.map(|instance| image_of(instance).to_owned()),
        instance_type: instance.map(|instance| instance.instance_type.clone()),
        boot_hash: instance.and_then(|instance| instance.tags.get(BOOT_HASH).cloned()),
        health: Health::of(seen).as_str().to_owned(),
        volumes: volumes(stack, seen),
    }
}

/// In the order of the configuration, and behind them those that it does not name.
fn volumes(stack: &BrokerStack, seen: &Seen) -> Vec<StackVolume> {
    let shown = observed::volumes(&stack.volumes, seen).into_iter();
    let with_id = shown.filter_map(|volume| {
        let found = seen.volumes.get(volume.name.as_str())?;
        Some(StackVolume::new(volume, found.id.clone()))
    });
    with_id.collect()
}

/// A broker for the gate to look at. `None` for one without an instance or an address.
pub(crate) fn subject(
    stack: &BrokerStack,
    broker_id: i64,
    broker: &StackBroker,
) -> Option<Subject> {
    let address = broker.address.as_deref()?;
    Some(Subject {
        cluster: stack.cluster_name.to_string(),
        broker_id,
        instance_id: broker.instance_id.clone()?,
        endpoint: own_endpoint(&stack.health_check, &stack.listeners, address)?,
        boot_hash: broker.boot_hash.clone()?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{broker, stack};
    use super::super::wanted::wanted;
    use super::*;
    use crate::broker::node::testing::{complete, volume};
    use crate::broker::tags::Tagging;

    fn seen(stack: &BrokerStack) -> Seen {
        complete(&wanted(stack, 2, "subnet-00000001", Tagging::default()))
    }

    #[test]
    fn a_broker_as_wanted_is_shown_as_it_was_written() {
        let stack = stack(3);
        assert_eq!(entry(&stack, &seen(&stack)), broker(&stack, 2));
    }

    #[test]
    fn a_default_is_told_only_where_it_is_written() {
        let mut stack = stack(3);
        let shown =
            |stack: &BrokerStack, seen: &Seen| entry(stack, seen).volumes.remove(0).volume();
        let mut found = seen(&stack);
        assert_eq!(shown(&stack, &found).iops, None);
        stack.volumes = vec![volume("data", [("iops", 3000.into())])];
        assert_eq!(shown(&stack, &found), stack.volumes[0]);
        found.volumes.get_mut("data").unwrap().iops = Some(4000);
        stack.volumes = vec![volume("data", [])];
        assert_eq!(shown(&stack, &found).iops, 4000.try_into().ok(), "drift");
    }

    #[test]
    fn what_is_there_besides_is_shown_last() {
        let stack = stack(3);
        let mut found = seen(&stack);
        let other = found.volumes["data"].clone();
        found.volumes.insert("a-wal".into(), other);
        let names: Vec<_> = entry(&stack, &found)
            .volumes
            .iter()
            .map(|it| it.name.to_string())
            .collect();
        assert_eq!(names, ["data", "a-wal"]);
    }

    #[test]
    fn nobody_asks_a_broker_without_an_instance() {
        let stack = stack(3);
        let mut found = seen(&stack);
        assert!(subject(&stack, 2, &entry(&stack, &found)).is_some());
        found.instance = None;
        let gone = entry(&stack, &found);
        assert_eq!(
            (gone.health.as_str(), subject(&stack, 2, &gone)),
            ("MISSING", None)
        );
    }
}
