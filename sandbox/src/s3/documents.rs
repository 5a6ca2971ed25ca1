//! The XML that clients send.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::refusal::Refusal;

#[derive(Debug, Deserialize)]
pub(super) struct CreateBucketConfiguration {
    #[serde(rename = "LocationConstraint")]
    pub(super) location_constraint: Option<String>,
}

/// The body of DeleteObjects.
#[derive(Debug, Deserialize)]
pub(super) struct Delete {
    #[serde(rename = "Object", default)]
    pub(super) objects: Vec<Doomed>,
    #[serde(rename = "Quiet", default)]
    pub(super) quiet: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct Doomed {
    #[serde(rename = "Key")]
    pub(super) key: String,
}

/// The body of CompleteMultipartUpload.
#[derive(Debug, Deserialize)]
pub(super) struct CompleteMultipartUpload {
    #[serde(rename = "Part", default)]
    pub(super) parts: Vec<CompletedPart>,
}

#[derive(Debug, Deserialize)]
pub(super) struct CompletedPart {
    #[serde(rename = "PartNumber")]
    pub(super) number: u32,
    #[serde(rename = "ETag")]
    pub(super) etag: String,
    #[serde(rename = "ChecksumCRC32")]
    pub(super) crc32: Option<String>,
    #[serde(rename = "ChecksumCRC32C")]
    pub(super) crc32c: Option<String>,
    #[serde(rename = "ChecksumCRC64NVME")]
    pub(super) crc64nvme: Option<String>,
    #[serde(rename = "ChecksumSHA1")]
    pub(super) sha1: Option<String>,
    #[serde(rename = "ChecksumSHA256")]
    pub(super) sha256: Option<String>,
}

pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    quick_xml::de::from_reader(body).map_err(|_| {
        let message = "The XML you provided was not well-formed or did not validate against our published schema";
        Refusal::new(400, "MalformedXML", message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn namespaces_and_what_is_unknown_are_passed_over() {
        let text = br#"<?xml version="1.0"?><Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
            <Object><Key>a &amp; b</Key><VersionId>null</VersionId></Object><Object><Key>c</Key></Object>
            <Quiet>true</Quiet></Delete>"#;
        let delete: Delete = read(text).unwrap();
        assert_eq!(
            (delete.objects[0].key.as_str(), delete.objects.len()),
            ("a & b", 2)
        );
        assert!(delete.quiet);
        assert_eq!(
            read::<Delete>(b"<Delete><Object></Delete>")
                .unwrap_err()
                .code,
            "MalformedXML"
        );
    }
}
