//! S3: objects that are uploaded in parts.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod client;

use client::computers::one;
use client::objects::{parts, shop};

const MIB: usize = 1024 * 1024;

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
