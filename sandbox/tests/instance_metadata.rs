//! The metadata service of an instance that is a process.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod client;

use client::broker_image::Recipe;
use client::brokers::{Broker, processes, until};
use client::computers::Yard;
use client::{Answer, Client};
use serde_json::Value;

/// An instance that asks about itself.
struct Inside {
    yard: Yard,
    broker: Broker,
    instance: String,
    service: Client,
}

async fn inside() -> Option<Inside> {
    let (tools, yard) = processes().await?;
    let image = yard.register("broker", &tools.image(&Recipe::default()));
    let broker = yard.broker(1);
    let instance = yard.launch_broker(&broker, &image);
    until("a metadata service", || {
        yard.process(&instance)["metadata"].is_string()
    });
    let url = yard.process(&instance)["metadata"]
        .as_str()
        .unwrap()
        .to_owned();
    let address = url.strip_prefix("http://").unwrap().parse().unwrap();
    let service = Client::at(address);
    Some(Inside {
        yard,
        broker,
        instance,
        service,
    })
}

impl Inside {
    fn ask(&self, method: &str, path: &str, headers: &str) -> Answer {
        self.service.send(method, path, headers, "").unwrap()
    }

    fn token(&self) -> String {
        let ttl = "x-aws-ec2-metadata-token-ttl-seconds: 60\r\n";
        let answer = self.ask("PUT", "/latest/api/token", ttl);
        assert_eq!(
            (
                answer.status,
                answer.header("x-aws-ec2-metadata-token-ttl-seconds")
            ),
            (200, "60")
        );
        format!("x-aws-ec2-metadata-token: {}\r\n", answer.body)
    }

    fn get(&self, path: &str) -> String {
        let answer = self.ask("GET", &format!("/latest/{path}"), &self.token());
        assert_eq!(answer.status, 200, "{path}");
        answer.body
    }
}

#[tokio::test]
async fn tokens_are_asked_for_as_on_ec2() {
    let Some(inside) = inside().await else { return };
    let id = "/latest/meta-data/instance-id";
    let ttl = |seconds: &str| format!("x-aws-ec2-metadata-token-ttl-seconds: {seconds}\r\n");
    // The image takes version 2 only.
    assert_eq!(inside.ask("GET", id, "").status, 401);
    assert_eq!(
        inside
            .ask("GET", id, "x-aws-ec2-metadata-token: AQ==\r\n")
            .status,
        401
    );
    for wrong in [String::new(), ttl("0"), ttl("21601"), ttl("soon")] {
        assert_eq!(
            inside.ask("PUT", "/latest/api/token", &wrong).status,
            400,
            "{wrong}"
        );
    }
    let through_a_proxy = format!("{}x-forwarded-for: 10.0.0.1\r\n", ttl("60"));
    assert_eq!(
        inside
            .ask("PUT", "/latest/api/token", &through_a_proxy)
            .status,
        403
    );
    assert_eq!(inside.ask("POST", id, &inside.token()).status, 405);
    assert_eq!(
        inside
            .ask("GET", "/latest/meta-data/nothing", &inside.token())
            .status,
        404
    );
    assert_eq!(
        inside
            .ask("GET", "/oldest/meta-data/instance-id", &inside.token())
            .status,
        404
    );
    let options = |what: &str| {
        let query = format!(
            "ModifyInstanceMetadataOptions&InstanceId={}&{what}",
            inside.instance
        );
        inside.yard.done(&query);
    };
    options("HttpTokens=optional");
    assert_eq!(inside.ask("GET", id, "").body, inside.instance);
    options("HttpEndpoint=disabled");
    assert_eq!(inside.ask("GET", id, "").status, 403);
}

#[tokio::test]
async fn an_instance_learns_what_it_is() {
    let Some(inside) = inside().await else { return };
    let Inside {
        broker, instance, ..
    } = &inside;
    let rows = [
        ("meta-data/instance-id", instance.as_str()),
        ("meta-data/local-ipv4", &broker.address),
        ("meta-data/placement/availability-zone", "eu-west-1a"),
        ("meta-data/placement/availability-zone-id", "euw1-az2"),
        ("meta-data/placement/region", "eu-west-1"),
        ("meta-data/iam/security-credentials/", "broker"),
        ("meta-data/block-device-mapping/root", "/dev/xvda"),
        ("user-data", &broker.contract().to_string()),
    ];
    for (path, expected) in rows {
        assert_eq!(inside.get(path), expected, "{path}");
    }
    assert!(
        inside
            .get("meta-data")
            .lines()
            .any(|line| line == "placement/")
    );
    let mac = inside.get("meta-data/mac");
    let interface = inside.get(&format!(
        "meta-data/network/interfaces/macs/{mac}/interface-id"
    ));
    assert_eq!(interface, broker.interface);
    let document: Value =
        serde_json::from_str(&inside.get("dynamic/instance-identity/document")).unwrap();
    assert_eq!(document["instanceId"], instance.as_str());
    assert_eq!(document["region"], "eu-west-1");
}

#[tokio::test]
async fn the_credentials_of_a_profile_are_of_the_instances_account() {
    let Some(inside) = inside().await else { return };
    let text = inside.get("meta-data/iam/security-credentials/broker");
    let credentials: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(credentials["Code"], "Success");
    let key = credentials["AccessKeyId"].as_str().unwrap();
    let headers = format!(
        "authorization: AWS4-HMAC-SHA256 Credential={key}/20260101/eu-west-1/sts/aws4_request, Signature=00\r\n"
    );
    let body = "Action=GetCallerIdentity&Version=2011-06-15";
    let answer = inside
        .yard
        .client
        .send("POST", "/", &headers, body)
        .unwrap();
    assert!(answer.body.contains("123456789012"), "{}", answer.body);
}
