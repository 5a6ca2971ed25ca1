//! The headers of an object: what clients give and get back.

use std::collections::BTreeMap;

use crate::http::{Reply, Request};
use crate::refusal::Refusal;
use crate::storage::Sum;

const KEPT: [&str; 6] = [
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-type",
    "expires",
];

/// What would have to be passed over in silence is refused. Values that change nothing are not.
const NOT_SIMULATED: [(&str, &[&str]); 8] = [
    ("x-amz-acl", &["private", "bucket-owner-full-control"]),
    ("x-amz-object-lock-legal-hold", &["OFF"]),
    ("x-amz-object-lock-mode", &[]),
    ("x-amz-server-side-encryption", &["AES256"]),
    ("x-amz-server-side-encryption-customer-algorithm", &[]),
    ("x-amz-storage-class", &["STANDARD"]),
    ("x-amz-tagging", &[""]),
    ("x-amz-website-redirect-location", &[]),
];

/// What a new object keeps of its request.
pub(in crate::s3) fn kept(request: &Request) -> Result<BTreeMap<String, String>, Refusal> {
    let foreign = NOT_SIMULATED.iter().find(|(name, harmless)| {
        let value = request.header(name);
        value.is_some_and(|value| !harmless.contains(&value))
    });
    if let Some((name, _)) = foreign {
        let message = format!("the sandbox does not simulate the header {name}");
        return Err(Refusal::new(501, "NotImplemented", message));
    }
    let mut headers =
        BTreeMap::from([("content-type".to_owned(), "binary/octet-stream".to_owned())]);
    for (name, value) in &request.headers {
        if name == "content-encoding" {
            headers.extend(encoding(value).map(|value| (name.clone(), value)));
        } else if KEPT.contains(&name.as_str()) || name.starts_with("x-amz-meta-") {
            headers.insert(name.clone(), value.clone());
        }
    }
    Ok(headers)
}

/// `aws-chunked` is of the transfer, not of the object.
fn encoding(value: &str) -> Option<String> {
    let codings = value.split(',').map(str::trim);
    let own: Vec<&str> = codings
        .filter(|one| *one != "aws-chunked" && !one.is_empty())
        .collect();
    (!own.is_empty()).then(|| own.join(","))
}

/// The checksum, as answers show it.
pub(in crate::s3) fn with_sum(reply: Reply, sum: &Sum) -> Reply {
    let kind = Sum::kind(sum.composite);
    reply
        .header(sum.algorithm.header(), &sum.value)
        .header("x-amz-checksum-type", kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(headers: &[(&str, &str)]) -> Request {
        let pairs = headers
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()));
        Request {
            headers: pairs.collect(),
            ..Request::default()
        }
    }

    #[test]
    fn the_transfer_s_coding_is_not_kept() {
        let headers = kept(&request(&[
            ("content-encoding", "aws-chunked"),
            ("x-amz-meta-a", "b"),
        ]))
        .unwrap();
        assert_eq!(headers.len(), 2);
        let headers = kept(&request(&[("content-encoding", "gzip, aws-chunked")])).unwrap();
        assert_eq!(headers["content-encoding"], "gzip");
    }

    #[test]
    fn headers_that_mean_more_are_refused() {
        assert!(kept(&request(&[("x-amz-acl", "private")])).is_ok());
        let refusal = kept(&request(&[("x-amz-acl", "public-read")])).unwrap_err();
        assert_eq!(refusal.code, "NotImplemented");
    }
}
