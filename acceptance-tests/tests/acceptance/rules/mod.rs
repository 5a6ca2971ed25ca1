//! Rules at plan time, as terraform shows them: every one is broken once, by a cluster that is named
//! after it, and must speak at its level, at its attribute, and with its id.

mod at_create;
mod at_update;
mod broken;
mod broken_access;
mod broken_later;
mod brokers;
mod case;
mod levels;
mod network;

use std::collections::BTreeMap;

use kafkaws_acceptance_tests::Trouble;
use kafkaws_rules::cluster::RULES;

use crate::scene::ensure;
use network::Network;

/// Rules that no terraform run here can break, and why. They are tested in `rules/` only.
const OUT_OF_REACH: [(&str, &str); 1] = [(
    "subnet-zone-unavailable",
    "nobody has a subnet in use1-az3 here: the sandbox offers the zones that MSK offers",
)];

#[test]
fn every_rule_is_broken_once_or_out_of_reach_for_a_reason() -> Result<(), Trouble> {
    let network = Network::default();
    let broken = broken::clusters(&network).into_iter().map(|case| case.rule);
    let later = broken_later::clusters(&network);
    let later = later.into_iter().map(|change| change.case.rule);
    let rules = RULES.iter().map(|rule| rule.id.0);
    each_once(rules, broken.chain(later), &OUT_OF_REACH)
}

/// Shows that each rule is broken once, or is out of reach for a reason.
fn each_once(
    rules: impl Iterator<Item = &'static str>,
    broken: impl Iterator<Item = &'static str>,
    out_of_reach: &[(&'static str, &str)],
) -> Result<(), Trouble> {
    let mut times: BTreeMap<&str, usize> = rules.map(|rule| (rule, 0)).collect();
    let known: Vec<&str> = times.keys().copied().collect();
    let unknown = out_of_reach.iter().find(|(id, _)| !known.contains(id));
    ensure(unknown.is_none(), format!("no such rule: {unknown:?}"))?;
    let unreached = out_of_reach.iter().map(|(rule, _)| *rule);
    broken
        .chain(unreached)
        .for_each(|rule| *times.entry(rule).or_default() += 1);
    times.retain(|_, times| *times != 1);
    ensure(
        times.is_empty(),
        format!("not broken exactly once: {times:?}"),
    )
}
