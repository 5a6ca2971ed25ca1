//! Whatever stops an apply half way, the next one carries on, and no second cluster appears.

use kafkaws_acceptance_tests::configuration::Resource;
use kafkaws_acceptance_tests::{Project, Trouble, need, process_tree};
use kafkaws_sandbox::{Event, FaultAction, FaultRule};

use crate::process::{ended, plugin_of, signal};
use crate::scene::{CLUSTER, Cast, Scene, ensure};

/// A fault of every call of one operation of MSK.
fn of(operation: &str, action: FaultAction) -> FaultRule {
    let (service, operation) = (Some("kafka".to_owned()), Some(operation.to_owned()));
    FaultRule {
        service,
        operation,
        action,
        ..FaultRule::default()
    }
}

/// The next apply completes what was begun: one cluster, one create, nothing left to do.
fn completes(scene: Scene, project: &Project) -> Result<(), Trouble> {
    scene.world.sandbox().clear_faults();
    project.apply()?;
    project.empty_plan()?;
    project.quiet_refresh()?;
    let created = scene
        .world
        .sandbox()
        .calls()
        .only(|call| call.operation.starts_with("CreateCluster") && call.code.is_none());
    ensure(
        created.len() == 1,
        format!("created {} clusters", created.len()),
    )?;
    scene.clear(project)
}

#[test]
fn an_interrupted_create_is_kept_and_completed() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let project = scene.project(&Resource::cluster("interrupted").root()?)?;
    scene.world.stay("CREATING");
    let terraform = project.start_apply()?;
    scene.world.wait_for("DescribeClusterV2")?;
    signal("INT", terraform.id())?;
    ended(terraform)?;
    let state = project.state()?;
    let kept = state.resource(CLUSTER);
    ensure(
        kept.is_some_and(|kept| !kept.tainted),
        "the cluster is lost or tainted",
    )?;
    completes(scene, &project)
}

/// Pain 13: a create that takes too long leaves a cluster that is not tainted.
#[test]
fn pain_13_a_timed_out_create_is_kept_and_completed() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let cluster = Resource::cluster("slow").with("timeouts.create", "1s");
    let project = scene.project(&cluster.root()?)?;
    scene.world.stay("CREATING");
    let report = project.try_apply()?.expect_exit(&[0])?;
    ensure(
        report.warnings().next().is_some(),
        format!("nothing warns:\n{}", report.text),
    )?;
    let state = project.state()?;
    ensure(
        state.resource(CLUSTER).is_some_and(|kept| !kept.tainted),
        "the cluster is tainted",
    )?;
    completes(scene, &project)
}

#[test]
fn a_killed_plugin_leaves_what_the_next_apply_finds() -> Result<(), Trouble> {
    need!(process_tree());
    let scene = need!(Cast::ours()).scene()?;
    let project = scene.project(&Resource::cluster("killed").root()?)?;
    scene.world.stay("CREATING");
    let terraform = project.start_apply()?;
    scene.world.wait_for("DescribeClusterV2")?;
    signal("KILL", plugin_of(terraform.id())?)?;
    let report = ended(terraform)?;
    ensure(
        report.exit == 1,
        format!("terraform did not notice:\n{}", report.text),
    )?;
    completes(scene, &project)
}

#[test]
fn a_lost_answer_does_not_make_a_second_cluster() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let project = scene.project(&Resource::cluster("lost").root()?)?;
    let lost = of("CreateCluster*", FaultAction::LoseResponse);
    scene.world.fault(FaultRule {
        nth: Some(1),
        ..lost
    });
    project.try_apply()?;
    completes(scene, &project)
}

/// Pain 28: a fleet is throttled; calls are tried again.
#[test]
fn pain_28_throttling_is_waited_out() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let project = scene.project(&Resource::cluster("throttled").root()?)?;
    for operation in ["CreateCluster*", "Describe*", "List*", "Get*", "Delete*"] {
        scene.world.fault(FaultRule {
            first: Some(2),
            ..of(operation, FaultAction::Throttle)
        });
    }
    project.apply()?;
    project.empty_plan()?;
    scene.clear(&project)
}

/// Pain 12: a cluster that AWS could not make can be read, planned and destroyed.
#[test]
fn pain_12_a_failed_cluster_does_not_stand_in_the_way() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let project = scene.applied(&Resource::cluster("failed"))?;
    let (code, message) = (
        "InternalFailure".to_owned(),
        "a broker did not start".to_owned(),
    );
    scene
        .world
        .happen("failed", Event::Fail { code, message })?;
    project.plan(&["-refresh-only"])?.expect_exit(&[0, 2])?;
    project.plan(&[])?.expect_exit(&[0, 2])?;
    scene.clear(&project)
}
