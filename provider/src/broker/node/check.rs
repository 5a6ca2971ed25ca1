//! What stands in the way of making a broker what it is to be.

use std::time::SystemTime;

use kafkaws_schema::{Diagnostic, Path};

use super::fresh::just_made;
use super::token;
use super::wanted::Wanted;
use crate::aws::fleet::{Seen, SeenVolume, VolumeState};
use crate::aws::tags::Tags;
use crate::broker::tags::PENDING;
use crate::broker::volumes::Volume;

/// Refuses to take over what another configuration made: everything must bear the mark of a create with the same arguments
/// that did not finish, or that finished a moment ago.
pub(super) fn may_adopt(wanted: &Wanted, seen: &Seen, now: SystemTime) -> Result<(), Diagnostic> {
    match is_ours(wanted, seen) || just_made(wanted, seen, now) {
        true => Ok(()),
        false => Err(taken(wanted, seen)),
    }
}

/// Whether everything that there is was made by a create with the same arguments.
fn is_ours(wanted: &Wanted, seen: &Seen) -> bool {
    let mark = token::mark(wanted);
    let marked = |tags: &Tags| tags.get(PENDING) == Some(&mark);
    // The interface is made first and unmarked last: whatever stands beside a marked one was made in between.
    match &seen.interface {
        Some(interface) => marked(&interface.tags),
        None => seen.tagged().all(|(_, tags)| marked(tags)),
    }
}

fn taken(wanted: &Wanted, seen: &Seen) -> Diagnostic {
    let identity = &wanted.identity;
    let ids = seen.ids().collect::<Vec<_>>().join(", ");
    let unfinished = seen.tagged().any(|(_, tags)| tags.contains_key(PENDING));
    let whose = match unfinished {
        true => "It was begun by an apply with other arguments that did not finish.",
        false => "It was not made by this configuration.",
    };
    Diagnostic::error(
        format!("broker {identity} exists already"),
        format!(
            "{whose} EC2 has {ids} with its tags. To manage it here, import it, and put the address of this resource \
             in the place of ADDRESS:\n\n  terraform import ADDRESS {identity}\n\nOr choose another broker_id."
        ),
    )
    .at(Path::root().attribute("broker_id"))
}

/// What no step can change.
pub(super) fn possible(wanted: &Wanted, seen: &Seen) -> Result<(), Diagnostic> {
    single(wanted, seen)?;
    if let Some(interface) = &seen.interface {
        same(
            "subnet_id",
            Some(&wanted.subnet_id),
            &interface.subnet_id,
            &interface.id,
        )?;
        same(
            "private_ip",
            wanted.private_ip.as_ref(),
            &interface.address,
            &interface.id,
        )?;
    }
    for (index, volume) in (0..).zip(&wanted.volumes) {
        let path = Path::root().attribute("volumes").index(index);
        if let Some(found) = seen.volumes.get(volume.name.as_str()) {
            sound(volume, found, &path)?;
        } else if let Some(left) = seen.left_behind(&volume.name) {
            adoptable(volume, left, &path)?;
        }
    }
    Ok(())
}

fn single(wanted: &Wanted, seen: &Seen) -> Result<(), Diagnostic> {
    if seen.surplus.is_empty() {
        return Ok(());
    }
    let identity = &wanted.identity;
    let (kept, surplus) = (
        seen.ids().collect::<Vec<_>>().join(", "),
        seen.surplus.join(", "),
    );
    Err(Diagnostic::error(
        format!("more than one thing in EC2 claims to be the same part of broker {identity}"),
        format!(
            "{surplus} has the same identity tags as what the broker has: {kept}. Remove the tags kafkaws:cluster and \
             kafkaws:broker-id from what is not the broker's, and apply again."
        ),
    ))
}

fn same(
    attribute: &str,
    wanted: Option<&String>,
    actual: &str,
    id: &str,
) -> Result<(), Diagnostic> {
    match wanted.filter(|wanted| *wanted != actual) {
        None => Ok(()),
        Some(wanted) => Err(Diagnostic::error(
            format!("the broker's network interface has another {attribute}"),
            format!("{id} has {actual}, and {wanted} is wanted. It is decided when the interface is made."),
        )
        .at(Path::root().attribute(attribute))),
    }
}

fn sound(volume: &Volume, found: &SeenVolume, path: &Path) -> Result<(), Diagnostic> {
    if found.state == VolumeState::Error {
        return Err(Diagnostic::error(
            format!("the volume {:?} has failed", volume.name.as_str()),
            format!(
                "EC2 shows {} in the state error. Delete it, or remove its tags, and apply again: the broker gets an empty \
                 volume, which Kafka fills from the other replicas.",
                found.id
            ),
        )
        .at(path.clone()));
    }
    alike(volume, found, path)
}

/// What is decided when a volume is made.
fn alike(volume: &Volume, found: &SeenVolume, path: &Path) -> Result<(), Diagnostic> {
    let id = &found.id;
    if volume.encrypted != found.encrypted {
        let actual = found.encrypted;
        let detail = format!(
            "{id} has encrypted = {actual}. It is decided when a volume is made. Write encrypted = {actual}, or give the \
             volume another name for a new one."
        );
        return Err(
            Diagnostic::error("the volume is encrypted otherwise", detail)
                .at(path.attribute("encrypted")),
        );
    }
    let key = volume.kms_key_id.as_ref().map(|key| key.as_str());
    match key.filter(|key| found.kms_key_id.as_deref() != Some(*key)) {
        None => Ok(()),
        Some(_) => {
            let actual = found.kms_key_id.as_deref().unwrap_or("no key");
            let detail = format!("{id} has {actual}. It is decided when a volume is made.");
            Err(
                Diagnostic::error("the volume is encrypted with another key", detail)
                    .at(path.attribute("kms_key_id")),
            )
        }
    }
}

/// A volume that a destroy left must be able to become what is wanted.
fn adoptable(volume: &Volume, left: &SeenVolume, path: &Path) -> Result<(), Diagnostic> {
    alike(volume, left, path)?;
    if left.size <= volume.size.get() {
        return Ok(());
    }
    let (id, size) = (&left.id, left.size);
    Err(Diagnostic::error(
        format!("the volume {:?} is larger than it is to be", volume.name.as_str()),
        format!(
            "{id}, which an earlier destroy of this broker left with its data, has {size} GiB, and volumes never shrink. \
             Write size = {size}, or delete {id} to begin with an empty one."
        ),
    )
    .at(path.attribute("size")))
}
