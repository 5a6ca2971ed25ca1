//! Uploads in parts.

mod complete;
mod list;
mod part;

use super::desk::{Answer, Desk, empty, invalid, storage_failure, xml};
use super::object::{check_key, kept};
use crate::http::Reply;
use crate::query::Xml;
use crate::refusal::Refusal;
use crate::storage::{Algorithm, MultipartUpload, Sum};

pub(super) use complete::complete;
pub(super) use list::{list_parts, list_uploads};
pub(super) use part::upload_part;

pub(super) fn create(desk: &mut Desk<'_>) -> Answer {
    desk.bucket()?;
    check_key(&desk.key)?;
    let (algorithm, composite) = summing(desk)?;
    let upload = MultipartUpload {
        bucket: desk.bucket.clone(),
        key: desk.key.clone(),
        started: desk.now(),
        headers: kept(desk.request)?,
        algorithm,
        composite,
        parts: Default::default(),
    };
    let id = uuid::Uuid::new_v4().simple().to_string();
    desk.objects
        .put_upload(&id, upload)
        .map_err(storage_failure)?;
    Ok(started(desk, &id, algorithm, composite))
}

fn started(desk: &Desk<'_>, id: &str, algorithm: Option<Algorithm>, composite: bool) -> Reply {
    let mut answer = Xml::default();
    answer.text("Bucket", &desk.bucket);
    answer.text("Key", &desk.key);
    answer.text("UploadId", id);
    let reply = xml("InitiateMultipartUploadResult", answer);
    let kind = Sum::kind(composite);
    match algorithm {
        None => reply,
        Some(algorithm) => reply
            .header("x-amz-checksum-algorithm", algorithm.name())
            .header("x-amz-checksum-type", kind),
    }
}

/// The algorithm that was named, and whether the object's sum is to be one of its parts' sums: so
/// unless said otherwise, but for the one algorithm that cannot.
fn summing(desk: &Desk<'_>) -> Result<(Option<Algorithm>, bool), Refusal> {
    let Some(name) = desk.header("x-amz-checksum-algorithm") else {
        return Ok((None, false));
    };
    let algorithm = Algorithm::named(name).ok_or_else(|| {
        invalid("Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]")
    })?;
    let kind = desk.header("x-amz-checksum-type");
    let composite = kind.map_or(algorithm != Algorithm::Crc64Nvme, |kind| {
        kind == "COMPOSITE"
    });
    let possible = match composite {
        true => algorithm != Algorithm::Crc64Nvme,
        false => algorithm.combines(),
    };
    match possible {
        true => Ok((Some(algorithm), composite)),
        false => {
            let (kind, name) = (
                kind.unwrap_or_default(),
                algorithm.name().to_ascii_lowercase(),
            );
            Err(invalid(format!(
                "The {kind} checksum type cannot be used with the {name} checksum algorithm."
            )))
        }
    }
}

pub(super) fn abort(desk: &mut Desk<'_>) -> Answer {
    let (id, _) = upload(desk)?;
    desk.objects.end_upload(&id).map_err(storage_failure)?;
    Ok(empty(204))
}

/// The upload that the request is about, which is of this bucket and key.
fn upload(desk: &Desk<'_>) -> Result<(String, MultipartUpload), Refusal> {
    desk.bucket()?;
    let id = desk.query("uploadId").unwrap_or_default();
    let upload = desk.objects.upload(id);
    let own = upload.filter(|one| one.bucket == desk.bucket && one.key == desk.key);
    own.map(|upload| (id.to_owned(), upload)).ok_or_else(|| {
        let message = "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.";
        Refusal::new(404, "NoSuchUpload", message)
    })
}
