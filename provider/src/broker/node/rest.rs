//! Whether everything has come to rest: what is on its way somewhere is not to be judged yet.

use std::collections::BTreeMap;

use crate::aws::fleet::{Power, Seen, SeenVolume, TaskState, VolumeState};

/// What is still on its way, in words that "still" goes before; `None`: nothing. `made` are ids that were made and must show.
pub(super) fn unrest(seen: &Seen, made: &BTreeMap<String, String>) -> Option<String> {
    missing(seen, made)
        .or_else(|| of_instance(seen))
        .or_else(|| of_interface(seen))
        .or_else(|| {
            seen.volumes
                .iter()
                .find_map(|(name, volume)| of_volume(seen, name, volume))
        })
        .or_else(|| {
            let running = seen
                .root_task
                .as_ref()
                .filter(|task| task.state == TaskState::Running);
            running.map(|_| "replacing the root volume".to_owned())
        })
}

/// New ids are not known everywhere at once.
fn missing(seen: &Seen, made: &BTreeMap<String, String>) -> Option<String> {
    let known =
        |id: &str| seen.ids().any(|one| one == id) || seen.ended.iter().any(|one| one.id == id);
    let id = made.keys().find(|id| !known(id))?;
    Some(format!("waiting for {id} to appear"))
}

fn of_instance(seen: &Seen) -> Option<String> {
    let instance = seen.instance.as_ref()?;
    let doing = match instance.power {
        Power::Pending => "starting",
        Power::Stopping => "stopping",
        Power::Ending => "terminating",
        Power::Running | Power::Stopped => return None,
    };
    Some(format!("{doing} {}", instance.id))
}

/// An instance that is gone lets go of what it held only after a while.
fn of_interface(seen: &Seen) -> Option<String> {
    let interface = seen.interface.as_ref()?;
    let holder = interface.held_by.as_ref()?;
    let ours = seen.living().is_some_and(|instance| instance.id == *holder);
    (!ours).then(|| format!("waiting for {holder} to let go of {}", interface.id))
}

fn of_volume(seen: &Seen, name: &str, volume: &SeenVolume) -> Option<String> {
    if volume.state == VolumeState::Creating {
        return Some(format!("creating the volume {name:?}"));
    }
    if volume.modifying {
        return Some(format!("modifying the volume {name:?}"));
    }
    let held = volume.attachment.as_ref()?;
    let (id, holder) = (&volume.id, &held.instance_id);
    if seen.living().is_none_or(|instance| instance.id != *holder) {
        return Some(format!("waiting for {holder} to let go of {id}"));
    }
    (!held.settled).then(|| format!("attaching or detaching the volume {name:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::broker::node::testing::{complete, wanted};

    fn after(happened: impl FnOnce(&mut Seen)) -> Option<String> {
        let mut seen = complete(&wanted());
        happened(&mut seen);
        unrest(&seen, &BTreeMap::new())
    }

    #[test]
    fn what_is_complete_rests() {
        assert_eq!(after(|_| ()), None);
    }

    #[test]
    fn what_is_on_its_way_is_named() {
        let power =
            |power| after(|seen| seen.instance.iter_mut().for_each(|one| one.power = power));
        assert_eq!(power(Power::Stopping), Some("stopping i-1".into()));
        assert_eq!(power(Power::Stopped), None);
        let gone = after(|seen| seen.instance = None);
        assert_eq!(gone, Some("waiting for i-1 to let go of eni-1".into()));
        let modified = after(|seen| {
            seen.volumes
                .values_mut()
                .for_each(|one| one.modifying = true)
        });
        assert_eq!(modified, Some("modifying the volume \"data\"".into()));
    }

    #[test]
    fn what_was_made_must_show() {
        let made = BTreeMap::from([("eni-2".to_owned(), "interface".to_owned())]);
        let told = unrest(&complete(&wanted()), &made);
        assert_eq!(told, Some("waiting for eni-2 to appear".into()));
    }
}
