//! An image in S3. Its beginning, its end and a few pages around its loader are read here, since an import takes half an hour to make an
//! AMI that never boots: EC2 reads the rest.

use aws_sdk_s3::Client;
use kafkaws_image_manifest::{MAX_BYTES, Manifest};

use super::disk::{Disk, HEAD, SECTOR};
use super::facts::Facts;
use super::problem::ImageProblem;
use super::{Given, manifest};
use crate::aws::cloud::Cloud;
use crate::aws::error::AwsError;
use crate::broker_ami::types::Architecture;

const HEAD_OBJECT: &str = "s3:HeadObject";
const GET: &str = "s3:GetObject";

/// Looks at the image in an object. `None`: it is not there.
///
/// # Errors
///
/// Why it cannot be used.
pub(super) async fn look(
    cloud: &Cloud,
    bucket: &str,
    key: &str,
    given: &Given<'_>,
) -> Result<Option<Facts>, ImageProblem> {
    let s3 = cloud.s3().await?;
    let Some(size) = size(s3, bucket, key).await? else {
        return Ok(None);
    };
    let image = format!("s3://{bucket}/{key}");
    let beside = beside(s3, bucket, key, &image).await?;
    manifest::check(&image, size, beside.as_ref(), given.sha256)?;
    let disk = disk(s3, (bucket, key), size, &image).await?;
    let sha256 = manifest::digest(beside.as_ref(), given.sha256)
        .ok_or_else(|| ImageProblem::Unnamed(image.clone()))?;
    Ok(Some(Facts {
        image,
        sha256,
        size,
        disk,
        manifest: beside,
        stamp: None,
    }))
}

async fn size(s3: &Client, bucket: &str, key: &str) -> Result<Option<u64>, AwsError> {
    let asked = s3.head_object().bucket(bucket).key(key).send().await;
    match asked.map_err(AwsError::during(HEAD_OBJECT)) {
        Ok(found) => Ok(found.content_length().and_then(|size| size.try_into().ok())),
        Err(error) if error.is_missing() => Ok(None),
        Err(error) => Err(error),
    }
}

async fn disk(
    s3: &Client,
    (bucket, key): (&str, &str),
    size: u64,
    image: &str,
) -> Result<Disk, ImageProblem> {
    let no_disk = |why| ImageProblem::NoDisk {
        image: image.to_owned(),
        why,
    };
    let head = match size {
        0 => Vec::new(),
        _ => bytes(s3, bucket, key, 0, HEAD.min(size)).await?,
    };
    let mut disk = Disk::read(size, &head).map_err(no_disk)?;
    if let Some(at) = disk.backup {
        let sector = bytes(s3, bucket, key, at, SECTOR).await?;
        disk.check_backup(&sector).map_err(no_disk)?;
    }
    disk.loader = loader(s3, (bucket, key), size, &disk).await?;
    Ok(disk)
}

async fn loader(
    s3: &Client,
    (bucket, key): (&str, &str),
    size: u64,
    disk: &Disk,
) -> Result<Option<Architecture>, AwsError> {
    let Some(mut search) = disk.search(size) else {
        return Ok(None);
    };
    loop {
        match search.look() {
            Ok(found) => return Ok(found),
            Err(lacks) => {
                let read = bytes(s3, bucket, key, lacks.at, lacks.length).await?;
                search.learn(lacks, read);
            }
        }
    }
}

async fn bytes(
    s3: &Client,
    bucket: &str,
    key: &str,
    at: u64,
    length: u64,
) -> Result<Vec<u8>, AwsError> {
    let range = format!("bytes={at}-{}", at + length - 1);
    let call = s3.get_object().bucket(bucket).key(key).range(range);
    collected(call.send().await.map_err(AwsError::during(GET))?).await
}

async fn collected(
    object: aws_sdk_s3::operation::get_object::GetObjectOutput,
) -> Result<Vec<u8>, AwsError> {
    let kind = crate::aws::error::AwsErrorKind::Unreachable;
    let bytes = object.body.collect().await;
    bytes
        .map(|bytes| bytes.to_vec())
        .map_err(|error| AwsError::new(GET, kind, error.to_string()))
}

/// The object of the same key and `.json`, if there is one.
async fn beside(
    s3: &Client,
    bucket: &str,
    key: &str,
    image: &str,
) -> Result<Option<Manifest>, ImageProblem> {
    let key = format!("{key}.json");
    let call = s3.get_object().bucket(bucket).key(&key);
    let object = match call.send().await.map_err(AwsError::during(GET)) {
        Ok(object) => object,
        // Without s3:ListBucket, S3 says of what is not there that it is forbidden.
        Err(error) if error.is_missing() || error.is_denied() => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let not_usable = |source| ImageProblem::Manifest {
        image: image.to_owned(),
        source,
    };
    let length = object.content_length().unwrap_or_default().unsigned_abs();
    if length > MAX_BYTES {
        let source = kafkaws_image_manifest::ManifestError::TooLarge(length);
        return Err(not_usable(source));
    }
    let bytes = collected(object).await?;
    Manifest::from_bytes(&bytes).map(Some).map_err(not_usable)
}
