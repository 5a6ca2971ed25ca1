//! Every example is a whole root module, and works.

use std::path::{Path, PathBuf};

use kafkaws_acceptance_tests::{
    KAFKAWS, Project, Site, Trouble, checkout, conformity, disk_image, elements, need,
};

use crate::scene::{Cast, Scene, ensure};

/// The folders below `examples/` that hold a root module.
fn examples() -> Result<Vec<PathBuf>, Trouble> {
    let files = conformity::files(&checkout().join("examples"))?;
    let folders: std::collections::BTreeSet<_> = files
        .iter()
        .filter_map(|file| file.parent())
        .map(Path::to_path_buf)
        .collect();
    Ok(folders.into_iter().collect())
}

/// What examples of brokers leave to the caller: an image, as an AMI or as a file.
fn variables(scene: &Scene, project: &mut Project) -> Result<(), Trouble> {
    let site = Site::of(&scene.neighbour())?;
    project.set("TF_VAR_ami", &site.image);
    let image = project.folder().join("broker.raw");
    disk_image::write(&image, 1, 10)?;
    project.set("TF_VAR_image", &image.to_string_lossy());
    Ok(())
}

/// Volumes outlive their brokers, unless the example says otherwise; each is marked as released.
fn take_released_volumes(scene: &Scene) -> Result<(), Trouble> {
    let neighbour = scene.neighbour();
    let filter = [
        ("Filter.1.Name", "tag:kafkaws:released"),
        ("Filter.1.Value.1", "true"),
    ];
    let released = elements(&neighbour.ec2_with("DescribeVolumes", &filter)?, "volumeId");
    for id in &released {
        neighbour.ec2_with("DeleteVolume", &[("VolumeId", id)])?;
    }
    // Each look moves a volume that is being deleted on.
    (0..3).try_for_each(|_| neighbour.ec2("DescribeVolumes").map(drop))
}

/// One of several stacks of a cluster goes only when Kafka says that it holds nothing, and none runs here.
fn unguard(project: &mut Project) -> Result<(), Trouble> {
    let main = project.folder().join("main.tf");
    let text = std::fs::read_to_string(&main).map_err(|source| Trouble::File {
        path: main.clone(),
        source,
    })?;
    if text.contains("variable \"allow_unverified\"") {
        project.set("TF_VAR_allow_unverified", "true");
        project.apply()?;
    }
    Ok(())
}

fn live(scene: &Scene, example: &str) -> Result<(), Trouble> {
    let mut project = scene.stage.project_of(example)?;
    variables(scene, &mut project)?;
    project.init()?;
    project.apply()?;
    project.empty_plan()?;
    project.quiet_refresh()?;
    unguard(&mut project)?;
    project.destroy()?;
    take_released_volumes(scene)?;
    scene.world.is_empty()
}

#[test]
fn every_example_lives_and_dies_quietly() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let examples = examples()?;
    ensure(!examples.is_empty(), "there are no examples")?;
    for example in examples {
        let name = example
            .strip_prefix(checkout())
            .unwrap_or(&example)
            .to_string_lossy();
        live(&scene, &name).map_err(|trouble| Trouble::Unmet(format!("{name}: {trouble}")))?;
    }
    Ok(())
}

#[test]
fn examples_and_modules_use_the_schema_as_it_is() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let project = scene.stage.project_of("examples/provider")?;
    project.init()?;
    let schemas = project.schemas()?;
    let provider = &schemas["provider_schemas"][KAFKAWS];
    let mut findings = Vec::new();
    for folder in ["examples", "modules"] {
        for file in conformity::files(&checkout().join(folder))? {
            let body = conformity::read(&file)?;
            findings.extend(conformity::check(&file, &body, "kafkaws", provider));
        }
    }
    let told: Vec<String> = findings.iter().map(ToString::to_string).collect();
    ensure(told.is_empty(), told.join("\n"))
}
