//! Python environments of pinned packages: the independent witnesses, and a current Kafka client.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::{console, place, process};

/// A folder of packages, which must not change under a test: every version is pinned.
struct Environment {
    name: &'static str,
    packages: &'static [&'static str],
    /// What is skipped without it.
    advice: &'static str,
}

/// The AWS CLI, botocore's service models, and moto.
const WITNESSES: Environment = Environment {
    name: "witnesses",
    packages: &[
        "awscli==1.45.11",
        "boto3==1.43.11",
        "botocore==1.43.11",
        "moto[server]==5.2.1",
    ],
    advice: "The tests that let the AWS CLI and botocore drive the sandbox are skipped without it.",
};

/// librdkafka 2.16. Debian's kcat has 2.0, whose requests Nisshi does not understand.
const KAFKA_CLIENT: Environment = Environment {
    name: "kafka-client",
    packages: &["confluent-kafka==2.16.1"],
    advice: "The tests that produce to real brokers and consume from them are skipped without it.",
};

/// The folder with `python`, `aws` and `moto_server`, made on first use.
pub(crate) fn witnesses() -> Result<PathBuf, Failure> {
    WITNESSES.find()
}

/// The folder with a `python` that has `confluent_kafka`, made on first use.
pub(crate) fn kafka_client() -> Result<PathBuf, Failure> {
    KAFKA_CLIENT.find()
}

impl Environment {
    fn find(&self) -> Result<PathBuf, Failure> {
        let environment = place::cache()?.join(self.name);
        // Written last: an interrupted install, or one of other versions, is made anew.
        let installed = environment.join("installed");
        let wanted = self.packages.join("\n");
        if std::fs::read_to_string(&installed).ok().as_deref() != Some(&wanted) {
            console::line(format_args!(
                "making a Python environment in {}",
                environment.display()
            ));
            self.make(&environment)?;
            std::fs::write(&installed, wanted).map_err(Failure::at(&installed))?;
        }
        Ok(environment.join("bin"))
    }

    fn make(&self, environment: &Path) -> Result<(), Failure> {
        let python = super::on_path("python3").ok_or(Failure::Missing {
            tool: "python3",
            advice: self.advice,
        })?;
        process::run(
            Command::new(python)
                .args(["-m", "venv", "--clear"])
                .arg(environment),
        )?;
        let mut pip = Command::new(environment.join("bin/python"));
        pip.args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ])
        .args(self.packages);
        process::run(&mut pip)
    }
}
