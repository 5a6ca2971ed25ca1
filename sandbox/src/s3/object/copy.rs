//! CopyObject, within and between buckets of a region.

use super::{check_key, kept};
use crate::http::path_segment;
use crate::query::Xml;
use crate::refusal::Refusal;
use crate::s3::condition::check_write;
use crate::s3::desk::{Answer, Desk, bucket, invalid, no_such_key, quoted, storage_failure, xml};
use crate::storage::Object;

/// Conditions on the source.
const NOT_SIMULATED: [&str; 4] = [
    "x-amz-copy-source-if-match",
    "x-amz-copy-source-if-modified-since",
    "x-amz-copy-source-if-none-match",
    "x-amz-copy-source-if-unmodified-since",
];

pub(in crate::s3) fn copy(desk: &mut Desk<'_>) -> Answer {
    desk.bucket()?;
    check_key(&desk.key)?;
    if let Some(name) = NOT_SIMULATED
        .iter()
        .find(|name| desk.header(name).is_some())
    {
        let message = format!("the sandbox does not simulate the header {name}");
        return Err(Refusal::new(501, "NotImplemented", message));
    }
    check_write(desk, desk.objects.object(&desk.bucket, &desk.key).as_ref())?;
    let replaces = desk.header("x-amz-metadata-directive") == Some("REPLACE");
    let mut object = source(desk, replaces)?;
    object.modified = desk.now();
    if replaces {
        object.headers = kept(desk.request)?;
    }
    let mut answer = Xml::default();
    answer.text("LastModified", object.modified.iso());
    answer.text("ETag", quoted(&object.etag));
    desk.objects
        .copy(object, &desk.bucket, &desk.key)
        .map_err(storage_failure)?;
    Ok(xml("CopyObjectResult", answer))
}

/// `bucket/key`, percent-encoded, with or without a slash before it.
fn source(desk: &Desk<'_>, replaces: bool) -> Result<Object, Refusal> {
    let source = path_segment(desk.header("x-amz-copy-source").unwrap_or_default());
    let source = source.strip_prefix('/').unwrap_or(&source);
    let Some((from, key)) = source.split_once('/') else {
        let message = "Copy Source must mention the source bucket and key: sourcebucket/sourcekey";
        return Err(Refusal::new(400, "InvalidArgument", message));
    };
    bucket(desk.world, desk.caller, from)?;
    if (from, key) == (desk.bucket.as_str(), desk.key.as_str()) && !replaces {
        return Err(invalid(
            "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
        ));
    }
    desk.objects.object(from, key).ok_or_else(no_such_key)
}
