//! botocore, which knows nothing of us, drives the sandbox, and every answer is checked against its
//! service models: members, types, enumerations, what is required.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod witness;

use std::process::Command;

use kafkaws_sandbox::Sandbox;
use witness::has_botocore;

#[tokio::test]
async fn every_answer_fits_botocore_s_service_models() {
    witness("witness_botocore.py").await;
}

#[tokio::test]
async fn snapshots_are_written_and_read_as_botocore_models_it() {
    witness("witness_storage.py").await;
}

/// Runs a script that leaves nothing behind and fails when something was amiss.
async fn witness(script: &str) {
    if !has_botocore() {
        return;
    }
    let sandbox = Sandbox::builder().start().await.unwrap();
    let script = format!("{}/tests/{script}", env!("CARGO_MANIFEST_DIR"));
    let output = Command::new("python3")
        .args(["-B", &script, &sandbox.url()])
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(sandbox.world().is_empty());
}
