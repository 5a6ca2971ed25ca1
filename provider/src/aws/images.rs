//! Machine images, as far as plan-time rules want to know them. Each is asked for once per process.

use std::collections::HashMap;
use std::sync::Arc;

use aws_sdk_ec2::types::{Filter, Image, ImageState};
use kafkaws_rules::broker;
use tokio::sync::{Mutex, OnceCell};

use super::connection::Connection;
use super::error::AwsError;

const IMAGES: &str = "ec2:DescribeImages";

type Answer = Arc<OnceCell<broker::Image>>;

/// The images of one region.
#[derive(Debug)]
pub struct Images {
    connection: Arc<Connection>,
    known: Mutex<HashMap<String, Answer>>,
}

impl Images {
    /// Asks nothing yet.
    pub fn new(connection: Arc<Connection>) -> Self {
        Self {
            connection,
            known: Mutex::default(),
        }
    }

    /// The image of this id as rules judge it; one that is not there says so.
    ///
    /// # Errors
    ///
    /// What AWS says; it is asked again the next time.
    pub async fn facts(&self, id: &str) -> Result<broker::Image, AwsError> {
        let answer = self
            .known
            .lock()
            .await
            .entry(id.into())
            .or_default()
            .clone();
        let image = answer.get_or_try_init(|| self.ask(id)).await?;
        Ok(image.clone())
    }

    /// By filter rather than by id: an image that does not exist is then no error of its own.
    /// Deprecated images can be launched, and disabled ones should be told from missing ones.
    async fn ask(&self, id: &str) -> Result<broker::Image, AwsError> {
        let wanted = Filter::builder().name("image-id").values(id).build();
        let call = self
            .connection
            .ec2()
            .await?
            .describe_images()
            .include_deprecated(true)
            .include_disabled(true)
            .filters(wanted);
        let mut found = call.into_paginator().items().send();
        let first = found.next().await.transpose();
        let image = first.map_err(AwsError::during(IMAGES))?;
        Ok(facts(id, image.as_ref()))
    }
}

fn facts(id: &str, image: Option<&Image>) -> broker::Image {
    let state = match image.map(Image::state) {
        None => broker::ImageState::NotFound,
        Some(None | Some(ImageState::Available)) => broker::ImageState::Available,
        Some(Some(other)) => broker::ImageState::Other(other.as_str().to_owned()),
    };
    broker::Image {
        id: id.to_owned(),
        state,
        architecture: image
            .and_then(Image::architecture)
            .map(|architecture| architecture.as_str().to_owned()),
        boot_mode: image
            .and_then(Image::boot_mode)
            .map(|mode| mode.as_str().to_owned()),
        root_device_type: image
            .and_then(Image::root_device_type)
            .map(|kind| kind.as_str().to_owned()),
        root_volume_type: image.and_then(root_volume_type),
        ena_support: image.and_then(Image::ena_support),
    }
}

fn root_volume_type(image: &Image) -> Option<String> {
    let root = image.root_device_name()?;
    let devices = image.block_device_mappings();
    let device = devices
        .iter()
        .find(|device| device.device_name() == Some(root))?;
    Some(device.ebs()?.volume_type()?.as_str().to_owned())
}

#[cfg(test)]
#[path = "images_tests.rs"]
mod tests;
