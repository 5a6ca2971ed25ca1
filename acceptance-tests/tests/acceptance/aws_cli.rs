//! A witness: the AWS CLI drives the sandbox.

use kafkaws_acceptance_tests::{Neighbour, Trouble, World, elements, need, witness};
use serde_json::{Value, json};

use crate::cli::Cli;
use crate::scene::ensure;

fn subnets(world: &World) -> Result<Vec<String>, Trouble> {
    let neighbour = Neighbour::new(world.endpoint());
    let mut found = elements(&neighbour.ec2("DescribeSubnets")?, "subnetId");
    found.truncate(3);
    Ok(found)
}

#[test]
fn the_cli_creates_updates_and_deletes() -> Result<(), Trouble> {
    let program = need!(witness("aws"));
    let world = World::start()?;
    let cli = Cli::new(program, world.endpoint());
    let brokers = json!({
        "InstanceType": "kafka.m5.large",
        "ClientSubnets": subnets(&world)?,
        "StorageInfo": { "EbsStorageInfo": { "VolumeSize": 100 } },
    });
    let created = cli.kafka(&[
        "create-cluster",
        "--cluster-name=cli",
        "--kafka-version=3.6.0",
        "--number-of-broker-nodes=3",
        &format!("--broker-node-group-info={brokers}"),
    ])?;
    let arn = created["ClusterArn"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let cluster = cli.settled(&arn)?;
    let update = |version: &Value| {
        let version = format!("--current-version={}", version.as_str().unwrap_or_default());
        let arn = format!("--cluster-arn={arn}");
        cli.kafka(&[
            "update-monitoring",
            &arn,
            &version,
            "--enhanced-monitoring=PER_BROKER",
        ])
    };
    update(&cluster["CurrentVersion"])?;
    let after = cli.settled(&arn)?;
    ensure(
        after["Provisioned"]["EnhancedMonitoring"] == "PER_BROKER",
        &after,
    )?;
    let stale = update(&cluster["CurrentVersion"]);
    ensure(stale.is_err(), "a stale CurrentVersion was taken")?;
    let brokers = cli.kafka(&["get-bootstrap-brokers", "--cluster-arn", &arn])?;
    ensure(brokers["BootstrapBrokerStringTls"].is_string(), &brokers)?;
    cli.kafka(&["delete-cluster", "--cluster-arn", &arn])?;
    while cli
        .kafka(&["describe-cluster-v2", "--cluster-arn", &arn])
        .is_ok()
    {}
    world.is_empty()
}
