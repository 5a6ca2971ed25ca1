//! What brokers have in common, as they really have it.
//!
//! The state has one value for all brokers. It stays as long as one broker has it: those that have another are out of date,
//! and their entries say so. When nobody has it any more, somebody changed them all, and the state shows what the first has.

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

/// The stack as its brokers have it.
pub(super) struct Drifted {
    pub(super) inputs: BrokerStack,
    pub(super) tags_all: Tags,
    /// Brokers that differ in it.
    pub(super) outdated: BTreeSet<i64>,
}

pub(super) fn drifted(
    cloud: &Cloud,
    prior: &State<Stack>,
    found: &BTreeMap<i64, Arc<Seen>>,
) -> Drifted {
    let mut common = Common {
        found,
        outdated: BTreeSet::new(),
    };
    let mut inputs = prior.inputs.clone();
    groups(&mut inputs, &mut common);
    instances(&mut inputs, &mut common);
    let tags_all = tags(cloud, prior, &mut common);
    if let Some(defaults) = cloud.tags().tags_all(&Tags::new()) {
        let before = prior.outputs.tags_all.as_ref();
        inputs.tags = own(&tags_all, &defaults, &prior.inputs.tags, before);
    }
    Drifted {
        inputs,
        tags_all,
        outdated: common.outdated,
    }
}

struct Common<'a> {
    found: &'a BTreeMap<i64, Arc<Seen>>,
    outdated: BTreeSet<i64>,
}

impl Common<'_> {
    /// What takes the place of the state's value: `None` as long as a broker has that. `of` tells what a broker has, once for each part
    /// of it.
    fn other<T: PartialEq + Clone>(
        &mut self,
        of: impl Fn(&Seen) -> Vec<T>,
        is_prior: impl Fn(&T) -> bool,
    ) -> Option<T> {
        let all: Vec<(i64, Vec<T>)> = self
            .found
            .iter()
            .map(|(id, seen)| (*id, of(seen)))
            .collect();
        let has = |of: &[T], is: &dyn Fn(&T) -> bool| of.iter().all(is);
        let told = || all.iter().filter(|(_, of)| !of.is_empty());
        let first = told().find_map(|(_, of)| of.first().cloned())?;
        let stays = told().any(|(_, of)| has(of, &is_prior));
        let is_common: Box<dyn Fn(&T) -> bool> = match stays {
            true => Box::new(is_prior),
            false => Box::new(|value| *value == first),
        };
        let outdated = told()
            .filter(|(_, of)| !has(of, &is_common))
            .map(|(id, _)| *id);
        let outdated: Vec<i64> = outdated.collect();
        drop(is_common);
        self.outdated.extend(outdated);
        (!stays).then_some(first)
    }
}

fn groups(inputs: &mut BrokerStack, common: &mut Common<'_>) {
    let before = inputs.security_groups.clone();
    let of = |seen: &Seen| {
        let interface = seen.interface.iter();
        let groups = interface.map(|one| one.groups.iter().filter_map(|group| group.parse().ok()));
        groups.map(Iterator::collect).collect()
    };
    if let Some(other) = common.other(of, |groups: &BTreeSet<_>| before.as_ref() == Some(groups)) {
        inputs.security_groups = Some(other);
    }
}

fn instances(inputs: &mut BrokerStack, common: &mut Common<'_>) {
    fn of<T>(seen: &Seen, what: impl Fn(&SeenInstance) -> T) -> Vec<T> {
        seen.living().map(what).into_iter().collect()
    }
    let text = |value: Option<&str>| value.map(str::to_owned);
    let profile = text(inputs.iam_instance_profile.as_deref());
    let is_profile = |is: &Option<String>| same_profile(profile.as_deref(), is.as_deref());
    if let Some(other) = common.other(|seen| of(seen, |one| one.profile.clone()), is_profile) {
        inputs.iam_instance_profile = other.and_then(|profile| profile.parse().ok());
    }
    let key = text(inputs.key_name.as_deref());
    if let Some(other) = common.other(|seen| of(seen, |one| one.key_name.clone()), |is| *is == key)
    {
        inputs.key_name = other.and_then(|key| key.parse().ok());
    }
    let group = text(inputs.placement_group.as_deref());
    let of_group = |seen: &Seen| of(seen, |one| one.placement_group.clone());
    if let Some(other) = common.other(of_group, |is| *is == group) {
        inputs.placement_group = other.and_then(|group| group.parse().ok());
    }
}

/// Tags of everything that a broker is made of.
fn tags(cloud: &Cloud, prior: &State<Stack>, common: &mut Common<'_>) -> Tags {
    let before = prior.outputs.tags_all.clone().unwrap_or_default();
    let of = |seen: &Seen| {
        let tagged = seen.tagged();
        tagged
            .map(|(_, tags)| managed(cloud, tags, &prior.inputs.tags))
            .collect()
    };
    common.other(of, |tags| *tags == before).unwrap_or(before)
}

#[cfg(test)]
mod tests {
    use super::super::testing::stack;
    use super::super::wanted::wanted;
    use super::*;
    use crate::broker::node::testing::complete;
    use crate::broker::tags::Tagging;

    /// Three brokers with these key pairs.
    fn with_keys(keys: [Option<&str>; 3]) -> BTreeMap<i64, Arc<Seen>> {
        let stack = stack(3);
        let one = |(id, key): (i64, Option<&str>)| {
            let mut seen = complete(&wanted(&stack, id, "subnet-00000001", Tagging::default()));
            seen.instance.as_mut().unwrap().key_name = key.map(str::to_owned);
            (id, Arc::new(seen))
        };
        (1..).zip(keys).map(one).collect()
    }

    /// The state's key pair after a look, where it had none, and who is out of date.
    fn looked_at(keys: [Option<&str>; 3]) -> (Option<String>, Vec<i64>) {
        let found = with_keys(keys);
        let (mut inputs, outdated) = (stack(3), BTreeSet::new());
        let mut common = Common {
            found: &found,
            outdated,
        };
        instances(&mut inputs, &mut common);
        let key = inputs.key_name.map(|key| key.to_string());
        (key, common.outdated.into_iter().collect())
    }

    #[test]
    fn the_state_s_value_stays_as_long_as_a_broker_has_it() {
        let ops = Some("ops");
        assert_eq!(looked_at([None, None, None]), (None, vec![]));
        assert_eq!(looked_at([ops, None, None]), (None, vec![1]));
        assert_eq!(looked_at([ops, ops, None]), (None, vec![1, 2]));
        assert_eq!(looked_at([ops, ops, ops]), (Some("ops".into()), vec![]));
        assert_eq!(
            looked_at([ops, Some("dev"), ops]),
            (Some("ops".into()), vec![2])
        );
    }
}
