//! Clusters that exist already: by ARN, by name, and with a generated configuration.

use kafkaws_acceptance_tests::configuration::{Resource, ours, text};
use kafkaws_acceptance_tests::{Project, Trouble, need};

use crate::scene::{CLUSTER, Cast, Scene, ensure};

/// Makes a cluster and forgets it.
fn forgotten(scene: &Scene, cluster: &Resource) -> Result<(Project, String), Trouble> {
    let project = scene.applied(cluster)?;
    let arn = project.values(CLUSTER)?["arn"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    project.forget(CLUSTER)?;
    Ok((project, arn))
}

#[test]
fn by_arn_and_by_name() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let cluster = Resource::cluster("known").with("tags.team", "streaming");
    let (project, arn) = forgotten(&scene, &cluster)?;
    project.import(CLUSTER, &arn)?;
    project.empty_plan()?;
    project.quiet_refresh()?;
    project.forget(CLUSTER)?;
    project.import(CLUSTER, "known")?;
    project.empty_plan()?;
    scene.clear(&project)
}

/// Pain 15: the peer's generated configuration does not pass its own validation.
#[test]
fn pain_15_a_generated_configuration_plans_empty() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let cluster = Resource::cluster("generated").with("storage_mode", "TIERED");
    let (project, arn) = forgotten(&scene, &cluster)?;
    let import = format!("import {{\n  to = {CLUSTER}\n  id = \"{arn}\"\n}}\n");
    project.write("main.tf", &format!("{}\n{import}", text(&ours())?))?;
    project
        .plan(&["-generate-config-out=generated.tf"])?
        .expect_exit(&[0, 2])?;
    let plan = project.planned()?;
    ensure(plan.touched().is_empty(), plan.told())?;
    project.apply()?;
    project.empty_plan()?;
    project.quiet_refresh()?;
    scene.clear(&project)
}

#[test]
fn a_name_that_does_not_exist_is_a_clear_error() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let project = scene.project(&Resource::cluster("nobody").root()?)?;
    match project.import(CLUSTER, "nobody") {
        Ok(()) => Err(Trouble::Unmet(
            "imported a cluster that does not exist".to_owned(),
        )),
        Err(told) => ensure(told.to_string().contains("nobody"), told),
    }
}

/// A `removed` block lets go of a cluster without a call to AWS, and an `import` block takes it back.
#[test]
fn let_go_and_taken_back() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let cluster = Resource::cluster("free").with("timeouts.create", "3h");
    let project = scene.applied(&cluster)?;
    // An import by name finds it in a list, and lists lag behind a create.
    project.quiet_refresh()?;
    scene.world.sandbox().forget_calls();
    let removed =
        format!("removed {{\n  from = {CLUSTER}\n  lifecycle {{\n    destroy = false\n  }}\n}}\n");
    project.write("main.tf", &format!("{}\n{removed}", text(&ours())?))?;
    project.apply()?;
    ensure(
        project.state()?.resources().is_empty(),
        "it is still in the state",
    )?;
    let import = format!("import {{\n  to = {CLUSTER}\n  id = \"free\"\n}}\n");
    project.write("main.tf", &format!("{}\n{import}", cluster.root()?))?;
    project.apply()?;
    let calls = scene.world.sandbox().calls().mutating();
    ensure(calls.is_empty(), format!("{:?}", calls.operations()))?;
    project.empty_plan()?;
    project.quiet_refresh()?;
    scene.clear(&project)
}
