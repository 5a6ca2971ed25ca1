//! The way to AWS, against a sandbox that counts calls and injects faults.

use super::cloud::Cloud;
use super::error::AwsErrorKind;
use crate::config::Environment;
use crate::config::testing::{block, endpoints};
use aws_sdk_kafka::types::{BrokerNodeGroupInfo, ProvisionedRequest};
use futures::future::join_all;
use kafkaws_sandbox::{DEFAULT_ACCOUNT, FaultAction, FaultRule, Sandbox};
use kafkaws_schema::{Diagnostics, Path, Value};

const REGION: (&str, &str) = ("AWS_REGION", "eu-west-1");

pub(super) async fn sandbox() -> Sandbox {
    Sandbox::builder().start().await.unwrap()
}

pub(super) async fn configure(
    sandbox: &Sandbox,
    written: impl IntoIterator<Item = (&'static str, Value)>,
) -> Result<Cloud, Diagnostics> {
    let usual = [
        ("endpoints", endpoints(&sandbox.url())),
        ("access_key", Value::from("AKIDTEST")),
        ("secret_key", Value::from("secret")),
    ];
    Cloud::configure(
        &block(usual.into_iter().chain(written)),
        Environment::from([REGION]),
    )
    .await
}

async fn create(cloud: &Cloud, name: &str) -> String {
    let subnets = cloud.network().default_subnets(3).await.unwrap();
    let brokers = BrokerNodeGroupInfo::builder()
        .set_client_subnets(Some(subnets.into_iter().map(|subnet| subnet.id).collect()))
        .instance_type("kafka.m7g.large");
    let provisioned = ProvisionedRequest::builder()
        .kafka_version("3.6.0")
        .number_of_broker_nodes(3)
        .broker_node_group_info(brokers.build())
        .build();
    let kafka = cloud.kafka().await.unwrap();
    let call = kafka
        .create_cluster_v2()
        .cluster_name(name)
        .provisioned(provisioned);
    call.send().await.unwrap().cluster_arn.unwrap()
}

/// A look for a cluster, which works and finds none.
pub(super) async fn finds_nothing(cloud: &Cloud) {
    let found = cloud.clusters().find_by_name("orders").await;
    assert!(found.unwrap().is_none());
}

pub(super) fn strings<const N: usize>(items: [&str; N]) -> Value {
    Value::list(items.map(Value::from))
}

#[tokio::test]
async fn configuring_calls_nobody() {
    let sandbox = sandbox().await;
    let cloud = configure(&sandbox, []).await.unwrap();
    assert!(cloud.is_known());
    assert_eq!(cloud.region().await.unwrap(), "eu-west-1");
    assert_eq!(cloud.partition().await.unwrap(), "aws");
    assert!(sandbox.calls().is_empty());
}

#[tokio::test]
async fn a_list_that_lags_behind_loses_nothing() {
    let sandbox = Sandbox::builder().list_lag(5).start().await.unwrap();
    let cloud = configure(&sandbox, []).await.unwrap();
    let arn = create(&cloud, "orders").await;
    sandbox.forget_calls();
    assert!(cloud.clusters().find(&arn).await.unwrap().is_some());
    assert_eq!(
        sandbox.calls().operations(),
        ["ListClustersV2", "DescribeClusterV2"]
    );
}

#[tokio::test]
async fn many_reads_are_one_list() {
    let sandbox = Sandbox::builder().list_lag(0).start().await.unwrap();
    let cloud = configure(&sandbox, []).await.unwrap();
    let mut arns = Vec::new();
    for number in 0..9 {
        arns.push(create(&cloud, &format!("orders-{number}")).await);
    }
    sandbox.forget_calls();
    let found = join_all(arns.iter().map(|arn| cloud.clusters().find(arn))).await;
    assert!(found.into_iter().all(|cluster| cluster.unwrap().is_some()));
    assert_eq!(sandbox.calls().operations(), ["ListClustersV2"]);
    let gone = format!("{}x", arns[0]);
    assert!(cloud.clusters().find(&gone).await.unwrap().is_none());
    assert_eq!(
        sandbox.calls().operations(),
        ["ListClustersV2", "DescribeClusterV2"]
    );
    let named = cloud
        .clusters()
        .find_by_name("orders-3")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(named.cluster_arn(), Some(arns[3].as_str()));
}

#[tokio::test]
async fn throttling_is_waited_out() {
    let sandbox = sandbox().await;
    let cloud = configure(&sandbox, [("max_retries", Value::from(3))])
        .await
        .unwrap();
    let operation = Some("ListClustersV2".to_string());
    sandbox.add_fault(FaultRule {
        operation,
        first: Some(2),
        ..FaultRule::default()
    });
    finds_nothing(&cloud).await;
    assert_eq!(sandbox.calls().count("ListClustersV2"), 3);
}

#[tokio::test]
async fn errors_of_any_operation_that_say_busy_are_waited_out() {
    let sandbox = sandbox().await;
    let cloud = configure(&sandbox, []).await.unwrap();
    for status in [429, 503] {
        sandbox.forget_calls();
        sandbox.clear_faults();
        let action = FaultAction::Error {
            code: "NobodyKnows".into(),
            status,
            message: "busy".into(),
        };
        sandbox.add_fault(FaultRule {
            first: Some(1),
            action,
            ..FaultRule::default()
        });
        finds_nothing(&cloud).await;
        assert_eq!(sandbox.calls().count("ListClustersV2"), 2, "{status}");
    }
}

#[tokio::test]
async fn retries_end() {
    let sandbox = sandbox().await;
    let cloud = configure(&sandbox, [("max_retries", Value::from(1))])
        .await
        .unwrap();
    sandbox.add_fault(FaultRule::default());
    let error = cloud.clusters().find_by_name("orders").await.unwrap_err();
    assert_eq!(error.kind, AwsErrorKind::Throttled);
    assert_eq!(sandbox.calls().count("ListClustersV2"), 2);
}

#[tokio::test]
async fn only_in_the_right_account() {
    let sandbox = sandbox().await;
    let allowed = |account| [("allowed_account_ids", strings([account]))];
    let forbidden = |account| [("forbidden_account_ids", strings([account]))];
    assert!(configure(&sandbox, allowed(DEFAULT_ACCOUNT)).await.is_ok());
    assert!(configure(&sandbox, forbidden("999999999999")).await.is_ok());
    for (written, attribute) in [
        (allowed("999999999999"), "allowed_account_ids"),
        (forbidden(DEFAULT_ACCOUNT), "forbidden_account_ids"),
    ] {
        let refused = configure(&sandbox, written).await.unwrap_err();
        let refused = refused.iter().next().unwrap();
        assert_eq!(refused.path, Some(Path::from(attribute)));
        assert!(
            refused.detail.contains(DEFAULT_ACCOUNT),
            "{}",
            refused.detail
        );
    }
}

#[tokio::test]
async fn what_is_not_known_is_named_by_the_call_that_needs_it() {
    let sandbox = sandbox().await;
    let cloud = configure(&sandbox, [("profile", Value::unknown())])
        .await
        .unwrap();
    assert!(!cloud.is_known());
    let error = cloud.clusters().find_by_name("orders").await.unwrap_err();
    assert_eq!(error.kind, AwsErrorKind::NotConfigured);
    assert!(error.message.contains("`profile`"), "{}", error.message);
    assert!(sandbox.calls().is_empty());
}
