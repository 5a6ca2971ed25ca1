//! The configuration that carries a cluster's `server_properties`.
//!
//! It names no Kafka versions, so no upgrade ever needs another one; a change of properties is a new revision; and it is
//! destroyed after the cluster. That takes away both deadlocks of a configuration kept beside the cluster: the one that
//! cannot be deleted while in use, and the one that cannot be made while the name is taken.

use aws_sdk_kafka::primitives::Blob;
use aws_sdk_kafka::types;
use kafkaws_catalog::msk::CONFIGURATION_REVISIONS;
use kafkaws_schema::Bounded;

use crate::aws::cloud::Cloud;
use crate::aws::error::{AwsError, AwsErrorKind};
use crate::msk::cluster::model::{ConfigurationInfo, OwnedConfiguration};
use crate::msk::properties;
use crate::msk::revisions::{delete, is_gone, text_of};

/// Names that are tried. A name is taken for long only by somebody who took it on purpose.
const MOST_NAMES: usize = 5;

/// A revision that carries the wanted properties.
pub(super) struct Carried {
    pub info: ConfigurationInfo,
    /// `None` where the revision is somebody else's, who happens to want the same.
    pub owned: Option<OwnedConfiguration>,
}

/// Finds or makes a revision with `text`. `attached` is the one the cluster uses, `owned` what we remember.
pub(super) async fn carry(
    cloud: &Cloud,
    cluster: &str,
    text: &str,
    attached: Option<&ConfigurationInfo>,
    owned: Option<&OwnedConfiguration>,
) -> Result<Carried, AwsError> {
    let keeper = Keeper {
        kafka: cloud.kafka().await?,
        cluster,
        text,
    };
    if let Some(owned) = owned
        && let Some(carried) = keeper.revise(owned.clone()).await?
    {
        return Ok(carried);
    }
    if let Some(attached) = attached
        && let Some(carried) = keeper.take_attached(attached).await?
    {
        return Ok(carried);
    }
    keeper
        .make(owned.map(|owned| owned.older.clone()).unwrap_or_default())
        .await
}

/// Destroys what we made for a cluster. Returns the ones that are left, each with the reason.
pub(super) async fn destroy(
    kafka: &aws_sdk_kafka::Client,
    owned: &OwnedConfiguration,
) -> Vec<(String, AwsError)> {
    let mut left = Vec::new();
    for arn in owned.older.iter().chain([&owned.arn]) {
        if let Err(error) = delete(kafka, arn).await {
            left.push((arn.clone(), error));
        }
    }
    left
}

struct Keeper<'a> {
    kafka: &'a aws_sdk_kafka::Client,
    cluster: &'a str,
    text: &'a str,
}

impl Keeper<'_> {
    /// The text by which we know our own: configurations have no tags at creation.
    fn mark(&self) -> String {
        format!(
            "server_properties of the MSK cluster {}, kept by terraform-provider-kafkaws",
            self.cluster
        )
    }

    /// Our configuration with the wanted text, by a new revision where the latest has another one. `None`: it is gone.
    async fn revise(&self, mut owned: OwnedConfiguration) -> Result<Option<Carried>, AwsError> {
        let Some(latest) = self.latest(&owned.arn).await? else {
            return Ok(None);
        };
        if self.carries(&owned.arn, latest).await? {
            owned.revision = latest;
            return Ok(Some(carried(owned)?));
        }
        if latest >= CONFIGURATION_REVISIONS {
            owned.older.push(std::mem::take(&mut owned.arn));
            return Ok(Some(self.make(owned.older).await?));
        }
        owned.revision = self.add_revision(&owned.arn).await?;
        Ok(Some(carried(owned)?))
    }

    /// After an import: the attached configuration is ours, or somebody else's with the same properties.
    async fn take_attached(
        &self,
        attached: &ConfigurationInfo,
    ) -> Result<Option<Carried>, AwsError> {
        let arn = attached.arn.to_string();
        let call = self.kafka.describe_configuration().arn(&arn).send();
        let found = call
            .await
            .map_err(AwsError::during("kafka:DescribeConfiguration"))?;
        if found.description() == Some(&self.mark()) {
            let owned = OwnedConfiguration {
                arn,
                revision: attached.revision.get(),
                older: Vec::new(),
            };
            return self.revise(owned).await;
        }
        let same = self.carries(&arn, attached.revision.get()).await?;
        Ok(same.then(|| Carried {
            info: attached.clone(),
            owned: None,
        }))
    }

    /// Makes a configuration, under the first name that is free or already ours.
    async fn make(&self, older: Vec<String>) -> Result<Carried, AwsError> {
        for number in (older.len() + 1..).take(MOST_NAMES) {
            let name = match number {
                1 => format!("kafkaws-{}", self.cluster),
                _ => format!("kafkaws-{}-{number}", self.cluster),
            };
            if let Some(arn) = self.create(&name).await? {
                return carried(OwnedConfiguration {
                    arn,
                    revision: 1,
                    older,
                });
            }
            if let Some(arn) = self.left_over(&name).await?
                && let Some(found) = Box::pin(self.revise(OwnedConfiguration {
                    arn,
                    revision: 0,
                    older: older.clone(),
                }))
                .await?
            {
                return Ok(found);
            }
        }
        Err(AwsError::new(
            "kafka:CreateConfiguration",
            AwsErrorKind::Conflict,
            format!(
                "the names kafkaws-{0}, kafkaws-{0}-2 and so on are all taken",
                self.cluster
            ),
        ))
    }

    /// `None`: the name is taken, also by ourselves in an attempt whose answer was lost.
    async fn create(&self, name: &str) -> Result<Option<String>, AwsError> {
        let call = self
            .kafka
            .create_configuration()
            .name(name)
            .description(self.mark())
            .server_properties(Blob::new(self.text));
        match call
            .send()
            .await
            .map_err(AwsError::during("kafka:CreateConfiguration"))
        {
            Ok(made) => Ok(made.arn),
            Err(error) if error.kind == AwsErrorKind::Conflict => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// A configuration of that name with our mark: left over from a destroy that could not finish, or from a crash.
    async fn left_over(&self, name: &str) -> Result<Option<String>, AwsError> {
        let mut pages = self
            .kafka
            .list_configurations()
            .into_paginator()
            .items()
            .send();
        while let Some(found) = pages.next().await {
            let found = found.map_err(AwsError::during("kafka:ListConfigurations"))?;
            if found.name() == Some(name) && found.description() == Some(&self.mark()) {
                return Ok(found.arn);
            }
        }
        Ok(None)
    }

    async fn latest(&self, arn: &str) -> Result<Option<i64>, AwsError> {
        let call = self.kafka.describe_configuration().arn(arn).send();
        match call
            .await
            .map_err(AwsError::during("kafka:DescribeConfiguration"))
        {
            Ok(found) if found.state() == Some(&types::ConfigurationState::Deleting) => Ok(None),
            Ok(found) => Ok(found.latest_revision().and_then(|latest| latest.revision())),
            Err(error) if is_gone(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn carries(&self, arn: &str, revision: i64) -> Result<bool, AwsError> {
        let found = text_of(self.kafka, arn, revision).await?;
        Ok(found.is_some_and(|found| properties::same(&found, self.text)))
    }

    async fn add_revision(&self, arn: &str) -> Result<i64, AwsError> {
        let call = self
            .kafka
            .update_configuration()
            .arn(arn)
            .description(self.mark())
            .server_properties(Blob::new(self.text));
        let sent = call
            .send()
            .await
            .map_err(AwsError::during("kafka:UpdateConfiguration"))?;
        let revision = sent.latest_revision().and_then(|latest| latest.revision());
        revision.ok_or_else(|| no_revision("kafka:UpdateConfiguration"))
    }
}

fn carried(owned: OwnedConfiguration) -> Result<Carried, AwsError> {
    let info = owned
        .arn
        .parse()
        .ok()
        .zip(Bounded::try_from(owned.revision).ok());
    let (arn, revision) = info.ok_or_else(|| no_revision("kafka:DescribeConfiguration"))?;
    Ok(Carried {
        info: ConfigurationInfo { arn, revision },
        owned: Some(owned),
    })
}

fn no_revision(operation: &'static str) -> AwsError {
    AwsError::new(
        operation,
        AwsErrorKind::Other,
        "AWS answered without the configuration's revision",
    )
}
