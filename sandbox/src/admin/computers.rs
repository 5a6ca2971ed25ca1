//! The admin calls about instances and volumes.

use serde::Deserialize;
use serde_json::json;

use super::clusters::place;
use super::{Answer, Refused, read};
use crate::ec2::{InstanceEvent, MeddleError, VolumeEvent};
use crate::gateway::Gateway;
use crate::http::{Request, path_segment};

pub(super) fn answer(gateway: &Gateway, request: &Request, rest: &[&str]) -> Answer {
    match rest {
        ["instances", name, "events"] => happen(gateway, request, &path_segment(name)),
        ["volumes", name, "events"] => happen_to_volume(gateway, request, &path_segment(name)),
        ["capacity"] => capacity(gateway, request),
        ["launches"] => launches(gateway, request),
        ["console"] => console(gateway, request),
        ["limits"] => limits(gateway, request),
        ["import_role"] => import_role(gateway, request),
        _ => Err((
            404,
            format!("there is no {} {}", request.method, request.path),
        )),
    }
}

fn happen(gateway: &Gateway, request: &Request, name: &str) -> Answer {
    let event: InstanceEvent = read(request)?;
    let happened = gateway.with_world(|world| world.befall(&place(request), name, event));
    happened.map(|()| json!({})).map_err(refused)
}

fn happen_to_volume(gateway: &Gateway, request: &Request, name: &str) -> Answer {
    let event: VolumeEvent = read(request)?;
    let happened = gateway.with_world(|world| world.befall_volume(&place(request), name, event));
    happened.map(|()| json!({})).map_err(refused)
}

/// Without a count there is room for any number again.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Capacity {
    instance_type: String,
    zone: String,
    count: Option<u32>,
}

fn capacity(gateway: &Gateway, request: &Request) -> Answer {
    let wanted: Capacity = read(request)?;
    gateway.with_world(|world| {
        world.set_capacity(&wanted.instance_type, &wanted.zone, wanted.count);
    });
    Ok(json!({}))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FailedLaunch {
    code: String,
    message: String,
}

/// The next launch fails.
fn launches(gateway: &Gateway, request: &Request) -> Answer {
    let FailedLaunch { code, message } = read(request)?;
    gateway
        .with_world(|world| {
            let areas = world.areas_of(&place(request))?;
            areas
                .into_iter()
                .for_each(|area| area.fail_next_launch(&code, &message));
            Ok(json!({}))
        })
        .map_err(refused)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Console {
    text: String,
}

/// What instances write at each boot.
fn console(gateway: &Gateway, request: &Request) -> Answer {
    let Console { text } = read(request)?;
    gateway.with_world(|world| world.set_console(&text));
    Ok(json!({}))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Limits {
    vcpus: u32,
}

fn limits(gateway: &Gateway, request: &Request) -> Answer {
    let Limits { vcpus } = read(request)?;
    gateway
        .with_world(|world| {
            let areas = world.areas_of(&place(request))?;
            areas
                .into_iter()
                .for_each(|area| area.compute.vcpu_limit = vcpus);
            Ok(json!({ "vcpus": vcpus }))
        })
        .map_err(refused)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ImportRole {
    exists: bool,
}

/// Whether VM Import can assume its service role.
fn import_role(gateway: &Gateway, request: &Request) -> Answer {
    let ImportRole { exists } = read(request)?;
    gateway.with_world(|world| world.import_role = exists);
    Ok(json!({ "exists": exists }))
}

fn refused(error: MeddleError) -> Refused {
    let status = match error {
        MeddleError::Nothing(..) => 404,
        MeddleError::Ambiguous(..) | MeddleError::NoRegion(_) => 409,
    };
    (status, error.to_string())
}
