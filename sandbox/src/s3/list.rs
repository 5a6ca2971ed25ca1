//! ListObjectsV2 and ListObjects: keys in order, folded at a delimiter, by pages.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::desk::{Answer, Desk, quoted, xml};
use crate::query::Xml;
use crate::refusal::Refusal;
use crate::storage::{Object, Sum};

const MOST_KEYS: usize = 1000;
/// What `encoding-type=url` leaves as it is.
const PLAIN: AsciiSet = NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// A page: objects and folded prefixes count alike.
struct Page {
    objects: Vec<(String, Object)>,
    prefixes: BTreeSet<String>,
    /// The last key or prefix of this page, when there is another one.
    next: Option<String>,
}

pub(super) fn objects_v2(desk: &mut Desk<'_>) -> Answer {
    let after = match desk.query("continuation-token") {
        Some(token) => token_key(token)?,
        None => desk.query("start-after").unwrap_or_default().to_owned(),
    };
    let (page, most) = page(desk, &after)?;
    let mut answer = head(desk, &page, most);
    answer.text(
        "KeyCount",
        (page.objects.len() + page.prefixes.len()).to_string(),
    );
    answer.maybe("ContinuationToken", desk.query("continuation-token"));
    answer.maybe(
        "StartAfter",
        desk.query("start-after")
            .map(|key| encoded(desk, key))
            .as_deref(),
    );
    let next = page.next.as_ref().map(|key| STANDARD.encode(key));
    answer.maybe("NextContinuationToken", next.as_deref());
    Ok(xml("ListBucketResult", answer.then(entries(desk, &page))))
}

pub(super) fn objects(desk: &mut Desk<'_>) -> Answer {
    let marker = desk.query("marker").unwrap_or_default().to_owned();
    let (page, most) = page(desk, &marker)?;
    let mut answer = head(desk, &page, most);
    answer.text("Marker", encoded(desk, &marker));
    // Without a delimiter, clients go on from the last key.
    let next = page
        .next
        .as_ref()
        .filter(|_| desk.query("delimiter").is_some());
    answer.maybe("NextMarker", next.map(|key| encoded(desk, key)).as_deref());
    Ok(xml("ListBucketResult", answer.then(entries(desk, &page))))
}

fn token_key(token: &str) -> Result<String, Refusal> {
    let bytes = STANDARD.decode(token).ok();
    bytes
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(|| {
            let message = "The continuation token provided is incorrect";
            Refusal::new(400, "InvalidArgument", message)
        })
}

fn page(desk: &Desk<'_>, after: &str) -> Result<(Page, usize), Refusal> {
    desk.bucket()?;
    let most = desk.number("max-keys", MOST_KEYS)?.unwrap_or(MOST_KEYS);
    let prefix = desk.query("prefix").unwrap_or_default();
    let delimiter = desk.query("delimiter");
    let mut page = Page {
        objects: Vec::new(),
        prefixes: BTreeSet::new(),
        next: None,
    };
    let mut last = None;
    for (key, object) in desk.objects.list(&desk.bucket, prefix) {
        let folded = fold(&key, prefix, delimiter);
        let name = folded.clone().unwrap_or_else(|| key.clone());
        if name.as_str() <= after || page.prefixes.contains(&name) {
            continue;
        }
        if page.objects.len() + page.prefixes.len() == most {
            page.next = last;
            break;
        }
        last = Some(name);
        match folded {
            Some(folded) => drop(page.prefixes.insert(folded)),
            None => page.objects.push((key, object)),
        }
    }
    Ok((page, most))
}

/// The key up to the first delimiter behind the prefix.
fn fold(key: &str, prefix: &str, delimiter: Option<&str>) -> Option<String> {
    let delimiter = delimiter?;
    let at = key.get(prefix.len()..)?.find(delimiter)?;
    key.get(..prefix.len() + at + delimiter.len())
        .map(str::to_owned)
}

fn head(desk: &Desk<'_>, page: &Page, most: usize) -> Xml {
    let mut answer = Xml::default();
    answer.text("Name", &desk.bucket);
    answer.text(
        "Prefix",
        encoded(desk, desk.query("prefix").unwrap_or_default()),
    );
    answer.maybe(
        "Delimiter",
        desk.query("delimiter")
            .map(|text| encoded(desk, text))
            .as_deref(),
    );
    answer.text("MaxKeys", most.to_string());
    answer.maybe("EncodingType", desk.query("encoding-type"));
    answer.bool("IsTruncated", page.next.is_some());
    answer
}

fn entries(desk: &Desk<'_>, page: &Page) -> Xml {
    let mut answer = Xml::default();
    for (key, object) in &page.objects {
        answer.nest("Contents", |xml| {
            xml.text("Key", encoded(desk, key));
            xml.text("LastModified", object.modified.iso());
            xml.text("ETag", quoted(&object.etag));
            xml.text("ChecksumAlgorithm", object.sum.algorithm.name());
            xml.text("ChecksumType", Sum::kind(object.sum.composite));
            xml.text("Size", object.size().to_string());
            xml.text("StorageClass", "STANDARD");
        });
    }
    for prefix in &page.prefixes {
        answer.nest("CommonPrefixes", |xml| {
            xml.text("Prefix", encoded(desk, prefix))
        });
    }
    answer
}

/// XML cannot hold every character that a key may have, so clients ask for another writing.
fn encoded(desk: &Desk<'_>, text: &str) -> String {
    match desk.query("encoding-type") {
        Some("url") => utf8_percent_encode(text, &PLAIN).to_string(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_folded_behind_the_prefix() {
        assert_eq!(fold("a/b/c", "a/", Some("/")).as_deref(), Some("a/b/"));
        assert_eq!(fold("a/b", "a/", Some("/")), None);
        assert_eq!(fold("a/b/c", "", None), None);
    }
}
