//! TerminateInstances.

use std::collections::BTreeSet;

use super::change::{Turn, each, report};
use super::{InstanceState, Reason};
use crate::ec2::change::Made;
use crate::ec2::desk::Desk;
use crate::ec2::phase::Phase;

/// Terminating what is terminated succeeds. One protected instance keeps all of its zone alive; those
/// of other zones end, and the call fails all the same. Source: API reference, TerminateInstances.
pub(in crate::ec2) fn terminate(desk: &mut Desk<'_>) -> Made {
    let ids = each(desk, |_, _| Ok(()))?;
    let instances = &desk.area.compute.instances;
    let protected = |id: &&String| {
        instances
            .get(*id)
            .is_some_and(|one| one.protected_from_termination && !one.is_terminated())
    };
    let stuck = ids.iter().find(protected).cloned();
    let zones: BTreeSet<String> = ids
        .iter()
        .filter(protected)
        .filter_map(|id| instances.get(id).map(|one| one.zone.clone()))
        .collect();
    let now = desk.now;
    let answer = report(desk, &ids, |instance| {
        let ends = !instance.is_terminated() && instance.phase.state != InstanceState::ShuttingDown;
        if ends && !zones.contains(&instance.zone) {
            instance.phase = Phase::passing(
                InstanceState::ShuttingDown,
                now,
                30,
                InstanceState::Terminated,
            );
            instance.reason = Some(Reason::new(
                "Client.UserInitiatedShutdown",
                "User initiated shutdown",
            ));
        }
    });
    match stuck {
        None => Ok(answer),
        Some(id) => Err(Turn::Termination.protected(&id)),
    }
}
