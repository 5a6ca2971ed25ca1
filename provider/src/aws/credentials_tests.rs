//! Roles and tokens, against a sandbox that counts calls.

use super::error::AwsErrorKind;
use super::sandbox_tests::{configure, finds_nothing, sandbox, strings};
use kafkaws_sandbox::{DEFAULT_ACCOUNT, FaultAction, FaultRule};
use kafkaws_schema::Value;

fn role(name: &str, more: &[(&'static str, Value)]) -> Value {
    let names = [
        "session_name",
        "external_id",
        "duration",
        "policy",
        "policy_arns",
        "tags",
        "transitive_tag_keys",
        "source_identity",
    ];
    let arn = format!("arn:aws:iam::{DEFAULT_ACCOUNT}:role/{name}");
    let nulls = names.map(|name| (name, Value::Null));
    Value::object(
        nulls
            .into_iter()
            .chain([("role_arn", Value::from(arn))])
            .chain(more.to_vec()),
    )
}

#[tokio::test]
async fn roles_are_assumed_one_from_the_other_and_once() {
    let sandbox = sandbox().await;
    let tags = Value::map([("team", Value::from("data"))]);
    let more = [
        ("tags", tags),
        ("transitive_tag_keys", strings(["team"])),
        ("external_id", "id-1".into()),
        ("duration", "30m".into()),
        ("source_identity", "ci".into()),
    ];
    let roles = Value::list([role("first", &more), role("second", &[])]);
    let cloud = configure(&sandbox, [("assume_role", roles)]).await.unwrap();
    finds_nothing(&cloud).await;
    cloud.account_id().await.unwrap();
    let operations = sandbox.calls();
    let expected = [
        "AssumeRole",
        "AssumeRole",
        "ListClustersV2",
        "GetCallerIdentity",
    ];
    assert_eq!(operations.operations(), expected);
}

#[tokio::test]
async fn a_role_that_is_refused_is_told_as_such() {
    let sandbox = sandbox().await;
    let action = FaultAction::Error {
        code: "AccessDenied".into(),
        status: 403,
        message: "not trusted".into(),
    };
    let operation = Some("AssumeRole".to_string());
    sandbox.add_fault(FaultRule {
        operation,
        action,
        ..FaultRule::default()
    });
    let roles = Value::list([role("first", &[])]);
    let cloud = configure(&sandbox, [("assume_role", roles)]).await.unwrap();
    let error = cloud.clusters().find_by_name("orders").await.unwrap_err();
    assert_eq!(
        (error.operation, &error.kind),
        ("sts:AssumeRole", &AwsErrorKind::Denied)
    );
    assert!(error.message.contains("role/first"), "{}", error.message);
    assert!(error.message.contains("not trusted"), "{}", error.message);
}

#[tokio::test]
async fn a_web_identity_needs_its_token_file() {
    let sandbox = sandbox().await;
    let names = [
        "session_name",
        "duration",
        "policy",
        "policy_arns",
        "web_identity_token",
    ];
    let identity = |file: &str| {
        let nulls = names.map(|name| (name, Value::Null));
        let arn = Value::from(format!("arn:aws:iam::{DEFAULT_ACCOUNT}:role/ci"));
        Value::object(
            nulls
                .into_iter()
                .chain([("role_arn", arn), ("web_identity_token_file", file.into())]),
        )
    };
    let missing = [(
        "assume_role_with_web_identity",
        identity("/nonexistent/token"),
    )];
    let cloud = configure(&sandbox, missing).await.unwrap();
    let error = cloud.clusters().find_by_name("orders").await.unwrap_err();
    assert_eq!(error.kind, AwsErrorKind::NoCredentials);
    assert!(
        error.message.contains("/nonexistent/token"),
        "{}",
        error.message
    );
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "e30.e30.c2ln\n").unwrap();
    let there = [(
        "assume_role_with_web_identity",
        identity(file.path().to_str().unwrap()),
    )];
    let cloud = configure(&sandbox, there).await.unwrap();
    finds_nothing(&cloud).await;
    assert_eq!(sandbox.calls().count("AssumeRoleWithWebIdentity"), 1);
}
