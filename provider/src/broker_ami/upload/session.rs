//! One snapshot, from StartSnapshot to completed.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use aws_sdk_ebs::types::{ChecksumAggregationMethod, ChecksumAlgorithm, Tag};
use aws_sdk_ec2::types::SnapshotState;

use super::blocks::{Writer, Written, write};
use super::digest;
use super::fault::UploadFault;
use super::journal::Journal;
use crate::aws::cloud::Cloud;
use crate::aws::error::{AwsError, AwsErrorKind};
use crate::aws::snapshots;
use crate::aws::tags::Tags;
use crate::aws::wait::{Progress, Waiter};
use crate::broker_ami::image::Proof;

const START: &str = "ebs:StartSnapshot";
const COMPLETE: &str = "ebs:CompleteSnapshot";
/// How long EBS keeps a snapshot that nobody writes to. A day, so that tomorrow's apply goes on with today's.
const TIMEOUT_MINUTES: i32 = 24 * 60;

/// So many looks may miss a snapshot that is there.
const LOOKS: u32 = 3;

/// What a snapshot is to be.
#[derive(Debug)]
pub(crate) struct Snapshot<'a> {
    pub(crate) size_gib: u64,
    pub(crate) encrypted: bool,
    pub(crate) kms_key_id: Option<&'a str>,
    pub(crate) description: &'a str,
    pub(crate) tags: Tags,
    /// Names the content, for the journal.
    pub(crate) content: &'a str,
    /// What the image is compared with.
    pub(crate) proof: &'a Proof,
}

/// What an upload works with.
#[derive(Debug)]
pub(crate) struct Session<'a> {
    pub(crate) cloud: &'a Cloud,
    pub(crate) waiter: Waiter,
    /// Of each wait.
    pub(crate) limit: Duration,
}

impl Session<'_> {
    /// Makes a snapshot of an image, or goes on with the one that `exists`. Its id, once it is completed.
    ///
    /// # Errors
    ///
    /// What ended it. A snapshot of which nothing can come is deleted; one that can be gone on with stays.
    pub(crate) async fn upload(
        &self,
        image: &Path,
        wanted: &Snapshot<'_>,
        exists: Option<&str>,
    ) -> Result<String, UploadFault> {
        let path = Journal::path(image, wanted.content);
        let (id, journal) = self.begin(&path, wanted, exists).await?;
        let writer = Writer {
            ebs: self.cloud.ebs().await?.clone(),
            waiter: self.waiter.clone(),
            limit: self.limit,
            snapshot: id.clone(),
            journal: Arc::new(journal),
        };
        let filled = self.fill(&writer, image, wanted).await;
        let lost = matches!(&filled, Err(fault) if fault.is_final());
        if filled.is_ok() || lost {
            super::journal::remove(&path);
        }
        if lost {
            self.drop_snapshot(&id).await;
        }
        filled.map(|()| id)
    }

    /// The snapshot to write to, and what has been written of it.
    async fn begin(
        &self,
        path: &Path,
        wanted: &Snapshot<'_>,
        exists: Option<&str>,
    ) -> Result<(String, Journal), UploadFault> {
        let exists = match exists {
            Some(id) => Some(id.to_owned()),
            None => self.known(Journal::names(path)).await?,
        };
        let unreadable = |source| UploadFault::Unreadable {
            path: path.to_owned(),
            source,
        };
        let mut journal = Journal::open(path, exists.as_deref()).map_err(unreadable)?;
        let id = match exists {
            Some(id) => id,
            None => match self.start(&journal.token, wanted).await {
                // The token was used for a snapshot with other tags, of which the journal does not know.
                Err(UploadFault::Aws(error)) if error.kind == AwsErrorKind::Conflict => {
                    super::journal::remove(path);
                    journal = Journal::open(path, None).map_err(unreadable)?;
                    self.start(&journal.token, wanted).await?
                }
                started => started?,
            },
        };
        journal.started(&id);
        Ok((id, journal))
    }

    /// The snapshot of the journal, if it is still there: EC2 does not show a new one at once.
    async fn known(&self, named: Option<String>) -> Result<Option<String>, UploadFault> {
        let Some(id) = named else { return Ok(None) };
        let looks = AtomicU32::new(0);
        let found = self.waiter.until(self.limit, || async {
            let there = snapshots::find(self.cloud, &id).await?.is_some();
            Ok(match looks.fetch_add(1, Ordering::Relaxed) {
                _ if there => Progress::Done(true),
                LOOKS.. => Progress::Done(false),
                _ => Progress::Pending(format!("looking for the snapshot {id}")),
            })
        });
        Ok(found.await?.then_some(id))
    }

    async fn start(&self, token: &str, wanted: &Snapshot<'_>) -> Result<String, UploadFault> {
        let pair = |(key, value): (&String, &String)| Tag::builder().key(key).value(value).build();
        let call = self
            .cloud
            .ebs()
            .await?
            .start_snapshot()
            .volume_size(i64::try_from(wanted.size_gib).unwrap_or(i64::MAX))
            .description(wanted.description)
            .set_tags(Some(wanted.tags.iter().map(pair).collect()))
            .set_encrypted(wanted.encrypted.then_some(true))
            .set_kms_key_arn(wanted.kms_key_id.map(str::to_owned))
            .timeout(TIMEOUT_MINUTES)
            .client_token(token);
        let answer = call.send().await.map_err(AwsError::during(START))?;
        let missing = || AwsError::new(START, AwsErrorKind::Other, "The answer names no snapshot.");
        Ok(answer.snapshot_id.ok_or_else(missing)?)
    }

    async fn fill(
        &self,
        writer: &Writer,
        image: &Path,
        wanted: &Snapshot<'_>,
    ) -> Result<(), UploadFault> {
        match write(writer, image, wanted.proof.takes_whole()).await {
            Ok(written) => {
                verify(image, wanted.proof, &written)?;
                self.complete(&writer.snapshot, &written).await
            }
            // It takes no blocks any more: an apply that was cut off had sealed it, or EBS has given it up.
            Err(fault) if fault.is_refusal() => self.sealed(&writer.snapshot, fault).await,
            Err(fault) => Err(fault),
        }
    }

    async fn complete(&self, id: &str, written: &Written) -> Result<(), UploadFault> {
        let sum = digest::base64(&digest::linear(written.blocks.values()));
        let call = self
            .cloud
            .ebs()
            .await?
            .complete_snapshot()
            .snapshot_id(id)
            .changed_blocks_count(i32::try_from(written.blocks.len()).unwrap_or(i32::MAX))
            .checksum(sum)
            .checksum_algorithm(ChecksumAlgorithm::ChecksumAlgorithmSha256)
            .checksum_aggregation_method(ChecksumAggregationMethod::ChecksumAggregationLinear);
        match call.send().await.map_err(AwsError::during(COMPLETE)) {
            Ok(_) => self.completed(id).await,
            // As of a call whose answer was lost: it is sealed, and takes no second one.
            Err(error) if error.is_bad_request() => self.sealed(id, error.into()).await,
            Err(error) => Err(error.into()),
        }
    }

    /// Waits until the snapshot is completed.
    async fn completed(&self, id: &str) -> Result<(), UploadFault> {
        let settled = self.waiter.until(self.limit, || self.standing(id)).await?;
        settled.map_err(|why| UploadFault::Lost {
            snapshot: id.to_owned(),
            why,
        })
    }

    /// What has become of a snapshot that refused a call: one that was sealed completes within minutes. One that stays as it was refused for
    /// what was asked, and no later call will do better.
    async fn sealed(&self, id: &str, refused: UploadFault) -> Result<(), UploadFault> {
        let limit = self.limit.min(self.cloud.pace().longest * 10);
        match self.waiter.until(limit, || self.standing(id)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(why)) => Err(UploadFault::Lost {
                snapshot: id.to_owned(),
                why,
            }),
            Err(crate::aws::wait::WaitError::TimedOut { .. }) => Err(UploadFault::Lost {
                snapshot: id.to_owned(),
                why: refused.to_string(),
            }),
            Err(error) => Err(error.into()),
        }
    }

    /// `Err`: it has failed, and why.
    async fn standing(&self, id: &str) -> Result<Progress<Result<(), String>>, AwsError> {
        let pending = || Progress::Pending(format!("waiting for the snapshot {id}"));
        let Some(found) = snapshots::find(self.cloud, id).await? else {
            return Ok(pending());
        };
        Ok(match found.state() {
            Some(SnapshotState::Completed) => Progress::Done(Ok(())),
            Some(SnapshotState::Error) => Progress::Done(Err(found
                .state_message()
                .unwrap_or("EBS gave it up")
                .to_owned())),
            _ => pending(),
        })
    }

    /// One that stays is found by its tag, and deleted by the next apply.
    async fn drop_snapshot(&self, id: &str) {
        let Ok(ec2) = self.cloud.ec2().await else {
            return;
        };
        if let Err(error) = ec2.delete_snapshot().snapshot_id(id).send().await {
            let error = AwsError::during("ec2:DeleteSnapshot")(error);
            tracing::warn!(snapshot = id, %error, "a snapshot of no use stays for now");
        }
    }
}

fn verify(image: &Path, wanted: &Proof, written: &Written) -> Result<(), UploadFault> {
    let blocks = written.blocks.iter().map(|(index, sum)| (*index, sum));
    let found = wanted.found(written.sha256.clone(), blocks);
    match found == *wanted {
        true => Ok(()),
        false => Err(UploadFault::OtherContent {
            path: PathBuf::from(image),
            what: wanted.said().0,
            expected: wanted.said().1.to_owned(),
            actual: found.said().1.to_owned(),
        }),
    }
}

impl UploadFault {
    /// Whether going on with the same snapshot can come to nothing.
    fn is_final(&self) -> bool {
        matches!(self, Self::OtherContent { .. } | Self::Lost { .. })
    }

    /// Whether EBS refused a block because of the snapshot that it belongs to.
    fn is_refusal(&self) -> bool {
        use crate::aws::wait::WaitError;
        matches!(self, Self::Wait(WaitError::Aws(error)) if error.is_bad_request())
    }
}
