//! UploadPart.

use super::upload;
use crate::refusal::Refusal;
use crate::s3::body::Body;
use crate::s3::desk::{Answer, Desk, empty, invalid, quoted, storage_failure};
use crate::storage::{Algorithm, MultipartUpload, Part, Sum};

const MOST_PARTS: u32 = 10_000;

pub(in crate::s3) fn upload_part(desk: &mut Desk<'_>) -> Answer {
    let (id, upload) = upload(desk)?;
    let number = number(desk)?;
    let body = Body::of(desk.request)?;
    let given = body.sum.as_ref();
    check_sum(&upload, given.map(|sum| sum.algorithm))?;
    let algorithm = upload.algorithm.unwrap_or(Algorithm::Crc64Nvme);
    let sum = Sum::of(algorithm, &body.bytes);
    let shown = given.unwrap_or(&sum);
    let reply = empty(200)
        .header("etag", quoted(&body.md5))
        .header(shown.algorithm.header(), &shown.value);
    let part = Part {
        piece: desk.objects.store(&body.bytes).map_err(storage_failure)?,
        etag: body.md5,
        sum,
        modified: desk.now(),
    };
    desk.objects
        .put_part(&id, number, part)
        .map_err(storage_failure)?;
    Ok(reply)
}

fn number(desk: &Desk<'_>) -> Result<u32, Refusal> {
    let number = desk.query("partNumber").and_then(|text| text.parse().ok());
    number
        .filter(|number| (1..=MOST_PARTS).contains(number))
        .ok_or_else(|| {
            let message =
                format!("Part number must be an integer between 1 and {MOST_PARTS}, inclusive");
            Refusal::new(400, "InvalidArgument", message)
        })
}

/// Every part is summed with the upload's algorithm. A part may not bring another one, and must bring
/// its sum when the object's is to be made of the parts' sums. An upload without an algorithm takes
/// what clients add by themselves.
fn check_sum(upload: &MultipartUpload, given: Option<Algorithm>) -> Result<(), Refusal> {
    let wrong = match given {
        Some(_) => upload.algorithm.is_some() && given != upload.algorithm,
        None => upload.composite,
    };
    let name = |algorithm: Option<Algorithm>| {
        let name = algorithm.map_or("null", Algorithm::name);
        name.to_ascii_lowercase()
    };
    match wrong {
        false => Ok(()),
        true => Err(invalid(format!(
            "Checksum Type mismatch occurred, expected checksum Type: {}, actual checksum Type: {}",
            name(upload.algorithm),
            name(given)
        ))),
    }
}
