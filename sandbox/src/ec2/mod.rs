//! EC2, as far as a cluster's network and self-managed brokers need it.

mod account;
mod change;
mod compute;
mod describe;
mod desk;
mod filter;
mod gateway;
mod group;
mod group_rule;
mod identify;
mod image;
mod import;
mod instance;
mod instance_type;
mod interface;
mod key_pair;
mod life;
mod machine;
mod meddle;
mod network;
mod phase;
mod placement;
mod render;
mod snapshot;
mod subnet;
mod tags;
mod token;
mod volume;
mod vpc;
mod zones;

use crate::faults::Faults;
use crate::gateway::Asked;
use crate::http::{Reply, Request};
use crate::processes::Processes;
use crate::query::{Form, Xml};
use crate::refusal::Refusal;
use crate::storage::Storage;
use crate::sts::query_code;
use crate::world::{Area, World};

pub(crate) use compute::Compute;
pub(crate) use desk::known;
pub(crate) use identify::identify;
pub use instance::{Check, EventCode};
pub(crate) use instance::{Instance, InstanceState, READY};
pub(crate) use interface::Interface;
pub(crate) use machine::Machine;
pub use meddle::{InstanceEvent, MeddleError, VolumeEvent};
pub(crate) use network::{Network, Subnet, Tags, Vpc};
pub(crate) use phase::{Eye, Phase};
pub(crate) use snapshot::{NO_VOLUME, Snapshot, SnapshotState, Upload};
pub(crate) use token::{Mismatch, Used};
pub(crate) use volume::{Volume, kms_arn};

const NAMESPACE: &str = "http://ec2.amazonaws.com/doc/2016-11-15/";

/// How a handler works: on the network, which only calls change, or with time and looks.
#[derive(Clone, Copy)]
enum Handler {
    Network(NetworkHandler),
    Compute(desk::Handler),
}

pub(crate) fn answer(
    world: &mut World,
    faults: &Faults,
    (storage, processes): (&Storage, Option<&Processes>),
    asked: &Asked,
    request: &Request,
) -> Result<Reply, Refusal> {
    let form = Form::of(request);
    let operation = asked.operation.as_str();
    let handler = handler(operation).ok_or_else(|| unknown(operation))?;
    if !operation.starts_with("Describe") {
        world.now = world.now.tick();
    }
    let (clock, now, lag) = (world.clock, world.now, world.id_lag);
    let (buckets, import_role) = (world.buckets.clone(), world.import_role);
    let area = world.area(&asked.caller.account, &asked.caller.region);
    // A dry run is checked like any other, on a copy.
    let mut copy = (form.get("DryRun") == Some("true")).then(|| area.clone());
    let is_dry = copy.is_some();
    let mut desk = desk::Desk {
        area: copy.as_mut().unwrap_or(area),
        form: &form,
        clock,
        now,
        lag,
        faults,
        storage,
        processes,
        buckets: &buckets,
        import_role,
    };
    life::catch_up(&mut desk);
    let answer = match handler {
        Handler::Network(handler) => handler(desk.area, &form)?,
        Handler::Compute(handler) => handler(&mut desk)?,
    };
    match is_dry {
        true => Err(dry_run()),
        false => {
            forget_disks(world, storage, operation);
            Ok(reply(operation, answer))
        }
    }
}

/// What a snapshot held goes with it, unless a volume was made from it.
fn forget_disks(world: &World, storage: &Storage, operation: &str) {
    if ["DeleteSnapshot", "DeleteVolume", "DeregisterImage"].contains(&operation) {
        storage.keep_disks(&world.disk_ids());
    }
}

fn handler(operation: &str) -> Option<Handler> {
    of_network(operation)
        .map(Handler::Network)
        .or_else(|| of_compute(operation).map(Handler::Compute))
}

fn dry_run() -> Refusal {
    let message = "Request would have succeeded, but DryRun flag is set.";
    Refusal::new(412, "DryRunOperation", message)
}

fn reply(operation: &str, answer: Xml) -> Reply {
    let mut xml = Xml::default();
    xml.text("requestId", uuid::Uuid::new_v4().to_string());
    xml.then(answer)
        .reply(&format!("{operation}Response"), NAMESPACE, 200)
}

type NetworkHandler = fn(&mut Area, &Form) -> Result<Xml, Refusal>;

fn of_network(operation: &str) -> Option<NetworkHandler> {
    reading(operation)
        .or_else(|| of_vpcs(operation))
        .or_else(|| of_groups(operation))
}

fn reading(operation: &str) -> Option<NetworkHandler> {
    Some(match operation {
        "DescribeAvailabilityZones" => describe::availability_zones,
        "DescribeInternetGateways" => describe::internet_gateways,
        "DescribeNetworkAcls" => describe::network_acls,
        "DescribeRouteTables" => describe::route_tables,
        "DescribeSecurityGroupRules" => group_rule::describe,
        "DescribeSecurityGroups" => describe::security_groups,
        "DescribeSubnets" => describe::subnets,
        "DescribeVpcAttribute" => vpc::describe_attribute,
        "DescribeVpcs" => describe::vpcs,
        _ => return None,
    })
}

fn of_vpcs(operation: &str) -> Option<NetworkHandler> {
    Some(match operation {
        "AssociateRouteTable" => gateway::associate,
        "AttachInternetGateway" => gateway::attach_gateway,
        "CreateInternetGateway" => gateway::create_gateway,
        "CreateRoute" => gateway::create_route,
        "CreateRouteTable" => gateway::create_table,
        "CreateSubnet" => subnet::create,
        "CreateVpc" => vpc::create,
        "DeleteInternetGateway" => gateway::delete_gateway,
        "DeleteRoute" => gateway::delete_route,
        "DeleteRouteTable" => gateway::delete_table,
        "DeleteSubnet" => subnet::delete,
        "DeleteVpc" => vpc::delete,
        "DetachInternetGateway" => gateway::detach_gateway,
        "DisassociateRouteTable" => gateway::disassociate,
        "ModifySubnetAttribute" => subnet::modify,
        "ModifyVpcAttribute" => vpc::modify_attribute,
        _ => return None,
    })
}

fn of_groups(operation: &str) -> Option<NetworkHandler> {
    Some(match operation {
        "AuthorizeSecurityGroupEgress" => group::authorize_egress,
        "AuthorizeSecurityGroupIngress" => group::authorize_ingress,
        "CreateSecurityGroup" => group::create,
        "DeleteSecurityGroup" => group::delete,
        "RevokeSecurityGroupEgress" => group::revoke_egress,
        "RevokeSecurityGroupIngress" => group::revoke_ingress,
        _ => return None,
    })
}

fn of_compute(operation: &str) -> Option<desk::Handler> {
    looking(operation).or_else(|| changing(operation))
}

fn looking(operation: &str) -> Option<desk::Handler> {
    Some(match operation {
        "DescribeAccountAttributes" => account::attributes,
        "DescribeImages" => image::describe,
        "DescribeImportSnapshotTasks" => import::describe,
        "DescribeInstanceAttribute" => instance::describe_attribute,
        "DescribeInstanceCreditSpecifications" => instance::describe_credits,
        "DescribeInstanceStatus" => instance::describe_status,
        "DescribeInstanceTypeOfferings" => instance_type::offerings,
        "DescribeInstanceTypes" => instance_type::describe,
        "DescribeInstances" => instance::describe,
        "DescribeKeyPairs" => key_pair::describe,
        "DescribeNetworkInterfaces" => interface::describe,
        "DescribePlacementGroups" => placement::describe,
        "DescribeReplaceRootVolumeTasks" => image::describe_replacements,
        "DescribeSnapshots" => snapshot::describe,
        "DescribeTags" => tags::describe,
        "DescribeVolumes" => volume::describe,
        "DescribeVolumesModifications" => volume::modifications,
        "GetConsoleOutput" => instance::console_output,
        "GetInstanceUefiData" => instance::uefi_data,
        _ => return None,
    })
}

fn changing(operation: &str) -> Option<desk::Handler> {
    Some(match operation {
        "AttachNetworkInterface" => interface::attach,
        "AttachVolume" => volume::attach,
        "CancelImportTask" => import::cancel,
        "CreateNetworkInterface" => interface::create,
        "CreatePlacementGroup" => placement::create,
        "CreateReplaceRootVolumeTask" => image::replace_root,
        "CreateSnapshot" => snapshot::create,
        "CreateTags" => tags::create,
        "CreateVolume" => volume::create,
        "DeleteKeyPair" => key_pair::delete,
        "DeleteNetworkInterface" => interface::delete,
        "DeletePlacementGroup" => placement::delete,
        "DeleteSnapshot" => snapshot::delete,
        "DeleteTags" => tags::delete,
        "DeleteVolume" => volume::delete,
        "DeregisterImage" => image::deregister,
        "DetachNetworkInterface" => interface::detach,
        "DetachVolume" => volume::detach,
        "ImportKeyPair" => key_pair::import,
        "ImportSnapshot" => import::start,
        "ModifyInstanceAttribute" => instance::modify_attribute,
        "ModifyInstanceMetadataOptions" => instance::modify_metadata,
        "ModifyNetworkInterfaceAttribute" => interface::modify,
        "ModifyVolume" => volume::modify,
        "RebootInstances" => instance::reboot,
        "RegisterImage" => image::register,
        "RunInstances" => instance::run,
        "StartInstances" => instance::start,
        "StopInstances" => instance::stop,
        "TerminateInstances" => instance::terminate,
        _ => return None,
    })
}

fn unknown(operation: &str) -> Refusal {
    let message = format!("The action {operation} is not valid for this web service.");
    Refusal::new(400, "InvalidAction", message)
}

/// A refusal in EC2's XML, which differs from STS's.
pub(crate) fn refuse(refusal: &Refusal) -> Reply {
    let mut xml = Xml::default();
    xml.nest("Errors", |xml| {
        xml.nest("Error", |xml| {
            xml.text("Code", query_code(&refusal.code));
            xml.text("Message", &refusal.message);
        });
    });
    xml.text("RequestID", uuid::Uuid::new_v4().to_string());
    xml.reply("Response", NAMESPACE, refusal.status)
}
