//! A file becomes an object, in parts, each with its SHA-256. S3 itself knows which parts it has, so an upload that was cut off goes on
//! with the rest.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{ChecksumAlgorithm, ChecksumType, CompletedMultipartUpload, CompletedPart};
use sha2::{Digest as _, Sha256};
use tokio::task::JoinSet;

use super::parts::{Part, parts};
use crate::aws::cloud::Cloud;
use crate::aws::error::{AwsError, AwsErrorKind};
use crate::broker_ami::upload::progress::Progress;
use crate::broker_ami::upload::{UploadFault, digest};

const CREATE: &str = "s3:PutObject";
const LIST_UPLOADS: &str = "s3:ListBucketMultipartUploads";
const LIST_PARTS: &str = "s3:ListMultipartUploadParts";
const HEAD: &str = "s3:GetObject";
const DELETE: &str = "s3:DeleteObject";
const ABORT: &str = "s3:AbortMultipartUpload";

/// Parts of 8 MiB on their way at a time.
const AT_ONCE: usize = 3;
/// Metadata of an object that is whole: the SHA-256 of what it holds.
const SHA256: &str = "kafkaws-sha256";

/// An object to be made.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    pub(crate) bucket: String,
    pub(crate) key: String,
    /// Of the image.
    pub(crate) sha256: String,
}

/// Uploads a file, unless the object is there already.
///
/// # Errors
///
/// What ended it. The parts that were uploaded stay, for the next apply, unless the file is not what it was said to be.
pub(crate) async fn upload(
    cloud: &Cloud,
    image: &Path,
    object: &Object,
) -> Result<(), UploadFault> {
    let s3 = cloud.s3().await?;
    if is_there(s3, object).await? {
        return Ok(());
    }
    check(image, object).await?;
    let id = match begun(s3, object).await? {
        Some(id) => id,
        None => begin(s3, object).await?,
    };
    let there = uploaded(s3, object, &id).await?;
    let whole = send_all(s3, image, object, &id, there).await?;
    let parts = CompletedMultipartUpload::builder().set_parts(Some(whole));
    let call = s3.complete_multipart_upload();
    let call = call.bucket(&object.bucket).key(&object.key).upload_id(&id);
    let call = call
        .checksum_type(ChecksumType::Composite)
        .multipart_upload(parts.build());
    call.send().await.map_err(AwsError::during(CREATE))?;
    Ok(())
}

/// Takes the object away, and what uploads of it have left.
///
/// # Errors
///
/// What S3 says.
pub(crate) async fn remove(cloud: &Cloud, object: &Object) -> Result<(), AwsError> {
    let s3 = cloud.s3().await?;
    while let Some(id) = begun(s3, object).await? {
        let call = s3.abort_multipart_upload().bucket(&object.bucket);
        let call = call.key(&object.key).upload_id(id);
        call.send().await.map_err(AwsError::during(ABORT))?;
    }
    let call = s3.delete_object().bucket(&object.bucket).key(&object.key);
    let gone = call.send().await.map_err(AwsError::during(DELETE));
    gone.map(drop)
}

/// The file is hashed before it is sent: S3 checks the parts, and nobody the whole.
async fn check(image: &Path, object: &Object) -> Result<(), UploadFault> {
    let path = image.to_owned();
    let hashing = tokio::task::spawn_blocking(move || {
        crate::broker_ami::image::sparse::hash(&File::open(path)?)
    });
    let actual = hashing
        .await?
        .map_err(|source| unreadable(image, source))?
        .to_string();
    match actual == object.sha256 {
        true => Ok(()),
        false => Err(UploadFault::OtherContent {
            path: PathBuf::from(image),
            what: "SHA-256",
            expected: object.sha256.clone(),
            actual,
        }),
    }
}

async fn is_there(s3: &Client, object: &Object) -> Result<bool, AwsError> {
    let call = s3.head_object().bucket(&object.bucket).key(&object.key);
    match call.send().await.map_err(AwsError::during(HEAD)) {
        Ok(found) => {
            let of = found.metadata().and_then(|metadata| metadata.get(SHA256));
            Ok(of == Some(&object.sha256))
        }
        Err(error) if error.is_missing() => Ok(false),
        Err(error) => Err(error),
    }
}

/// An upload of this very key that was begun and not ended.
async fn begun(s3: &Client, object: &Object) -> Result<Option<String>, AwsError> {
    let call = s3.list_multipart_uploads().bucket(&object.bucket);
    let found = call.prefix(&object.key).send().await;
    let found = found.map_err(AwsError::during(LIST_UPLOADS))?;
    let mut uploads = found.uploads().iter();
    let own = uploads.find(|upload| upload.key() == Some(&object.key));
    Ok(own.and_then(|upload| upload.upload_id().map(str::to_owned)))
}

async fn begin(s3: &Client, object: &Object) -> Result<String, AwsError> {
    let call = s3.create_multipart_upload().bucket(&object.bucket);
    let call = call
        .key(&object.key)
        .checksum_algorithm(ChecksumAlgorithm::Sha256)
        .checksum_type(ChecksumType::Composite)
        .metadata(SHA256, &object.sha256);
    let answer = call.send().await.map_err(AwsError::during(CREATE))?;
    let missing = || AwsError::new(CREATE, AwsErrorKind::Other, "The answer names no upload.");
    answer.upload_id.ok_or_else(missing)
}

/// The parts that S3 has: checksum and ETag by number.
async fn uploaded(
    s3: &Client,
    object: &Object,
    id: &str,
) -> Result<BTreeMap<i32, (String, String)>, AwsError> {
    let call = s3.list_parts().bucket(&object.bucket).key(&object.key);
    let mut pages = call.upload_id(id).into_paginator().items().send();
    let mut found = BTreeMap::new();
    while let Some(part) = pages.next().await {
        let part = part.map_err(AwsError::during(LIST_PARTS))?;
        if let (Some(number), Some(sum), Some(tag)) =
            (part.part_number(), part.checksum_sha256(), part.e_tag())
        {
            found.insert(number, (sum.to_owned(), tag.to_owned()));
        }
    }
    Ok(found)
}

async fn send_all(
    s3: &Client,
    image: &Path,
    object: &Object,
    id: &str,
    there: BTreeMap<i32, (String, String)>,
) -> Result<Vec<CompletedPart>, UploadFault> {
    let (file, size) = open(image).map_err(|source| unreadable(image, source))?;
    let sending = Sending {
        s3: s3.clone(),
        object: object.clone(),
        id: id.to_owned(),
        file: Arc::new(file),
        image: image.to_owned(),
    };
    let to = format!("s3://{}/{}", object.bucket, object.key);
    let mut log = Progress::begin(&to, there.len());
    let (mut under_way, mut whole) = (JoinSet::new(), Vec::new());
    for part in parts(size) {
        if under_way.len() >= AT_ONCE {
            finished(&mut under_way, &mut whole, &mut log).await?;
        }
        let (sending, has) = (sending.clone(), there.get(&part.number).cloned());
        under_way.spawn(async move { sending.part(part, has).await });
    }
    while !under_way.is_empty() {
        finished(&mut under_way, &mut whole, &mut log).await?;
    }
    log.end();
    whole.sort_by_key(CompletedPart::part_number);
    Ok(whole)
}

fn open(image: &Path) -> io::Result<(File, u64)> {
    let file = File::open(image)?;
    let size = file.metadata()?.len();
    Ok((file, size))
}

type Done = Result<(CompletedPart, Option<usize>), UploadFault>;

async fn finished(
    under_way: &mut JoinSet<Done>,
    whole: &mut Vec<CompletedPart>,
    log: &mut Progress,
) -> Result<(), UploadFault> {
    if let Some(done) = under_way.join_next().await {
        let (part, sent) = done??;
        log.block(sent);
        whole.push(part);
    }
    Ok(())
}

#[derive(Clone)]
struct Sending {
    s3: Client,
    object: Object,
    id: String,
    file: Arc<File>,
    image: PathBuf,
}

impl Sending {
    /// `has`: checksum and ETag of the part that S3 has.
    async fn part(self, part: Part, has: Option<(String, String)>) -> Done {
        let (bytes, sum) = self.read(part).await?;
        if let Some((_, tag)) = has.filter(|(has, _)| *has == sum) {
            return Ok((completed(part, tag, sum), None));
        }
        let length = bytes.len();
        let call = self.s3.upload_part().bucket(&self.object.bucket);
        let call = call
            .key(&self.object.key)
            .upload_id(&self.id)
            .part_number(part.number)
            .checksum_algorithm(ChecksumAlgorithm::Sha256)
            .checksum_sha256(&sum)
            .body(ByteStream::from(bytes));
        let answer = call.send().await.map_err(AwsError::during(CREATE))?;
        let tag = answer.e_tag.unwrap_or_default();
        Ok((completed(part, tag, sum), Some(length)))
    }

    /// The bytes of a part, with their checksum.
    async fn read(&self, part: Part) -> Result<(Vec<u8>, String), UploadFault> {
        let file = Arc::clone(&self.file);
        let reading = tokio::task::spawn_blocking(move || {
            let mut bytes = vec![0; usize::try_from(part.length).unwrap_or_default()];
            file.read_exact_at(&mut bytes, part.at)?;
            let sum = digest::base64(&Sha256::digest(&bytes).into());
            Ok((bytes, sum))
        });
        reading
            .await?
            .map_err(|source| unreadable(&self.image, source))
    }
}

fn completed(part: Part, tag: String, sum: String) -> CompletedPart {
    CompletedPart::builder()
        .part_number(part.number)
        .e_tag(tag)
        .checksum_sha256(sum)
        .build()
}

fn unreadable(image: &Path, source: io::Error) -> UploadFault {
    UploadFault::Unreadable {
        path: PathBuf::from(image),
        source,
    }
}
