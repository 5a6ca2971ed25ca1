//! S3: writes on a condition, and bodies that prove what they are.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod client;

use client::blocks::{base64, sum};
use client::objects::{parts, shop};

/// Of `abc`, as RFC 1321 has it.
const MD5_OF_ABC: &str = "900150983cd24fb0d6963f7d28e17f72";

#[tokio::test]
async fn writes_on_a_condition() {
    let (_sandbox, client) = shop().await;
    let new = "if-none-match: *\r\n";
    client.s3_done("PUT", "/images/lock", new, b"abc");
    client.s3_refused(
        ("PUT", "/images/lock"),
        new,
        b"x",
        (412, "PreconditionFailed"),
    );
    let same = format!("if-match: \"{MD5_OF_ABC}\"\r\n");
    client.s3_refused(("PUT", "/images/none"), &same, b"x", (404, "NoSuchKey"));
    client.s3_refused(
        ("PUT", "/images/lock"),
        "if-match: \"0\"\r\n",
        b"x",
        (412, "PreconditionFailed"),
    );
    client.s3_refused(
        ("DELETE", "/images/lock"),
        "if-match: \"0\"\r\n",
        b"",
        (412, "PreconditionFailed"),
    );
    client.s3_done("PUT", "/images/lock", &same, b"two");
    client.s3_refused(
        ("PUT", "/images/lock"),
        &same,
        b"three",
        (412, "PreconditionFailed"),
    );
    client.s3_refused(
        ("PUT", "/images/lock"),
        "if-none-match: \"0\"\r\n",
        b"x",
        (501, "NotImplemented"),
    );
    client.s3_refused(
        ("GET", "/images/lock"),
        &same,
        b"",
        (412, "PreconditionFailed"),
    );
    assert_eq!(client.s3("GET", "/images/lock", "", b"").body, "two");
    let known = client
        .s3("HEAD", "/images/lock", "", b"")
        .header("etag")
        .to_owned();
    let unchanged = client.s3(
        "GET",
        "/images/lock",
        &format!("if-none-match: {known}\r\n"),
        b"",
    );
    assert_eq!((unchanged.status, unchanged.bytes.len()), (304, 0));
    let upload = client.start_upload("/images/lock", "");
    let etag = client.put_part("/images/lock", &upload, 1, b"p");
    let complete = format!("/images/lock?uploadId={upload}");
    client.s3_refused(
        ("POST", &complete),
        new,
        &parts(&[(1, &etag)]),
        (412, "PreconditionFailed"),
    );
    client.s3_done("POST", &complete, "", &parts(&[(1, &etag)]));
}

#[tokio::test]
async fn bodies_that_are_not_what_they_are_said_to_be() {
    let (_sandbox, client) = shop().await;
    let sha = base64(&sum(b"abc"));
    let streamed = "x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\r\ncontent-encoding: aws-chunked\r\n";
    let trailer = format!(
        "{streamed}x-amz-trailer: x-amz-checksum-crc32\r\nx-amz-decoded-content-length: 3\r\n"
    );
    let rows = [
        (
            "x-amz-checksum-crc32: AAAAAA==\r\n".to_owned(),
            &b"abc"[..],
            "BadDigest",
        ),
        (
            format!("x-amz-checksum-sha256: {sha}\r\n"),
            b"abd",
            "BadDigest",
        ),
        (
            format!("x-amz-checksum-sha256: {sha}\r\nx-amz-checksum-crc32: NSRBwg==\r\n"),
            b"abc",
            "InvalidRequest",
        ),
        (
            "x-amz-sdk-checksum-algorithm: CRC32\r\n".into(),
            b"abc",
            "InvalidRequest",
        ),
        ("content-md5: AAAA\r\n".into(), b"abc", "InvalidDigest"),
        (
            "content-md5: AAAAAAAAAAAAAAAAAAAAAA==\r\n".into(),
            b"abc",
            "BadDigest",
        ),
        (
            format!("x-amz-content-sha256: {}\r\n", "0".repeat(64)),
            b"abc",
            "XAmzContentSHA256Mismatch",
        ),
        (streamed.into(), b"3\r\nab", "IncompleteBody"),
        (
            trailer.clone(),
            b"2\r\nab\r\n0\r\nx-amz-checksum-crc32:NSRBwg==\r\n\r\n",
            "IncompleteBody",
        ),
        (
            trailer.clone(),
            b"3\r\nabc\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n",
            "BadDigest",
        ),
        (trailer.clone(), b"3\r\nabc\r\n0\r\n\r\n", "InvalidRequest"),
    ];
    for (headers, body, code) in rows {
        client.s3_refused(("PUT", "/images/k"), &headers, body, (400, code));
    }
    client.s3_refused(("GET", "/images/k"), "", b"", (404, "NoSuchKey"));
    let put = client.s3_done(
        "PUT",
        "/images/k",
        &trailer,
        b"3\r\nabc\r\n0\r\nx-amz-checksum-crc32:NSRBwg==\r\n\r\n",
    );
    assert_eq!(put.header("x-amz-checksum-crc32"), "NSRBwg==");
    let get = client.s3_done("GET", "/images/k", "x-amz-checksum-mode: ENABLED\r\n", b"");
    assert_eq!(
        (get.body.as_str(), get.header("x-amz-checksum-crc32")),
        ("abc", "NSRBwg==")
    );
    assert_eq!(get.header("content-encoding"), "");
    client.s3_refused(
        ("PUT", &format!("/images/{}", "k".repeat(1025))),
        "",
        b"",
        (400, "KeyTooLongError"),
    );
    client.s3_refused(
        ("PUT", "/images/k"),
        "x-amz-acl: public-read\r\n",
        b"",
        (501, "NotImplemented"),
    );
}
