//! Rules of self-managed brokers, each broken once by a broker or a stack that is named after it.

mod broken;
mod ground;
mod later;
mod replicas;

use kafkaws_acceptance_tests::configuration::{Resource, root};
use kafkaws_acceptance_tests::{Report, Trouble, need};
use kafkaws_rules::broker::RULES;

use super::case::all_told;
use super::each_once;
use crate::scene::{Cast, Scene, ensure};
use ground::Ground;

/// Rules that no terraform run here can break, and why. They are tested in `rules/` only.
const OUT_OF_REACH: [(&str, &str); 3] = [
    (
        "image-root-device",
        "nobody registers images on instance store any more: RegisterImage wants a snapshot",
    ),
    (
        "image-root-volume-type",
        "EC2 registers no image whose root is on a volume type that does not boot",
    ),
    (
        "volume-modification-quota",
        "EC2 tells of a volume's last modification only, so a plan cannot count four",
    ),
];

/// The broker with nothing wrong, about which nothing may be said.
const FINE: &str = "fine";

#[test]
fn every_rule_is_broken_once_or_out_of_reach_for_a_reason() -> Result<(), Trouble> {
    let ground = Ground::default();
    let broken = broken::cases(&ground).into_iter().map(|case| case.rule);
    let later = later::changes(&ground);
    let later = later.into_iter().map(|change| change.case.rule);
    let rules = RULES.iter().map(|rule| rule.id.0);
    each_once(rules, broken.chain(later), &OUT_OF_REACH)
}

fn nothing_was_changed(scene: &Scene) -> Result<(), Trouble> {
    let calls = scene.world.sandbox().calls().mutating();
    ensure(
        calls.is_empty(),
        format!("a plan called {:?}", calls.operations()),
    )
}

fn silent_about(address: &str, report: &Report) -> Result<(), Trouble> {
    let said = report.diagnostics.iter();
    let mut said = said.filter(|one| one.address.as_deref() == Some(address));
    let said = said.next();
    ensure(said.is_none(), format!("{said:?}"))
}

#[test]
fn what_a_new_broker_breaks_is_told_at_its_attribute() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let ground = Ground::made_by(&scene.neighbour())?;
    let cases = broken::cases(&ground);
    let fine = ground.site.broker(FINE, 1);
    let all = cases.iter().map(|case| (case.rule, &case.resource));
    let project = scene.project(&root(all.chain([(FINE, &fine)]))?)?;
    scene.world.sandbox().forget_calls();
    let report = project.plan(&[])?;
    all_told(&cases, &report)?;
    silent_about(&fine.address(FINE), &report)?;
    nothing_was_changed(&scene)?;
    ground.removed_by(&scene.neighbour())?;
    scene.world.is_empty()
}

#[test]
fn what_a_change_of_a_broker_breaks_is_told_at_its_attribute() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let ground = Ground::made_by(&scene.neighbour())?;
    let changes = later::changes(&ground);
    let before = changes.iter().map(|one| (one.case.rule, &one.before));
    let project = scene.project(&root(before)?)?;
    project.apply()?;
    scene.world.stay("optimizing");
    for change in &changes {
        change.meanwhile(&scene.neighbour(), &project)?;
    }
    let after: Vec<(&str, &Resource)> = changes
        .iter()
        .map(|one| (one.case.rule, &one.case.resource))
        .collect();
    project.write("main.tf", &root(after)?)?;
    scene.world.sandbox().forget_calls();
    let report = project.plan(&[])?;
    all_told(changes.iter().map(|change| &change.case), &report)?;
    nothing_was_changed(&scene)?;
    scene.world.sandbox().clear_faults();
    project.destroy_without_refresh()?;
    ground.removed_by(&scene.neighbour())?;
    scene.world.is_empty()
}
