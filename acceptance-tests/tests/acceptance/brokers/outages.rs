//! Which brokers a run took down, read from the log of calls: never a second one before the first was back.

use std::collections::BTreeMap;

use kafkaws_acceptance_tests::{Trouble, World};
use kafkaws_sandbox::Call;

/// Calls after which a broker does not answer for a while.
const DOWN: [&str; 4] = [
    "StopInstances",
    "TerminateInstances",
    "RebootInstances",
    "CreateReplaceRootVolumeTask",
];
/// The look at whether a root volume is replaced.
const TASKS: &str = "DescribeReplaceRootVolumeTasks";
/// Calls that bring it back, or see it back.
const UP: [&str; 3] = ["StartInstances", "RunInstances", TASKS];
/// The look at what the boot agent said.
const CHECKED: &str = "GetConsoleOutput";

/// A broker that is down, and how far it is back.
struct Outage {
    broker: String,
    up: bool,
    checked: bool,
}

/// The brokers that were down, in the order in which they went.
///
/// Fails where one went down before the one before it had been brought back and its console been read.
pub(super) fn outages(world: &World) -> Result<Vec<String>, Trouble> {
    let names = names(world);
    let mut order: Vec<String> = Vec::new();
    let mut now: Option<Outage> = None;
    for call in world.sandbox().calls().as_slice() {
        let down = now.as_ref().map(|outage| outage.broker.clone());
        let Some(broker) = broker_of(call, &names, down) else {
            continue;
        };
        let operation = call.operation.as_str();
        if DOWN.contains(&operation) {
            let before = now.take().filter(|outage| outage.broker != broker);
            if let Some(before) = before.filter(|before| !before.up || !before.checked) {
                return Err(Trouble::Unmet(format!(
                    "{operation} of broker {broker} while broker {} was down",
                    before.broker
                )));
            }
            if order.last() != Some(&broker) {
                order.push(broker.clone());
            }
            now = Some(Outage {
                broker,
                up: false,
                checked: false,
            });
        } else if let Some(outage) = now.as_mut().filter(|outage| outage.broker == broker) {
            outage.up |= UP.contains(&operation);
            outage.checked |= outage.up && operation == CHECKED;
        }
    }
    match now.filter(|last| !last.up || !last.checked) {
        Some(last) => Err(Trouble::Unmet(format!(
            "broker {} did not come back",
            last.broker
        ))),
        None => Ok(order),
    }
}

/// Broker ids by the instances' ids and names, terminated instances too.
fn names(world: &World) -> BTreeMap<String, String> {
    let summary = world.sandbox().world().summary();
    let regions = summary["regions"].as_array().into_iter().flatten();
    let instances =
        regions.flat_map(|region| region["instances"].as_object().into_iter().flatten());
    let mut names = BTreeMap::new();
    for (id, instance) in instances {
        let tag = |name: &str| instance["tags"][name].as_str().map(str::to_owned);
        if let Some(broker) = tag("kafkaws:broker-id") {
            names.extend(tag("Name").map(|name| (name, broker.clone())));
            names.insert(id.clone(), broker);
        }
    }
    names
}

/// A refused call has done nothing. A look at tasks names none of the brokers: it is for the one that is down.
fn broker_of(
    call: &Call,
    names: &BTreeMap<String, String>,
    down: Option<String>,
) -> Option<String> {
    if call.code.is_some() {
        return None;
    }
    match &call.resource {
        Some(resource) => names.get(resource).cloned(),
        None if call.operation == TASKS => down,
        None => None,
    }
}
