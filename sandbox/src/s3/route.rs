//! Which operation a method, a path and a query mean. Source: botocore's service model of s3.

use super::desk::{Answer, Desk};
use super::{bucket, list, multipart, object};
use crate::http::{Request, path_segment};
use crate::refusal::Refusal;

type Handler = fn(&mut Desk<'_>) -> Answer;

/// An operation, and what it is about.
pub(super) struct Route {
    pub(super) operation: &'static str,
    pub(super) handler: Handler,
    pub(super) bucket: Option<String>,
    pub(super) key: Option<String>,
}

/// Members of the query that make another operation of a request, and that the sandbox has not.
const NOT_SIMULATED: [&str; 25] = [
    "accelerate",
    "acl",
    "analytics",
    "attributes",
    "cors",
    "encryption",
    "intelligent-tiering",
    "inventory",
    "legal-hold",
    "lifecycle",
    "logging",
    "metrics",
    "notification",
    "object-lock",
    "ownershipControls",
    "partNumber",
    "policy",
    "policyStatus",
    "publicAccessBlock",
    "replication",
    "requestPayment",
    "retention",
    "tagging",
    "versions",
    "website",
];

impl Route {
    pub(super) fn of(request: &Request) -> Self {
        let (bucket, key) = target(request);
        let query: Vec<String> = request
            .query_pairs()
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        let has = |name: &str| query.iter().any(|one| one == name);
        let method = request.method.as_str();
        let copies = request.header("x-amz-copy-source").is_some();
        let (operation, handler): (_, Handler) = match (&bucket, &key) {
            (None, _) => of_service(method),
            (Some(_), None) => of_bucket(method, has),
            (Some(_), Some(_)) => of_object(method, copies, has),
        };
        Self {
            operation,
            handler,
            bucket,
            key,
        }
    }
}

fn of_service(method: &str) -> (&'static str, Handler) {
    match method {
        "GET" => ("ListBuckets", bucket::list),
        _ => UNKNOWN,
    }
}

fn of_bucket(method: &str, has: impl Fn(&str) -> bool) -> (&'static str, Handler) {
    match method {
        "GET" if has("location") => ("GetBucketLocation", bucket::location),
        "GET" if has("versioning") => ("GetBucketVersioning", bucket::versioning),
        "GET" if has("uploads") => ("ListMultipartUploads", multipart::list_uploads),
        "POST" if has("delete") => ("DeleteObjects", object::delete_many),
        _ if has("versioning") || NOT_SIMULATED.iter().any(|name| has(name)) => UNKNOWN,
        "GET" if has("list-type") => ("ListObjectsV2", list::objects_v2),
        "GET" => ("ListObjects", list::objects),
        "HEAD" => ("HeadBucket", bucket::head),
        "PUT" => ("CreateBucket", bucket::create),
        "DELETE" => ("DeleteBucket", bucket::delete),
        _ => UNKNOWN,
    }
}

fn of_object(method: &str, copies: bool, has: impl Fn(&str) -> bool) -> (&'static str, Handler) {
    let upload = has("uploadId");
    match method {
        "PUT" if upload && copies => UNKNOWN,
        "PUT" if upload => ("UploadPart", multipart::upload_part),
        _ if NOT_SIMULATED.iter().any(|name| has(name)) => UNKNOWN,
        "GET" if upload => ("ListParts", multipart::list_parts),
        "DELETE" if upload => ("AbortMultipartUpload", multipart::abort),
        "POST" if upload => ("CompleteMultipartUpload", multipart::complete),
        "POST" if has("uploads") => ("CreateMultipartUpload", multipart::create),
        "PUT" if copies => ("CopyObject", object::copy),
        "PUT" => ("PutObject", object::put),
        "GET" => ("GetObject", object::get),
        "HEAD" => ("HeadObject", object::head),
        "DELETE" => ("DeleteObject", object::delete),
        _ => UNKNOWN,
    }
}

const UNKNOWN: (&str, Handler) = ("Unknown", not_simulated);

fn not_simulated(desk: &mut Desk<'_>) -> Answer {
    let request = desk.request;
    let message = format!(
        "the sandbox does not simulate {} {}?{}",
        request.method, request.path, request.query
    );
    Err(Refusal::new(501, "NotImplemented", message))
}

/// The bucket from the path, or from the name of the host: `bucket.localhost:4700`.
fn target(request: &Request) -> (Option<String>, Option<String>) {
    let path = request.path.strip_prefix('/').unwrap_or(&request.path);
    let some = |text: &str| Some(path_segment(text)).filter(|text| !text.is_empty());
    match virtual_host(request.header("host").unwrap_or_default()) {
        Some(bucket) => (Some(bucket), some(path)),
        None => {
            let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
            (some(bucket), some(key))
        }
    }
}

fn virtual_host(host: &str) -> Option<String> {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let endpoints = ["s3.localhost", "localhost", "127.0.0.1"];
    let bucket = endpoints
        .iter()
        .find_map(|endpoint| name.strip_suffix(endpoint)?.strip_suffix('.'))?;
    // The endpoint's own label is no bucket.
    (bucket != "s3").then(|| bucket.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(method: &str, host: &str, path: &str, query: &str) -> Route {
        Route::of(&Request {
            method: method.into(),
            path: path.into(),
            query: query.into(),
            headers: vec![("host".into(), host.into())],
            body: Vec::new(),
        })
    }

    #[test]
    fn both_styles_name_bucket_and_key() {
        for (host, path) in [
            ("127.0.0.1:1", "/images/a%20b/c"),
            ("images.localhost:1", "/a%20b/c"),
            ("images.s3.localhost:1", "/a%20b/c"),
            ("images.127.0.0.1:1", "/a%20b/c"),
        ] {
            let route = route("GET", host, path, "");
            assert_eq!(route.bucket.as_deref(), Some("images"), "{host}");
            assert_eq!(route.key.as_deref(), Some("a b/c"), "{host}");
        }
    }

    #[test]
    fn what_is_not_simulated_is_not_taken_for_something_else() {
        let operation = |method: &str, path: &str, query: &str| {
            route(method, "localhost", path, query).operation
        };
        assert_eq!(operation("PUT", "/b", "policy"), "Unknown");
        assert_eq!(operation("PUT", "/b", "versioning"), "Unknown");
        assert_eq!(operation("GET", "/b/k", "tagging"), "Unknown");
        assert_eq!(operation("GET", "/b/k", "partNumber=1"), "Unknown");
        assert_eq!(
            operation("PUT", "/b/k", "partNumber=1&uploadId=u"),
            "UploadPart"
        );
        assert_eq!(operation("PUT", "/b/k", "x-id=PutObject"), "PutObject");
        assert_eq!(
            operation("GET", "/b/", "list-type=2&prefix=a"),
            "ListObjectsV2"
        );
    }
}
