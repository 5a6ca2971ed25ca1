//! Levels that the provider block sets, and what a rule leaves of a plan.

use kafkaws_acceptance_tests::configuration::Resource;
use kafkaws_acceptance_tests::{Project, Trouble, need};

use crate::scene::{Cast, ensure};

const RULE: &str = "min-isr-headroom";

/// The severities with which the rule speaks.
fn said(project: &Project) -> Result<Vec<String>, Trouble> {
    let report = project.plan(&[])?;
    let about = report.diagnostics.into_iter();
    let about = about.filter(|one| one.detail.contains(RULE));
    Ok(about.map(|one| one.severity).collect())
}

#[test]
fn the_provider_block_raises_and_silences_a_rule() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let cluster =
        Resource::cluster("levels").with("server_properties", "min.insync.replicas = 3\n");
    let project = scene.project(&cluster.root()?)?;
    ensure(said(&project)? == ["warning"], "it does not warn")?;
    for (level, wanted) in [("error", &["error"][..]), ("off", &[])] {
        let block =
            format!("provider \"kafkaws\" {{\n  rules = {{ \"{RULE}\" = \"{level}\" }}\n}}\n");
        project.write("provider.tf", &block)?;
        let said = said(&project)?;
        ensure(said == wanted, format!("{level}: {said:?}"))?;
    }
    Ok(())
}

/// A shrinking volume is not planned: the floor stays where it is, and the plan says why.
#[test]
fn a_smaller_volume_size_keeps_the_larger_one() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let cluster = Resource::cluster("shrink");
    let project = scene.applied(&cluster)?;
    let path = "broker_node_group_info.storage_info.ebs_storage_info.volume_size";
    project.write("main.tf", &cluster.with(path, 50).root()?)?;
    let report = project.plan(&[])?.expect_exit(&[0])?;
    ensure(
        report.warnings().next().is_some(),
        format!("nothing warns:\n{}", report.text),
    )?;
    scene.clear(&project)
}
