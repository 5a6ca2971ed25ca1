//! S3, as far as images and brokers need it: buckets, objects, uploads in parts. REST-XML, version
//! 2006-03-01.

mod body;
mod bucket;
mod chunked;
mod condition;
mod desk;
mod documents;
mod list;
mod multipart;
mod object;
mod route;

use crate::gateway::Asked;
use crate::http::{Reply, Request};
use crate::query::Xml;
use crate::refusal::Refusal;
use crate::storage::Storage;
use crate::world::World;

pub(crate) use bucket::Bucket;

use desk::Desk;
use route::Route;

const NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";

/// The operation, and the bucket with a slash and the key that it is about.
pub(crate) fn identify(request: &Request) -> (String, Option<String>) {
    let route = Route::of(request);
    let resource = match (route.bucket, route.key) {
        (Some(bucket), Some(key)) => Some(format!("{bucket}/{key}")),
        (bucket, _) => bucket,
    };
    (route.operation.to_owned(), resource)
}

pub(crate) fn answer(
    world: &mut World,
    storage: &Storage,
    asked: &Asked,
    request: &Request,
) -> Result<Reply, Refusal> {
    let route = Route::of(request);
    if !["GET", "HEAD"].contains(&request.method.as_str()) {
        world.now = world.now.tick();
    }
    let handler = route.handler;
    let mut desk = Desk {
        world,
        objects: &storage.objects,
        caller: &asked.caller,
        request,
        query: request.query_pairs(),
        bucket: route.bucket.unwrap_or_default(),
        key: route.key.unwrap_or_default(),
    };
    handler(&mut desk).map(identified)
}

fn identified(reply: Reply) -> Reply {
    reply.header(
        "x-amz-request-id",
        uuid::Uuid::new_v4().simple().to_string(),
    )
}

/// A refusal in S3's XML; nobody gets a body after HEAD, or when nothing was modified.
pub(crate) fn refuse(refusal: &Refusal, request: &Request) -> Reply {
    let mut xml = Xml::default();
    xml.text("Code", code(&refusal.code));
    xml.text("Message", &refusal.message);
    xml.maybe("Region", refusal.parameter.as_deref());
    xml.text("Resource", &request.path);
    let mut reply = xml.plain("Error", refusal.status);
    if request.method == "HEAD" || refusal.status == 304 {
        reply.body.clear();
    }
    let reply = match &refusal.parameter {
        Some(region) => reply.header("x-amz-bucket-region", region),
        None => reply,
    };
    identified(reply)
}

/// S3 calls what all others call a missing token something else.
fn code(code: &str) -> &str {
    match code {
        "MissingAuthenticationTokenException" => "AccessDenied",
        other => other,
    }
}

pub(crate) fn throttle() -> Refusal {
    Refusal::new(503, "SlowDown", "Please reduce your request rate.")
}
