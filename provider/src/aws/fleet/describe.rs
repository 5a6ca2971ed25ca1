//! The calls that brokers are read with, page by page.

use std::net::Ipv4Addr;

use aws_sdk_ec2::types::{
    Filter, Instance, InstanceStatus, NetworkInterface, ReplaceRootVolumeTask, Volume,
    VolumeModification,
};

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;

use super::identity::{BROKER_ID, CLUSTER, Identity};
use crate::aws::connection::Connection;
use crate::aws::error::AwsError;

const INSTANCES: &str = "ec2:DescribeInstances";
const INTERFACES: &str = "ec2:DescribeNetworkInterfaces";
const VOLUMES: &str = "ec2:DescribeVolumes";
const STATUS: &str = "ec2:DescribeInstanceStatus";
const MODIFICATIONS: &str = "ec2:DescribeVolumesModifications";
const TASKS: &str = "ec2:DescribeReplaceRootVolumeTasks";
const ATTRIBUTE: &str = "ec2:DescribeInstanceAttribute";

/// The most that these calls return at once.
const PAGE: i32 = 1000;
/// The most instance ids that DescribeInstanceStatus takes.
const IDS: usize = 100;
/// EC2 shows terminated instances for an hour, and a listing has no use for them.
const LIVING: [&str; 5] = ["pending", "running", "shutting-down", "stopping", "stopped"];

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Scope<'a> {
    /// Every broker of the Region.
    All,
    /// One broker, with its terminated instances.
    One(&'a Identity),
}

/// What three calls return.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) interfaces: Vec<NetworkInterface>,
    pub(super) instances: Vec<Instance>,
    pub(super) volumes: Vec<Volume>,
}

fn filter<I: Into<String>>(name: &str, values: impl IntoIterator<Item = I>) -> Filter {
    let values = values.into_iter().map(Into::into).collect();
    Filter::builder()
        .name(name)
        .set_values(Some(values))
        .build()
}

impl Scope<'_> {
    fn filters(self) -> Vec<Filter> {
        match self {
            Self::All => vec![filter("tag-key", [BROKER_ID])],
            Self::One(identity) => vec![
                filter(&format!("tag:{CLUSTER}"), [identity.cluster.clone()]),
                filter(
                    &format!("tag:{BROKER_ID}"),
                    [identity.broker_id.to_string()],
                ),
            ],
        }
    }
}

/// Interfaces, instances and volumes, in calls of their own at the same time.
pub(super) async fn parts(connection: &Connection, scope: Scope<'_>) -> Result<Parts, AwsError> {
    // Boxed: the futures of the SDK are large, and three of them side by side do not fit a thread's stack.
    let (interfaces, instances, volumes) = futures::try_join!(
        Box::pin(interfaces(connection, scope)),
        Box::pin(instances(connection, scope)),
        Box::pin(volumes(connection, scope)),
    )?;
    Ok(Parts {
        interfaces,
        instances,
        volumes,
    })
}

async fn interfaces(
    connection: &Connection,
    scope: Scope<'_>,
) -> Result<Vec<NetworkInterface>, AwsError> {
    let call = connection.ec2().await?.describe_network_interfaces();
    let call = call.set_filters(Some(scope.filters())).max_results(PAGE);
    let found: Result<Vec<_>, _> = call.into_paginator().items().send().collect().await;
    found.map_err(AwsError::during(INTERFACES))
}

/// The interfaces of a subnet that have an address: one, or none.
pub(super) async fn interfaces_at(
    connection: &Connection,
    subnet_id: &str,
    address: Ipv4Addr,
) -> Result<Vec<NetworkInterface>, AwsError> {
    let call = connection.ec2().await?.describe_network_interfaces();
    let call = call.filters(filter("subnet-id", [subnet_id]));
    let call = call.filters(filter(
        "addresses.private-ip-address",
        [address.to_string()],
    ));
    let answer = call.send().await.map_err(AwsError::during(INTERFACES))?;
    Ok(answer.network_interfaces.unwrap_or_default())
}

async fn instances(connection: &Connection, scope: Scope<'_>) -> Result<Vec<Instance>, AwsError> {
    let mut filters = scope.filters();
    if matches!(scope, Scope::All) {
        filters.push(filter("instance-state-name", LIVING));
    }
    let call = connection.ec2().await?.describe_instances();
    let call = call.set_filters(Some(filters)).max_results(PAGE);
    let found: Result<Vec<_>, _> = call.into_paginator().items().send().collect().await;
    let reservations = found.map_err(AwsError::during(INSTANCES))?;
    Ok(reservations
        .into_iter()
        .flat_map(|one| one.instances.unwrap_or_default())
        .collect())
}

async fn volumes(connection: &Connection, scope: Scope<'_>) -> Result<Vec<Volume>, AwsError> {
    let call = connection.ec2().await?.describe_volumes();
    let call = call.set_filters(Some(scope.filters())).max_results(PAGE);
    let found: Result<Vec<_>, _> = call.into_paginator().items().send().collect().await;
    found.map_err(AwsError::during(VOLUMES))
}

/// Which instances tell their status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Telling {
    /// Those that run.
    Running,
    /// Every one that EC2 knows, whatever its state.
    All,
}

/// Status checks and scheduled events. The call knows no tags, and without ids it returns every instance of the account.
pub(super) async fn statuses(
    connection: &Connection,
    ids: &[String],
    telling: Telling,
) -> Result<Vec<InstanceStatus>, AwsError> {
    let mut all = Vec::new();
    for some in ids.chunks(IDS) {
        let call = connection.ec2().await?.describe_instance_status();
        let call = call.set_include_all_instances((telling == Telling::All).then_some(true));
        let answer = call.set_instance_ids(Some(some.to_vec())).send().await;
        all.extend(
            answer
                .map_err(AwsError::during(STATUS))?
                .instance_statuses
                .unwrap_or_default(),
        );
    }
    Ok(all)
}

/// The newest modification of each volume that was ever modified. By filter: an id that was never modified is an error.
pub(super) async fn modifications(
    connection: &Connection,
    ids: &[String],
) -> Result<Vec<VolumeModification>, AwsError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let call = connection.ec2().await?.describe_volumes_modifications();
    let call = call.filters(filter("volume-id", ids.to_vec()));
    let found: Result<Vec<_>, _> = call.into_paginator().items().send().collect().await;
    found.map_err(AwsError::during(MODIFICATIONS))
}

/// The replacements of an instance's root volume, oldest first.
pub(super) async fn root_tasks(
    connection: &Connection,
    instance_id: &str,
) -> Result<Vec<ReplaceRootVolumeTask>, AwsError> {
    let call = connection.ec2().await?.describe_replace_root_volume_tasks();
    let call = call.filters(filter("instance-id", [instance_id]));
    let found: Result<Vec<_>, _> = call.into_paginator().items().send().collect().await;
    let mut found = found.map_err(AwsError::during(TASKS))?;
    found.sort_by_key(|task| {
        let start = task.start_time().unwrap_or_default();
        let start = DateTime::from_str(start, Format::DateTimeWithOffset).ok();
        start.map(|start| (start.secs(), start.subsec_nanos()))
    });
    Ok(found)
}

/// Whether an instance is protected from termination.
pub(super) async fn protection(
    connection: &Connection,
    instance_id: &str,
) -> Result<bool, AwsError> {
    use aws_sdk_ec2::types::InstanceAttributeName::DisableApiTermination;
    let call = connection.ec2().await?.describe_instance_attribute();
    let call = call
        .instance_id(instance_id)
        .attribute(DisableApiTermination);
    let answer = call.send().await.map_err(AwsError::during(ATTRIBUTE))?;
    let value = answer
        .disable_api_termination
        .and_then(|attribute| attribute.value);
    Ok(value.unwrap_or_default())
}

/// The user data of an instance, before base64.
pub(super) async fn user_data(
    connection: &Connection,
    instance_id: &str,
) -> Result<Vec<u8>, AwsError> {
    use aws_sdk_ec2::types::InstanceAttributeName::UserData;
    let call = connection.ec2().await?.describe_instance_attribute();
    let call = call.instance_id(instance_id).attribute(UserData);
    let answer = call.send().await.map_err(AwsError::during(ATTRIBUTE))?;
    let text = answer
        .user_data
        .and_then(|attribute| attribute.value)
        .unwrap_or_default();
    Ok(aws_smithy_types::base64::decode(text).unwrap_or_default())
}

/// `None` where the credentials do not allow the call.
pub(super) fn allowed<T>(answer: Result<T, AwsError>) -> Result<Option<T>, AwsError> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(error) if error.is_denied() => {
            tracing::warn!(%error, "going on without it");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
