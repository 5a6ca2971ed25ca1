//! Taking an AMI over that exists: by its id.

use kafkaws_plugin::{Cx, State};
use kafkaws_schema::{Diagnostic, Diagnostics};

use aws_sdk_ec2::types::{EbsBlockDevice, Filter, Image, VolumeType};

use crate::aws::cloud::Cloud;
use crate::aws::error::AwsError;
use crate::broker::types::AmiId;
use crate::broker_ami::kept::Kept;
use crate::broker_ami::model::{BrokerAmi, RootVolume};
use crate::broker_ami::seen::{Seen, SeenImage, seen_image};
use crate::broker_ami::tags::{ENGINE, ENGINE_VERSION, IMAGE_SHA256, OWNER, REGISTRATION};
use crate::broker_ami::types::{RootDevice, RootVolumeType};
use crate::broker_ami::wanted::registration;
use crate::broker_ami::{BrokerAmiResource, state};

const IMAGES: &str = "ec2:DescribeImages";
/// What gp3 has where nothing is said.
const GP3: (i32, i32) = (3_000, 125);

pub(super) async fn import(
    cx: &Cx<Cloud>,
    id: &str,
) -> Result<State<BrokerAmiResource>, Diagnostics> {
    let cloud = cx.cloud()?;
    let doing = format!("importing the broker AMI {id:?}");
    let told = |error: AwsError| error.diagnostic(&doing);
    let _: AmiId = id.parse().map_err(|_| {
        Diagnostic::error(
            &doing,
            "Import by the id of the newest AMI: ami-0123456789abcdef0.",
        )
    })?;
    let image = find(cloud, id).await.map_err(told)?;
    let (image, shown) = image
        .and_then(|image| {
            let shown = seen_image(&image)?;
            Some((image, shown))
        })
        .ok_or_else(|| not_there(&doing))?;
    let name = shown.tag(OWNER).ok_or_else(|| foreign(&doing))?;
    let seen = Seen::look(cloud, name).await.map_err(told)?;
    let mut inputs = inputs(&image, &shown, &seen).ok_or_else(|| foreign(&doing))?;
    let mut outputs = state::outputs(cloud, &seen, Some(&shown))
        .await
        .map_err(told)?;
    state::retag(cloud, &mut inputs, &mut outputs, &shown, None);
    Ok(State {
        inputs,
        outputs,
        private: Kept::default(),
    })
}

fn not_there(doing: &str) -> Diagnostic {
    let detail = "This account has no AMI of this id in this region.";
    Diagnostic::error(doing, detail)
}

fn foreign(doing: &str) -> Diagnostic {
    Diagnostic::error(
        doing,
        format!(
            "It was not made by a kafkaws_broker_ami: it lacks the tags {OWNER} and {IMAGE_SHA256}."
        ),
    )
}

async fn find(cloud: &Cloud, id: &str) -> Result<Option<Image>, AwsError> {
    let filter = Filter::builder().name("image-id").values(id).build();
    let call = cloud.ec2().await?.describe_images().owners("self");
    let answer = call.filters(filter).include_deprecated(true).send().await;
    let answer = answer.map_err(AwsError::during(IMAGES))?;
    Ok(answer.images().first().cloned())
}

/// What the AMI was made with, as far as it shows. Where the image lay does not.
fn inputs(image: &Image, shown: &SeenImage, seen: &Seen) -> Option<BrokerAmi> {
    let sha256 = shown.tag(IMAGE_SHA256)?;
    let devices = image.block_device_mappings().iter();
    let root = devices
        .filter(|device| device.device_name() == image.root_device_name())
        .find_map(|device| device.ebs());
    let plain = BrokerAmi {
        name: shown.tag(OWNER)?.parse().ok()?,
        image_file: None,
        image_object: None,
        image_sha256: None,
        import_snapshot: None,
        architecture: image
            .architecture()
            .and_then(|one| one.as_str().parse().ok()),
        boot_mode: image.boot_mode().and_then(|one| one.as_str().parse().ok()),
        engine: shown.tag(ENGINE).and_then(|text| text.parse().ok()),
        engine_version: shown.tag(ENGINE_VERSION).and_then(|text| text.parse().ok()),
        encrypted: false,
        kms_key_id: None,
        root_device_name: device_name(image)?,
        root_volume: root.map(volume).unwrap_or_default(),
        tags: std::collections::BTreeMap::new(),
        timeouts: None,
    };
    let said = shown.tag(REGISTRATION);
    let all = candidates(&plain, shown, seen);
    let same = all
        .iter()
        .find(|one| Some(registration(one, sha256).as_str()) == said);
    Some(same.cloned().unwrap_or(plain))
}

fn device_name(image: &Image) -> Option<RootDevice> {
    image.root_device_name()?.parse().ok()
}

fn volume(device: &EbsBlockDevice) -> RootVolume {
    let other =
        |value: Option<i32>, usual: i32| value.filter(|value| *value != usual).map(i64::from);
    let gp3 = device.volume_type() != Some(&VolumeType::Gp2);
    let said = |value: Option<i64>| value.filter(|_| gp3);
    RootVolume {
        size: device
            .volume_size()
            .and_then(|size| i64::from(size).try_into().ok()),
        r#type: match gp3 {
            true => RootVolumeType::Gp3,
            false => RootVolumeType::Gp2,
        },
        iops: said(other(device.iops(), GP3.0)).and_then(|iops| iops.try_into().ok()),
        throughput: said(other(device.throughput(), GP3.1)).and_then(|rate| rate.try_into().ok()),
        delete_on_termination: device.delete_on_termination().unwrap_or(true),
    }
}

/// An AMI does not show what was said and what was AWS's own choice: size of the root volume, encryption, key. The tag of its registration tells
/// which of them it was.
fn candidates(plain: &BrokerAmi, shown: &SeenImage, seen: &Seen) -> Vec<BrokerAmi> {
    let snapshot = seen
        .snapshots
        .iter()
        .find(|one| shown.snapshots.contains(&one.id));
    let key = snapshot.and_then(|one| one.kms_key_id.as_deref()?.parse().ok());
    let encryption = [(false, None), (true, None), (true, key)];
    let mut all = Vec::new();
    for size in [None, plain.root_volume.size] {
        for (encrypted, kms_key_id) in encryption.clone() {
            let mut one = plain.clone();
            (one.encrypted, one.kms_key_id) = (encrypted, kms_key_id);
            one.root_volume.size = size;
            all.push(one);
        }
    }
    all
}
