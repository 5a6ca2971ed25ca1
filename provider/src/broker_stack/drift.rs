//! What brokers have in common, as they really have it.
//!
//! The state has one value for all brokers. It stays as long as all have it; otherwise it becomes what the first broker has that
//! differs, and so the next plan shows a change, whose apply brings it back.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kafkaws_plugin::State;

use super::Stack;
use super::model::BrokerStack;
use crate::aws::cloud::Cloud;
use crate::aws::fleet::{Seen, SeenInstance};
use crate::aws::tags::Tags;
use crate::broker::node::same_profile;
use crate::broker::tags::{managed, own};

/// The inputs as the brokers have them, and all tags.
pub(super) fn drifted(
    cloud: &Cloud,
    prior: &State<Stack>,
    found: &BTreeMap<i64, Arc<Seen>>,
) -> (BrokerStack, Option<Tags>) {
    let mut inputs = prior.inputs.clone();
    let brokers: Vec<&Seen> = found.values().map(|seen| &**seen).collect();
    groups(&mut inputs, &brokers);
    instances(&mut inputs, &brokers);
    let tags = tags(cloud, prior, &brokers);
    if let Some(defaults) = cloud.tags().tags_all(&Tags::new()) {
        let before = prior.outputs.tags_all.as_ref();
        inputs.tags = own(&tags, &defaults, &prior.inputs.tags, before);
    }
    (inputs, Some(tags))
}

fn groups(inputs: &mut BrokerStack, brokers: &[&Seen]) {
    let interfaces = brokers.iter().filter_map(|seen| seen.interface.as_ref());
    let groups = interfaces.map(|interface| {
        let groups = interface
            .groups
            .iter()
            .filter_map(|group| group.parse().ok());
        groups.collect::<BTreeSet<_>>()
    });
    let other = first_other(groups, |groups| {
        inputs.security_groups.as_ref() == Some(groups)
    });
    inputs.security_groups = other.or(inputs.security_groups.take());
}

fn instances(inputs: &mut BrokerStack, brokers: &[&Seen]) {
    let instances: Vec<&SeenInstance> = brokers.iter().filter_map(|seen| seen.living()).collect();
    let profile = inputs
        .iam_instance_profile
        .as_ref()
        .map(ToString::to_string);
    let other = first_other(instances.iter().map(|one| one.profile.clone()), |is| {
        same_profile(profile.as_deref(), is.as_deref())
    });
    if let Some(other) = other {
        inputs.iam_instance_profile = other.and_then(|profile| profile.parse().ok());
    }
    let key = inputs.key_name.as_ref().map(ToString::to_string);
    let other = first_other(instances.iter().map(|one| one.key_name.clone()), |is| {
        *is == key
    });
    if let Some(other) = other {
        inputs.key_name = other.and_then(|key| key.parse().ok());
    }
    let group = inputs.placement_group.as_ref().map(ToString::to_string);
    let other = first_other(
        instances.iter().map(|one| one.placement_group.clone()),
        |is| *is == group,
    );
    if let Some(other) = other {
        inputs.placement_group = other.and_then(|group| group.parse().ok());
    }
}

/// Tags of everything that a broker is made of.
fn tags(cloud: &Cloud, prior: &State<Stack>, brokers: &[&Seen]) -> Tags {
    let before = prior.outputs.tags_all.clone().unwrap_or_default();
    let shown = |tags: &Tags| managed(cloud, tags, &prior.inputs.tags);
    let all = brokers
        .iter()
        .flat_map(|seen| seen.tagged())
        .map(|(_, tags)| shown(tags));
    first_other(all, |tags| *tags == before).unwrap_or(before)
}

fn first_other<T>(all: impl Iterator<Item = T>, same: impl Fn(&T) -> bool) -> Option<T> {
    let mut others = all.filter(|one| !same(one));
    others.next()
}
