//! ListParts and ListMultipartUploads: how somebody who was interrupted finds what he had done.

use super::upload;
use crate::query::Xml;
use crate::s3::desk::{Answer, Desk, quoted, xml};
use crate::storage::Sum;

const MOST: usize = 1000;

pub(in crate::s3) fn list_parts(desk: &mut Desk<'_>) -> Answer {
    let (id, upload) = upload(desk)?;
    let most = desk.number("max-parts", MOST)?.unwrap_or(MOST);
    let after = desk.number("part-number-marker", usize::MAX)?.unwrap_or(0);
    let rest = upload
        .parts
        .iter()
        .filter(|(number, _)| **number as usize > after);
    let rest: Vec<_> = rest.collect();
    let page = &rest[..rest.len().min(most)];
    let mut answer = Xml::default();
    answer.text("Bucket", &desk.bucket);
    answer.text("Key", &desk.key);
    answer.text("UploadId", id);
    answer.text("PartNumberMarker", after.to_string());
    let last = page.last().map(|(number, _)| u64::from(**number));
    answer.number("NextPartNumberMarker", last);
    answer.text("MaxParts", most.to_string());
    answer.bool("IsTruncated", page.len() < rest.len());
    for (number, part) in page {
        answer.nest("Part", |xml| {
            xml.text("PartNumber", number.to_string());
            xml.text("LastModified", part.modified.iso());
            xml.text("ETag", quoted(&part.etag));
            xml.text("Size", part.piece.size.to_string());
            xml.text(
                &format!("Checksum{}", part.sum.algorithm.name()),
                &part.sum.value,
            );
        });
    }
    if let Some(algorithm) = upload.algorithm {
        answer.text("ChecksumAlgorithm", algorithm.name());
        answer.text("ChecksumType", Sum::kind(upload.composite));
    }
    Ok(xml("ListPartsResult", answer))
}

pub(in crate::s3) fn list_uploads(desk: &mut Desk<'_>) -> Answer {
    desk.bucket()?;
    let prefix = desk.query("prefix").unwrap_or_default();
    let uploads = desk.objects.uploads(&desk.bucket);
    let mut uploads: Vec<_> = uploads
        .into_iter()
        .filter(|(_, one)| one.key.starts_with(prefix))
        .collect();
    uploads
        .sort_by(|(_, one), (_, other)| (&one.key, one.started).cmp(&(&other.key, other.started)));
    let mut answer = Xml::default();
    answer.text("Bucket", &desk.bucket);
    answer.text("Prefix", prefix);
    answer.text("MaxUploads", uploads.len().max(MOST).to_string());
    answer.bool("IsTruncated", false);
    for (id, upload) in &uploads {
        answer.nest("Upload", |xml| {
            xml.text("Key", &upload.key);
            xml.text("UploadId", id);
            xml.text("Initiated", upload.started.iso());
            xml.text("StorageClass", "STANDARD");
        });
    }
    Ok(xml("ListMultipartUploadsResult", answer))
}
