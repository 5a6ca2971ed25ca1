//! What an apply will do to a broker, from what the state says.

use std::collections::BTreeSet;

use kafkaws_schema::Diagnostic;

use crate::broker::model::{Broker, Outputs};
use crate::broker::node::{self, Health, Seen, Standing, Step, Wanted, disrupts};

/// EC2 as the state has it.
pub(super) fn seen(prior: &Broker, outputs: &Outputs, wanted: &Wanted) -> Seen {
    let groups: Option<BTreeSet<String>> = prior
        .security_groups
        .as_ref()
        .map(|groups| groups.iter().map(ToString::to_string).collect());
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let ids = outputs.volume_ids.as_ref();
    let with_id = prior
        .volumes
        .iter()
        .filter_map(|volume| Some((volume, ids?.get(volume.name.as_str())?.as_str())));
    let (address, zone, zone_id) = (
        text(&outputs.address),
        text(&outputs.availability_zone),
        text(&outputs.availability_zone_id),
    );
    let standing = Standing {
        health: outputs
            .health
            .as_deref()
            .and_then(Health::named)
            .unwrap_or(Health::Ok),
        instance_id: outputs.instance_id.as_deref(),
        network_interface_id: outputs.network_interface_id.as_deref(),
        address: &address,
        zone: &zone,
        zone_id: &zone_id,
        subnet_id: &prior.subnet_id,
        security_groups: groups.as_ref(),
        ami: &prior.ami,
        instance_type: &prior.instance_type,
        boot_hash: outputs.boot_hash.as_deref(),
        volumes: with_id.collect(),
    };
    standing.seen(wanted)
}

/// The steps that lead from the state to what is wanted.
pub(super) fn steps(prior: &Broker, outputs: &Outputs, wanted: &Wanted) -> Vec<Step> {
    let mut seen = seen(prior, outputs, wanted);
    if let Some(instance) = seen.instance.as_mut() {
        // What a standing takes to be as wanted, the state of a single broker says.
        instance.key_name = prior.key_name.as_ref().map(ToString::to_string);
        instance.profile = prior.iam_instance_profile.as_ref().map(ToString::to_string);
        if node::same_profile(
            wanted.iam_instance_profile.as_deref(),
            instance.profile.as_deref(),
        ) {
            instance.profile = wanted.iam_instance_profile.clone();
        }
        instance.placement_group = prior.placement_group.as_ref().map(ToString::to_string);
        let number = prior.placement_partition_number.map(|number| number.get());
        instance.partition = number.or(instance.partition);
        instance.protected = Some(prior.disable_api_termination);
    }
    node::steps(wanted, &seen)
}

/// What the user is told: what is wrong with the broker, and whether it will be down.
pub(super) fn warning(wanted: &Wanted, health: Health, steps: &[Step]) -> Option<Diagnostic> {
    let told: Vec<String> = steps
        .iter()
        .filter(|step| !is_quiet(step))
        .map(Step::to_string)
        .collect();
    let down = disrupts(steps);
    let identity = &wanted.identity;
    let summary = match (health, down) {
        (Health::Ok, false) => return None,
        (Health::Ok, true) => format!("Broker {identity} will be down for a while"),
        (health, _) => format!("Broker {identity} is {}", health.as_str()),
    };
    let what = match health {
        Health::Ok => String::new(),
        health => format!("{} ", health.told()),
    };
    let detail = match told.is_empty() {
        true => format!("{what}Apply will complete it."),
        false => format!("{what}Apply will {}.", in_words(&told)),
    };
    Some(Diagnostic::warning(summary, detail))
}

/// Small change that nobody needs to be told about.
fn is_quiet(step: &Step) -> bool {
    matches!(
        step,
        Step::Tag { .. } | Step::Finish | Step::MarkImage | Step::Protect(_)
    )
}

fn in_words(told: &[String]) -> String {
    match told {
        [rest @ .., last] if !rest.is_empty() => format!("{}, and {last}", rest.join(", ")),
        _ => told.join(", "),
    }
}

/// Whether the steps make another instance.
pub(super) fn launches(steps: &[Step]) -> bool {
    steps.iter().any(|step| matches!(step, Step::Launch))
}

/// Whether the steps give the broker another interface.
pub(super) fn moves(steps: &[Step]) -> bool {
    steps
        .iter()
        .any(|step| matches!(step, Step::CreateInterface))
}

/// Whether the steps change which volumes it has.
pub(super) fn changes_volumes(steps: &[Step]) -> bool {
    let changes = |step: &Step| {
        matches!(
            step,
            Step::CreateVolume { .. } | Step::AdoptVolume { .. } | Step::Discard { .. }
        )
    };
    steps.iter().any(changes)
}
