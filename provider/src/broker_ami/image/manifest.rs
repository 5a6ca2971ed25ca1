//! Whether what is said of an image agrees, and with the image.

use kafkaws_image_manifest::Manifest;

use super::problem::ImageProblem;
use crate::broker_ami::types::Sha256Digest;

/// Whether manifest and configuration agree with each other and with the image's size.
///
/// # Errors
///
/// What does not agree.
pub(super) fn check(
    image: &str,
    size: u64,
    beside: Option<&Manifest>,
    given: Option<&Sha256Digest>,
) -> Result<(), ImageProblem> {
    let Some(manifest) = beside else {
        return Ok(());
    };
    if manifest.size_bytes != size {
        return Err(ImageProblem::OtherSize {
            image: image.to_owned(),
            actual: size,
            expected: manifest.size_bytes,
        });
    }
    match given {
        Some(given) if given.as_str() != manifest.sha256.as_str() => {
            Err(ImageProblem::OtherDigest {
                image: image.to_owned(),
                given: given.to_string(),
                manifest: manifest.sha256.clone(),
            })
        }
        _ => Ok(()),
    }
}

/// The SHA-256 as it is said.
pub(super) fn digest(beside: Option<&Manifest>, given: Option<&Sha256Digest>) -> Option<String> {
    let given = given.map(ToString::to_string);
    given.or_else(|| beside.map(|manifest| manifest.sha256.to_string()))
}
