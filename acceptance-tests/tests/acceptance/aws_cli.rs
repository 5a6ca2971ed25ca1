//! A witness: the AWS CLI drives the sandbox.

use std::process::Command;

use kafkaws_acceptance_tests::{Trouble, World, environment, need, witness};
use serde_json::{Value, json};

use crate::scene::ensure;

/// The CLI, on one sandbox.
struct Cli {
    program: std::path::PathBuf,
    world: World,
}

impl Cli {
    /// One command of `aws kafka`; its answer.
    fn kafka(&self, arguments: &[&str]) -> Result<Value, Trouble> {
        let mut command = Command::new(&self.program);
        command
            .args(["kafka"])
            .args(arguments)
            .args(["--output", "json"])
            .env_clear();
        // No CLI configuration of terraform's is involved; the rest of the environment is the same.
        command.envs(environment(
            std::path::Path::new("/dev/null"),
            self.world.endpoint(),
        ));
        let output = command.output();
        let output = output.map_err(|source| Trouble::File {
            path: self.program.clone(),
            source,
        })?;
        if !output.status.success() {
            return Err(Trouble::Ended {
                command: format!("aws kafka {}", arguments.join(" ")),
                outcome: format!("ended with {}", output.status),
                output: String::from_utf8_lossy(&output.stderr).into_owned(),
            });
        }
        if output.stdout.is_empty() {
            return Ok(Value::Null);
        }
        let what = format!("aws kafka {}", arguments.join(" "));
        serde_json::from_slice(&output.stdout).map_err(|source| Trouble::Json { what, source })
    }

    /// Looks until a cluster is ACTIVE; its description.
    fn settled(&self, arn: &str) -> Result<Value, Trouble> {
        for _ in 0..20 {
            let told = self.kafka(&["describe-cluster-v2", "--cluster-arn", arn])?;
            if told["ClusterInfo"]["State"] == "ACTIVE" {
                return Ok(told["ClusterInfo"].clone());
            }
        }
        Err(Trouble::Unmet(format!(
            "{arn} is not ACTIVE after 20 looks"
        )))
    }

    fn subnets(&self) -> Result<Vec<String>, Trouble> {
        let neighbour = kafkaws_acceptance_tests::Neighbour::new(self.world.endpoint());
        let mut found =
            kafkaws_acceptance_tests::elements(&neighbour.ec2("DescribeSubnets")?, "subnetId");
        found.truncate(3);
        Ok(found)
    }
}

#[test]
fn the_cli_creates_updates_and_deletes() -> Result<(), Trouble> {
    let program = need!(witness("aws"));
    let cli = Cli {
        program,
        world: World::start()?,
    };
    let brokers = json!({
        "InstanceType": "kafka.m5.large",
        "ClientSubnets": cli.subnets()?,
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
    cli.world.is_empty()
}
