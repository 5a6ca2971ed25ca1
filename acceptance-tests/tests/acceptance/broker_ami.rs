//! From a disk image to an AMI with the real terraform: made, changed, killed in the middle, and gone.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use kafkaws_acceptance_tests::{Project, Trouble, disk_image, need, process_tree, report};
use kafkaws_sandbox::{FaultAction, FaultRule};

use crate::process::{ended, plugin_of, signal};
use crate::scene::{Cast, Scene, ensure};

const AMI: &str = "kafkaws_broker_ami.this";
/// Blocks with data, and the two with the partition table.
const BLOCKS: u64 = 200;
const WRITTEN: usize = 202;
/// On a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(120);

/// A root module whose image is beside it.
fn project(scene: &Scene) -> Result<Project, Trouble> {
    let text = r#"
        terraform {
          required_providers {
            kafkaws = {
              source = "kafkaws/kafkaws"
            }
          }
        }

        resource "kafkaws_broker_ami" "this" {
          name           = "broker"
          image_file     = "${path.module}/broker.raw"
          engine         = "acme"
          engine_version = "1.2.3"
        }
    "#;
    let project = scene.project(text)?;
    disk_image::write(&image(&project), 1, BLOCKS)?;
    Ok(project)
}

fn image(project: &Project) -> PathBuf {
    project.folder().join("broker.raw")
}

fn quiet(project: &Project) -> Result<(), Trouble> {
    project.empty_plan()?;
    project.quiet_refresh()
}

/// Blocks that EBS took since the log was last forgotten.
fn written(scene: &Scene) -> usize {
    let calls = scene.world.sandbox().calls();
    let done = calls.only(|call| call.operation == "PutSnapshotBlock" && call.code.is_none());
    done.len()
}

fn ami_id(project: &Project) -> Result<String, Trouble> {
    let id = &project.values(AMI)?["ami_id"];
    Ok(id.as_str().unwrap_or_default().to_owned())
}

#[test]
fn an_image_becomes_an_ami_and_another_one_in_its_place() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let project = project(&scene)?;
    project.apply()?;
    quiet(&project)?;
    ensure(written(&scene) == WRITTEN, written(&scene))?;
    let first = ami_id(&project)?;
    disk_image::write(&image(&project), 2, BLOCKS)?;
    project.plan(&[])?.expect_exit(&[2])?;
    let plan = project.planned()?;
    ensure(plan.touched() == [(AMI, "update".to_owned())], plan.told())?;
    project.apply()?;
    quiet(&project)?;
    ensure(ami_id(&project)? != first, "it is the same AMI")?;
    std::fs::remove_file(image(&project)).map_err(|source| Trouble::File {
        path: image(&project),
        source,
    })?;
    quiet(&project)?;
    scene.clear(&project)
}

/// Terraform compares the plan with what the provider plans in the apply, so it is the one to refuse.
#[test]
fn an_image_that_changed_since_the_plan_is_not_applied() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let project = project(&scene)?;
    project.plan(&[])?.expect_exit(&[2])?;
    disk_image::write(&image(&project), 2, BLOCKS)?;
    let mut apply = project.command(&["apply", "-json", "-input=false", "plan.bin"]);
    let output = apply.output().map_err(|source| Trouble::File {
        path: "terraform".into(),
        source,
    })?;
    let told = report(&output);
    ensure(told.exit == 1, &told.text)?;
    let about = told
        .errors()
        .any(|error| error.detail.contains("image_hash") || error.detail.contains("ami_name"));
    ensure(about, &told.text)?;
    scene.world.is_empty()
}

/// Killed with -9 while blocks are on their way, the next apply writes the rest and not what was written.
#[test]
fn an_upload_that_is_killed_goes_on_where_it_stopped() -> Result<(), Trouble> {
    need!(process_tree());
    let scene = need!(Cast::ours()).scene()?;
    let project = project(&scene)?;
    scene.world.fault(FaultRule {
        operation: Some("PutSnapshotBlock".to_owned()),
        action: FaultAction::Delay { milliseconds: 100 },
        ..FaultRule::default()
    });
    let terraform = project.start_apply()?;
    let (process, began) = (terraform.id(), Instant::now());
    while written(&scene) < 60 {
        ensure(began.elapsed() < PATIENCE, "it does not upload")?;
        std::thread::sleep(Duration::from_millis(2));
    }
    signal("KILL", plugin_of(process)?)?;
    let killed = ended(terraform)?;
    ensure(killed.exit == 1, killed.text)?;
    let before = written(&scene);
    ensure(before < WRITTEN, "it was done before it was killed")?;
    scene.world.sandbox().clear_faults();
    scene.world.sandbox().forget_calls();
    project.apply()?;
    quiet(&project)?;
    // Sixteen are on their way at a time: of those EBS had some, and their answers went to the dead.
    let (least, most) = (WRITTEN - before, WRITTEN - before + 16);
    ensure(
        (least..=most).contains(&written(&scene)),
        format!("{before} before and {} after", written(&scene)),
    )?;
    scene.clear(&project)
}
