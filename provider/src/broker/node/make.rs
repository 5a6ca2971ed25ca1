//! The calls that make something. Each has a client token that follows from what is asked for.

use aws_sdk_ec2::types::{
    HttpTokensState, IamInstanceProfileSpecification, InstanceMetadataOptionsRequest,
    InstanceNetworkInterfaceSpecification, InstanceStateName, InstanceType,
    Placement as AwsPlacement, ResourceType, ShutdownBehavior, TagSpecification, VolumeState,
    VolumeType,
};
use kafkaws_boot_contract::UserData;

use super::token::token;
use super::wanted::Wanted;
use crate::aws::cloud::Cloud;
use crate::aws::ec2_tags::specification;
use crate::aws::error::{AwsError, AwsErrorKind};
use crate::aws::fleet::SeenInterface;
use crate::aws::tags::Tags;
use crate::broker::tags::{AMI, BOOT_HASH, PENDING, UNPROVEN};
use crate::broker::volumes::Volume;

const INTERFACE: &str = "ec2:CreateNetworkInterface";
const VOLUME: &str = "ec2:CreateVolume";
const RUN: &str = "ec2:RunInstances";
const REPLACE: &str = "ec2:CreateReplaceRootVolumeTask";

/// What a token made.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) id: String,
    /// Otherwise it was made by an earlier request and is gone since: a token names it all the same.
    pub(super) alive: bool,
}

/// What everything that a create makes has in common.
#[derive(Clone, Copy, Debug)]
pub(super) struct Order<'a> {
    pub(super) cloud: &'a Cloud,
    pub(super) wanted: &'a Wanted,
    /// The mark of an unfinished create.
    pub(super) mark: Option<&'a str>,
    /// How often the token named something that is gone.
    pub(super) generation: u32,
}

impl Order<'_> {
    fn tags(&self, kind: ResourceType, mut tags: Tags) -> TagSpecification {
        tags.extend(self.mark.map(|mark| (PENDING.to_owned(), mark.to_owned())));
        specification(kind, &tags)
    }

    fn token(&self, kind: &str, arguments: &[&str]) -> String {
        let tags = format!("{:?}", self.wanted.tags());
        let mark = self.mark.unwrap_or_default();
        let all: Vec<&str> = [tags.as_str(), mark]
            .into_iter()
            .chain(arguments.iter().copied())
            .collect();
        token(&self.wanted.identity, kind, &all, self.generation)
    }

    pub(super) async fn interface(&self) -> Result<Made, AwsError> {
        let wanted = self.wanted;
        let groups = wanted
            .security_groups
            .as_ref()
            .map(|groups| groups.iter().cloned().collect::<Vec<_>>());
        let address = wanted.private_ip.as_deref().unwrap_or_default();
        let arguments = [&wanted.subnet_id, &format!("{groups:?}"), address];
        let mut tags = wanted.tags();
        tags.insert(UNPROVEN.to_owned(), "true".to_owned());
        let call = self.cloud.ec2().await?.create_network_interface();
        let call = call
            .subnet_id(&wanted.subnet_id)
            .description(format!("Kafka broker {}", wanted.identity))
            .set_groups(groups)
            .set_private_ip_address(wanted.private_ip.clone())
            .tag_specifications(self.tags(ResourceType::NetworkInterface, tags))
            .client_token(self.token("interface", &arguments));
        let answer = call.send().await.map_err(AwsError::during(INTERFACE));
        let id = answer?
            .network_interface
            .and_then(|one| one.network_interface_id);
        Ok(Made {
            id: id.ok_or_else(|| nothing(INTERFACE))?,
            alive: true,
        })
    }

    pub(super) async fn volume(&self, volume: &Volume, zone: &str) -> Result<Made, AwsError> {
        let name = volume.name.as_str();
        let arguments = format!("{volume:?}");
        let number = |value: Option<i64>| value.and_then(|value| i32::try_from(value).ok());
        let call = self.cloud.ec2().await?.create_volume();
        let call = call
            .availability_zone(zone)
            .volume_type(VolumeType::from(volume.r#type.as_str()))
            .set_size(number(Some(volume.size.get())))
            .set_iops(number(volume.wanted_iops()))
            .set_throughput(number(volume.wanted_throughput()))
            .encrypted(volume.encrypted)
            .set_kms_key_id(volume.kms_key_id.as_ref().map(ToString::to_string))
            .set_snapshot_id(volume.snapshot_id.as_ref().map(ToString::to_string))
            .tag_specifications(self.tags(ResourceType::Volume, self.wanted.volume_tags(name)))
            .client_token(self.token("volume", &[name, zone, &arguments]));
        let answer = call.send().await.map_err(AwsError::during(VOLUME))?;
        Ok(Made {
            alive: !matches!(
                answer.state,
                Some(VolumeState::Deleting | VolumeState::Deleted)
            ),
            id: answer.volume_id.ok_or_else(|| nothing(VOLUME))?,
        })
    }

    /// The instance, on the interface and with nothing that belongs to the interface said twice.
    pub(super) async fn instance(
        &self,
        interface: &SeenInterface,
        data: &UserData,
    ) -> Result<Made, AwsError> {
        let wanted = self.wanted;
        let mut tags = wanted.tags();
        tags.insert(AMI.to_owned(), wanted.ami.clone());
        tags.insert(BOOT_HASH.to_owned(), data.hash());
        let call = self.cloud.ec2().await?.run_instances();
        let call = call
            .min_count(1)
            .max_count(1)
            .image_id(&wanted.ami)
            .instance_type(InstanceType::from(wanted.instance_type.as_str()))
            .network_interfaces(primary(&interface.id))
            .user_data(aws_smithy_types::base64::encode(data.bytes()))
            .metadata_options(metadata())
            .instance_initiated_shutdown_behavior(ShutdownBehavior::Stop)
            .disable_api_termination(wanted.disable_api_termination)
            .set_key_name(wanted.key_name.clone())
            .set_iam_instance_profile(wanted.iam_instance_profile.as_deref().map(profile))
            .set_placement(placement(wanted))
            .tag_specifications(self.tags(ResourceType::Instance, tags))
            .tag_specifications(specification(ResourceType::Volume, &wanted.root_tags()))
            .client_token(self.token("instance", &[&self.launch_arguments(interface, data)]));
        let answer = call.send().await.map_err(AwsError::during(RUN))?;
        let made = answer
            .instances
            .unwrap_or_default()
            .into_iter()
            .next()
            .ok_or_else(|| nothing(RUN))?;
        let state = made.state().and_then(|state| state.name());
        let over = matches!(
            state,
            Some(InstanceStateName::Terminated | InstanceStateName::ShuttingDown)
        );
        Ok(Made {
            alive: !over,
            id: made.instance_id.ok_or_else(|| nothing(RUN))?,
        })
    }

    fn launch_arguments(&self, interface: &SeenInterface, data: &UserData) -> String {
        let wanted = self.wanted;
        let ours = (
            &wanted.ami,
            &wanted.instance_type,
            &wanted.iam_instance_profile,
            &wanted.key_name,
        );
        let rest = (&wanted.placement, wanted.disable_api_termination);
        format!("{} {} {ours:?} {rest:?}", interface.id, data.hash())
    }

    /// Begins to replace the root volume; `count` replacements of this instance have ended so far.
    pub(super) async fn root(&self, instance_id: &str, count: usize) -> Result<(), AwsError> {
        let (ami, count) = (&self.wanted.ami, count.to_string());
        let call = self.cloud.ec2().await?.create_replace_root_volume_task();
        let call = call
            .instance_id(instance_id)
            .image_id(ami)
            .delete_replaced_root_volume(true)
            .client_token(token(
                &self.wanted.identity,
                "root",
                &[instance_id, ami, &count],
                0,
            ));
        call.send()
            .await
            .map(drop)
            .map_err(AwsError::during(REPLACE))
    }
}

fn nothing(operation: &'static str) -> AwsError {
    AwsError::new(
        operation,
        AwsErrorKind::Other,
        "AWS answered without an id.",
    )
}

fn primary(interface_id: &str) -> InstanceNetworkInterfaceSpecification {
    InstanceNetworkInterfaceSpecification::builder()
        .device_index(0)
        .network_interface_id(interface_id)
        .delete_on_termination(false)
        .build()
}

/// IMDSv2 only, and only from the instance itself.
fn metadata() -> InstanceMetadataOptionsRequest {
    InstanceMetadataOptionsRequest::builder()
        .http_tokens(HttpTokensState::Required)
        .http_put_response_hop_limit(1)
        .build()
}

fn profile(named: &str) -> IamInstanceProfileSpecification {
    let profile = IamInstanceProfileSpecification::builder();
    match named.starts_with("arn:") {
        true => profile.arn(named).build(),
        false => profile.name(named).build(),
    }
}

fn placement(wanted: &Wanted) -> Option<AwsPlacement> {
    let placement = wanted.placement.as_ref()?;
    let partition = placement
        .partition
        .and_then(|number| i32::try_from(number).ok());
    let built = AwsPlacement::builder()
        .group_name(&placement.group)
        .set_partition_number(partition);
    Some(built.build())
}
