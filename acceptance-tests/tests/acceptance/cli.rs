//! The AWS CLI, as the witnesses use it.

use std::path::{Path, PathBuf};
use std::process::Command;

use kafkaws_acceptance_tests::{Trouble, environment};
use serde_json::Value;

/// Looks at a cluster before it is given up as one that does not settle.
const LOOKS: usize = 20;

/// The CLI, on one endpoint.
pub(crate) struct Cli {
    program: PathBuf,
    endpoint: String,
}

impl Cli {
    pub(crate) fn new(program: PathBuf, endpoint: &str) -> Self {
        let endpoint = endpoint.to_owned();
        Self { program, endpoint }
    }

    /// One command of `aws kafka`; its answer, null for an empty one.
    pub(crate) fn kafka(&self, arguments: &[&str]) -> Result<Value, Trouble> {
        self.of("kafka", arguments)
    }

    /// One command of `aws ec2`; its answer, null for an empty one.
    pub(crate) fn ec2(&self, arguments: &[&str]) -> Result<Value, Trouble> {
        self.of("ec2", arguments)
    }

    fn of(&self, service: &str, arguments: &[&str]) -> Result<Value, Trouble> {
        let mut command = Command::new(&self.program);
        command
            .arg(service)
            .args(arguments)
            .args(["--output", "json"]);
        // No CLI configuration of terraform's is involved; the rest of the environment is the same.
        command.env_clear();
        command.envs(environment(Path::new("/dev/null"), &self.endpoint));
        let output = command.output().map_err(|source| Trouble::File {
            path: self.program.clone(),
            source,
        })?;
        let what = format!("aws {service} {}", arguments.join(" "));
        if !output.status.success() {
            return Err(Trouble::Ended {
                command: what,
                outcome: format!("ended with {}", output.status),
                output: String::from_utf8_lossy(&output.stderr).into_owned(),
            });
        }
        if output.stdout.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&output.stdout).map_err(|source| Trouble::Json { what, source })
    }

    /// Looks until a cluster is ACTIVE; its description.
    pub(crate) fn settled(&self, arn: &str) -> Result<Value, Trouble> {
        for _ in 0..LOOKS {
            let told = self.kafka(&["describe-cluster-v2", "--cluster-arn", arn])?;
            if told["ClusterInfo"]["State"] == "ACTIVE" {
                return Ok(told["ClusterInfo"].clone());
            }
        }
        let message = format!("{arn} is not ACTIVE after {LOOKS} looks");
        Err(Trouble::Unmet(message))
    }
}
