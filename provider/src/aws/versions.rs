//! The Kafka versions that MSK offers in the Region, asked once for all plans of a walk.

use std::collections::BTreeMap;
use std::sync::Arc;

use aws_sdk_kafka::types::KafkaVersionStatus;
use kafkaws_catalog::KafkaVersion;
use tokio::sync::OnceCell;

use super::connection::Connection;
use super::error::AwsError;

/// A version and whether it is ACTIVE; the others are DEPRECATED.
pub type Offered = BTreeMap<KafkaVersion, bool>;

/// What ListKafkaVersions says.
#[derive(Debug)]
pub struct Versions {
    connection: Arc<Connection>,
    offered: OnceCell<Offered>,
}

impl Versions {
    /// Asks nothing yet.
    pub fn new(connection: Arc<Connection>) -> Self {
        Self {
            connection,
            offered: OnceCell::new(),
        }
    }

    /// All versions that are offered. One that cannot be read as a version is left out.
    ///
    /// # Errors
    ///
    /// What AWS says; it is asked again the next time.
    pub async fn offered(&self) -> Result<&Offered, AwsError> {
        self.offered.get_or_try_init(|| self.ask()).await
    }

    async fn ask(&self) -> Result<Offered, AwsError> {
        let kafka = self.connection.kafka().await?;
        let mut pages = kafka.list_kafka_versions().into_paginator().items().send();
        let mut offered = Offered::new();
        while let Some(found) = pages.next().await {
            let found = found.map_err(AwsError::during("kafka:ListKafkaVersions"))?;
            if let Some(Ok(version)) = found.version().map(str::parse) {
                let active = found.status() == Some(&KafkaVersionStatus::Active);
                let _before = offered.insert(version, active);
            }
        }
        Ok(offered)
    }
}
