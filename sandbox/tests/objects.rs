//! S3: buckets, objects, conditions, checksums, uploads in parts.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod client;

use client::blocks::{base64, sum};
use client::computers::one;
use client::objects::parts;
use client::{Client, between};
use kafkaws_sandbox::{FaultAction, FaultRule, Sandbox};

/// Of `abc`, as RFC 1321 has it.
const MD5_OF_ABC: &str = "900150983cd24fb0d6963f7d28e17f72";
const MIB: usize = 1024 * 1024;

async fn shop() -> (Sandbox, Client) {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = Client::of(&sandbox);
    client.make_bucket("images");
    (sandbox, client)
}

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
async fn uploads_in_parts() {
    let (sandbox, client) = shop().await;
    let path = "/images/disk.raw";
    let upload = client.start_upload(path, "x-amz-meta-a: b\r\n");
    let large = vec![7; 5 * MIB];
    let one_ = client.put_part(path, &upload, 1, &large);
    let old = client.put_part(path, &upload, 3, b"old");
    let three = client.put_part(path, &upload, 3, b"abc");
    let listed = client
        .s3_done(
            "GET",
            &format!("{path}?uploadId={upload}&max-parts=1"),
            "",
            b"",
        )
        .body;
    assert_eq!(
        (
            one(&listed, "PartNumber").as_str(),
            one(&listed, "IsTruncated").as_str()
        ),
        ("1", "true")
    );
    let complete = format!("{path}?uploadId={upload}");
    let rows = [
        (parts(&[]), "MalformedXML"),
        (parts(&[(3, &three), (1, &one_)]), "InvalidPartOrder"),
        (parts(&[(1, &one_), (2, &three)]), "InvalidPart"),
        (parts(&[(1, &one_), (3, &old)]), "InvalidPart"),
    ];
    for (body, code) in rows {
        client.s3_refused(("POST", &complete), "", &body, (400, code));
    }
    let body = parts(&[(1, &one_), (3, &three)]);
    client.s3_refused(
        ("POST", &complete),
        "x-amz-mp-object-size: 1\r\n",
        &body,
        (400, "InvalidRequest"),
    );
    let done = client.s3_done("POST", &complete, "", &body).body;
    assert!(one(&done, "ETag").ends_with("-2&quot;"), "{done}");
    client.s3_refused(("POST", &complete), "", &body, (404, "NoSuchUpload"));
    let head = client.s3_done("HEAD", path, "", b"");
    assert_eq!(
        (head.header("content-length"), head.header("x-amz-meta-a")),
        ("5242883", "b")
    );
    let end = client.s3_done("GET", path, "range: bytes=-4\r\n", b"");
    assert_eq!(end.bytes, [7, b'a', b'b', b'c']);
    let small = client.start_upload(path, "");
    let (first, second) = (
        client.put_part(path, &small, 1, b"a"),
        client.put_part(path, &small, 2, b"b"),
    );
    let body = parts(&[(1, &first), (2, &second)]);
    client.s3_refused(
        ("POST", &format!("{path}?uploadId={small}")),
        "",
        &body,
        (400, "EntityTooSmall"),
    );
    assert!(
        client
            .s3_done("GET", "/images?uploads", "", b"")
            .body
            .contains(&small)
    );
    client.s3_done("DELETE", &format!("{path}?uploadId={small}"), "", b"");
    client.s3_refused(
        ("DELETE", &format!("{path}?uploadId={small}")),
        "",
        b"",
        (404, "NoSuchUpload"),
    );
    assert_eq!(sandbox.calls().count("UploadPart"), 5);
}

#[tokio::test]
async fn parts_have_the_checksum_of_their_upload() {
    let (_sandbox, client) = shop().await;
    let path = "/images/k";
    let rows = [
        ("x-amz-checksum-algorithm: MD4\r\n", "unsupported"),
        (
            "x-amz-checksum-algorithm: CRC64NVME\r\nx-amz-checksum-type: COMPOSITE\r\n",
            "crc64nvme",
        ),
        (
            "x-amz-checksum-algorithm: SHA256\r\nx-amz-checksum-type: FULL_OBJECT\r\n",
            "sha256",
        ),
    ];
    for (headers, word) in rows {
        let answer = client.s3("POST", &format!("{path}?uploads"), headers, b"");
        assert_eq!(
            (answer.status, answer.body.contains(word)),
            (400, true),
            "{}",
            answer.body
        );
    }
    let crc = "x-amz-checksum-crc32: NSRBwg==\r\n";
    let part = |upload: &str| format!("{path}?partNumber=1&uploadId={upload}");
    let other = client.start_upload(path, "x-amz-checksum-algorithm: SHA256\r\n");
    client.s3_refused(("PUT", &part(&other)), crc, b"abc", (400, "InvalidRequest"));
    client.s3_refused(("PUT", &part(&other)), "", b"abc", (400, "InvalidRequest"));
    let any = client.start_upload(path, "");
    let put = client.s3_done("PUT", &part(&any), crc, b"abc");
    assert_eq!(put.header("x-amz-checksum-crc32"), "NSRBwg==");
    let composite = client.start_upload(path, "x-amz-checksum-algorithm: CRC32\r\n");
    let etag = client
        .s3_done("PUT", &part(&composite), crc, b"abc")
        .header("etag")
        .replace('"', "");
    let complete = format!("{path}?uploadId={composite}");
    client.s3_refused(
        ("POST", &complete),
        "",
        &parts(&[(1, &etag)]),
        (400, "InvalidRequest"),
    );
    let summed = |value: &str| {
        let body = String::from_utf8(parts(&[(1, &etag)])).unwrap();
        body.replace(
            "</Part>",
            &format!("<ChecksumCRC32>{value}</ChecksumCRC32></Part>"),
        )
    };
    client.s3_refused(
        ("POST", &complete),
        "",
        summed("AAAAAA==").as_bytes(),
        (400, "InvalidPart"),
    );
    let done = client
        .s3_done("POST", &complete, "", summed("NSRBwg==").as_bytes())
        .body;
    assert!(one(&done, "ChecksumCRC32").ends_with("-1"), "{done}");
    let full = "x-amz-checksum-algorithm: CRC32\r\nx-amz-checksum-type: FULL_OBJECT\r\n";
    let full = client.start_upload(path, full);
    client.s3_done("PUT", &part(&full), crc, b"abc");
    let complete = format!("{path}?uploadId={full}");
    let wrong = "x-amz-checksum-crc32: AAAAAA==\r\n";
    client.s3_refused(
        ("POST", &complete),
        wrong,
        &parts(&[(1, &etag)]),
        (400, "BadDigest"),
    );
    let done = client
        .s3_done("POST", &complete, crc, &parts(&[(1, &etag)]))
        .body;
    assert_eq!(one(&done, "ChecksumCRC32"), "NSRBwg==");
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
