//! A client of its own, without the AWS SDK: what it sends is spelled out here.

#![allow(dead_code)] // Each test binary uses another part of it.

pub(crate) mod blocks;
pub(crate) mod broker_image;
pub(crate) mod brokers;
pub(crate) mod computers;
pub(crate) mod objects;
pub(crate) mod spoiled;
pub(crate) mod stage;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use kafkaws_sandbox::Sandbox;
use serde_json::{Value, json};

/// One HTTP answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
    /// The body as it came, which need not be text.
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or(Value::Null)
    }

    /// The error's code, as REST-JSON services send it.
    pub(crate) fn code(&self) -> &str {
        self.header("x-amzn-errortype")
    }

    /// A header, or nothing.
    pub(crate) fn header(&self, name: &str) -> &str {
        let start = format!("{name}: ");
        let line = self.head.lines().find_map(|line| line.strip_prefix(&start));
        line.unwrap_or_default()
    }

    pub(crate) fn message(&self) -> String {
        self.json()["message"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    pub(crate) fn parameter(&self) -> String {
        self.json()["invalidParameter"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }
}

/// Someone with credentials for one region.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Client {
    pub(crate) address: SocketAddr,
    pub(crate) region: &'static str,
}

impl Client {
    pub(crate) fn of(sandbox: &Sandbox) -> Self {
        Self {
            address: sandbox.address(),
            region: "eu-west-1",
        }
    }

    pub(crate) fn at(address: SocketAddr) -> Self {
        Self {
            address,
            region: "eu-west-1",
        }
    }

    pub(crate) fn kafka(&self, method: &str, path: &str, body: &Value) -> Answer {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        self.signed("kafka", method, path, &body)
    }

    pub(crate) fn get(&self, path: &str) -> Value {
        let answer = self.kafka("GET", path, &Value::Null);
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        answer.json()
    }

    pub(crate) fn form(&self, service: &str, body: &str) -> Answer {
        self.signed(service, "POST", "/", body)
    }

    pub(crate) fn admin(&self, method: &str, path: &str, body: &Value) -> Answer {
        self.send(method, &format!("/_sandbox/{path}"), "", &body.to_string())
            .unwrap()
    }

    pub(crate) fn signed(&self, service: &str, method: &str, path: &str, body: &str) -> Answer {
        self.try_signed(service, method, path, body).unwrap()
    }

    /// `None` when the connection is closed without an answer.
    pub(crate) fn try_signed(
        &self,
        service: &str,
        method: &str,
        path: &str,
        body: &str,
    ) -> Option<Answer> {
        self.send(method, path, &self.signature(service), body)
    }

    /// Signed, with more headers, and a body that need not be text.
    pub(crate) fn raw(&self, service: &str, call: (&str, &str), more: &str, body: &[u8]) -> Answer {
        let headers = format!("{}{more}", self.signature(service));
        self.send_bytes(call, &headers, body).unwrap()
    }

    fn signature(&self, service: &str) -> String {
        let region = self.region;
        let scope = format!("Credential=AKIATEST/20260101/{region}/{service}/aws4_request");
        format!("authorization: AWS4-HMAC-SHA256 {scope}, Signature=00\r\n")
    }

    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        headers: &str,
        body: &str,
    ) -> Option<Answer> {
        self.send_bytes((method, path), headers, body.as_bytes())
    }

    fn send_bytes(
        &self,
        (method, path): (&str, &str),
        headers: &str,
        body: &[u8],
    ) -> Option<Answer> {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: sandbox\r\nconnection: close\r\n\
             content-length: {length}\r\n{headers}\r\n"
        );
        stream.write_all(request.as_bytes()).unwrap();
        stream.write_all(body).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).ok()?;
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
        let bytes = answer.split_off(end + 4);
        let head = String::from_utf8(answer).unwrap();
        let status = head.split(' ').nth(1)?.parse().ok()?;
        Some(Answer {
            status,
            head,
            body: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
        })
    }

    /// The default VPC's subnets.
    pub(crate) fn subnets(&self) -> Vec<String> {
        between(
            &self
                .form("ec2", "Action=DescribeSubnets&Version=2016-11-15")
                .body,
            "subnetId",
        )
    }

    /// A create request that AWS accepts, for a test to spoil.
    pub(crate) fn request(&self, name: &str) -> Value {
        json!({
            "clusterName": name,
            "provisioned": {
                "kafkaVersion": "3.6.0",
                "numberOfBrokerNodes": 3,
                "brokerNodeGroupInfo": {
                    "instanceType": "kafka.m5.large",
                    "clientSubnets": self.subnets(),
                    "storageInfo": { "ebsStorageInfo": { "volumeSize": 100 } },
                },
            },
        })
    }

    /// Creates and waits; the ARN.
    pub(crate) fn make(&self, request: &Value) -> String {
        let answer = self.kafka("POST", "/api/v2/clusters", request);
        assert_eq!(answer.status, 200, "{}", answer.body);
        let arn = answer.json()["clusterArn"].as_str().unwrap().to_owned();
        self.settle(&arn);
        arn
    }

    pub(crate) fn cluster(&self, arn: &str) -> Value {
        self.get(&format!("/api/v2/clusters/{}", encode(arn)))["clusterInfo"].take()
    }

    /// Looks until the cluster is ACTIVE.
    pub(crate) fn settle(&self, arn: &str) -> Value {
        for _ in 0..5 {
            let cluster = self.cluster(arn);
            if cluster["state"] == "ACTIVE" {
                return cluster;
            }
        }
        panic!("{arn} never became ACTIVE");
    }

    /// An update with the current version.
    pub(crate) fn update(&self, arn: &str, method: &str, what: &str, mut body: Value) -> Answer {
        body["currentVersion"] = self.cluster(arn)["currentVersion"].clone();
        self.kafka(
            method,
            &format!("/v1/clusters/{}/{what}", encode(arn)),
            &body,
        )
    }

    pub(crate) fn configuration(&self, name: &str, properties: &str, versions: &[&str]) -> String {
        use base64::Engine;
        let text = base64::engine::general_purpose::STANDARD.encode(properties);
        let body = json!({ "name": name, "serverProperties": text, "kafkaVersions": versions });
        let answer = self.kafka("POST", "/v1/configurations", &body);
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()["arn"].as_str().unwrap().to_owned()
    }
}

/// An ARN as one path segment.
pub(crate) fn encode(arn: &str) -> String {
    arn.replace(':', "%3A").replace('/', "%2F")
}

/// The texts of all elements of a name.
pub(crate) fn between(xml: &str, name: &str) -> Vec<String> {
    let start = format!("<{name}>");
    let parts = xml.split(&start).skip(1);
    parts
        .map(|part| part.split('<').next().unwrap().to_owned())
        .collect()
}

/// Merges a patch into a request; null removes.
pub(crate) fn patched(mut target: Value, patch: &Value) -> Value {
    let (Some(members), Some(patch)) = (target.as_object_mut(), patch.as_object()) else {
        return patch.clone();
    };
    for (key, value) in patch {
        match value {
            Value::Null => drop(members.remove(key)),
            value => {
                let there = members.remove(key).unwrap_or(Value::Null);
                members.insert(key.clone(), patched(there, value));
            }
        }
    }
    target
}
