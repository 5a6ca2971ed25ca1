//! DeleteObject and DeleteObjects.

use crate::query::Xml;
use crate::refusal::Refusal;
use crate::s3::body::Body;
use crate::s3::condition::check_write;
use crate::s3::desk::{Answer, Desk, empty, invalid, storage_failure, xml};
use crate::s3::documents::{Delete, read};

const MOST: usize = 1000;

/// What is not there is deleted too, unless a condition asks for it.
pub(in crate::s3) fn delete(desk: &mut Desk<'_>) -> Answer {
    desk.bucket()?;
    if desk.header("if-match").is_some() {
        check_write(desk, desk.objects.object(&desk.bucket, &desk.key).as_ref())?;
    }
    desk.objects
        .remove(&desk.bucket, &desk.key)
        .map_err(storage_failure)?;
    Ok(empty(204))
}

pub(in crate::s3) fn delete_many(desk: &mut Desk<'_>) -> Answer {
    desk.bucket()?;
    let body = Body::of(desk.request)?;
    if !body.proven {
        return Err(invalid(
            "Missing required header for this request: Content-MD5 OR x-amz-checksum-*",
        ));
    }
    let doomed: Delete = read(&body.bytes)?;
    if doomed.objects.is_empty() || doomed.objects.len() > MOST {
        let message = "The XML you provided was not well-formed or did not validate against our published schema";
        return Err(Refusal::new(400, "MalformedXML", message));
    }
    let mut answer = Xml::default();
    for object in &doomed.objects {
        desk.objects
            .remove(&desk.bucket, &object.key)
            .map_err(storage_failure)?;
        if !doomed.quiet {
            answer.nest("Deleted", |xml| xml.text("Key", &object.key));
        }
    }
    Ok(xml("DeleteResult", answer))
}
