//! EC2 and STS.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod client;

use client::{Client, between};
use kafkaws_sandbox::Sandbox;

fn ec2(client: &Client, query: &str) -> client::Answer {
    client.form("ec2", &format!("Version=2016-11-15&Action={query}"))
}

fn one(xml: &str, name: &str) -> String {
    between(xml, name).into_iter().next().unwrap_or_default()
}

#[tokio::test]
async fn every_region_has_a_default_vpc_with_three_public_subnets() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = Client::of(&sandbox);
    let vpc = ec2(
        &client,
        "DescribeVpcs&Filter.1.Name=is-default&Filter.1.Value.1=true",
    );
    let vpc = one(&vpc.body, "vpcId");
    let query = format!("DescribeSubnets&Filter.1.Name=vpc-id&Filter.1.Value.1={vpc}");
    let subnets = ec2(&client, &query);
    assert_eq!(between(&subnets.body, "subnetId").len(), 3);
    let mut zones = between(&subnets.body, "availabilityZoneId");
    zones.sort();
    assert_eq!(zones, ["euw1-az1", "euw1-az2", "euw1-az3"]);
    let elsewhere = Client {
        region: "us-east-1",
        ..client
    };
    assert_ne!(one(&ec2(&elsewhere, "DescribeVpcs").body, "vpcId"), vpc);
    assert!(
        sandbox.world().is_empty(),
        "what came with the account does not count"
    );
}

#[tokio::test]
async fn ids_filters_and_pages_fail_as_in_ec2() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = Client::of(&sandbox);
    let rows = [
        ("DescribeVpcs&VpcId.1=vpc-1", "InvalidVpcID.NotFound"),
        (
            "DescribeSubnets&SubnetId.1=subnet-1",
            "InvalidSubnetID.NotFound",
        ),
        (
            "DescribeSecurityGroups&GroupId.1=sg-1",
            "InvalidGroup.NotFound",
        ),
        (
            "DescribeSubnets&Filter.1.Name=colour&Filter.1.Value.1=red",
            "InvalidParameterValue",
        ),
        ("DescribeSubnets&MaxResults=4", "InvalidParameterValue"),
        (
            "DescribeSubnets&MaxResults=5&NextToken=x",
            "InvalidNextToken",
        ),
        ("DescribeVpcs&DryRun=true", "DryRunOperation"),
        ("CreateFleet", "InvalidAction"),
    ];
    for (query, code) in rows {
        let answer = ec2(&client, query);
        assert_eq!(one(&answer.body, "Code"), code, "{query}: {}", answer.body);
        assert!(answer.status >= 400);
    }
    let id = one(&ec2(&client, "DescribeVpcs").body, "vpcId");
    let both = ec2(&client, &format!("DescribeVpcs&VpcId.1={id}&MaxResults=5"));
    assert_eq!(one(&both.body, "Code"), "InvalidParameterCombination");
}

#[tokio::test]
async fn a_network_is_made_used_and_taken_away_in_the_right_order() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = Client::of(&sandbox);
    let vpc = one(
        &ec2(&client, "CreateVpc&CidrBlock=10.0.0.0/16").body,
        "vpcId",
    );
    let subnet = |n: u8, zone: &str| {
        let query =
            format!("CreateSubnet&VpcId={vpc}&CidrBlock=10.0.{n}.0/24&AvailabilityZone={zone}");
        ec2(&client, &query)
    };
    let conflict = |n: u8| one(&subnet(n, "eu-west-1a").body, "Code");
    let ids: Vec<String> = [(1, "eu-west-1a"), (2, "eu-west-1b"), (3, "eu-west-1c")]
        .into_iter()
        .map(|(n, zone)| one(&subnet(n, zone).body, "subnetId"))
        .collect();
    assert_eq!(conflict(1), "InvalidSubnet.Conflict");
    let outside = format!("CreateSubnet&VpcId={vpc}&CidrBlock=10.1.0.0/24");
    assert_eq!(
        one(&ec2(&client, &outside).body, "Code"),
        "InvalidSubnet.Range"
    );
    let group = format!("CreateSecurityGroup&VpcId={vpc}&GroupName=msk&GroupDescription=d");
    let group = one(&ec2(&client, &group).body, "groupId");
    let mut request = client.request("orders");
    request["provisioned"]["brokerNodeGroupInfo"]["clientSubnets"] = ids.clone().into();
    request["provisioned"]["brokerNodeGroupInfo"]["securityGroups"] = vec![group.clone()].into();
    let arn = client.make(&request);
    let code = |query: &str| one(&ec2(&client, query).body, "Code");
    assert_eq!(
        code(&format!("DeleteSubnet&SubnetId={}", ids[0])),
        "DependencyViolation"
    );
    assert_eq!(
        code(&format!("DeleteSecurityGroup&GroupId={group}")),
        "DependencyViolation"
    );
    assert_eq!(
        code(&format!("DeleteVpc&VpcId={vpc}")),
        "DependencyViolation"
    );
    let interfaces = ec2(
        &client,
        &format!("DescribeNetworkInterfaces&Filter.1.Name=group-id&Filter.1.Value.1={group}"),
    );
    assert_eq!(between(&interfaces.body, "networkInterfaceId").len(), 3);
    let path = format!("/v1/clusters/{}", client::encode(&arn));
    client.kafka("DELETE", &path, &serde_json::Value::Null);
    client.cluster(&arn);
    client.kafka("GET", &path, &serde_json::Value::Null);
    for id in &ids {
        assert_eq!(
            ec2(&client, &format!("DeleteSubnet&SubnetId={id}")).status,
            200
        );
    }
    assert_eq!(
        ec2(&client, &format!("DeleteSecurityGroup&GroupId={group}")).status,
        200
    );
    assert_eq!(ec2(&client, &format!("DeleteVpc&VpcId={vpc}")).status, 200);
    assert!(sandbox.world().is_empty());
}

#[tokio::test]
async fn assumed_roles_are_recognised_and_have_their_own_account() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = Client::of(&sandbox);
    let sts = |query: &str| client.form("sts", &format!("Version=2011-06-15&Action={query}"));
    assert_eq!(
        one(&sts("GetCallerIdentity").body, "Account"),
        "123456789012"
    );
    let role = "arn%3Aaws%3Aiam%3A%3A999999999999%3Arole%2Fteam%2FDeploy";
    let assumed = sts(&format!("AssumeRole&RoleArn={role}&RoleSessionName=ci"));
    let key = one(&assumed.body, "AccessKeyId");
    let header = format!(
        "authorization: AWS4-HMAC-SHA256 Credential={key}/20260101/eu-west-1/sts/aws4_request\r\n"
    );
    let body = "Version=2011-06-15&Action=GetCallerIdentity";
    let identity = client.send("POST", "/", &header, body).unwrap();
    let arn = one(&identity.body, "Arn");
    assert_eq!(arn, "arn:aws:sts::999999999999:assumed-role/Deploy/ci");
    let bad = sts("AssumeRole&RoleArn=x&RoleSessionName=ci");
    assert_eq!(one(&bad.body, "Code"), "ValidationError");
}

#[tokio::test]
async fn only_a_web_identity_comes_without_a_signature() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = Client::of(&sandbox);
    let role = "arn%3Aaws%3Aiam%3A%3A999999999999%3Arole%2FDeploy";
    let body = format!(
        "Version=2011-06-15&Action=AssumeRoleWithWebIdentity&RoleArn={role}&RoleSessionName=ci\
         &WebIdentityToken=a.b.c"
    );
    assert_eq!(client.send("POST", "/", "", &body).unwrap().status, 200);
    let forged = client
        .send("POST", "/", "", &body.replace("a.b.c", "abc"))
        .unwrap();
    assert_eq!(one(&forged.body, "Code"), "InvalidIdentityToken");
    let unsigned = client.send("GET", "/api/v2/clusters", "", "").unwrap();
    assert_eq!(
        (unsigned.status, unsigned.code()),
        (403, "MissingAuthenticationTokenException")
    );
    let unsigned = client
        .send("POST", "/", "", "Version=2016-11-15&Action=DescribeVpcs")
        .unwrap();
    assert_eq!(one(&unsigned.body, "Code"), "MissingAuthenticationToken");
}
