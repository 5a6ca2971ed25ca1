//! What a plan shows of each broker.

use std::collections::BTreeMap;

use kafkaws_schema::{Model, Path, Value};

use super::Case;
use crate::aws::network::Subnet;
use crate::broker::node::{Step, boot, disrupts};
use crate::broker::plan::NEW_IMAGE;
use crate::broker::volumes::Volume;
use crate::broker_stack::forecast::Forecast;
use crate::broker_stack::outputs::{StackBroker, StackVolume};
use crate::broker_stack::roll::Work;

/// `brokers` after the apply, as far as it is known. `places` are the subnets of new brokers.
pub(super) fn planned(
    case: &Case,
    forecast: &BTreeMap<i64, Forecast>,
    places: &BTreeMap<i64, Subnet>,
) -> Value {
    let stays = forecast
        .iter()
        .filter(|(_, forecast)| forecast.work != Work::Remove);
    Value::map(stays.map(|(id, forecast)| {
        let key = id.to_string();
        let planned = match case.brokers.get(&key) {
            Some(broker) if forecast.work != Work::Make => changed(case, broker, forecast),
            _ => made(case, places.get(id)),
        };
        (key, planned)
    }))
}

/// A broker that is there and stays.
fn changed(case: &Case, broker: &StackBroker, forecast: &Forecast) -> Value {
    let Some((wanted, seen)) = forecast
        .compared
        .as_ref()
        .filter(|_| forecast.work != Work::Nothing)
    else {
        return broker.write();
    };
    let after = StackBroker {
        ami: Some(wanted.ami.clone()),
        instance_type: Some(wanted.instance_type.clone()),
        health: "OK".to_owned(),
        endpoint: endpoint(case, broker.address.as_deref()),
        volumes: volumes(&wanted.volumes, &broker.volumes),
        ..broker.clone()
    };
    let mut after = after.write();
    let unknown = |after: &mut Value, name: &str| after.put(&name.into(), Value::unknown());
    // Everything that restarts a broker may end in another instance: a root that cannot be replaced, a host that is gone.
    if disrupts(&forecast.steps) || forecast.disrupts() {
        unknown(&mut after, "instance_id");
    }
    if forecast.steps.contains(&Step::CreateInterface) || broker.address.is_none() {
        for name in NETWORK {
            unknown(&mut after, name);
        }
    }
    match boot::user_data(wanted, seen) {
        Ok(Some(data)) if broker.address.is_some() => {
            after.put(&"boot_hash".into(), Value::String(data.hash()))
        }
        _ => unknown(&mut after, "boot_hash"),
    };
    hide_new_volumes(&mut after, &broker.volumes);
    hide_new_image(&mut after);
    after
}

/// What a network interface decides.
const NETWORK: [&str; 6] = [
    "network_interface_id",
    "address",
    "endpoint",
    "availability_zone",
    "availability_zone_id",
    "subnet_id",
];

fn endpoint(case: &Case, address: Option<&str>) -> Option<String> {
    Some(case.planned.listeners.first()?.endpoint(address?))
}

/// The wanted volumes with the ids and the sizes of those that are there: volumes never shrink.
fn volumes(wanted: &[Volume], there: &[StackVolume]) -> Vec<StackVolume> {
    let with_id = |volume: &Volume| {
        let found = there.iter().find(|one| one.name == volume.name);
        let mut planned = volume.clone();
        if let Some(found) = found {
            planned.size = planned.size.max(found.size);
        }
        let id = found.map(|one| one.volume_id.clone());
        StackVolume::new(planned, id.unwrap_or_default())
    };
    wanted.iter().map(with_id).collect()
}

fn hide_new_volumes(after: &mut Value, there: &[StackVolume]) {
    let volumes = after.attribute("volumes").as_list().unwrap_or_default();
    let is_new = |volume: &Value| {
        let name = volume.attribute("name").as_str();
        !there.iter().any(|one| Some(one.name.as_str()) == name)
    };
    let new: Vec<usize> = volumes
        .iter()
        .enumerate()
        .filter(|(_, it)| is_new(it))
        .map(|(at, _)| at)
        .collect();
    for at in new {
        let id = Path::root()
            .attribute("volumes")
            .index(at)
            .attribute("volume_id");
        after.put(&id, Value::unknown());
    }
}

/// A broker that is to be made.
fn made(case: &Case, place: Option<&Subnet>) -> Value {
    let broker = StackBroker {
        ami: Some(case.planned.ami.to_string()),
        instance_type: Some(case.planned.instance_type.to_string()),
        health: "OK".to_owned(),
        subnet_id: place.map(|subnet| subnet.id.clone()),
        availability_zone: place.map(|subnet| subnet.availability_zone.clone()),
        availability_zone_id: place.map(|subnet| subnet.zone_id.clone()),
        volumes: volumes(&case.planned.volumes, &[]),
        ..StackBroker::default()
    };
    let mut planned = broker.write();
    if let Value::Object(attributes) = &mut planned {
        let open = attributes.values_mut().filter(|value| value.is_null());
        open.for_each(|value| *value = Value::unknown());
    }
    hide_new_volumes(&mut planned, &[]);
    hide_new_image(&mut planned);
    planned
}

fn hide_new_image(broker: &mut Value) {
    if broker.attribute("ami").as_str() == Some(NEW_IMAGE) {
        broker.put(&"ami".into(), Value::unknown());
    }
}

/// `bootstrap`, once every endpoint is known.
pub(super) fn bootstrap(brokers: &Value) -> Value {
    let known = by_id(brokers).map(|brokers| {
        let endpoints = brokers
            .values()
            .map(|broker| broker.attribute("endpoint").as_str());
        endpoints
            .collect::<Option<Vec<_>>>()
            .map(|all| all.join(","))
    });
    known.flatten().map_or_else(Value::unknown, Value::String)
}

/// `az_distribution`, once every zone is known.
pub(super) fn az_distribution(brokers: &Value) -> Value {
    let Some(brokers) = by_id(brokers) else {
        return Value::unknown();
    };
    let mut zones: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for (id, broker) in brokers {
        let Some(zone) = broker.attribute("availability_zone_id").as_str() else {
            return Value::unknown();
        };
        zones
            .entry(zone.to_owned())
            .or_default()
            .push(Value::from(id));
    }
    Value::map(
        zones
            .into_iter()
            .map(|(zone, ids)| (zone, Value::list(ids))),
    )
}

fn by_id(brokers: &Value) -> Option<BTreeMap<i64, &Value>> {
    let with_id = brokers.as_map()?.iter();
    with_id
        .map(|(id, broker)| Some((id.parse().ok()?, broker)))
        .collect()
}
