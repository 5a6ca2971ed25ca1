//! Writes and reads on a condition: what makes a bucket a place to coordinate in.

use super::desk::{Desk, no_such_key};
use crate::refusal::Refusal;
use crate::storage::Object;

/// Whether the object that is there now, or is not, may be written over.
pub(super) fn check_write(desk: &Desk<'_>, there: Option<&Object>) -> Result<(), Refusal> {
    match (desk.header("if-none-match"), desk.header("if-match"), there) {
        (Some(_), Some(_), _) => Err(not_implemented("If-Match together with If-None-Match")),
        (Some("*"), None, None) => Ok(()),
        (Some("*"), None, Some(_)) => Err(failed("If-None-Match")),
        (Some(_), None, _) => Err(not_implemented("If-None-Match with an ETag on a write")),
        (None, Some(_), None) => Err(no_such_key()),
        (None, Some(wanted), Some(object)) if !is(wanted, object) => Err(failed("If-Match")),
        _ => Ok(()),
    }
}

/// Whether the client wants the object that is there.
pub(super) fn check_read(desk: &Desk<'_>, object: &Object) -> Result<(), Refusal> {
    let dates = ["if-modified-since", "if-unmodified-since"];
    if let Some(name) = dates.iter().find(|name| desk.header(name).is_some()) {
        return Err(not_implemented(name));
    }
    if desk
        .header("if-match")
        .is_some_and(|wanted| !is(wanted, object))
    {
        return Err(failed("If-Match"));
    }
    match desk
        .header("if-none-match")
        .is_some_and(|known| is(known, object))
    {
        true => Err(Refusal::new(304, "NotModified", "Not Modified")),
        false => Ok(()),
    }
}

/// One or more ETags, with or without quotes, or a star for any.
fn is(wanted: &str, object: &Object) -> bool {
    let mut tags = wanted.split(',').map(|tag| tag.trim().trim_matches('"'));
    tags.any(|tag| tag == "*" || tag == object.etag)
}

fn failed(condition: &str) -> Refusal {
    let message =
        format!("At least one of the pre-conditions you specified did not hold: {condition}");
    Refusal::new(412, "PreconditionFailed", message)
}

fn not_implemented(what: &str) -> Refusal {
    let message =
        format!("A header you provided implies functionality that is not implemented: {what}");
    Refusal::new(501, "NotImplemented", message)
}
