//! Calls of the EBS direct APIs spelled out.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Answer, Client};

/// The only size of a block.
pub(crate) const BLOCK: usize = 524_288;

pub(crate) fn sum(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// A block full of one byte.
pub(crate) fn block(byte: u8) -> Vec<u8> {
    vec![byte; BLOCK]
}

/// Refused with this code and reason.
pub(crate) fn refused(answer: &Answer, code: &str, reason: &str) {
    assert_eq!(answer.code(), code, "{}", answer.body);
    assert_eq!(answer.json()["Reason"], reason, "{}", answer.body);
}

impl Client {
    pub(crate) fn ebs(&self, method: &str, path: &str, headers: &str, body: &[u8]) -> Answer {
        self.raw("ebs", (method, path), headers, body)
    }

    pub(crate) fn try_start(&self, wish: &Value) -> Answer {
        self.ebs("POST", "/snapshots", "", wish.to_string().as_bytes())
    }

    /// A snapshot of 1 GiB that is being written.
    pub(crate) fn start_snapshot(&self) -> String {
        let answer = self.try_start(&json!({ "VolumeSize": 1 }));
        assert_eq!(answer.status, 201, "{}", answer.body);
        answer.json()["SnapshotId"].as_str().unwrap().to_owned()
    }

    /// Headers as they should be, but for what `spoil` does to them.
    pub(crate) fn put_spoilt(
        &self,
        (snapshot, index): (&str, u32),
        bytes: &[u8],
        spoil: impl FnOnce(String) -> String,
    ) -> Answer {
        let headers = spoil(format!(
            "x-amz-data-length: {BLOCK}\r\nx-amz-checksum-algorithm: SHA256\r\nx-amz-checksum: {}\r\n",
            base64(&sum(bytes))
        ));
        self.ebs(
            "PUT",
            &format!("/snapshots/{snapshot}/blocks/{index}"),
            &headers,
            bytes,
        )
    }

    pub(crate) fn try_put(&self, snapshot: &str, index: u32, bytes: &[u8]) -> Answer {
        self.put_spoilt((snapshot, index), bytes, |headers| headers)
    }

    pub(crate) fn put_block(&self, snapshot: &str, index: u32, bytes: &[u8]) {
        let answer = self.try_put(snapshot, index, bytes);
        assert_eq!(answer.status, 201, "{}", answer.body);
    }

    pub(crate) fn try_complete(&self, snapshot: &str, count: usize, more: &str) -> Answer {
        let headers = format!("x-amz-changedblockscount: {count}\r\n{more}");
        self.ebs(
            "POST",
            &format!("/snapshots/completion/{snapshot}"),
            &headers,
            b"",
        )
    }

    /// Completed, as EC2 shows it.
    pub(crate) fn complete(&self, snapshot: &str, count: usize) {
        let answer = self.try_complete(snapshot, count, "");
        assert_eq!(answer.status, 202, "{}", answer.body);
        for state in ["pending", "completed"] {
            let shown = self.snapshot(snapshot);
            assert!(
                shown.contains(&format!("<status>{state}</status>")),
                "{shown}"
            );
        }
    }

    /// The snapshot as EC2 describes it.
    pub(crate) fn snapshot(&self, snapshot: &str) -> String {
        let query = format!("Version=2016-11-15&Action=DescribeSnapshots&SnapshotId.1={snapshot}");
        self.form("ec2", &query).body
    }

    pub(crate) fn list_blocks(&self, path: &str) -> Value {
        let answer = self.ebs("GET", &format!("/snapshots/{path}"), "", b"");
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()
    }

    /// The blocks of a snapshot, read by their tokens.
    pub(crate) fn read_blocks(&self, snapshot: &str) -> Vec<(u64, Vec<u8>)> {
        let list = self.list_blocks(&format!("{snapshot}/blocks"));
        let blocks = list["Blocks"].as_array().unwrap();
        let read = |block: &Value| {
            let index = block["BlockIndex"].as_u64().unwrap();
            let token = super::encode(block["BlockToken"].as_str().unwrap())
                .replace('+', "%2B")
                .replace('=', "%3D");
            let path = format!("/snapshots/{snapshot}/blocks/{index}?blockToken={token}");
            let answer = self.ebs("GET", &path, "", b"");
            assert_eq!(answer.status, 200, "{}", answer.body);
            assert_eq!(answer.header("x-amz-checksum"), base64(&sum(&answer.bytes)));
            (index, answer.bytes)
        };
        blocks.iter().map(read).collect()
    }
}
