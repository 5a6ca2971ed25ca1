//! The admin calls about one cluster.

use serde_json::{Value, json};

use super::{Answer, read, refused};
use crate::gateway::Gateway;
use crate::http::{Request, path_segment};
use crate::meddle::Place;
use crate::msk::Event;

pub(super) fn answer(gateway: &Gateway, request: &Request, name: &str, rest: &[&str]) -> Answer {
    let name = path_segment(name);
    let place = place(request);
    match (request.method.as_str(), rest) {
        ("GET", []) => show(gateway, &place, &name),
        ("POST", ["events"]) => happen(gateway, &place, &name, request),
        ("POST", ["drift"]) => drift(gateway, &place, &name, request),
        ("POST", ["partitions"]) => partitions(gateway, &place, &name, request),
        _ => Err((
            404,
            format!("there is no {} {}", request.method, request.path),
        )),
    }
}

/// `?region=..&account=..`, which only a name that is used twice needs.
pub(super) fn place(request: &Request) -> Place {
    let pairs = request.query_pairs();
    let find = |name: &str| {
        pairs
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.clone())
    };
    Place {
        region: find("region"),
        account: find("account"),
    }
}

fn show(gateway: &Gateway, place: &Place, name: &str) -> Answer {
    gateway
        .with_world(|world| world.cluster(place, name).map(|cluster| json!(cluster)))
        .map_err(|error| refused(&error))
}

fn happen(gateway: &Gateway, place: &Place, name: &str, request: &Request) -> Answer {
    let event: Event = read(request)?;
    gateway
        .with_world(|world| world.happen(place, name, event))
        .map_err(|error| refused(&error))?;
    show(gateway, place, name)
}

fn drift(gateway: &Gateway, place: &Place, name: &str, request: &Request) -> Answer {
    let patch: Value = read(request)?;
    gateway
        .with_world(|world| world.drift(place, name, patch))
        .map_err(|error| refused(&error))?;
    show(gateway, place, name)
}

/// `{"all": 1600}`, or numbers by broker id: `{"1": 1600, "2": 0}`.
fn partitions(gateway: &Gateway, place: &Place, name: &str, request: &Request) -> Answer {
    let counts: std::collections::BTreeMap<String, u64> = read(request)?;
    gateway
        .with_world(|world| {
            let cluster = world.cluster_mut(place, name)?;
            if let Some(all) = counts.get("all") {
                cluster.fill(*all);
            }
            let by_id = counts
                .iter()
                .filter_map(|(id, count)| Some((id.parse().ok()?, *count)));
            cluster.partitions.extend(by_id);
            Ok(json!(cluster.partitions))
        })
        .map_err(|error| refused(&error))
}
