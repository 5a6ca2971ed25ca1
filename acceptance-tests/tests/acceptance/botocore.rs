//! A witness: every answer of the sandbox is checked against botocore's service model.

use std::process::Command;

use kafkaws_acceptance_tests::{Trouble, World, environment, need, witness};

const SCRIPT: &str = include_str!("botocore_check.py");

#[test]
fn answers_have_the_members_types_and_enums_of_the_service_model() -> Result<(), Trouble> {
    let python = need!(witness("python"));
    let world = World::start()?;
    let mut command = Command::new(&python);
    command.args(["-c", SCRIPT]).env_clear();
    command.envs(environment(
        std::path::Path::new("/dev/null"),
        world.endpoint(),
    ));
    let output = command.output().map_err(|source| Trouble::File {
        path: python,
        source,
    })?;
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    if told.contains("No module named 'botocore'") || told.contains("No module named 'boto3'") {
        println!("skipped: this Python has no boto3; `cargo xtask test` makes one that has");
        return Ok(());
    }
    if !output.status.success() {
        let outcome = format!("ended with {}", output.status);
        let output = format!("{}{told}", String::from_utf8_lossy(&output.stdout));
        return Err(Trouble::Ended {
            command: "botocore_check.py".to_owned(),
            outcome,
            output,
        });
    }
    world.is_empty()
}
