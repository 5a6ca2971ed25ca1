//! S3: buckets and objects, lists, copies, faults.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod client;

use client::blocks::{base64, sum};
use client::computers::one;
use client::objects::shop;
use client::{Client, between};
use kafkaws_sandbox::{FaultAction, FaultRule};

/// Of `abc`, as RFC 1321 has it.
const MD5_OF_ABC: &str = "900150983cd24fb0d6963f7d28e17f72";

#[tokio::test]
async fn an_object_is_written_read_and_taken_away() {
    let (sandbox, client) = shop().await;
    let headers = "content-type: text/plain\r\nx-amz-meta-sha: 1\r\n";
    let put = client.s3_done("PUT", "/images/a/b%20c", headers, b"abc");
    assert_eq!(put.header("etag"), format!("\"{MD5_OF_ABC}\""));
    let get = client.s3_done("GET", "/images/a/b%20c", "", b"");
    assert_eq!(
        (get.bytes.as_slice(), get.header("content-type")),
        (&b"abc"[..], "text/plain")
    );
    assert_eq!(get.header("x-amz-meta-sha"), "1");
    assert!(get.header("last-modified").ends_with(" GMT"));
    let head = client.s3_done("HEAD", "/images/a/b%20c", "", b"");
    assert_eq!((head.header("content-length"), head.bytes.len()), ("3", 0));
    let part = client.s3_done("GET", "/images/a/b%20c", "range: bytes=1-\r\n", b"");
    assert_eq!((part.status, part.body.as_str()), (206, "bc"));
    assert_eq!(part.header("content-range"), "bytes 1-2/3");
    client.s3_refused(
        ("GET", "/images/a/b%20c"),
        "range: bytes=3-\r\n",
        b"",
        (416, "InvalidRange"),
    );
    assert!(!sandbox.world().is_empty());
    client.s3_refused(("DELETE", "/images"), "", b"", (409, "BucketNotEmpty"));
    // The second time there is nothing, which is as good.
    (0..2).for_each(|_| assert_eq!(client.s3("DELETE", "/images/a/b%20c", "", b"").status, 204));
    client.s3_refused(("GET", "/images/a/b%20c"), "", b"", (404, "NoSuchKey"));
    let head = client.s3("HEAD", "/images/a/b%20c", "", b"");
    assert_eq!((head.status, head.bytes.len()), (404, 0));
    client.s3_done("DELETE", "/images", "", b"");
    assert!(sandbox.world().is_empty());
}

#[tokio::test]
async fn buckets_that_are_refused() {
    let (sandbox, client) = shop().await;
    let there = |client: &Client, region: &str| {
        let body = format!("<C><LocationConstraint>{region}</LocationConstraint></C>");
        client.s3("PUT", "/images", "", body.as_bytes())
    };
    assert_eq!(
        one(&there(&client, "eu-west-1").body, "Code"),
        "BucketAlreadyOwnedByYou"
    );
    client.s3_refused(("PUT", "/Images"), "", b"", (400, "InvalidBucketName"));
    client.s3_refused(
        ("PUT", "/other"),
        "",
        b"",
        (400, "IllegalLocationConstraintException"),
    );
    assert_eq!(
        one(&there(&client, "us-east-1").body, "Code"),
        "InvalidLocationConstraint"
    );
    client.s3_refused(("PUT", "/other"), "", b"<", (400, "MalformedXML"));
    client.s3_refused(("GET", "/other"), "", b"", (404, "NoSuchBucket"));
    client.s3_refused(("PUT", "/other/key"), "", b"", (404, "NoSuchBucket"));
    client.s3_refused(
        ("PUT", "/images?policy"),
        "",
        b"{}",
        (501, "NotImplemented"),
    );
    let elsewhere = Client {
        region: "us-east-1",
        ..client
    };
    let wrong = elsewhere.s3("GET", "/images", "", b"");
    assert_eq!(one(&wrong.body, "Code"), "AuthorizationHeaderMalformed");
    assert_eq!(
        (
            one(&wrong.body, "Region").as_str(),
            wrong.header("x-amz-bucket-region")
        ),
        ("eu-west-1", "eu-west-1")
    );
    elsewhere.s3_done("PUT", "/east", "", b"");
    // There, and only there, once more is as good as once.
    elsewhere.s3_done("PUT", "/east", "", b"");
    assert_eq!(sandbox.calls().count("CreateBucket"), 8);
}

#[tokio::test]
async fn lists_fold_and_have_pages() {
    let (_sandbox, client) = shop().await;
    for key in ["a/1", "a/2", "b", "c/d/1", "e%26"] {
        client.s3_done("PUT", &format!("/images/{key}"), "", b"abc");
    }
    let list = |query: &str| {
        client
            .s3_done("GET", &format!("/images?list-type=2{query}"), "", b"")
            .body
    };
    assert_eq!(
        between(&list(""), "Key"),
        ["a/1", "a/2", "b", "c/d/1", "e&amp;"]
    );
    assert_eq!(
        between(&list("&encoding-type=url&prefix=e"), "Key"),
        ["e%26"]
    );
    let folded = list("&delimiter=%2F");
    assert_eq!(between(&folded, "Key"), ["b", "e&amp;"]);
    assert!(folded.contains("<Prefix>a/</Prefix>") && folded.contains("<Prefix>c/</Prefix>"));
    assert_eq!(
        between(&list("&prefix=a%2F&start-after=a%2F1"), "Key"),
        ["a/2"]
    );
    let first = list("&delimiter=%2F&max-keys=2");
    assert_eq!(
        (
            one(&first, "KeyCount").as_str(),
            one(&first, "IsTruncated").as_str()
        ),
        ("2", "true")
    );
    let token = one(&first, "NextContinuationToken").replace('=', "%3D");
    let second = list(&format!(
        "&delimiter=%2F&max-keys=2&continuation-token={token}"
    ));
    assert_eq!(
        (between(&second, "Key"), one(&second, "IsTruncated")),
        (vec!["e&amp;".to_owned()], "false".to_owned())
    );
    assert!(second.contains("<Prefix>c/</Prefix>"));
    client.s3_refused(
        ("GET", "/images?list-type=2&max-keys=x"),
        "",
        b"",
        (400, "InvalidArgument"),
    );
    let doomed =
        b"<Delete><Object><Key>a/1</Key></Object><Object><Key>none</Key></Object></Delete>";
    client.s3_refused(
        ("POST", "/images?delete"),
        "",
        doomed,
        (400, "InvalidRequest"),
    );
    let proof = format!("x-amz-checksum-sha256: {}\r\n", base64(&sum(doomed)));
    let deleted = client
        .s3_done("POST", "/images?delete", &proof, doomed)
        .body;
    assert_eq!(between(&deleted, "Key"), ["a/1", "none"]);
    assert_eq!(between(&list("&prefix=a"), "Key"), ["a/2"]);
}

#[tokio::test]
async fn copies_share_nothing_that_a_delete_takes() {
    let (_sandbox, client) = shop().await;
    client.s3_done("PUT", "/images/a", "x-amz-meta-a: b\r\n", b"abc");
    client.s3_done("PUT", "/images/b", "x-amz-copy-source: /images/a\r\n", b"");
    client.s3_done("DELETE", "/images/a", "", b"");
    let copy = client.s3_done("GET", "/images/b", "", b"");
    assert_eq!(
        (copy.body.as_str(), copy.header("x-amz-meta-a")),
        ("abc", "b")
    );
    client.s3_refused(
        ("PUT", "/images/b"),
        "x-amz-copy-source: images/b\r\n",
        b"",
        (400, "InvalidRequest"),
    );
    client.s3_refused(
        ("PUT", "/images/c"),
        "x-amz-copy-source: images/a\r\n",
        b"",
        (404, "NoSuchKey"),
    );
    client.s3_refused(
        ("PUT", "/images/c"),
        "x-amz-copy-source: images\r\n",
        b"",
        (400, "InvalidArgument"),
    );
}

#[tokio::test]
async fn faults_strike_by_bucket_and_key() {
    let (sandbox, client) = shop().await;
    let rule = |resource: &str, action: FaultAction| FaultRule {
        service: Some("s3".into()),
        resource: Some(resource.into()),
        first: Some(1),
        action,
        ..FaultRule::default()
    };
    sandbox.add_fault(rule("images/a*", FaultAction::Throttle));
    client.s3_done("PUT", "/images/b", "", b"");
    client.s3_refused(("PUT", "/images/a"), "", b"", (503, "SlowDown"));
    client.s3_done("PUT", "/images/a", "", b"");
    sandbox.add_fault(rule("images/b", FaultAction::Deny));
    client.s3_refused(("GET", "/images/b"), "", b"", (403, "AccessDenied"));
    let unsigned = client.send(
        "GET",
        "/images/b?X-Amz-Signature=0&X-Amz-Credential=A%2F20260101%2Feu-west-1%2Fs3%2Faws4_request",
        "",
        "",
    );
    assert_eq!(unsigned.unwrap().status, 200, "a presigned URL is signed");
    let calls = sandbox
        .calls()
        .only(|call| call.service == "s3" && call.code.is_some());
    assert_eq!(calls.operations(), ["PutObject", "GetObject"]);
    assert_eq!(calls.as_slice()[0].resource.as_deref(), Some("images/a"));
}
