//! A cluster that hashicorp/aws made is taken over by a `moved` block, and nothing is changed.

use hcl::Body;
use kafkaws_acceptance_tests::configuration::{Resource, requires, text};
use kafkaws_acceptance_tests::{KAFKAWS, PEER, Project, Trouble, checkout, need};

use crate::peer;
use crate::scene::{Cast, Scene, ensure};

const MOVED: &str = "
moved {
  from = aws_msk_cluster.this
  to   = kafkaws_msk_cluster.this
}
";

/// The peer's cluster as the public module has it: `module.msk.aws_msk_cluster.this[0]`, with tags that
/// are empty rather than absent.
fn as_the_public_module(root: &str) -> String {
    let first = "\"aws_msk_cluster\" \"this\" {\n";
    root.replace(first, &format!("{first}  count = 1\n  tags  = {{}}\n"))
}

/// Nothing is planned but the move, nothing is called that changes anything, and all is quiet.
fn moves_for_nothing(scene: &Scene, project: &Project) -> Result<(), Trouble> {
    project.init()?;
    scene.world.sandbox().forget_calls();
    project.plan(&[])?.expect_exit(&[0, 2])?;
    let plan = project.planned()?;
    ensure(plan.touched().is_empty(), plan.told())?;
    project.apply()?;
    let calls = scene.world.sandbox().calls().mutating();
    ensure(
        calls.is_empty(),
        format!("the move called {:?}", calls.operations()),
    )?;
    project.empty_plan()?;
    project.quiet_refresh()
}

#[test]
fn a_resource_moves_without_a_change() -> Result<(), Trouble> {
    let scene = need!(Cast::both()).scene()?;
    let project = scene.project(&peer::root(100, "PER_BROKER")?)?;
    project.apply()?;
    let ours = Resource::cluster("witness")
        .with("enhanced_monitoring", "PER_BROKER")
        .root()?;
    project.write("main.tf", &format!("{ours}{MOVED}"))?;
    moves_for_nothing(&scene, &project)?;
    scene.clear(&project)
}

#[test]
fn the_public_modules_cluster_moves_into_our_module() -> Result<(), Trouble> {
    let scene = need!(Cast::both()).scene()?;
    let project = scene.stage.project()?;
    let public = project.folder().join("public");
    std::fs::create_dir(&public).map_err(|source| Trouble::File {
        path: public,
        source,
    })?;
    let both = Body::builder()
        .add_block(requires(&[KAFKAWS, PEER]))
        .build();
    project.write("versions.tf", &text(&both)?)?;
    project.write(
        "public/main.tf",
        &as_the_public_module(&peer::root(100, "DEFAULT")?),
    )?;
    project.write("main.tf", "module \"msk\" {\n  source = \"./public\"\n}\n")?;
    project.init()?;
    project.apply()?;
    let module = checkout().join("modules/msk_cluster");
    let call = format!(
        "module \"msk\" {{\n  source = {module:?}\n  name = \"witness\"\n  kafka_version = \"3.6.0\"\n  \
         number_of_broker_nodes = 3\n  broker_node_instance_type = \"kafka.m5.large\"\n  \
         broker_node_storage_info = {{ ebs_storage_info = {{ volume_size = 100 }} }}\n}}\n"
    );
    project.write("main.tf", &call)?;
    moves_for_nothing(&scene, &project)?;
    scene.clear(&project)
}
