//! What is to be done next, from what is wanted and what EC2 has. Pure, so that every state a crash can leave is a line of a table.

use std::collections::BTreeSet;
use std::fmt;

use crate::broker_ami::seen::{Seen, SeenImage, SeenSnapshot, Standing};
use crate::broker_ami::tags::PENDING;
use crate::broker_ami::wanted::{Wanted, Way};

/// The value of the mark of what is not finished.
pub(crate) const MARK: &str = "true";

/// The next thing to do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    /// Deletes a snapshot that nothing will come of.
    DropSnapshot { id: String, why: Useless },
    /// Deregisters an AMI and deletes its snapshots.
    DropImage {
        id: String,
        snapshots: Vec<String>,
        why: Useless,
    },
    /// Makes a snapshot of the image, or goes on with one.
    Fill { snapshot: Option<String> },
    /// Registers the AMI.
    Register { snapshot: String },
    /// Waits for EC2 to make it available.
    Await { image: String },
    /// Brings the tags of AMI and snapshot up to date.
    Tag {
        image: String,
        snapshots: Vec<String>,
    },
    /// Takes the marks of what is not finished away.
    Finish { image: String, ids: Vec<String> },
}

/// Why something goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Useless {
    /// It failed in AWS.
    Failed,
    /// Of an earlier image, and no instance runs from it.
    Old,
    /// Left by an apply that was cut off.
    LeftOver,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DropSnapshot { id, .. } => write!(f, "deleting the snapshot {id}"),
            Self::DropImage { id, .. } => write!(f, "deregistering {id}"),
            Self::Fill { .. } => f.write_str("making a snapshot of the image"),
            Self::Register { snapshot } => write!(f, "registering an AMI of {snapshot}"),
            Self::Await { image } => write!(f, "waiting for {image} to be available"),
            Self::Tag { image, .. } => write!(f, "tagging {image}"),
            Self::Finish { .. } => f.write_str("taking the marks of an unfinished apply away"),
        }
    }
}

impl Step {
    /// Whether nothing can go on before it is done.
    pub(crate) fn is_in_the_way(&self) -> bool {
        match self {
            Self::DropSnapshot { why, .. } | Self::DropImage { why, .. } => *why == Useless::Failed,
            _ => true,
        }
    }
}

/// The next step; `None`: everything is as it is to be. What is in `given_up` is left alone.
pub(crate) fn next(wanted: &Wanted, seen: &Seen, given_up: &BTreeSet<String>) -> Option<Step> {
    let image = seen.registered(&wanted.registration);
    let step = match image {
        None => Some(make(wanted, seen)),
        Some(image) => match &image.standing {
            Standing::Pending => Some(Step::Await {
                image: image.id.clone(),
            }),
            Standing::Failed(_) => Some(drop_image(image, seen, Useless::Failed)),
            Standing::Ready => retag(wanted, seen, image),
        },
    };
    step.or_else(|| cleared(wanted, seen, given_up))
        .or_else(|| finish(seen, image?))
}

fn make(wanted: &Wanted, seen: &Seen) -> Step {
    let holding = seen.holding(&wanted.content);
    if let Some(failed) = holding
        .iter()
        .find(|one| matches!(one.standing, Standing::Failed(_)))
    {
        let id = failed.id.clone();
        return Step::DropSnapshot {
            id,
            why: Useless::Failed,
        };
    }
    match holding.first() {
        Some(one) if one.standing == Standing::Ready => Step::Register {
            snapshot: one.id.clone(),
        },
        // An import makes a snapshot of its own, and shows it when it is finished.
        _ if wanted.way != Way::Blocks => Step::Fill { snapshot: None },
        pending => Step::Fill {
            snapshot: pending.map(|one| one.id.clone()),
        },
    }
}

fn retag(wanted: &Wanted, seen: &Seen, image: &SeenImage) -> Option<Step> {
    let snapshots: Vec<&SeenSnapshot> = of(seen, image);
    let image_differs = differs(wanted, &wanted.image_tags(), &image.tags);
    let snapshot_tags = wanted.snapshot_tags();
    let differing = |one: &&SeenSnapshot| differs(wanted, &snapshot_tags, &one.tags);
    (image_differs || snapshots.iter().any(differing)).then(|| Step::Tag {
        image: image.id.clone(),
        snapshots: snapshots.iter().map(|one| one.id.clone()).collect(),
    })
}

fn of<'a>(seen: &'a Seen, image: &SeenImage) -> Vec<&'a SeenSnapshot> {
    let snapshots = seen.snapshots.iter();
    snapshots
        .filter(|one| image.snapshots.contains(&one.id))
        .collect()
}

fn differs(wanted: &Wanted, all: &crate::aws::tags::Tags, actual: &crate::aws::tags::Tags) -> bool {
    let lacks = all
        .iter()
        .any(|(key, value)| actual.get(key) != Some(value));
    lacks || !wanted.tags.unwanted(actual).is_empty()
}

/// What is of no use any more and of which no instance runs.
fn cleared(wanted: &Wanted, seen: &Seen, given_up: &BTreeSet<String>) -> Option<Step> {
    let old = |image: &&SeenImage| image.tag_is_not(&wanted.registration);
    let idle = |image: &&SeenImage| !seen.in_use.contains_key(&image.id);
    let free = |id: &str| !given_up.contains(id);
    let images = seen.images.iter().filter(old).filter(idle);
    let image = images
        .filter(|image| free(&image.id))
        .map(|image| drop_image(image, seen, why(image)))
        .next();
    image.or_else(|| {
        let snapshots = seen.snapshots.iter();
        let mut lost = snapshots.filter(|one| !seen.is_used(&one.id) && free(&one.id));
        lost.next().map(|one| Step::DropSnapshot {
            id: one.id.clone(),
            why: Useless::LeftOver,
        })
    })
}

fn why(image: &SeenImage) -> Useless {
    match image.is_marked() {
        true => Useless::LeftOver,
        false => Useless::Old,
    }
}

impl SeenImage {
    fn tag_is_not(&self, registration: &str) -> bool {
        self.tag(crate::broker_ami::tags::REGISTRATION) != Some(registration)
    }
}

/// A snapshot that another AMI has as well stays.
pub(crate) fn drop_image(image: &SeenImage, seen: &Seen, why: Useless) -> Step {
    let others = || seen.images.iter().filter(|other| other.id != image.id);
    let shared = |id: &&String| others().any(|other| other.snapshots.contains(id));
    let own = image.snapshots.iter().filter(|id| !shared(id));
    Step::DropImage {
        id: image.id.clone(),
        snapshots: own.cloned().collect(),
        why,
    }
}

/// The marks go last: until then the next apply finds all that this one has made.
fn finish(seen: &Seen, image: &SeenImage) -> Option<Step> {
    let snapshots = of(seen, image);
    let marked = snapshots
        .iter()
        .filter(|one| one.tag(PENDING).is_some())
        .map(|one| one.id.clone());
    let mut ids: Vec<String> = marked.collect();
    // The AMI's own mark tells whose it is, so it is the last of all.
    ids.extend(image.is_marked().then(|| image.id.clone()));
    (!ids.is_empty()).then(|| Step::Finish {
        image: image.id.clone(),
        ids,
    })
}

#[cfg(test)]
#[path = "steps_tests.rs"]
mod tests;
