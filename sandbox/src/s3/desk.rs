//! What a call of S3 works with.

use std::io;

use super::NAMESPACE;
use super::bucket::Bucket;
use crate::clock::Timestamp;
use crate::gateway::Caller;
use crate::http::{Reply, Request};
use crate::query::Xml;
use crate::refusal::Refusal;
use crate::storage::{Object, Objects};
use crate::world::World;

pub(super) type Answer = Result<Reply, Refusal>;

/// The request, the buckets, and what is in them.
#[derive(Debug)]
pub(super) struct Desk<'a> {
    pub(super) world: &'a mut World,
    pub(super) objects: &'a Objects,
    pub(super) caller: &'a Caller,
    pub(super) request: &'a Request,
    pub(super) query: Vec<(String, String)>,
    pub(super) bucket: String,
    pub(super) key: String,
}

impl Desk<'_> {
    pub(super) fn now(&self) -> Timestamp {
        self.world.now
    }

    /// The bucket, if it is the caller's and in the region that he signed for.
    pub(super) fn bucket(&self) -> Result<&Bucket, Refusal> {
        bucket(self.world, self.caller, &self.bucket)
    }

    /// The object that is there.
    pub(super) fn object(&self) -> Result<Object, Refusal> {
        self.bucket()?;
        self.objects
            .object(&self.bucket, &self.key)
            .ok_or_else(no_such_key)
    }

    /// A member of the query, if it is not empty.
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        let pair = self.query.iter().find(|(key, _)| key == name);
        pair.map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.request.header(name)
    }

    /// A whole number in the query, within bounds.
    pub(super) fn number(&self, name: &str, most: usize) -> Result<Option<usize>, Refusal> {
        let Some(text) = self.query(name) else {
            return Ok(None);
        };
        let number = text.parse::<usize>().ok();
        let number = number.ok_or_else(|| {
            let message = format!("Provided {name} not an integer or within integer range");
            Refusal::new(400, "InvalidArgument", message)
        })?;
        Ok(Some(number.min(most)))
    }
}

pub(super) fn bucket<'a>(
    world: &'a World,
    caller: &Caller,
    name: &str,
) -> Result<&'a Bucket, Refusal> {
    let Some(bucket) = world.buckets.get(name) else {
        return Err(Refusal::new(
            404,
            "NoSuchBucket",
            "The specified bucket does not exist",
        ));
    };
    if bucket.account != caller.account {
        return Err(Refusal::new(403, "AccessDenied", "Access Denied"));
    }
    if bucket.region != caller.region {
        let (wrong, right) = (&caller.region, &bucket.region);
        let message = format!(
            "The authorization header is malformed; the region '{wrong}' is wrong; expecting '{right}'"
        );
        let refusal = Refusal::new(400, "AuthorizationHeaderMalformed", message);
        return Err(refusal.parameter(right));
    }
    Ok(bucket)
}

pub(super) fn no_such_key() -> Refusal {
    Refusal::new(404, "NoSuchKey", "The specified key does not exist.")
}

pub(super) fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "InvalidRequest", message)
}

/// A full disk of this machine is a failure of the service.
pub(super) fn storage_failure(error: io::Error) -> Refusal {
    Refusal::new(500, "InternalError", error.to_string())
}

pub(super) fn empty(status: u16) -> Reply {
    Reply::new(status, "application/xml", Vec::new())
}

pub(super) fn xml(root: &str, xml: Xml) -> Reply {
    xml.reply(root, NAMESPACE, 200)
}

/// ETags are quoted wherever they are shown.
pub(super) fn quoted(etag: &str) -> String {
    format!("\"{etag}\"")
}
