//! Programs that know nothing of us, and tests that are skipped where one is not installed.

#![allow(dead_code)] // Each test binary uses another part of it.

use std::process::{Command, Output};

use kafkaws_sandbox::Sandbox;

/// Whether the AWS CLI is there. Where it is not, the reason why the test is skipped is printed.
pub(crate) fn has_aws_cli() -> bool {
    has("the AWS CLI", "aws", &["--version"])
}

/// The same of Python with botocore.
pub(crate) fn has_botocore() -> bool {
    has(
        "python3 with botocore",
        "python3",
        &["-c", "import botocore"],
    )
}

#[allow(clippy::print_stdout)] // `cargo xtask test` counts this line.
fn has(what: &str, program: &str, arguments: &[&str]) -> bool {
    let found = Command::new(program).args(arguments).output();
    let has = found.is_ok_and(|output| output.status.success());
    if !has {
        println!("skipped: {what} is not installed");
    }
    has
}

/// One `aws` command; its environment holds nothing of the machine's.
pub(crate) fn aws(sandbox: &Sandbox, format: &str, arguments: &[&str]) -> Output {
    Command::new("aws")
        .args(arguments)
        .args(["--output", format])
        .env("AWS_ENDPOINT_URL", sandbox.url())
        .env("AWS_ACCESS_KEY_ID", "x")
        .env("AWS_SECRET_ACCESS_KEY", "y")
        .env("AWS_DEFAULT_REGION", "eu-west-1")
        .env("AWS_CONFIG_FILE", "/dev/null")
        .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
        .env("AWS_PAGER", "")
        .output()
        .unwrap()
}

/// One `aws` command in a line, which may fail.
pub(crate) fn tried(sandbox: &Sandbox, command: &str) -> Output {
    let words: Vec<&str> = command.split_whitespace().collect();
    aws(sandbox, "text", &words)
}

/// One that must work; what it printed.
pub(crate) fn told(sandbox: &Sandbox, command: &str) -> String {
    let output = tried(sandbox, command);
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command}: {error}");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
