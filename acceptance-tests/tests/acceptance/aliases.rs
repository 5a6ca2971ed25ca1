//! Two configurations of the provider in one run.

use kafkaws_acceptance_tests::{Trouble, need};

use crate::scene::{Cast, ensure};

const TEXT: &str = r#"
terraform {
  required_providers {
    kafkaws = { source = "kafkaws/kafkaws" }
  }
}

provider "kafkaws" {
  alias  = "one"
  region = "eu-west-1"
}

provider "kafkaws" {
  alias  = "two"
  region = "eu-central-1"
}

resource "kafkaws_msk_cluster" "one" {
  provider               = kafkaws.one
  cluster_name           = "same-name"
  kafka_version          = "3.6.0"
  number_of_broker_nodes = 3
  broker_node_group_info = { instance_type = "kafka.m5.large" }
}

resource "kafkaws_msk_cluster" "two" {
  provider               = kafkaws.two
  cluster_name           = "same-name"
  kafka_version          = "3.6.0"
  number_of_broker_nodes = 3
  broker_node_group_info = { instance_type = "kafka.m5.large" }
}
"#;

#[test]
fn each_region_gets_its_own_cluster() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let project = scene.project(TEXT)?;
    project.apply()?;
    project.empty_plan()?;
    project.quiet_refresh()?;
    for (name, region) in [("one", "eu-west-1"), ("two", "eu-central-1")] {
        let values = project.values(&format!("kafkaws_msk_cluster.{name}"))?;
        let arn = values["arn"].as_str().unwrap_or_default();
        ensure(
            arn.contains(&format!(":{region}:")),
            format!("{name} is {arn}"),
        )?;
        scene.neighbour().in_region(region).cluster("same-name")?;
    }
    scene.clear(&project)
}
