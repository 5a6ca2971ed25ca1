//! Plans that would lose data, or that cannot be carried out.

use kafkaws_schema::plan::Draft;
use kafkaws_schema::{Diagnostic, Path};

use super::Case;
use crate::broker::node::{boot, unwritable};
use crate::broker::tags::Tagging;
use crate::broker::volumes::Volume;
use crate::broker_stack::ids::BrokerIds;
use crate::broker_stack::outputs::{StackBroker, by_id};
use crate::broker_stack::wanted::wanted;

/// Refuses to destroy a protected stack. The value in the state counts: a configuration that is gone cannot speak.
pub(super) fn destroy(draft: &mut Draft) {
    let protected = Path::root().attribute("disable_api_termination");
    if draft.prior_sketch().at(&protected) == Some(true) {
        draft.diagnostics.push(protection());
    }
}

/// The refusal of a protected stack, in plans and in the delete itself.
pub(in crate::broker_stack) fn protection() -> Diagnostic {
    Diagnostic::error(
        "The brokers are protected from termination",
        "The plan destroys them, and disable_api_termination is on in the state. If they are to go, set \
         disable_api_termination = false, apply that by itself, and plan again.",
    )
    .at(Path::root().attribute("disable_api_termination"))
}

/// Refuses more brokers than the range has ids for.
pub(super) fn room(draft: &mut Draft) {
    let path = Path::root().attribute("number_of_broker_nodes");
    let sketch = draft.planned_sketch();
    let ids: Option<BrokerIds> = sketch.at(&"broker_ids".into());
    let (Some(ids), Some(count)) = (ids, sketch.at(&path)) else {
        return;
    };
    if let Err(full) = ids.of(count) {
        let detail = format!(
            "{full}. Raise broker_ids.last of a stack that is not made yet, or put the rest into another stack."
        );
        let refusal = Diagnostic::error("The stack has no ids for so many brokers", detail);
        draft.diagnostics.push(refusal.at(path));
    }
}

/// Refuses another cluster and another range: brokers cannot change their ids.
pub(super) fn identity(draft: &mut Draft) {
    for name in ["cluster_name", "broker_ids"] {
        let path = Path::root().attribute(name);
        let known = draft.planned_sketch().known(&path).is_some();
        if draft.updates() && known && draft.changed(&path) {
            draft.diagnostics.push(
                Diagnostic::error(
                    "The brokers of a stack keep their cluster and their ids",
                    format!(
                        "{name} is decided when the stack is made. Put the old value back, or make another stack beside this one, \
                         move the partitions to its brokers, and remove this one."
                    ),
                )
                .at(path),
            );
        }
    }
}

/// Refuses what brokers that are there cannot become.
pub(super) fn changes(draft: &mut Draft, case: &Case) {
    let wanted_ids = case.planned.wanted_ids();
    let brokers = by_id(&case.brokers);
    let staying: Vec<(i64, &StackBroker)> = brokers
        .into_iter()
        .filter(|(id, _)| wanted_ids.contains(id))
        .collect();
    draft.diagnostics.extend(subnets(case, &staying));
    draft.diagnostics.extend(addresses(case, &staying));
    draft.diagnostics.extend(volumes(case, &staying));
    draft.diagnostics.extend(fixed(case));
    draft.diagnostics.extend(boot_data(case));
}

fn subnets(case: &Case, staying: &[(i64, &StackBroker)]) -> Option<Diagnostic> {
    let gone = |(_, broker): &&(i64, &StackBroker)| {
        let subnet = broker.subnet_id.as_deref();
        subnet.is_some_and(|id| !case.planned.subnet_ids.iter().any(|one| one.as_str() == id))
    };
    let left: Vec<String> = staying
        .iter()
        .filter(gone)
        .map(|(id, broker)| {
            format!(
                "broker {id} in {}",
                broker.subnet_id.as_deref().unwrap_or_default()
            )
        })
        .collect();
    (!left.is_empty()).then(|| {
        Diagnostic::error(
            "Subnets that brokers are in cannot be taken away",
            format!(
                "Their network interfaces and volumes cannot move: {}. Keep these subnets, or make another stack in the new ones, \
                 move the partitions to its brokers, and remove this one.",
                left.join(", ")
            ),
        )
        .at(Path::root().attribute("subnet_ids"))
    })
}

fn addresses(case: &Case, staying: &[(i64, &StackBroker)]) -> Vec<Diagnostic> {
    let wanted = case.planned.private_ips.iter().flatten();
    let moved = wanted.filter_map(|(id, wanted)| {
        let (_, broker) = staying.iter().find(|(there, _)| there.to_string() == *id)?;
        let address = broker.address.as_deref()?;
        (address != wanted.as_str()).then(|| {
            Diagnostic::error(
                format!("Broker {id} keeps its address"),
                format!("It has {address}, which stays with its network interface. Write that, or leave it out."),
            )
            .at(Path::root().attribute("private_ips").key(id.clone()))
        })
    });
    moved.collect()
}

/// Refuses to take away volumes that only an apply which was cut off has made. Of those in the state's `volumes` a rule tells.
fn volumes(case: &Case, staying: &[(i64, &StackBroker)]) -> Option<Diagnostic> {
    let wanted = |name: &str| {
        let mut both = case.planned.volumes.iter().chain(&case.prior.volumes);
        both.any(|volume| volume.name.as_str() == name)
    };
    let mut gone: Vec<&str> = staying
        .iter()
        .flat_map(|(_, broker)| broker.volumes.iter().map(|volume| volume.name.as_str()))
        .filter(|name| !wanted(name))
        .collect();
    gone.sort_unstable();
    gone.dedup();
    let refused = !gone.is_empty() && !case.planned.allow_volume_removal;
    refused.then(|| {
        Diagnostic::error(
            "Volumes would be taken from the brokers",
            format!(
                "The brokers have volumes that the configuration does not name any more: {}. What Kafka keeps on them is lost to it. \
                 Write them again, or move their partitions away and set allow_volume_removal = true. A volume under another name \
                 is another volume.",
                gone.join(", ")
            ),
        )
        .at(Path::root().attribute("volumes"))
    })
}

/// Refuses what is decided when a volume is made.
fn fixed(case: &Case) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (place, volume) in case.planned.volumes.iter().enumerate() {
        let before = case
            .prior
            .volumes
            .iter()
            .find(|one| one.name == volume.name);
        let Some(attribute) = before.and_then(|before| fixed_attribute(before, volume)) else {
            continue;
        };
        let detail = format!(
            "{attribute} is decided when a volume is made. Put the old value back, or add a volume with another name, let Kafka move \
             the data to it, and then take this one away."
        );
        let refusal = Diagnostic::error(
            format!("Volume {:?} cannot become that", volume.name.to_string()),
            detail,
        );
        found.push(
            refusal.at(Path::root()
                .attribute("volumes")
                .index(place)
                .attribute(attribute)),
        );
    }
    found
}

fn fixed_attribute(before: &Volume, after: &Volume) -> Option<&'static str> {
    if before.encrypted != after.encrypted {
        Some("encrypted")
    } else if before.kms_key_id != after.kms_key_id {
        Some("kms_key_id")
    } else if before.snapshot_id != after.snapshot_id {
        Some("snapshot_id")
    } else {
        None
    }
}

/// The boot data of all brokers are as long, but for the digits of their ids.
fn boot_data(case: &Case) -> Option<Diagnostic> {
    let longest = case.planned.wanted_ids().into_iter().max()?;
    let wanted = wanted(&case.planned, longest, "", Tagging::default());
    boot::check(&wanted).err().map(|error| unwritable(&error))
}
