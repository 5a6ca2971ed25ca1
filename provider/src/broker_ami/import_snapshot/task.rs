//! EC2 imports an object as a snapshot.

use std::time::Duration;

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{ImportSnapshotTask, ResourceType, SnapshotDiskContainer, UserBucket};

use crate::aws::cloud::Cloud;
use crate::aws::ec2_tags;
use crate::aws::error::{AwsError, AwsErrorKind};
use crate::aws::idempotency;
use crate::aws::snapshots;
use crate::aws::tags::Tags;
use crate::aws::wait::{Progress, Waiter};
use crate::broker_ami::tags::{CONTENT, OWNER};
use crate::broker_ami::upload::UploadFault;

const IMPORT: &str = "ec2:ImportSnapshot";
const TASKS: &str = "ec2:DescribeImportSnapshotTasks";

/// How long a role that was just made may be unknown to EC2.
const ROLE_PATIENCE: Duration = Duration::from_secs(120);

/// What is to be imported.
#[derive(Debug)]
pub(crate) struct Order<'a> {
    pub(crate) bucket: &'a str,
    pub(crate) key: &'a str,
    pub(crate) role: &'a str,
    pub(crate) encrypted: bool,
    pub(crate) kms_key_id: Option<&'a str>,
    pub(crate) description: &'a str,
    /// Of the task, and of the snapshot once it is there.
    pub(crate) tags: Tags,
    /// The resource's name, and what names the content.
    pub(crate) name: &'a str,
    pub(crate) content: &'a str,
}

/// What an import works with.
#[derive(Debug)]
pub(crate) struct Import<'a> {
    pub(crate) cloud: &'a Cloud,
    pub(crate) waiter: Waiter,
    /// Of each wait.
    pub(crate) limit: Duration,
}

impl Import<'_> {
    /// Imports an object, or goes on with an import of it. The id of the snapshot, which bears its tags.
    ///
    /// # Errors
    ///
    /// What ended it. A task of EC2 goes on, and the next apply finds it.
    pub(crate) async fn run(&self, order: &Order<'_>) -> Result<String, UploadFault> {
        let ec2 = self.cloud.ec2().await?;
        let earlier = earlier(ec2, order).await?;
        let going_on = match earlier.last() {
            Some(task) => self.is_worth(task).await?,
            None => false,
        };
        let task = match earlier.last().and_then(|task| task.import_task_id()) {
            Some(id) if going_on => id.to_owned(),
            _ => self.start(ec2, order, earlier.len()).await?,
        };
        let snapshot = self.imported(ec2, &task, order).await?;
        // A snapshot of an import does not get the tags of its task.
        ec2_tags::create(self.cloud, [&snapshot], &order.tags).await?;
        Ok(snapshot)
    }

    /// Whether a task of an earlier apply is on its way, or has left a snapshot that is still there.
    async fn is_worth(&self, task: &ImportSnapshotTask) -> Result<bool, AwsError> {
        let detail = task.snapshot_task_detail();
        let Some(snapshot) = detail.and_then(|detail| detail.snapshot_id()) else {
            let status = detail.and_then(|detail| detail.status());
            return Ok(status == Some("active"));
        };
        Ok(snapshots::find(self.cloud, snapshot).await?.is_some())
    }

    /// A role that was just made is not known everywhere, so EC2's refusal is believed after a while only.
    async fn start(
        &self,
        ec2: &Client,
        order: &Order<'_>,
        before: usize,
    ) -> Result<String, UploadFault> {
        let started = self.waiter.until(ROLE_PATIENCE.min(self.limit), || async {
            match ask(ec2, order, before).await {
                Err(error) if error.is_about_service_role() => Ok(Progress::Pending(error.message)),
                asked => asked.map(Progress::Done),
            }
        });
        match started.await {
            Ok(id) => Ok(id),
            Err(crate::aws::wait::WaitError::TimedOut { last, .. }) => {
                Err(UploadFault::NotImported {
                    object: format!("s3://{}/{}", order.bucket, order.key),
                    why: last,
                })
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn imported(
        &self,
        ec2: &Client,
        task: &str,
        order: &Order<'_>,
    ) -> Result<String, UploadFault> {
        let waited = self.waiter.until(self.limit, || look(ec2, task));
        waited.await?.map_err(|why| UploadFault::NotImported {
            object: format!("s3://{}/{}", order.bucket, order.key),
            why,
        })
    }
}

/// The tasks of this content, in the order in which they were begun as far as EC2 tells.
async fn earlier(ec2: &Client, order: &Order<'_>) -> Result<Vec<ImportSnapshotTask>, AwsError> {
    let call = ec2.describe_import_snapshot_tasks();
    let mut pages = call.into_paginator().items().send();
    let mut found = Vec::new();
    while let Some(task) = pages.next().await {
        let task = task.map_err(AwsError::during(TASKS))?;
        let its = ec2_tags::read(task.tags());
        let is = |key: &str, value: &str| its.get(key).is_some_and(|one| one == value);
        if is(OWNER, order.name) && is(CONTENT, order.content) {
            found.push(task);
        }
    }
    // Of those that ended, none is of use while another is on its way.
    found.sort_by_key(|task| {
        let detail = task.snapshot_task_detail();
        let status = detail.and_then(|detail| detail.status()).map(str::to_owned);
        (
            status.as_deref() == Some("active"),
            status.as_deref() == Some("completed"),
        )
    });
    Ok(found)
}

/// The token follows from how often it was begun: EC2 goes on naming a task whose snapshot is long gone.
async fn ask(ec2: &Client, order: &Order<'_>, before: usize) -> Result<String, AwsError> {
    let bucket = UserBucket::builder().s3_bucket(order.bucket);
    let container = SnapshotDiskContainer::builder()
        .format("RAW")
        .description(order.description)
        .user_bucket(bucket.s3_key(order.key).build());
    let arguments = format!("{:?}", (&order.tags, order.bucket, order.key, order.role));
    let its = ec2_tags::specification(ResourceType::ImportSnapshotTask, &order.tags);
    let call = ec2
        .import_snapshot()
        .description(order.description)
        .disk_container(container.build())
        .role_name(order.role)
        .set_encrypted(order.encrypted.then_some(true))
        .set_kms_key_id(order.kms_key_id.map(str::to_owned))
        .tag_specifications(its)
        .client_token(idempotency::key(&[
            order.content,
            &arguments,
            &before.to_string(),
        ]));
    let answer = call.send().await.map_err(AwsError::during(IMPORT))?;
    let missing = || AwsError::new(IMPORT, AwsErrorKind::Other, "The answer names no task.");
    answer.import_task_id.ok_or_else(missing)
}

/// `Err`: EC2 gave it up, and why.
async fn look(ec2: &Client, task: &str) -> Result<Progress<Result<String, String>>, AwsError> {
    let call = ec2.describe_import_snapshot_tasks().import_task_ids(task);
    let answer = call.send().await.map_err(AwsError::during(TASKS))?;
    let detail = answer
        .import_snapshot_tasks()
        .first()
        .and_then(|task| task.snapshot_task_detail());
    let Some(detail) = detail else {
        return Ok(Progress::Pending(format!("waiting for the import {task}")));
    };
    let message = detail.status_message().unwrap_or_default();
    let (status, progress) = (
        detail.status().unwrap_or_default(),
        detail.progress().unwrap_or("0"),
    );
    tracing::info!(task, status, message, progress, "importing");
    Ok(match (status, detail.snapshot_id()) {
        ("completed", Some(id)) => Progress::Done(Ok(id.to_owned())),
        ("deleting" | "deleted" | "error", _) => Progress::Done(Err(message.to_owned())),
        _ => Progress::Pending(format!("importing, {message}, at {progress} %")),
    })
}
