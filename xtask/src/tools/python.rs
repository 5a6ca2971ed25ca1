//! Python for the independent witnesses: the AWS CLI, botocore's service models, and moto.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::{console, place, process};

/// Witnesses must not change under a test, so every version is pinned.
const PACKAGES: [&str; 4] = [
    "awscli==1.45.11",
    "boto3==1.43.11",
    "botocore==1.43.11",
    "moto[server]==5.2.1",
];

/// The folder with `python`, `aws` and `moto_server` of the pinned environment, made on first use.
pub(crate) fn find() -> Result<PathBuf, Failure> {
    let environment = place::cache()?.join("witnesses");
    // Written last: an interrupted install, or one of other versions, is made anew.
    let installed = environment.join("installed");
    let wanted = PACKAGES.join("\n");
    if std::fs::read_to_string(&installed).ok().as_deref() != Some(&wanted) {
        console::line(format_args!(
            "making a Python environment in {}",
            environment.display()
        ));
        make(&environment)?;
        std::fs::write(&installed, wanted).map_err(Failure::at(&installed))?;
    }
    Ok(environment.join("bin"))
}

fn make(environment: &Path) -> Result<(), Failure> {
    let python = super::on_path("python3").ok_or(Failure::Missing {
        tool: "python3",
        advice: "The tests that let the AWS CLI and botocore drive the sandbox are skipped without it.",
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
    .args(PACKAGES);
    process::run(&mut pip)
}
