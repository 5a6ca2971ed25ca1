//! S3 calls spelled out.

use kafkaws_sandbox::Sandbox;

use super::computers::one;
use super::{Answer, Client};

/// A sandbox with the bucket `images`.
pub(crate) async fn shop() -> (Sandbox, Client) {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = Client::of(&sandbox);
    client.make_bucket("images");
    (sandbox, client)
}

impl Client {
    pub(crate) fn s3(&self, method: &str, path: &str, headers: &str, body: &[u8]) -> Answer {
        self.raw("s3", (method, path), headers, body)
    }

    /// It succeeds.
    pub(crate) fn s3_done(&self, method: &str, path: &str, headers: &str, body: &[u8]) -> Answer {
        let answer = self.s3(method, path, headers, body);
        assert!(
            answer.status < 300,
            "{method} {path}: {} {}",
            answer.head,
            answer.body
        );
        answer
    }

    /// It is refused with this status and code.
    pub(crate) fn s3_refused(
        &self,
        (method, path): (&str, &str),
        headers: &str,
        body: &[u8],
        (status, code): (u16, &str),
    ) {
        let answer = self.s3(method, path, headers, body);
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.body);
        assert_eq!(
            one(&answer.body, "Code"),
            code,
            "{method} {path}: {}",
            answer.body
        );
    }

    pub(crate) fn make_bucket(&self, name: &str) {
        let region = self.region;
        let body = format!(
            "<CreateBucketConfiguration><LocationConstraint>{region}</LocationConstraint></CreateBucketConfiguration>"
        );
        self.s3_done("PUT", &format!("/{name}"), "", body.as_bytes());
    }

    /// Starts an upload in parts; its id.
    pub(crate) fn start_upload(&self, path: &str, headers: &str) -> String {
        let answer = self.s3_done("POST", &format!("{path}?uploads"), headers, b"");
        one(&answer.body, "UploadId")
    }

    /// Uploads a part; its ETag without quotes.
    pub(crate) fn put_part(&self, path: &str, upload: &str, number: u32, body: &[u8]) -> String {
        let path = format!("{path}?partNumber={number}&uploadId={upload}");
        let answer = self.s3_done("PUT", &path, "", body);
        answer.header("etag").trim_matches('"').to_owned()
    }
}

/// The body of CompleteMultipartUpload.
pub(crate) fn parts(etags: &[(u32, &str)]) -> Vec<u8> {
    let part = |(number, etag): &(u32, &str)| {
        format!("<Part><PartNumber>{number}</PartNumber><ETag>\"{etag}\"</ETag></Part>")
    };
    let parts: String = etags.iter().map(part).collect();
    format!("<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>").into_bytes()
}
