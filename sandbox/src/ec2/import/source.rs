//! Where a disk is imported from.

use super::Source;
use crate::ec2::desk::Desk;
use crate::http::path_segment;
use crate::query::Form;
use crate::refusal::Refusal;
use crate::storage::Object;

const CONTAINER: &str = "DiskContainer";

/// The bucket and the key, by name or by URL, one of the two.
pub(super) fn named(form: &Form) -> Result<Source, Refusal> {
    let member = |name: &str| {
        form.get(&format!("{CONTAINER}.{name}"))
            .filter(|text| !text.is_empty())
    };
    let place = (member("UserBucket.S3Bucket"), member("UserBucket.S3Key"));
    match (place, member("Url")) {
        ((Some(bucket), Some(key)), None) => Ok(Source {
            bucket: bucket.to_owned(),
            key: key.to_owned(),
            url: None,
        }),
        ((None, None), Some(url)) => {
            let (bucket, key) =
                of_url(url).ok_or_else(|| invalid("Invalid S3 source location."))?;
            let url = Some(url.to_owned());
            Ok(Source { bucket, key, url })
        }
        _ => Err(invalid(
            "A disk container must have either a Url or a UserBucket with S3Bucket and S3Key.",
        )),
    }
}

/// `s3://bucket/key`, `https://bucket.s3.region.amazonaws.com/key`, `https://s3.region.amazonaws.com/bucket/key`.
fn of_url(url: &str) -> Option<(String, String)> {
    let pair = |bucket: &str, key: &str| {
        let found = !bucket.is_empty() && !key.is_empty();
        found.then(|| (bucket.to_owned(), path_segment(key)))
    };
    let (scheme, rest) = url.split_once("://")?;
    // What follows is the signature of a presigned URL.
    let (host, path) = rest.split('?').next()?.split_once('/')?;
    match (scheme, host.split_once(".s3")) {
        ("s3", _) => pair(host, path),
        ("https", Some((bucket, rest))) if rest.ends_with(".amazonaws.com") => pair(bucket, path),
        ("https", None) if host.starts_with("s3") && host.ends_with(".amazonaws.com") => {
            let (bucket, key) = path.split_once('/')?;
            pair(bucket, key)
        }
        _ => None,
    }
}

/// The object, which the service's role reads in the task's own region.
pub(super) fn object(desk: &Desk<'_>, source: &Source) -> Result<Object, Refusal> {
    let Source { bucket, key, .. } = source;
    let own = desk
        .buckets
        .get(bucket)
        .filter(|one| one.account == desk.area.account);
    if own.is_some_and(|one| one.region != desk.area.region) {
        return Err(invalid("The given S3 object is not local to the region"));
    }
    let object = own.and_then(|_| desk.storage.objects.object(bucket, key));
    // It says the same of what is not there, as nobody may learn that.
    object.ok_or_else(|| {
        invalid(format!(
            "User does not have access to the S3 object.({key})"
        ))
    })
}

pub(super) fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "InvalidParameter", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls() {
        for url in [
            "s3://images/a/disk%201.raw",
            "https://images.s3.eu-west-1.amazonaws.com/a/disk%201.raw?X-Amz-Signature=0",
            "https://images.s3-eu-west-1.amazonaws.com/a/disk%201.raw",
            "https://s3.eu-west-1.amazonaws.com/images/a/disk%201.raw",
        ] {
            assert_eq!(
                of_url(url),
                Some(("images".into(), "a/disk 1.raw".into())),
                "{url}"
            );
        }
        for url in [
            "images/a",
            "s3://images",
            "s3:///a",
            "https://example.com/images/a",
            "ftp://images/a",
        ] {
            assert_eq!(of_url(url), None, "{url}");
        }
    }
}
