//! What somebody else changed is told by a drift run, and put right by an apply.

use kafkaws_acceptance_tests::configuration::Resource;
use kafkaws_acceptance_tests::{Trouble, need};
use kafkaws_sandbox::Event;

use crate::scene::{CLUSTER, Cast, ensure};

#[test]
fn a_change_of_monitoring_is_told_and_put_right() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let project = scene.applied(&Resource::cluster("drift"))?;
    scene.neighbour().change_monitoring("drift", "PER_BROKER")?;
    let change = project.drift(CLUSTER)?;
    ensure(
        change.before["enhanced_monitoring"] == "DEFAULT",
        format!("{:?}", change.before),
    )?;
    ensure(
        change.after["enhanced_monitoring"] == "PER_BROKER",
        format!("{:?}", change.after),
    )?;
    project.apply()?;
    project.empty_plan()?;
    scene.clear(&project)
}

/// Pain 1: storage that AWS has grown by itself is neither drift nor a reason to shrink it.
#[test]
fn pain_1_grown_storage_is_left_alone() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let project = scene.applied(&Resource::cluster("grown"))?;
    scene
        .world
        .happen("grown", Event::GrowStorage { volume_size: 400 })?;
    project.quiet_refresh()?;
    project.empty_plan()?;
    scene.clear(&project)
}

#[test]
fn a_cluster_that_somebody_deleted_is_planned_anew() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let project = scene.applied(&Resource::cluster("gone"))?;
    scene.neighbour().delete("gone")?;
    let change = project.drift(CLUSTER)?;
    ensure(change.after.is_null(), format!("{:?}", change.after))?;
    let report = project.plan(&[])?.expect_exit(&[2])?;
    ensure(
        report.changes.iter().any(|(_, action)| action == "create"),
        report.text,
    )?;
    project.apply()?;
    project.empty_plan()?;
    scene.clear(&project)
}

/// Design: what AWS moved by itself and cannot be moved back is not a reason to fail, nor to replace.
#[test]
fn an_automatic_upgrade_is_told_and_not_undone() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let project = scene.applied(&Resource::cluster("upgraded"))?;
    let kafka_version = "3.7.x".to_owned();
    scene
        .world
        .happen("upgraded", Event::Upgrade { kafka_version })?;
    let report = project.plan(&[])?.expect_exit(&[0])?;
    ensure(
        report.warnings().next().is_some(),
        format!("nothing warns:\n{}", report.text),
    )?;
    scene.clear(&project)
}
