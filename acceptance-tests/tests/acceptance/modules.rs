//! The tests that each module brings.

use std::path::Path;

use kafkaws_acceptance_tests::{Neighbour, Site, Trouble, checkout, elements, need};

use crate::scene::{Cast, Scene, ensure};

/// How a module names the provider that it needs beside ours.
const PEER: &str = "hashicorp/aws";

/// From an operator's guide, with `source` added and nothing else.
const SNIPPET: &str = r#"
module "msk_cluster" {
  source                      = "../../modules/msk_cluster"
  name                        = local.name
  kafka_version               = "3.6.0"
  number_of_broker_nodes      = 3
  broker_node_az_distribution = "DEFAULT"
  enhanced_monitoring         = "PER_TOPIC_PER_PARTITION"
  broker_node_storage_info = { ebs_storage_info = { volume_size = 500 } }
  storage_mode = "TIERED"
}
"#;

/// Around the snippet there is a local value and neither a provider's address nor its configuration.
#[test]
fn the_snippet_of_the_operators_guide_works_as_it_stands() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let project = scene.stage.project_of("examples/msk_tiered")?;
    project.write(
        "main.tf",
        &format!("locals {{\n  name = \"guide\"\n}}\n{SNIPPET}"),
    )?;
    project.init()?;
    let report = project.apply()?;
    let said = report.warnings().next();
    ensure(said.is_none(), format!("{said:?}"))?;
    project.empty_plan()?;
    project.quiet_refresh()?;
    let cluster = scene.neighbour().cluster("guide")?;
    ensure(cluster["storageMode"] == "TIERED", &cluster)?;
    scene.clear(&project)
}

/// A VPC with a subnet in each of two zones; its id and theirs.
fn vpc_in(neighbour: &Neighbour, zones: &[String]) -> Result<(String, Vec<String>), Trouble> {
    let made = neighbour.ec2_with("CreateVpc", &[("CidrBlock", "10.0.0.0/16")])?;
    let vpc = elements(&made, "vpcId")
        .into_iter()
        .next()
        .unwrap_or_default();
    let mut subnets = Vec::new();
    for (number, zone) in zones.iter().enumerate() {
        subnets.push(subnet(neighbour, &vpc, zone, number)?);
    }
    Ok((vpc, subnets))
}

fn subnet(neighbour: &Neighbour, vpc: &str, zone: &str, number: usize) -> Result<String, Trouble> {
    let range = format!("10.0.{number}.0/24");
    let parameters = [
        ("VpcId", vpc),
        ("AvailabilityZone", zone),
        ("CidrBlock", &range),
    ];
    let made = neighbour.ec2_with("CreateSubnet", &parameters)?;
    Ok(elements(&made, "subnetId")
        .into_iter()
        .next()
        .unwrap_or_default())
}

/// The data source finds a third zone later; the cluster, which could not move, is left alone.
#[test]
fn subnets_are_found_in_a_vpc_once() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let neighbour = scene.neighbour();
    let zones = elements(&neighbour.ec2("DescribeSubnets")?, "availabilityZone");
    let (vpc, mut subnets) = vpc_in(&neighbour, &zones[..2])?;
    let mut project = scene.stage.project_of("examples/msk_in_vpc")?;
    project.set("TF_VAR_vpc_id", &vpc);
    project.set("TF_VAR_number_of_broker_nodes", "2");
    project.init()?;
    project.apply()?;
    project.empty_plan()?;
    subnets.push(subnet(&neighbour, &vpc, &zones[2], 2)?);
    project.empty_plan()?;
    project.apply()?;
    let found = format!("module.msk_cluster.data.kafkaws_network.this[\"{vpc}\"]");
    let found = project.values(&found)?["subnet_ids"].clone();
    ensure(
        found.as_array().is_some_and(|found| found.len() == 3),
        &found,
    )?;
    let values = project.values("module.msk_cluster.kafkaws_msk_cluster.this")?;
    let taken = &values["broker_node_group_info"]["client_subnets"];
    ensure(
        taken.as_array().is_some_and(|taken| taken.len() == 2),
        taken,
    )?;
    project.destroy()?;
    for id in subnets {
        neighbour.ec2_with("DeleteSubnet", &[("SubnetId", &id)])?;
    }
    neighbour.ec2_with("DeleteVpc", &[("VpcId", &vpc)])?;
    scene.world.is_empty()
}

#[test]
fn every_module_passes_its_own_tests() -> Result<(), Trouble> {
    pass(need!(Cast::ours()), |text| !text.contains(PEER))
}

/// What kafkaws has not got, buckets and roles, is hashicorp/aws's in them.
#[test]
fn modules_beside_hashicorp_aws_pass_theirs() -> Result<(), Trouble> {
    pass(need!(Cast::both()), |text| text.contains(PEER))
}

fn pass(cast: Cast, chosen: impl Fn(&str) -> bool) -> Result<(), Trouble> {
    let scene = cast.scene()?;
    let site = Site::of(&scene.neighbour())?;
    let mut passed = 0;
    for (name, versions) in modules()? {
        if chosen(&versions) {
            passes(&scene, &site, &name)?;
            passed += 1;
        }
    }
    ensure(passed > 0, "there are no such modules")?;
    scene.world.is_empty()
}

/// The modules, and which providers they need.
fn modules() -> Result<Vec<(String, String)>, Trouble> {
    let folder = checkout().join("modules");
    let file = |path: &Path| {
        let path = path.to_path_buf();
        move |source| Trouble::File { path, source }
    };
    let modules = std::fs::read_dir(&folder).map_err(file(&folder))?;
    let each = modules.filter_map(Result::ok).map(|module| {
        let versions = module.path().join("versions.tf");
        let text = std::fs::read_to_string(&versions).map_err(file(&versions))?;
        Ok((module.file_name().to_string_lossy().into_owned(), text))
    });
    each.collect()
}

fn passes(scene: &Scene, site: &Site, name: &str) -> Result<(), Trouble> {
    let mut project = scene.stage.project_of(&format!("modules/{name}"))?;
    // Of brokers: an image for arm64.
    project.set("TF_VAR_ami", &site.image);
    project.init()?;
    let text = project.test()?;
    // `terraform test` succeeds on a module that has no tests.
    ensure(
        text.contains("Success!") && !text.contains(" 0 passed"),
        format!("{name}: {text}"),
    )
}
