//! What would destroy data is refused.

use kafkaws_acceptance_tests::configuration::Resource;
use kafkaws_acceptance_tests::{Trouble, need};

use crate::scene::{Cast, ensure};

/// Pains 4, 5 and 9: changes that only a new cluster could satisfy, and where the error must point.
#[test]
fn pain_4_and_5_nothing_is_replaced_by_surprise() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let cluster = Resource::cluster("precious").with("storage_mode", "TIERED");
    let project = scene.applied(&cluster)?;
    let changes = [
        (
            "storage_mode",
            "storage_mode",
            cluster.clone().with("storage_mode", "LOCAL"),
        ),
        (
            "kafka_version",
            "kafka_version",
            cluster.clone().with("kafka_version", "3.5.1"),
        ),
        (
            "in_cluster",
            "encryption_info.encryption_in_transit.in_cluster",
            {
                cluster
                    .clone()
                    .with("encryption_info.encryption_in_transit.in_cluster", false)
            },
        ),
    ];
    for (attribute, code, changed) in changes {
        project.write("main.tf", &changed.root()?)?;
        let report = project.plan(&[])?;
        let error = report.error_at(code)?;
        let named = error.detail.contains("allow_replacement");
        ensure(
            named,
            format!("{attribute}: no way out is named: {}", error.detail),
        )?;
        ensure(
            report.exit == 1,
            format!("{attribute} was planned:\n{}", report.text),
        )?;
    }
    project.write("main.tf", &cluster.root()?)?;
    project.empty_plan()?;
    scene.clear(&project)
}

#[test]
fn allow_replacement_plans_the_replacement() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let cluster = Resource::cluster("replaceable").with("allow_replacement", true);
    let project = scene.applied(&cluster)?;
    let changed = cluster.with("encryption_info.encryption_in_transit.in_cluster", false);
    project.write("main.tf", &changed.root()?)?;
    project.plan(&[])?.expect_exit(&[2])?;
    let touched = project.planned()?;
    let actions = touched
        .touched()
        .into_iter()
        .map(|(_, actions)| actions)
        .collect::<Vec<_>>();
    ensure(actions == ["delete,create"], format!("{actions:?}"))?;
    scene.clear(&project)
}

#[test]
fn deletion_protection_stands_until_it_was_taken_away() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let cluster = Resource::cluster("protected").with("deletion_protection", true);
    let project = scene.applied(&cluster)?;
    let report = project.try_destroy()?;
    ensure(report.exit == 1, "a protected cluster was destroyed")?;
    let named = report
        .errors()
        .any(|error| error.detail.contains("deletion_protection"));
    ensure(named, report.text)?;
    project.write(
        "main.tf",
        &cluster.with("deletion_protection", false).root()?,
    )?;
    project.apply()?;
    scene.clear(&project)
}
