//! A few calls to the sandbox, straight over HTTP: somebody else's hands on the same AWS.
//!
//! The sandbox reads the region and the service from the signature's scope and does not check the
//! signature, so none is computed.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

use serde_json::Value;

use crate::failure::Failure;

/// An operation of MSK: REST with JSON.
pub(crate) fn kafka(
    endpoint: &str,
    method: &str,
    path: &str,
    body: Option<&Value>,
) -> Result<Value, Failure> {
    let region = kafkaws_acceptance_tests::REGION;
    let body = body.map(Value::to_string).unwrap_or_default();
    let request = Request {
        method,
        path,
        service: "kafka",
        region,
        kind: "json",
        body: &body,
    };
    let answer = request.send(endpoint)?;
    serde_json::from_str(&answer)
        .map_err(|error| Failure::Unexpected(format!("{method} {path}: {error}: {answer}")))
}

/// An operation of EC2 without parameters: a form, answered with XML.
pub(crate) fn ec2(endpoint: &str, region: &str, action: &str) -> Result<String, Failure> {
    let body = format!("Action={action}&Version=2016-11-15");
    let kind = "x-www-form-urlencoded";
    Request {
        method: "POST",
        path: "/",
        service: "ec2",
        region,
        kind,
        body: &body,
    }
    .send(endpoint)
}

/// The texts of every element of that name, in order.
pub(crate) fn elements(xml: &str, name: &str) -> Vec<String> {
    let (start, end) = (format!("<{name}>"), format!("</{name}>"));
    let texts = xml
        .split(&start)
        .skip(1)
        .filter_map(|rest| rest.split_once(&end));
    texts.map(|(text, _)| text.to_owned()).collect()
}

struct Request<'a> {
    method: &'a str,
    path: &'a str,
    service: &'a str,
    region: &'a str,
    kind: &'a str,
    body: &'a str,
}

impl Request<'_> {
    /// The body of the answer, which must be a success.
    fn send(&self, endpoint: &str) -> Result<String, Failure> {
        let address = endpoint.trim_start_matches("http://");
        let response =
            exchange(address, &self.text(address)).map_err(Failure::at(Path::new(endpoint)))?;
        match response.split_once("\r\n\r\n") {
            Some((head, body)) if head.starts_with("HTTP/1.1 200") => Ok(body.to_owned()),
            _ => Err(Failure::Unexpected(format!(
                "{} {}: {response}",
                self.method, self.path
            ))),
        }
    }

    fn text(&self, address: &str) -> String {
        let Self {
            method,
            path,
            service,
            region,
            kind,
            body,
        } = self;
        let mut text =
            format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n");
        let length = body.len();
        // Writing into a String cannot fail.
        let _ = write!(
            text,
            "Content-Type: application/{kind}\r\nContent-Length: {length}\r\n\
             Authorization: AWS4-HMAC-SHA256 Credential=AKIAOTHER/20260101/{region}/{service}/\
             aws4_request, SignedHeaders=host, Signature=0\r\n\r\n{body}"
        );
        text
    }
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
