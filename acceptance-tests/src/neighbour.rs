//! Somebody else with hands on the same AWS: calls past terraform, straight over HTTP.
//!
//! The sandbox reads the region and the service from the signature's scope and does not check the
//! signature, so none is computed.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

use serde_json::{Value, json};

use crate::{REGION, Trouble};

/// A cluster settles after a few looks: each look moves the sandbox's clock for that cluster.
const LOOKS: usize = 50;

/// A caller in one region.
#[derive(Clone, Debug)]
pub struct Neighbour {
    endpoint: String,
    region: String,
}

impl Neighbour {
    /// In the region of the tests.
    #[must_use]
    pub fn new(endpoint: &str) -> Self {
        Self {
            endpoint: endpoint.to_owned(),
            region: REGION.to_owned(),
        }
    }

    /// In another region.
    #[must_use]
    pub fn in_region(self, region: &str) -> Self {
        Self {
            region: region.to_owned(),
            ..self
        }
    }

    /// An operation of MSK by its method and path; `body` may be null.
    pub fn kafka(&self, method: &str, path: &str, body: &Value) -> Result<Value, Trouble> {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let answer = self.send(method, path, ("kafka", "json"), &body)?;
        serde_json::from_str(&answer).map_err(Trouble::json(&format!("{method} {path}")))
    }

    /// An operation of EC2 without parameters; the answer is XML.
    pub fn ec2(&self, action: &str) -> Result<String, Trouble> {
        self.ec2_with(action, &[])
    }

    /// An operation of EC2 with parameters, whose values need no escape in a form but for `/`.
    pub fn ec2_with(&self, action: &str, parameters: &[(&str, &str)]) -> Result<String, Trouble> {
        let parameters = parameters.iter();
        let parameters =
            parameters.map(|(name, value)| format!("&{name}={}", value.replace('/', "%2F")));
        let parameters = parameters.collect::<String>();
        let form = format!("Action={action}&Version=2016-11-15{parameters}");
        self.send("POST", "/", ("ec2", "x-www-form-urlencoded"), &form)
    }

    /// Makes a bucket.
    pub fn make_bucket(&self, name: &str) -> Result<(), Trouble> {
        let region = &self.region;
        let body = format!(
            "<CreateBucketConfiguration><LocationConstraint>{region}</LocationConstraint></CreateBucketConfiguration>"
        );
        self.send("PUT", &format!("/{name}"), ("s3", "xml"), &body)
            .map(drop)
    }

    /// A cluster by its name, as ListClusters tells it; lists lag behind what was made.
    pub fn cluster(&self, name: &str) -> Result<Value, Trouble> {
        let path = format!("/v1/clusters?clusterNameFilter={name}");
        for _ in 0..LOOKS {
            let listed = self.kafka("GET", &path, &Value::Null)?;
            let mut found = listed["clusterInfoList"].as_array().into_iter().flatten();
            if let Some(cluster) = found.find(|cluster| cluster["clusterName"] == name) {
                return Ok(cluster.clone());
            }
        }
        Err(Trouble::Unmet(format!("no list shows a cluster {name}")))
    }

    /// An Update* operation of a cluster, such as `monitoring`, waited for until the cluster is ACTIVE.
    pub fn update(&self, name: &str, what: &str, mut body: Value) -> Result<(), Trouble> {
        let cluster = self.cluster(name)?;
        let path = cluster_path(&cluster)?;
        body["currentVersion"] = cluster["currentVersion"].clone();
        self.kafka("PUT", &format!("{path}/{what}"), &body)?;
        self.wait_until_active(&path)
    }

    /// Sets the monitoring level of a cluster.
    pub fn change_monitoring(&self, name: &str, level: &str) -> Result<(), Trouble> {
        self.update(name, "monitoring", json!({ "enhancedMonitoring": level }))
    }

    /// Deletes a cluster, and looks until it is gone.
    pub fn delete(&self, name: &str) -> Result<(), Trouble> {
        let path = cluster_path(&self.cluster(name)?)?;
        self.kafka("DELETE", &path, &Value::Null)?;
        let gone = (0..LOOKS).any(|_| self.kafka("GET", &path, &Value::Null).is_err());
        if gone {
            Ok(())
        } else {
            Err(Trouble::Unmet(format!("{path} is still there")))
        }
    }

    /// Fails when anything that somebody made is left, in any region; only a sandbox can be asked.
    pub fn expect_empty(&self) -> Result<(), Trouble> {
        let what = "/_sandbox/world";
        let answer = self.send("GET", what, ("sandbox", "json"), "")?;
        let world: Value = serde_json::from_str(&answer).map_err(Trouble::json(what))?;
        match world["empty"] == true {
            true => Ok(()),
            false => Err(Trouble::Unmet(format!("something is left: {world}"))),
        }
    }

    /// Fails while an instance runs as a process; only a sandbox can be asked.
    pub fn expect_no_processes(&self) -> Result<(), Trouble> {
        let what = "/_sandbox/processes";
        let answer = self.send("GET", what, ("sandbox", "json"), "")?;
        let running: Value = serde_json::from_str(&answer).map_err(Trouble::json(what))?;
        match running == serde_json::json!({}) {
            true => Ok(()),
            false => Err(Trouble::Unmet(format!("processes are left: {running}"))),
        }
    }

    fn wait_until_active(&self, path: &str) -> Result<(), Trouble> {
        for _ in 0..LOOKS {
            if self.kafka("GET", path, &Value::Null)?["clusterInfo"]["state"] == "ACTIVE" {
                return Ok(());
            }
        }
        Err(Trouble::Unmet(format!(
            "{path} is not ACTIVE after {LOOKS} looks"
        )))
    }

    /// The body of the answer, which must be a success.
    fn send(
        &self,
        method: &str,
        path: &str,
        (service, kind): (&str, &str),
        body: &str,
    ) -> Result<String, Trouble> {
        let address = self.endpoint.trim_start_matches("http://");
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
             Content-Type: application/{kind}\r\nContent-Length: {}\r\n\
             Authorization: AWS4-HMAC-SHA256 Credential=AKIANEIGHBOUR/20260101/{}/{service}/\
             aws4_request, SignedHeaders=host, Signature=0\r\n\r\n{body}",
            body.len(),
            self.region,
        );
        let response = exchange(address, &request).map_err(Trouble::at(Path::new(address)))?;
        match response.split_once("\r\n\r\n") {
            Some((head, body)) if head.starts_with("HTTP/1.1 200") => Ok(body.to_owned()),
            _ => Err(Trouble::Unmet(format!("{method} {path}: {response}"))),
        }
    }
}

/// The texts of every XML element of that name, in order.
#[must_use]
pub fn elements(xml: &str, name: &str) -> Vec<String> {
    let (start, end) = (format!("<{name}>"), format!("</{name}>"));
    let texts = xml
        .split(&start)
        .skip(1)
        .filter_map(|rest| rest.split_once(&end));
    texts.map(|(text, _)| text.to_owned()).collect()
}

/// `/v1/clusters/ARN`, the ARN in one segment.
fn cluster_path(cluster: &Value) -> Result<String, Trouble> {
    let arn = cluster["clusterArn"].as_str();
    let arn = arn.ok_or_else(|| Trouble::Unmet(format!("no clusterArn in {cluster}")))?;
    Ok(format!(
        "/v1/clusters/{}",
        arn.replace(':', "%3A").replace('/', "%2F")
    ))
}

fn exchange(address: &str, request: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    stream.write_all(request.as_bytes())?;
    let mut response = String::new();
    stream.read_to_string(&mut response)?;
    Ok(response)
}

#[cfg(test)]
mod tests {
    #[test]
    fn elements_are_found_in_order() {
        let xml = "<r><item><id>a</id></item><item><id>b</id><name>c</name></item></r>";
        assert_eq!(super::elements(xml, "id"), ["a", "b"]);
        assert!(super::elements(xml, "none").is_empty());
    }
}
