//! A witness: hashicorp/aws, written by others, must work on the sandbox as it does on AWS.

use kafkaws_acceptance_tests::configuration::{text, theirs};
use kafkaws_acceptance_tests::{Trouble, need};

use crate::scene::{Cast, ensure};

const CLUSTER: &str = r#"
data "aws_subnets" "default" {
  filter {
    name   = "default-for-az"
    values = ["true"]
  }
}

data "aws_security_group" "default" {
  name = "default"
}

resource "aws_msk_cluster" "this" {
  cluster_name           = "witness"
  kafka_version          = "3.6.0"
  number_of_broker_nodes = 3
  enhanced_monitoring    = "MONITORING"

  broker_node_group_info {
    instance_type   = "kafka.m5.large"
    client_subnets  = slice(sort(data.aws_subnets.default.ids), 0, 3)
    security_groups = [data.aws_security_group.default.id]

    storage_info {
      ebs_storage_info {
        volume_size = SIZE
      }
    }
  }
}
"#;

/// The peer's root module.
pub(crate) fn root(size: u32, monitoring: &str) -> Result<String, Trouble> {
    let cluster = CLUSTER
        .replace("SIZE", &size.to_string())
        .replace("MONITORING", monitoring);
    Ok(format!("{}{cluster}", text(&theirs())?))
}

#[test]
fn hashicorp_aws_creates_updates_and_destroys() -> Result<(), Trouble> {
    let scene = need!(Cast::theirs()).scene()?;
    let project = scene.project(&root(100, "DEFAULT")?)?;
    project.apply()?;
    project.nothing_to_do()?;
    let arn = project.values("aws_msk_cluster.this")?["arn"].clone();
    project.write("main.tf", &root(200, "PER_BROKER")?)?;
    project.apply()?;
    project.nothing_to_do()?;
    let values = project.values("aws_msk_cluster.this")?;
    ensure(values["arn"] == arn, "the cluster was replaced")?;
    ensure(values["enhanced_monitoring"] == "PER_BROKER", &values)?;
    let volume = &values["broker_node_group_info"][0]["storage_info"][0]["ebs_storage_info"][0];
    ensure(volume["volume_size"] == 200, &values)?;
    scene.clear(&project)
}
