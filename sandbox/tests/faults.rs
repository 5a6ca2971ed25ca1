//! Faults on demand.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod client;

use std::time::{Duration, Instant};

use client::{Client, encode};
use kafkaws_sandbox::{FaultAction, FaultRule, Sandbox};
use serde_json::{Value, json};

const LIST: &str = "/api/v2/clusters";

fn on(operation: &str, action: FaultAction) -> FaultRule {
    FaultRule {
        operation: Some(operation.into()),
        action,
        ..FaultRule::default()
    }
}

async fn with(rule: FaultRule) -> (Sandbox, Client) {
    let sandbox = Sandbox::builder().faults([rule]).start().await.unwrap();
    let client = Client::of(&sandbox);
    (sandbox, client)
}

#[tokio::test]
async fn throttling_speaks_each_service_s_language() {
    let rule = FaultRule {
        first: Some(1),
        ..on("ListClustersV2", FaultAction::Throttle)
    };
    let (sandbox, client) = with(rule).await;
    let throttled = client.kafka("GET", LIST, &Value::Null);
    assert_eq!(
        (throttled.status, throttled.code()),
        (429, "TooManyRequestsException")
    );
    assert_eq!(
        client.kafka("GET", LIST, &Value::Null).status,
        200,
        "only the first"
    );
    sandbox.add_fault(FaultRule {
        service: Some("ec2".into()),
        ..FaultRule::default()
    });
    let ec2 = client.form("ec2", "Version=2016-11-15&Action=DescribeVpcs");
    assert_eq!(ec2.status, 503);
    assert!(ec2.body.contains("<Code>RequestLimitExceeded</Code>"));
    let calls = sandbox.calls();
    assert_eq!(calls.as_slice()[0].fault.as_deref(), Some("throttle"));
}

#[tokio::test]
async fn errors_denials_and_pages() {
    let error = FaultAction::Error {
        code: "ServiceUnavailableException".into(),
        status: 503,
        message: "down".into(),
    };
    let (sandbox, client) = with(FaultRule {
        nth: Some(2),
        ..on("List*", error)
    })
    .await;
    assert_eq!(client.kafka("GET", LIST, &Value::Null).status, 200);
    let second = client.kafka("GET", LIST, &Value::Null);
    assert_eq!((second.status, second.message().as_str()), (503, "down"));
    sandbox.clear_faults();
    sandbox.add_fault(on("ListClustersV2", FaultAction::Deny));
    let denied = client.kafka("GET", LIST, &Value::Null);
    assert_eq!(
        (denied.status, denied.code()),
        (403, "AccessDeniedException")
    );
    sandbox.clear_faults();
    sandbox.add_fault(on("ListClustersV2", FaultAction::Html));
    let page = client.kafka("GET", LIST, &Value::Null);
    assert_eq!(page.status, 200);
    assert!(page.head.contains("text/html") && page.body.starts_with("<html>"));
}

#[tokio::test]
async fn a_lost_response_is_lost_after_the_work() {
    let (sandbox, client) = with(on("CreateClusterV2", FaultAction::LoseResponse)).await;
    let request = client.request("orders").to_string();
    assert!(client.try_signed("kafka", "POST", LIST, &request).is_none());
    assert_eq!(sandbox.world().cluster("orders").unwrap()["name"], "orders");
    let calls = sandbox
        .calls()
        .only(|call| call.operation == "CreateClusterV2");
    assert_eq!((calls.len(), calls.as_slice()[0].status), (1, 0));
}

#[tokio::test]
async fn a_cluster_stays_in_its_state_until_the_rule_goes() {
    let rule = FaultRule {
        resource: Some("orders".into()),
        state: Some("CREATING".into()),
        action: FaultAction::Stay,
        ..FaultRule::default()
    };
    let (sandbox, client) = with(rule).await;
    let created = client.kafka("POST", LIST, &client.request("orders")).json();
    let arn = created["clusterArn"].as_str().unwrap();
    sandbox.world().advance(Duration::from_secs(100_000));
    for _ in 0..5 {
        assert_eq!(client.cluster(arn)["state"], "CREATING");
    }
    sandbox.clear_faults();
    client.settle(arn);
}

#[tokio::test]
async fn delays_delay_only_what_they_name() {
    let delay = FaultAction::Delay { milliseconds: 150 };
    let rule = FaultRule {
        resource: Some("slow".into()),
        ..on("DescribeClusterV2", delay)
    };
    let (_sandbox, client) = with(rule).await;
    let (slow, fast) = (client.request("slow"), client.request("fast"));
    let arn = |request: &Value| {
        client.kafka("POST", LIST, request).json()["clusterArn"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let (slow, fast) = (arn(&slow), arn(&fast));
    let timed = |arn: &str| {
        let start = Instant::now();
        client.get(&format!("{LIST}/{}", encode(arn)));
        start.elapsed()
    };
    assert!(timed(&slow) >= Duration::from_millis(150));
    assert!(timed(&fast) < Duration::from_millis(150));
}

#[tokio::test]
async fn a_held_answer_is_about_work_that_is_done() {
    let hold = FaultAction::HoldResponse { milliseconds: 150 };
    let rule = FaultRule {
        mutating: true,
        ..on("*", hold)
    };
    let (sandbox, client) = with(rule).await;
    let request = client.request("held");
    let start = Instant::now();
    let create = std::thread::spawn(move || client.kafka("POST", LIST, &request).status);
    while sandbox.calls().count("CreateClusterV2") == 0 {
        std::thread::sleep(Duration::from_millis(2));
    }
    assert!(!sandbox.world().is_empty(), "made before it is answered");
    assert!(!create.is_finished());
    assert_eq!(create.join().unwrap(), 200);
    assert!(start.elapsed() >= Duration::from_millis(150));
    let calls = sandbox.calls().mutating();
    assert_eq!(calls.as_slice()[0].fault.as_deref(), Some("hold_response"));
}

#[tokio::test]
async fn rules_come_and_go_by_the_admin_api() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = Client::of(&sandbox);
    let rules = json!([{ "operation": "ListClustersV2", "action": "deny" }]);
    assert_eq!(client.admin("POST", "faults", &rules).status, 200);
    assert_eq!(client.kafka("GET", LIST, &Value::Null).status, 403);
    assert_eq!(client.admin("GET", "faults", &Value::Null).json(), rules);
    client.admin("DELETE", "faults", &Value::Null);
    assert_eq!(client.kafka("GET", LIST, &Value::Null).status, 200);
    let misspelt = json!({ "opration": "x", "action": "deny" });
    assert_eq!(client.admin("POST", "faults", &misspelt).status, 400);
}
