//! Instance types, as EC2 describes them in this region. Each is asked for once per process: plans of
//! many brokers share a few types.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use aws_sdk_ec2::types::{
    AttachmentLimitType, EbsOptimizedInfo, EnaSupport, Filter, InstanceTypeInfo, LocationType,
};
use kafkaws_rules::broker;
use tokio::sync::{Mutex, OnceCell};

use super::connection::Connection;
use super::error::AwsError;

const TYPES: &str = "ec2:DescribeInstanceTypes";
const OFFERINGS: &str = "ec2:DescribeInstanceTypeOfferings";

/// A type that the region has.
#[derive(Debug)]
pub struct Offer {
    /// What DescribeInstanceTypes says.
    pub info: InstanceTypeInfo,
    /// Ids of the zones that offer it, such as `euw1-az1`.
    pub zone_ids: BTreeSet<String>,
}

type Answer = Arc<OnceCell<Option<Arc<Offer>>>>;

/// The instance types of one region.
#[derive(Debug)]
pub struct InstanceTypes {
    connection: Arc<Connection>,
    known: Mutex<HashMap<String, Answer>>,
}

impl InstanceTypes {
    /// Asks nothing yet.
    pub fn new(connection: Arc<Connection>) -> Self {
        Self {
            connection,
            known: Mutex::default(),
        }
    }

    /// The type of this name. `None`: the region has none.
    ///
    /// # Errors
    ///
    /// What AWS says; it is asked again the next time.
    pub async fn find(&self, name: &str) -> Result<Option<Arc<Offer>>, AwsError> {
        let answer = self
            .known
            .lock()
            .await
            .entry(name.into())
            .or_default()
            .clone();
        let offer = answer.get_or_try_init(|| self.ask(name)).await?;
        Ok(offer.clone())
    }

    /// The type of this name as plan-time rules judge it. One that the region does not have is
    /// offered in no zone.
    ///
    /// # Errors
    ///
    /// As [`InstanceTypes::find`].
    pub async fn facts(&self, name: &str) -> Result<broker::InstanceType, AwsError> {
        let offer = self.find(name).await?;
        Ok(offer.map_or_else(
            || broker::InstanceType {
                name: name.to_owned(),
                zones: Some(BTreeSet::new()),
                ..broker::InstanceType::default()
            },
            |offer| facts(name, &offer),
        ))
    }

    async fn ask(&self, name: &str) -> Result<Option<Arc<Offer>>, AwsError> {
        let (info, zone_ids) = tokio::try_join!(self.describe(name), self.zone_ids(name))?;
        Ok(info.map(|info| Arc::new(Offer { info, zone_ids })))
    }

    /// By filter rather than by name: a type that does not exist is then no error of its own.
    async fn describe(&self, name: &str) -> Result<Option<InstanceTypeInfo>, AwsError> {
        let call = self.connection.ec2().await?.describe_instance_types();
        let mut found = call.filters(named(name)).into_paginator().items().send();
        let first = found.next().await.transpose();
        first.map_err(AwsError::during(TYPES))
    }

    async fn zone_ids(&self, name: &str) -> Result<BTreeSet<String>, AwsError> {
        let ec2 = self.connection.ec2().await?;
        let call = ec2
            .describe_instance_type_offerings()
            .location_type(LocationType::AvailabilityZoneId)
            .filters(named(name));
        let mut offerings = call.into_paginator().items().send();
        let mut zone_ids = BTreeSet::new();
        while let Some(offering) = offerings.next().await {
            let offering = offering.map_err(AwsError::during(OFFERINGS))?;
            zone_ids.extend(offering.location);
        }
        Ok(zone_ids)
    }
}

fn named(name: &str) -> Filter {
    Filter::builder().name("instance-type").values(name).build()
}

fn facts(name: &str, offer: &Offer) -> broker::InstanceType {
    let info = &offer.info;
    let store = info.instance_storage_info();
    let has_store = info.instance_storage_supported();
    let ena = info
        .network_info()
        .and_then(|network| network.ena_support());
    broker::InstanceType {
        name: name.to_owned(),
        architectures: architectures(info).collect(),
        boot_modes: boot_modes(info).collect(),
        ebs: info
            .ebs_info()
            .and_then(|ebs| capacity(ebs.ebs_optimized_info()?)),
        attachments: attachments(info),
        instance_store_gb: match store.and_then(|store| store.total_size_in_gb()) {
            Some(gb) => u64::try_from(gb).ok(),
            None => has_store.filter(|has| !has).map(|_| 0),
        },
        ena_required: ena.map(|ena| *ena == EnaSupport::Required),
        burstable: info.burstable_performance_supported(),
        zones: Some(offer.zone_ids.clone()),
    }
}

/// `arm64`, `x86_64`.
pub(crate) fn architectures(info: &InstanceTypeInfo) -> impl Iterator<Item = String> + '_ {
    let processor = info.processor_info();
    let all = processor.map(|processor| processor.supported_architectures());
    all.unwrap_or_default()
        .iter()
        .map(|architecture| architecture.as_str().to_owned())
}

/// `legacy-bios`, `uefi`.
pub(crate) fn boot_modes(info: &InstanceTypeInfo) -> impl Iterator<Item = String> + '_ {
    let modes = info.supported_boot_modes().iter();
    modes.map(|mode| mode.as_str().to_owned())
}

/// `None` for a type of which EC2 does not tell everything, one without EBS optimization.
pub(crate) fn capacity(ebs: &EbsOptimizedInfo) -> Option<broker::EbsCapacity> {
    let whole = |number: Option<i32>| u32::try_from(number?).ok();
    Some(broker::EbsCapacity {
        baseline_mbps: whole(ebs.baseline_bandwidth_in_mbps())?,
        maximum_mbps: whole(ebs.maximum_bandwidth_in_mbps())?,
        baseline_iops: whole(ebs.baseline_iops())?,
        maximum_iops: whole(ebs.maximum_iops())?,
    })
}

/// `None` where EC2 does not tell the limit.
pub(crate) fn attachments(info: &InstanceTypeInfo) -> Option<broker::Attachments> {
    let ebs = info.ebs_info()?;
    Some(broker::Attachments {
        maximum: u32::try_from(ebs.maximum_ebs_attachments()?).ok()?,
        shared_with_interfaces: ebs.attachment_limit_type() == Some(&AttachmentLimitType::Shared),
    })
}

#[cfg(test)]
#[path = "instance_types_tests.rs"]
mod tests;
