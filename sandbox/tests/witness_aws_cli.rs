//! The AWS CLI drives the sandbox as a person would.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod witness;

use std::process::Output;

use kafkaws_sandbox::Sandbox;
use serde_json::Value;
use witness::{aws, has_aws_cli};

fn tried(sandbox: &Sandbox, arguments: &[&str]) -> Output {
    aws(sandbox, "json", arguments)
}

fn answer(sandbox: &Sandbox, arguments: &[&str]) -> Value {
    let output = tried(sandbox, arguments);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap_or(Value::Null)
}

#[tokio::test]
async fn a_cluster_is_made_grown_and_taken_away() {
    if !has_aws_cli() {
        return;
    }
    let sandbox = Sandbox::builder().list_lag(0).start().await.unwrap();
    let subnets = answer(
        &sandbox,
        &["ec2", "describe-subnets", "--query", "Subnets[].SubnetId"],
    );
    let provisioned = serde_json::json!({
        "KafkaVersion": "3.6.0",
        "NumberOfBrokerNodes": 3,
        "BrokerNodeGroupInfo": { "InstanceType": "kafka.m5.large", "ClientSubnets": subnets },
    })
    .to_string();
    let create = [
        "kafka",
        "create-cluster-v2",
        "--cluster-name",
        "orders",
        "--provisioned",
        &provisioned,
    ];
    let arn = answer(&sandbox, &create)["ClusterArn"]
        .as_str()
        .unwrap()
        .to_owned();
    let describe = ["kafka", "describe-cluster-v2", "--cluster-arn", &arn];
    assert_eq!(
        answer(&sandbox, &describe)["ClusterInfo"]["State"],
        "CREATING"
    );
    let cluster = answer(&sandbox, &describe)["ClusterInfo"].clone();
    assert_eq!(cluster["State"], "ACTIVE");
    let version = cluster["CurrentVersion"].as_str().unwrap();
    let grow = |size: &str| {
        let target = format!("KafkaBrokerNodeId=All,VolumeSizeGB={size}");
        let command = [
            "kafka",
            "update-broker-storage",
            "--cluster-arn",
            &arn,
            "--current-version",
            version,
        ];
        tried(
            &sandbox,
            &[&command[..], &["--target-broker-ebs-volume-info", &target]].concat(),
        )
    };
    let refused = String::from_utf8_lossy(&grow("105").stderr).into_owned();
    assert!(
        refused.contains("BadRequestException") && refused.contains("at least 10 GiB"),
        "{refused}"
    );
    assert!(grow("200").status.success());
    let list = answer(&sandbox, &["kafka", "list-clusters-v2", "--max-items", "5"]);
    assert_eq!(list["ClusterInfoList"][0]["State"], "UPDATING");
    answer(&sandbox, &describe);
    answer(&sandbox, &describe);
    answer(
        &sandbox,
        &["kafka", "delete-cluster", "--cluster-arn", &arn],
    );
    answer(&sandbox, &describe);
    let gone = String::from_utf8_lossy(&tried(&sandbox, &describe).stderr).into_owned();
    assert!(gone.contains("NotFoundException"), "{gone}");
    assert!(sandbox.world().is_empty());
}
