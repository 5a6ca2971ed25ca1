//! The log of calls: what a test counts.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

/// One call of a service, in the order in which the sandbox finished them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Wall time, ISO 8601.
    pub time: String,
    /// The name that clients sign with: `kafka`, `sts`, `ec2`, `ebs`, `s3`, `monitoring`.
    pub service: String,
    /// The API operation, such as `CreateClusterV2`.
    pub operation: String,
    /// The region of the credential scope.
    pub region: String,
    /// The account of the caller, 12 digits.
    pub account: String,
    /// The cluster's or configuration's name, a bucket with a slash and a key, or the first EC2 id; of a create in EC2 the `Name`
    /// tag that it gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// The HTTP status; 0 when a fault closed the connection instead.
    pub status: u16,
    /// The error code of a refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What a fault did, such as `throttle`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
}

/// Keeps the calls in memory, and in a file of JSON lines when one is given.
#[derive(Debug, Default)]
pub(crate) struct CallLog {
    calls: Mutex<Vec<Call>>,
    file: Option<Mutex<File>>,
}

impl CallLog {
    /// Appends to `path` when there is one.
    pub(crate) fn open(path: Option<&Path>) -> io::Result<Self> {
        let open = |path| File::options().create(true).append(true).open(path);
        let file = path.map(open).transpose()?.map(Mutex::new);
        Ok(Self {
            calls: Mutex::default(),
            file,
        })
    }

    pub(crate) fn push(&self, call: Call) {
        self.write(&call);
        self.calls
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(call);
    }

    /// A full disk must not fail the call that is being logged.
    fn write(&self, call: &Call) {
        let (Some(file), Ok(line)) = (&self.file, serde_json::to_string(call)) else {
            return;
        };
        let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = file.write_all(format!("{line}\n").as_bytes());
    }

    pub(crate) fn all(&self) -> Vec<Call> {
        self.calls
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(crate) fn clear(&self) {
        self.calls
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}
