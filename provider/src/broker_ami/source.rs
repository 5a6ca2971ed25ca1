//! The data source `kafkaws_broker_ami`: the newest AMI of an engine.

use aws_sdk_ec2::types::{Filter, Image, ImageState};
use kafkaws_plugin::{Cx, DataSource};
use kafkaws_schema::{Diagnostic, Diagnostics, Model};

use crate::aws::cloud::Cloud;
use crate::aws::ec2_tags;
use crate::aws::error::AwsError;
use crate::broker_ami::tags::{CONTRACT, ENGINE, ENGINE_VERSION, IMAGE_SHA256, PENDING};
use crate::broker_ami::types::{Architecture, EngineText};

const IMAGES: &str = "ec2:DescribeImages";

/// Finds an AMI.
#[derive(Debug)]
pub struct BrokerAmiSource;

/// The newest AMI that a `kafkaws_broker_ami` made, whichever configuration that was in.
///
/// AMIs are told by their tags, which only their own account sees.
#[derive(Clone, Debug, Model)]
pub struct Sought {
    /// Name of the engine in it, such as `nisshi`. Left out, any.
    pub engine: Option<EngineText>,
    /// Version of the engine. Left out, any.
    pub engine_version: Option<EngineText>,
    /// Processor that it is for. Left out, any.
    pub architecture: Option<Architecture>,
    /// Accounts that it may belong to: account ids, or `self`.
    #[tf(default = vec!["self".to_owned()])]
    pub owners: Vec<String>,
}

/// The AMI that was found.
#[derive(Clone, Debug, Model)]
#[outputs(of = Sought)]
pub struct FoundAmi {
    /// Its id.
    #[tf(volatile)]
    pub ami_id: String,
    /// Its name.
    #[tf(volatile)]
    pub ami_name: String,
    /// SHA-256 of the image that it is made of.
    #[tf(volatile)]
    pub image_hash: String,
    /// The engine in it; null where its image did not tell.
    #[tf(volatile)]
    pub found_engine: Option<String>,
    /// The version of the engine.
    #[tf(volatile)]
    pub found_engine_version: Option<String>,
    /// The processor that it is for: `x86_64` or `arm64`.
    #[tf(volatile)]
    pub found_architecture: Option<String>,
    /// How it is booted.
    #[tf(volatile)]
    pub boot_mode: Option<String>,
    /// The newest version of the boot contract that it reads.
    #[tf(volatile)]
    pub contract: Option<String>,
    /// When it was registered, in UTC.
    #[tf(volatile)]
    pub creation_date: Option<String>,
}

impl DataSource for BrokerAmiSource {
    const NAME: &'static str = "broker_ami";
    const SUBCATEGORY: &'static str = "Self-managed brokers";

    type Cloud = Cloud;
    type Inputs = Sought;
    type Outputs = FoundAmi;

    async fn read(cx: &Cx<Cloud>, inputs: Sought) -> Result<FoundAmi, Diagnostics> {
        let found = images(cx.cloud()?, &inputs).await;
        let found = found.map_err(|error| error.diagnostic("looking for a broker AMI"))?;
        Ok(newest(&found).ok_or_else(|| none(&inputs))?)
    }
}

async fn images(cloud: &Cloud, sought: &Sought) -> Result<Vec<Image>, AwsError> {
    let filter = |name: &str, value: &str| Filter::builder().name(name).values(value).build();
    let tagged = |key: &str, value: Option<&str>| Some(filter(&format!("tag:{key}"), value?));
    let architecture = sought.architecture.as_ref().map(Architecture::as_str);
    let filters = [
        Some(filter("tag-key", IMAGE_SHA256)),
        tagged(ENGINE, sought.engine.as_deref()),
        tagged(ENGINE_VERSION, sought.engine_version.as_deref()),
        architecture.map(|architecture| filter("architecture", architecture)),
    ];
    let call = cloud.ec2().await?.describe_images();
    let call = call
        .set_owners(Some(sought.owners.clone()))
        .set_filters(Some(filters.into_iter().flatten().collect()));
    let mut pages = call.into_paginator().items().send();
    let mut found = Vec::new();
    while let Some(image) = pages.next().await {
        found.push(image.map_err(AwsError::during(IMAGES))?);
    }
    Ok(found)
}

/// EC2 writes dates so that they sort as text. What is not finished is not found.
fn newest(images: &[Image]) -> Option<FoundAmi> {
    let usable = images.iter().filter(|image| {
        image.state() == Some(&ImageState::Available)
            && !ec2_tags::read(image.tags()).contains_key(PENDING)
    });
    let newest = usable.max_by_key(|image| (image.creation_date(), image.image_id()))?;
    let tags = ec2_tags::read(newest.tags());
    let tag = |key: &str| tags.get(key).cloned();
    Some(FoundAmi {
        ami_id: newest.image_id()?.to_owned(),
        ami_name: newest.name()?.to_owned(),
        image_hash: tag(IMAGE_SHA256)?,
        found_engine: tag(ENGINE),
        found_engine_version: tag(ENGINE_VERSION),
        found_architecture: newest.architecture().map(|one| one.as_str().to_owned()),
        boot_mode: newest.boot_mode().map(|one| one.as_str().to_owned()),
        contract: tag(CONTRACT),
        creation_date: newest.creation_date().map(str::to_owned),
    })
}

fn none(sought: &Sought) -> Diagnostic {
    let said = [
        ("engine", sought.engine.as_deref()),
        ("engine_version", sought.engine_version.as_deref()),
        (
            "architecture",
            sought.architecture.as_ref().map(Architecture::as_str),
        ),
    ];
    let said: Vec<String> = said
        .iter()
        .filter_map(|(name, value)| Some(format!("{name} = {:?}", (*value)?)))
        .collect();
    let of = match said.is_empty() {
        true => String::new(),
        false => format!(" with {}", said.join(", ")),
    };
    let owners = sought.owners.join(", ");
    Diagnostic::error(
        "There is no such broker AMI",
        format!(
            "Of {owners}, this region has no available AMI{of} that a kafkaws_broker_ami made. Apply one first; where it is in the same \
             configuration, refer to its ami_id."
        ),
    )
}
