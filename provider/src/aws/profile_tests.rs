use super::*;
use crate::aws::cloud::Cloud;
use crate::config::Environment;
use crate::config::testing::{block, endpoints};
use kafkaws_sandbox::Sandbox;
use kafkaws_schema::Value;

const KEYS: &str = "[prod]\naws_access_key_id = AKIDPROD\naws_secret_access_key = secret\n";

/// Lists clusters with the profile `name` of a credentials file.
async fn list(
    sandbox: &Sandbox,
    contents: &str,
    written: &[(&'static str, Value)],
    environment: Environment,
) -> Result<(), AwsError> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), contents).unwrap();
    let file = || Value::list([Value::from(file.path().to_str().unwrap())]);
    let usual = [
        ("region", Value::from("eu-west-1")),
        ("endpoints", endpoints(&sandbox.url())),
        ("shared_config_files", file()),
        ("shared_credentials_files", file()),
    ];
    let written = block(usual.into_iter().chain(written.to_vec()));
    let cloud = Cloud::configure(&written, environment).await.unwrap();
    cloud.clusters().find_by_name("orders").await.map(|_| ())
}

#[tokio::test]
async fn the_profile_of_the_block_has_the_credentials() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let profile = [("profile", Value::from("prod"))];
    list(&sandbox, KEYS, &profile, Environment::default())
        .await
        .unwrap();
    assert_eq!(sandbox.calls().operations(), ["ListClustersV2"]);
}

#[tokio::test]
async fn a_profile_that_does_not_exist_is_no_reason_to_look_elsewhere() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let of_block = [("profile", Value::from("test"))];
    let of_environment = Environment::from([("AWS_PROFILE", "test")]);
    for (written, environment) in [
        (&of_block[..], Environment::default()),
        (&[][..], of_environment),
    ] {
        let error = list(&sandbox, KEYS, written, environment)
            .await
            .unwrap_err();
        assert_eq!(error.kind, AwsErrorKind::NoCredentials);
        assert!(error.message.contains("\"test\""), "{}", error.message);
        assert!(error.message.contains("prod"), "{}", error.message);
    }
    assert!(sandbox.calls().is_empty());
}

#[tokio::test]
async fn a_garbled_file_is_told() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let profile = [("profile", Value::from("prod"))];
    let error = list(&sandbox, "[prod\nkey", &profile, Environment::default())
        .await
        .unwrap_err();
    assert_eq!(error.kind, AwsErrorKind::NoCredentials);
}
