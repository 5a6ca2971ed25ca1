//! What an EC2 call about computers and disks works with.

use std::collections::{BTreeMap, BTreeSet};

use super::change::Made;
use super::filter::{Listed, not_found};
use super::phase::Eye;
use crate::clock::{Clock, Timestamp};
use crate::faults::Faults;
use crate::processes::Processes;
use crate::query::Form;
use crate::refusal::Refusal;
use crate::s3::Bucket;
use crate::storage::Storage;
use crate::world::Area;

/// The request, the region's resources, and the time.
#[derive(Debug)]
pub(super) struct Desk<'a> {
    pub(super) area: &'a mut Area,
    pub(super) form: &'a Form,
    pub(super) clock: Clock,
    pub(super) now: Timestamp,
    /// So many looks at a new id find nothing yet.
    pub(super) lag: u32,
    pub(super) faults: &'a Faults,
    pub(super) storage: &'a Storage,
    /// Instances are processes, if there are any.
    pub(super) processes: Option<&'a Processes>,
    pub(super) buckets: &'a BTreeMap<String, Bucket>,
    /// VM Import can assume its service role.
    pub(super) import_role: bool,
}

pub(super) type Handler = fn(&mut Desk<'_>) -> Made;

impl<'a> Desk<'a> {
    pub(super) fn eye(&self, looking: bool) -> Eye<'a> {
        Eye {
            clock: self.clock,
            now: self.now,
            looking,
            faults: self.faults,
            region: self.area.region.clone(),
        }
    }
}

/// What EC2 shows only some time after it made it.
pub(crate) trait Fresh {
    /// So many looks still miss it.
    fn unseen(&mut self) -> &mut u32;
}

/// Of these, the ones that nobody sees yet; each miss brings them nearer.
pub(super) fn missed<T: Fresh>(
    entries: &mut BTreeMap<String, T>,
    ids: &[String],
) -> BTreeSet<String> {
    let miss = |id: &&String| {
        let unseen = entries.get_mut(*id).map(Fresh::unseen);
        unseen.is_some_and(|unseen| std::mem::replace(unseen, unseen.saturating_sub(1)) > 0)
    };
    ids.iter().filter(miss).cloned().collect()
}

/// An entry by id, once EC2 knows it everywhere.
pub(crate) fn known<'m, T: Listed + Fresh>(
    entries: &'m mut BTreeMap<String, T>,
    id: &str,
) -> Result<&'m mut T, Refusal> {
    let hidden = !missed(entries, &[id.to_owned()]).is_empty();
    match entries.get_mut(id) {
        Some(entry) if !hidden => Ok(entry),
        _ => Err(not_found::<T>(id)),
    }
}
