//! GetObject and HeadObject: whole, or a range.

use super::with_sum;
use crate::http::Reply;
use crate::refusal::Refusal;
use crate::s3::condition::check_read;
use crate::s3::desk::{Answer, Desk, quoted, storage_failure};
use crate::storage::Object;

/// From the first byte to before the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    start: u64,
    end: u64,
}

pub(in crate::s3) fn get(desk: &mut Desk<'_>) -> Answer {
    let object = desk.object()?;
    check_read(desk, &object)?;
    let (reply, span) = shown(desk, &object)?;
    let bytes = desk.objects.read(&object, span.start, span.end);
    Ok(Reply {
        body: bytes.map_err(storage_failure)?,
        ..reply
    })
}

/// The same without the bytes, but with how many they are.
pub(in crate::s3) fn head(desk: &mut Desk<'_>) -> Answer {
    let object = desk.object()?;
    check_read(desk, &object)?;
    let (reply, span) = shown(desk, &object)?;
    Ok(reply.header("content-length", (span.end - span.start).to_string()))
}

/// The headers of an answer, and what it is to hold.
fn shown(desk: &Desk<'_>, object: &Object) -> Result<(Reply, Span), Refusal> {
    let size = object.size();
    let range = desk
        .header("range")
        .map(|text| range(text, size))
        .transpose()?
        .flatten();
    let span = range.unwrap_or(Span {
        start: 0,
        end: size,
    });
    let mut reply = Reply {
        status: if range.is_some() { 206 } else { 200 },
        headers: Vec::new(),
        body: Vec::new(),
    };
    for (name, value) in &object.headers {
        reply = reply.header(name.clone(), value);
    }
    reply = reply
        .header("etag", quoted(&object.etag))
        .header("last-modified", object.modified.http())
        .header("accept-ranges", "bytes")
        .header("x-amz-server-side-encryption", "AES256");
    if range.is_some() {
        let Span { start, end } = span;
        reply = reply.header(
            "content-range",
            format!("bytes {start}-{}/{size}", end.saturating_sub(1)),
        );
    }
    // The sum is that of the whole, which a client cannot check against a range.
    if range.is_none() && desk.header("x-amz-checksum-mode") == Some("ENABLED") {
        reply = with_sum(reply, &object.sum);
    }
    Ok((reply, span))
}

/// `bytes=0-9`, `bytes=10-`, `bytes=-10`. What is no such range is passed over, as RFC 9110 says.
fn range(text: &str, size: u64) -> Result<Option<Span>, Refusal> {
    let Some((from, to)) = text
        .strip_prefix("bytes=")
        .and_then(|range| range.split_once('-'))
    else {
        return Ok(None);
    };
    let span = match (from.parse::<u64>().ok(), to.parse::<u64>().ok()) {
        (Some(start), Some(last)) if start <= last => Span {
            start,
            end: size.min(last.saturating_add(1)),
        },
        (Some(start), None) if to.is_empty() => Span { start, end: size },
        (None, Some(count)) if from.is_empty() => Span {
            start: size.saturating_sub(count),
            end: size,
        },
        _ => return Ok(None),
    };
    match span.start < span.end {
        true => Ok(Some(span)),
        false => {
            let message = "The requested range is not satisfiable";
            Err(Refusal::new(416, "InvalidRange", message))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        let span = |text: &str| range(text, 10).unwrap().map(|span| (span.start, span.end));
        assert_eq!(span("bytes=0-0"), Some((0, 1)));
        assert_eq!(span("bytes=5-99"), Some((5, 10)));
        assert_eq!(span("bytes=5-"), Some((5, 10)));
        assert_eq!(span("bytes=-3"), Some((7, 10)));
        assert_eq!(span("bytes=-99"), Some((0, 10)));
        assert_eq!(
            (span("bytes=5-4"), span("lines=1-2"), span("bytes=a-b")),
            (None, None, None)
        );
        for beyond in ["bytes=10-", "bytes=10-11", "bytes=-0"] {
            assert_eq!(
                range(beyond, 10).unwrap_err().code,
                "InvalidRange",
                "{beyond}"
            );
        }
        assert!(range("bytes=0-0", 0).is_err());
    }
}
