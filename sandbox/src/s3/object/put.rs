//! PutObject.

use super::{kept, with_sum};
use crate::refusal::Refusal;
use crate::s3::body::Body;
use crate::s3::condition::check_write;
use crate::s3::desk::{Answer, Desk, empty, quoted, storage_failure};
use crate::storage::{Algorithm, Object, Sum};

/// In bytes of UTF-8.
const LONGEST_KEY: usize = 1024;

pub(in crate::s3) fn put(desk: &mut Desk<'_>) -> Answer {
    desk.bucket()?;
    check_key(&desk.key)?;
    check_write(desk, desk.objects.object(&desk.bucket, &desk.key).as_ref())?;
    let headers = kept(desk.request)?;
    let body = Body::of(desk.request)?;
    let piece = desk.objects.store(&body.bytes).map_err(storage_failure)?;
    let sum = body
        .sum
        .unwrap_or_else(|| Sum::of(Algorithm::Crc64Nvme, &body.bytes));
    let object = Object {
        pieces: vec![piece],
        etag: body.md5,
        sum: sum.clone(),
        modified: desk.now(),
        headers,
    };
    let reply = empty(200)
        .header("etag", quoted(&object.etag))
        .header("x-amz-server-side-encryption", "AES256");
    desk.objects
        .put(&desk.bucket, &desk.key, object)
        .map_err(storage_failure)?;
    Ok(with_sum(reply, &sum))
}

pub(in crate::s3) fn check_key(key: &str) -> Result<(), Refusal> {
    match key.len() <= LONGEST_KEY {
        true => Ok(()),
        false => {
            let message = "Your key is too long";
            Err(Refusal::new(400, "KeyTooLongError", message))
        }
    }
}
