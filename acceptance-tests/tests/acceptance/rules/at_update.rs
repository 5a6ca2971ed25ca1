//! Rules that a change breaks: all of them in one plan, of clusters that run.

use kafkaws_acceptance_tests::configuration::{Resource, ours, text};
use kafkaws_acceptance_tests::{Report, Trouble, need};

use super::broken_later;
use super::case::all_told;
use super::network::Network;
use crate::scene::{Cast, ensure};

fn root<'c>(
    clusters: impl Iterator<Item = (&'static str, &'c Resource)>,
) -> Result<String, Trouble> {
    let mut body = ours();
    clusters.for_each(|(rule, cluster)| body.0.push(cluster.block(rule).into()));
    text(&body)
}

/// An error stands in the way of `terraform destroy` as well, and says how to get around it.
fn names_the_way_to_destroy(report: &Report) -> Result<(), Trouble> {
    let silent = report
        .errors()
        .find(|error| !error.detail.contains("terraform destroy -refresh=false"));
    ensure(silent.is_none(), format!("{silent:#?}"))
}

#[test]
fn what_a_change_breaks_is_told_at_its_attribute() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let network = Network::made_by(&scene.neighbour())?;
    let changes = broken_later::clusters(&network);
    let before = changes.iter().map(|one| (one.case.rule, &one.before));
    let project = scene.project(&root(before)?)?;
    project.apply()?;
    for change in &changes {
        change.happen(&scene.world)?;
    }
    let after = changes
        .iter()
        .map(|one| (one.case.rule, &one.case.resource));
    project.write("main.tf", &root(after)?)?;
    scene.world.sandbox().forget_calls();
    let report = project.plan(&[])?;
    all_told(changes.iter().map(|change| &change.case), &report)?;
    names_the_way_to_destroy(&report)?;
    let calls = scene.world.sandbox().calls().mutating();
    ensure(
        calls.is_empty(),
        format!("a plan called {:?}", calls.operations()),
    )?;
    let refused = project.try_destroy()?;
    ensure(
        refused.exit == 1,
        "a refused configuration was destroyed after a refresh",
    )?;
    project.destroy_without_refresh()?;
    network.removed_by(&scene.neighbour())?;
    scene.world.is_empty()
}
