//! What an apply will do about each broker: the brokers of the state compared with what is wanted.
//!
//! A plan shows it and an apply does it, so both ask here. Nothing is called: what EC2 has is what the refresh before
//! the plan has written into `brokers`.

use std::collections::{BTreeMap, BTreeSet};

use super::model::BrokerStack;
use super::outputs::{OUTDATED, StackBroker};
use super::roll::Work;
use super::wanted::wanted;
use crate::aws::fleet::Seen;
use crate::broker::node::{Health, Standing, Step, Wanted, disrupts, steps};
use crate::broker::tags::Tagging;
use crate::broker::volumes::Volume;

/// What will be done about a broker.
#[derive(Debug)]
pub(crate) struct Forecast {
    pub(crate) work: Work,
    pub(crate) health: Health,
    /// Whether it differs from the others in what they have in common.
    pub(crate) outdated: bool,
    pub(crate) steps: Vec<Step>,
    /// What is compared. `None` for a broker that comes or goes.
    pub(crate) compared: Option<(Wanted, Seen)>,
}

impl Forecast {
    fn coming_or_going(work: Work) -> Self {
        Self {
            work,
            health: Health::Ok,
            outdated: false,
            steps: Vec::new(),
            compared: None,
        }
    }

    /// Whether the broker is down meanwhile.
    pub(crate) fn disrupts(&self) -> bool {
        matches!(self.work, Work::Repair | Work::Restart)
    }
}

/// What will be done about every broker that there is or will be.
pub(crate) fn forecast(
    prior: &BrokerStack,
    brokers: &BTreeMap<i64, &StackBroker>,
    planned: &BrokerStack,
) -> BTreeMap<i64, Forecast> {
    let ids: BTreeSet<i64> = planned.wanted_ids().into_iter().collect();
    let all: BTreeSet<i64> = ids.iter().chain(brokers.keys()).copied().collect();
    let one = |id: i64| match brokers.get(&id) {
        None => Forecast::coming_or_going(Work::Make),
        Some(_) if !ids.contains(&id) => Forecast::coming_or_going(Work::Remove),
        Some(broker) => stays(prior, broker, planned, id),
    };
    all.into_iter().map(|id| (id, one(id))).collect()
}

/// A broker that is there and stays.
fn stays(prior: &BrokerStack, broker: &StackBroker, planned: &BrokerStack, id: i64) -> Forecast {
    let subnet = broker.subnet_id.clone().unwrap_or_default();
    // Tags are compared by `tags_all`, which is one for all brokers.
    let wanted = wanted(planned, id, &subnet, Tagging::default());
    let outdated = broker.health == OUTDATED;
    let health = match outdated {
        true => Health::Ok,
        false => Health::named(&broker.health).unwrap_or(Health::Incomplete),
    };
    let seen = seen(prior, broker, health, &wanted);
    let steps = steps(&wanted, &seen);
    Forecast {
        // In what it differs is found out when it has its turn: it may take a restart.
        work: match outdated {
            true => Work::Restart,
            false => work(health, &steps),
        },
        health,
        outdated,
        steps,
        compared: Some((wanted, seen)),
    }
}

fn work(health: Health, steps: &[Step]) -> Work {
    match health {
        // It has never served: nobody depends on it yet.
        Health::Incomplete => Work::Make,
        // One that is not known to serve has its turn before another may go down.
        Health::Stopped | Health::Impaired | Health::Missing | Health::Unproven => Work::Repair,
        Health::Ok | Health::Retiring if disrupts(steps) => Work::Restart,
        Health::Retiring => Work::Restart,
        Health::Ok if steps.is_empty() => Work::Nothing,
        Health::Ok => Work::Online,
    }
}

/// What EC2 has, as the state says it: the broker's own entry, and what all brokers have in common.
fn seen(prior: &BrokerStack, broker: &StackBroker, health: Health, wanted: &Wanted) -> Seen {
    let volumes: Vec<Volume> = broker
        .volumes
        .iter()
        .map(|volume| volume.volume())
        .collect();
    let ids = broker
        .volumes
        .iter()
        .map(|volume| volume.volume_id.as_str());
    let groups = prior.security_groups.as_ref();
    let groups = groups.map(|groups| {
        groups
            .iter()
            .map(ToString::to_string)
            .collect::<BTreeSet<_>>()
    });
    let text = |text: &'_ Option<String>| text.clone().unwrap_or_default();
    let (address, zone) = (text(&broker.address), text(&broker.availability_zone));
    let (zone_id, subnet) = (text(&broker.availability_zone_id), text(&broker.subnet_id));
    let (ami, kind) = (text(&broker.ami), text(&broker.instance_type));
    let standing = Standing {
        health,
        instance_id: broker.instance_id.as_deref(),
        network_interface_id: broker.network_interface_id.as_deref(),
        address: &address,
        zone: &zone,
        zone_id: &zone_id,
        subnet_id: &subnet,
        security_groups: groups.as_ref(),
        ami: &ami,
        instance_type: &kind,
        boot_hash: broker.boot_hash.as_deref(),
        volumes: volumes.iter().zip(ids).collect(),
    };
    let mut seen = standing.seen(wanted);
    if let Some(instance) = &mut seen.instance {
        instance.profile = prior.iam_instance_profile.as_ref().map(ToString::to_string);
        instance.key_name = prior.key_name.as_ref().map(ToString::to_string);
        instance.placement_group = prior.placement_group.as_ref().map(ToString::to_string);
        instance.protected = Some(prior.disable_api_termination);
    }
    seen
}

#[cfg(test)]
#[path = "forecast_tests.rs"]
mod tests;
