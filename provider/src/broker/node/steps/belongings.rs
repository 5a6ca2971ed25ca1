//! Tags, and what is the broker's no longer.

use super::Missing;
use crate::aws::fleet::{SeenVolume, VolumeState};
use crate::aws::tags::Tags;
use crate::broker::node::step::Step;
use crate::broker::tags::{PENDING, RELEASED};

impl Missing<'_> {
    pub(super) fn discards(&self) -> Vec<Step> {
        let strays = self.seen.stray_roots().map(|volume| Step::Discard {
            name: "root".to_owned(),
            id: volume.id.clone(),
            delete: true,
        });
        let mut steps: Vec<Step> = strays.collect();
        steps.extend(self.removals());
        steps
    }

    fn removals(&self) -> Vec<Step> {
        let goes = |(name, volume): (&String, &SeenVolume)| {
            let goes = !self.wanted.has_volume(name) && volume.state != VolumeState::Deleting;
            goes.then(|| Step::Discard {
                name: name.clone(),
                id: volume.id.clone(),
                delete: self.wanted.delete_volumes,
            })
        };
        match self.wanted.may_remove_volumes {
            true => self.seen.volumes.iter().filter_map(goes).collect(),
            false => Vec::new(),
        }
    }

    pub(super) fn tags(&self) -> Vec<Step> {
        let interface = self.seen.interface.iter();
        let instance = self.seen.living();
        let whole = interface
            .map(|one| (&one.id, &one.tags))
            .chain(instance.map(|one| (&one.id, &one.tags)))
            .map(|(id, tags)| (id, tags, self.wanted.tags()));
        let wanted = |(name, _): &(&String, &SeenVolume)| self.wanted.has_volume(name);
        let volumes = self.seen.volumes.iter().filter(wanted);
        let volumes =
            volumes.map(|(name, one)| (&one.id, &one.tags, self.wanted.volume_tags(name)));
        let roots = instance.and_then(|one| one.root_volume.as_ref());
        let none = Tags::new();
        let known = |id: &String| self.seen.roots.iter().find(|one| one.id == *id);
        let roots = roots.map(|id| {
            (
                id,
                known(id).map_or(&none, |one| &one.tags),
                self.wanted.root_tags(),
            )
        });
        whole
            .chain(volumes)
            .chain(roots)
            .filter_map(|(id, actual, wanted)| self.retag(id, actual, wanted))
            .collect()
    }

    fn retag(&self, id: &str, actual: &Tags, wanted: Tags) -> Option<Step> {
        let set: Tags = wanted
            .into_iter()
            .filter(|(key, value)| actual.get(key) != Some(value))
            .collect();
        let mut remove = self.wanted.tags.unwanted(actual);
        // A volume of ours that is still marked as left behind could be taken over by somebody else.
        remove.extend(actual.get_key_value(RELEASED).map(|(key, _)| key.clone()));
        (!set.is_empty() || !remove.is_empty()).then(|| Step::Tag {
            id: id.to_owned(),
            set,
            remove,
        })
    }

    pub(super) fn finish(&self) -> Option<Step> {
        let mut tagged = self.seen.tagged();
        let marked = tagged.any(|(_, tags)| tags.contains_key(PENDING));
        (marked && !self.wanted.stays_marked).then_some(Step::Finish)
    }
}
