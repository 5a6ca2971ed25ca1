//! CompleteMultipartUpload: the parts become an object.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest as _, Md5};

use super::upload;
use crate::query::Xml;
use crate::refusal::Refusal;
use crate::s3::body::{hexadecimal, wrong_sum};
use crate::s3::condition::check_write;
use crate::s3::desk::{Answer, Desk, invalid, quoted, storage_failure, xml};
use crate::s3::documents::{CompleteMultipartUpload, CompletedPart, read};
use crate::storage::{Algorithm, MultipartUpload, Object, Part, Sum};

/// Of every part but the last.
const SMALLEST_PART: u64 = 5 * 1024 * 1024;

pub(in crate::s3) fn complete(desk: &mut Desk<'_>) -> Answer {
    let (id, upload) = upload(desk)?;
    let wanted: CompleteMultipartUpload = read(&desk.request.body)?;
    let parts = chosen(&upload, &wanted.parts)?;
    check_write(desk, desk.objects.object(&desk.bucket, &desk.key).as_ref())?;
    let object = assembled(desk, &upload, &parts)?;
    check_whole(desk, &object)?;
    let answer = shown(desk, &object);
    desk.objects
        .copy(object, &desk.bucket, &desk.key)
        .map_err(storage_failure)?;
    desk.objects.end_upload(&id).map_err(storage_failure)?;
    Ok(xml("CompleteMultipartUploadResult", answer))
}

/// The parts that the client names, which may be fewer than it sent.
fn chosen<'a>(
    upload: &'a MultipartUpload,
    wanted: &[CompletedPart],
) -> Result<Vec<&'a Part>, Refusal> {
    if wanted.is_empty() {
        let message = "You must specify at least one part";
        return Err(Refusal::new(400, "MalformedXML", message));
    }
    if wanted
        .windows(2)
        .any(|pair| pair[0].number >= pair[1].number)
    {
        let message =
            "The list of parts was not in ascending order. Parts must be ordered by part number.";
        return Err(Refusal::new(400, "InvalidPartOrder", message));
    }
    let parts = wanted.iter().map(|one| part(upload, one));
    let parts = parts.collect::<Result<Vec<_>, _>>()?;
    let (_, all_but_last) = parts.split_last().unwrap_or((&parts[0], &[]));
    if all_but_last
        .iter()
        .any(|part| part.piece.size < SMALLEST_PART)
    {
        let message = "Your proposed upload is smaller than the minimum allowed size";
        return Err(Refusal::new(400, "EntityTooSmall", message));
    }
    Ok(parts)
}

fn part<'a>(upload: &'a MultipartUpload, wanted: &CompletedPart) -> Result<&'a Part, Refusal> {
    let number = wanted.number;
    let part = upload.parts.get(&number);
    let part = part.filter(|part| part.etag == wanted.etag.trim_matches('"'));
    let part = part.ok_or_else(invalid_part)?;
    match wanted.sum(part.sum.algorithm) {
        Some(sum) if sum != part.sum.value => Err(invalid_part()),
        None if upload.composite => {
            let name = part.sum.algorithm.name().to_ascii_lowercase();
            Err(invalid(format!(
                "The upload was created using a {name} checksum. The complete request must include the checksum for each part. It was missing for part {number} in the request."
            )))
        }
        _ => Ok(part),
    }
}

impl CompletedPart {
    fn sum(&self, algorithm: Algorithm) -> Option<&str> {
        let sum = match algorithm {
            Algorithm::Crc32 => &self.crc32,
            Algorithm::Crc32c => &self.crc32c,
            Algorithm::Crc64Nvme => &self.crc64nvme,
            Algorithm::Sha1 => &self.sha1,
            Algorithm::Sha256 => &self.sha256,
        };
        sum.as_deref()
    }
}

fn invalid_part() -> Refusal {
    let message = "One or more of the specified parts could not be found. The part might not have been uploaded, or the specified entity tag might not have matched the part's entity tag.";
    Refusal::new(400, "InvalidPart", message)
}

fn assembled(
    desk: &Desk<'_>,
    upload: &MultipartUpload,
    parts: &[&Part],
) -> Result<Object, Refusal> {
    let algorithm = upload.algorithm.unwrap_or(Algorithm::Crc64Nvme);
    let sums: Vec<(Sum, u64)> = parts
        .iter()
        .map(|part| (part.sum.clone(), part.piece.size))
        .collect();
    Ok(Object {
        pieces: parts.iter().map(|part| part.piece).collect(),
        etag: etag(parts),
        sum: Sum::of_parts(algorithm, upload.composite, &sums),
        modified: desk.now(),
        headers: upload.headers.clone(),
    })
}

/// The MD5 of the parts' MD5s, and how many they are.
fn etag(parts: &[&Part]) -> String {
    let mut all = Md5::new();
    for part in parts {
        let bytes = (0..16)
            .filter_map(|at| u8::from_str_radix(part.etag.get(2 * at..2 * at + 2)?, 16).ok());
        all.update(bytes.collect::<Vec<u8>>());
    }
    format!("{}-{}", hexadecimal(&all.finalize()), parts.len())
}

/// What the client says of the whole.
fn check_whole(desk: &Desk<'_>, object: &Object) -> Result<(), Refusal> {
    let size = desk.header("x-amz-mp-object-size");
    if size.is_some_and(|size| size.parse() != Ok(object.size())) {
        let message =
            "The provided 'x-amz-mp-object-size' header does not match what was computed.";
        return Err(invalid(message));
    }
    let sum = &object.sum;
    let given = desk
        .header(&sum.algorithm.header())
        .map(|given| given.to_owned());
    // Of a composite sum, clients give what stands before the number of parts.
    let own = sum.value.split('-').next().unwrap_or_default();
    let fits = |given: &str| given == sum.value || (sum.composite && given == own);
    match given.as_deref().filter(|given| {
        STANDARD
            .decode(given.split('-').next().unwrap_or_default())
            .is_ok()
    }) {
        Some(given) if !fits(given) => Err(wrong_sum(sum.algorithm)),
        _ => Ok(()),
    }
}

fn shown(desk: &Desk<'_>, object: &Object) -> Xml {
    let mut answer = Xml::default();
    answer.text("Location", format!("/{}/{}", desk.bucket, desk.key));
    answer.text("Bucket", &desk.bucket);
    answer.text("Key", &desk.key);
    answer.text("ETag", quoted(&object.etag));
    answer.text(
        &format!("Checksum{}", object.sum.algorithm.name()),
        &object.sum.value,
    );
    answer.text("ChecksumType", Sum::kind(object.sum.composite));
    answer
}
